"""The events of a Session. Source: SQLAlchemy 2.1 documentation, "SessionEvents"; text A names the transaction and
flush events.
"""

from __future__ import annotations

from typing import Any

from holdfast.event import Events


class SessionEvents(Events[Any]):
    """Listen with `event.listen(session_or_factory_or_Session_class, name, fn)`."""

    def before_flush(self, session: Any, flush_context: Any, instances: Any) -> None:
        """Before a flush looks at the session; objects may be added, changed and deleted."""

    def after_flush(self, session: Any, flush_context: Any) -> None:
        """After the SQL of a flush, before the objects' states change; `flush_context` is the FlushPlan."""

    def after_flush_postexec(self, session: Any, flush_context: Any) -> None:
        """After a flush, when the objects are in their final state."""

    def before_commit(self, session: Any) -> None:
        """Before a commit, ahead of its flush."""

    def after_commit(self, session: Any) -> None:
        """After the commit on all connections; no SQL may be sent."""

    def after_rollback(self, session: Any) -> None:
        """After a real rollback on all connections."""

    def after_soft_rollback(self, session: Any, previous_transaction: Any) -> None:
        """After any rollback, of a savepoint too."""

    def after_begin(self, session: Any, transaction: Any, connection: Any) -> None:
        """After a transaction began on a connection."""

    def after_transaction_create(self, session: Any, transaction: Any) -> None:
        """After a SessionTransaction was made."""

    def after_transaction_end(self, session: Any, transaction: Any) -> None:
        """After a SessionTransaction ended."""

    def before_attach(self, session: Any, instance: Any) -> None:
        """Before an object comes into the session."""

    def after_attach(self, session: Any, instance: Any) -> None:
        """After an object came into the session."""

    def do_orm_execute(self, orm_execute_state: Any) -> None:
        """Before a statement is executed for the session; see ORMExecuteState."""

    def transient_to_pending(self, session: Any, instance: Any) -> None:
        """After Session.add of a new object."""

    def pending_to_transient(self, session: Any, instance: Any) -> None:
        """After a new object left the session without having been inserted."""

    def pending_to_persistent(self, session: Any, instance: Any) -> None:
        """After the insert of an object."""

    def persistent_to_transient(self, session: Any, instance: Any) -> None:
        """After the rollback of an insert."""

    def loaded_as_persistent(self, session: Any, instance: Any) -> None:
        """After an object was loaded."""

    def persistent_to_deleted(self, session: Any, instance: Any) -> None:
        """After the delete of an object."""

    def deleted_to_persistent(self, session: Any, instance: Any) -> None:
        """After the rollback of a delete."""

    def deleted_to_detached(self, session: Any, instance: Any) -> None:
        """After the commit of a delete."""

    def detached_to_persistent(self, session: Any, instance: Any) -> None:
        """After a detached object came into the session."""

    def persistent_to_detached(self, session: Any, instance: Any) -> None:
        """After an object with a row left the session."""
