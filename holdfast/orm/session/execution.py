"""Session.execute: sends a statement where it belongs: ORM SELECTs to the loaders, ORM UPDATE / DELETE to the
synchronising executor, the rest to the connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from holdfast.exc import ArgumentError
from holdfast.orm.loading import execute_select
from holdfast.orm.loading.execution import statement_mapper
from holdfast.orm.query.dml import execute_dml
from holdfast.orm.session.binds import find_bind
from holdfast.util.collections import immutabledict

if TYPE_CHECKING:
    from holdfast.orm.session.connectivity import SessionConnectivity
    from holdfast.orm.session.session import Session

EMPTY: immutabledict[str, Any] = immutabledict()


class ORMExecuteState:
    """What a `do_orm_execute` listener receives. Source: text B, ORMExecuteState."""

    def __init__(
        self, session: Session, statement: Any, parameters: Any, execution_options: Any, bind_arguments: dict[str, Any]
    ) -> None:
        self.session = session
        self.statement = statement
        self.parameters = parameters
        self.local_execution_options = immutabledict(execution_options)
        self.bind_arguments = bind_arguments
        self._column_load = self._relationship_load = False

    @property
    def execution_options(self) -> immutabledict[str, Any]:
        """The options of the statement, overridden by those of the call."""
        return immutabledict({**getattr(self.statement, "_execution_options", EMPTY), **self.local_execution_options})

    @property
    def is_select(self) -> bool:
        """True for a SELECT."""
        return bool(getattr(self.statement, "is_select", False))

    @property
    def is_insert(self) -> bool:
        """True for an INSERT."""
        return bool(getattr(self.statement, "is_insert", False))

    @property
    def is_update(self) -> bool:
        """True for an UPDATE."""
        return bool(getattr(self.statement, "is_update", False))

    @property
    def is_delete(self) -> bool:
        """True for a DELETE."""
        return bool(getattr(self.statement, "is_delete", False))

    @property
    def is_executemany(self) -> bool:
        """True when the parameters are a list of more than one dictionary."""
        return isinstance(self.parameters, list) and len(self.parameters) > 1

    @property
    def is_orm_statement(self) -> bool:
        """True when the statement names mapped classes."""
        return bool(getattr(self.statement, "_is_orm", False))

    @property
    def is_column_load(self) -> bool:
        """True for the load of expired or deferred attributes of objects, and for `Session.refresh()`."""
        return self._column_load

    @property
    def is_relationship_load(self) -> bool:
        """True for the load of a relationship of objects: on access, or after the statement that loaded them."""
        return self._relationship_load

    @property
    def bind_mapper(self) -> Any:
        """The mapper that the bind is found by, or None."""
        return self.bind_arguments.get("mapper") or (statement_mapper(self.statement) if self._names_mappers else None)

    @property
    def _names_mappers(self) -> bool:
        return self.is_orm_statement and self.is_select and hasattr(self.statement, "_entities")

    def update_execution_options(self, **options: Any) -> None:
        """Add execution options for this execution."""
        self.local_execution_options = immutabledict({**self.local_execution_options, **options})

    def invoke_statement(
        self, statement: Any = None, params: Any = None, execution_options: Any = None, bind_arguments: Any = None
    ) -> Any:
        """Execute the statement (or another one) and return its Result, past the listener that calls this."""
        return run(
            self.session,
            self.statement if statement is None else statement,
            self.parameters if params is None else params,
            {**self.local_execution_options, **(execution_options or {})},
            {**self.bind_arguments, **(bind_arguments or {})},
        )


def execute(
    session: Session,
    statement: Any,
    params: Any,
    execution_options: Mapping[str, Any],
    bind_arguments: Mapping[str, Any] | None,
) -> Any:
    """Execute a statement for a session and return its Result."""
    if session.dispatch.do_orm_execute:
        state = ORMExecuteState(session, statement, params, execution_options, dict(bind_arguments or {}))
        for listener in session.dispatch.do_orm_execute:
            result = listener(state)
            if result is not None:
                return result
        statement, params = state.statement, state.parameters
        execution_options, bind_arguments = state.local_execution_options, state.bind_arguments
    return run(session, statement, params, execution_options, bind_arguments)


def announced_load(session: Any, statement: Any, params: Mapping[str, Any], mapper: Any, relationship: bool) -> Any:
    """Tell `do_orm_execute` of a statement that loads parts of objects.

    :param relationship: it loads a relationship; else columns.
    :return: None when the load may go on as it is prepared, else the Result to take the objects from: a listener's, or
        that of the statement that listeners made of this one.
    """
    state = ORMExecuteState(session, statement, params, EMPTY, {"mapper": mapper})
    state._relationship_load, state._column_load = relationship, not relationship
    for listener in session.dispatch.do_orm_execute:
        result = listener(state)
        if result is not None:
            return result
    options = state.local_execution_options
    if state.statement is statement and state.parameters is params and not options:
        return None
    # the session has been flushed, or must not be
    return run(session, state.statement, state.parameters, {"autoflush": False, **options}, state.bind_arguments)


def run(
    session: Session,
    statement: Any,
    params: Any,
    execution_options: Mapping[str, Any],
    bind_arguments: Mapping[str, Any] | None,
) -> Any:
    """Execute a statement, without listeners."""
    if getattr(statement, "is_dml", False):
        session._writes.note((statement.table,))
    elif not getattr(statement, "is_select", False):
        session._writes.note_everything()
    if getattr(statement, "_is_orm", False):
        if statement.is_select:
            return execute_select(session, statement, params, execution_options, bind_arguments)
        return execute_dml(session, statement, params, execution_options, bind_arguments)
    if not getattr(statement, "supports_execution", False) and not getattr(statement, "is_sequence", False):
        if isinstance(statement, str):
            raise ArgumentError(
                f"Textual SQL expression {_shortened(statement)!r} should be explicitly declared as "
                f"text({_shortened(statement)!r})"
            )
        raise ArgumentError(f"Executable SQL or text() construct expected, got {statement!r}.")
    if {**getattr(statement, "_execution_options", EMPTY), **execution_options}.get("autoflush", True):
        session._autoflush()
    connection = session._connection_for_clause(statement, bind_arguments)
    if session.execution_options:
        execution_options = {**session.execution_options, **execution_options}
    return connection.execute(statement, params, execution_options=execution_options)


def connection_for(session: SessionConnectivity, clause: Any, bind_arguments: Mapping[str, Any] | None) -> Any:
    """The connection that a statement is to be executed on."""
    if bind_arguments:
        return session._connection_for_bind(session.get_bind(**{"clause": clause, **bind_arguments}))
    if not session._binds and session.bind is not None and not session._overrides_get_bind:
        return session._connection_for_bind(session.bind)
    if session._overrides_get_bind:
        return session._connection_for_bind(session.get_bind(clause=clause))
    return session._connection_for_bind(find_bind(session, None, clause))


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
