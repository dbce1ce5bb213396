"""What happens to a connection's open transaction when it goes back to the pool."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Union

from holdfast import exc

if TYPE_CHECKING:
    from holdfast.pool.base import Pool


class ResetStyle(Enum):
    """The reset on return of a pool."""

    reset_rollback = "rollback"
    reset_commit = "commit"
    reset_none = "none"


reset_rollback = ResetStyle.reset_rollback
reset_commit = ResetStyle.reset_commit
reset_none = ResetStyle.reset_none

ResetOnReturn = Union[ResetStyle, bool, None, Literal["rollback", "commit"]]

_STYLES: dict[Any, ResetStyle] = {
    True: reset_rollback,
    "rollback": reset_rollback,
    "commit": reset_commit,
    "none": reset_none,
    None: reset_none,
    False: reset_none,
    **{style: style for style in ResetStyle},
}


class PoolResetState(NamedTuple):
    """Given to the pool's ``reset`` event.

    :ivar transaction_was_reset: the Connection has ended its transaction already.
    :ivar terminate_only: the connection is dropped, never used again.
    :ivar asyncio_safe: awaiting is possible here (False in the garbage collector).
    """

    transaction_was_reset: bool
    terminate_only: bool
    asyncio_safe: bool


def reset_style(value: ResetOnReturn) -> ResetStyle:
    """Return the style that ``reset_on_return=`` names.

    :raises holdfast.exc.ArgumentError: it names none.
    """
    try:
        return _STYLES[value]
    except (KeyError, TypeError):
        raise exc.ArgumentError(
            f"Invalid value for 'reset_on_return': {value!r}; give 'rollback', 'commit' or None"
        ) from None


def reset(pool: Pool, dbapi_connection: Any, record: Any, state: PoolResetState) -> None:
    """Fire the ``reset`` event, then end what transaction the connection may still be in."""
    dispatch = pool.dispatch
    if dispatch.reset:
        dispatch.reset(dbapi_connection, record, state)
    style = pool._reset_on_return
    if style is reset_rollback:
        if not state.transaction_was_reset:
            if pool._log_debug:
                pool.logger.debug("Connection %s rollback-on-return", dbapi_connection)
            pool._dialect.do_rollback(dbapi_connection)
        elif pool._log_debug:
            pool.logger.debug("Connection %s reset, transaction already reset", dbapi_connection)
    elif style is reset_commit:
        if pool._log_debug:
            pool.logger.debug("Connection %s commit-on-return", dbapi_connection)
        pool._dialect.do_commit(dbapi_connection)
