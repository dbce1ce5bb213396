"""The events of connection pools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.event import Events

if TYPE_CHECKING:
    from holdfast.pool.fairy import PoolProxiedConnection
    from holdfast.pool.record import ConnectionPoolEntry
    from holdfast.pool.reset import PoolResetState


class PoolEvents(Events[Any]):
    """Events of a Pool, of the Pool class, or of an Engine's pool (listen to the Engine).

    In all of them ``dbapi_connection`` is the driver's connection and ``connection_record`` the pool's entry.
    """

    @classmethod
    def _accept_with(cls, target: Any, identifier: str) -> Any:
        # An Engine stands for its pool, the Engine class for all pools.
        if isinstance(target, type):
            return super()._accept_with(getattr(target, "_pool_class", target), identifier)
        return super()._accept_with(getattr(target, "pool", target), identifier)

    def connect(self, dbapi_connection: Any, connection_record: ConnectionPoolEntry) -> None:
        """A DBAPI connection was made."""

    def first_connect(self, dbapi_connection: Any, connection_record: ConnectionPoolEntry) -> None:
        """The pool's first DBAPI connection was made; before ``connect``."""

    def checkout(
        self,
        dbapi_connection: Any,
        connection_record: ConnectionPoolEntry,
        connection_proxy: PoolProxiedConnection,
    ) -> None:
        """A connection is handed out; raise :class:`holdfast.exc.DisconnectionError` to have it replaced."""

    def checkin(self, dbapi_connection: Any, connection_record: ConnectionPoolEntry) -> None:
        """A connection has come back; ``dbapi_connection`` is None when it was invalidated."""

    def reset(
        self, dbapi_connection: Any, connection_record: ConnectionPoolEntry | None, reset_state: PoolResetState
    ) -> None:
        """A returned connection is about to be reset; with ``reset_on_return=None`` the place to do it oneself."""

    def invalidate(
        self, dbapi_connection: Any, connection_record: ConnectionPoolEntry, exception: BaseException | None
    ) -> None:
        """A connection is about to be closed as unusable."""

    def soft_invalidate(
        self, dbapi_connection: Any, connection_record: ConnectionPoolEntry, exception: BaseException | None
    ) -> None:
        """A connection will be replaced at its next checkout."""

    def close(self, dbapi_connection: Any, connection_record: ConnectionPoolEntry) -> None:
        """A connection is about to be closed."""

    def detach(self, dbapi_connection: Any, connection_record: ConnectionPoolEntry) -> None:
        """A connection was taken out of the pool for good."""

    def close_detached(self, dbapi_connection: Any) -> None:
        """A detached connection is about to be closed."""
