"""Executing ORM INSERT, UPDATE and DELETE, and bringing the session's objects up to date with what they did.

Rules
* "evaluate": the condition is evaluated in Python on the session's objects. "fetch": the database tells the primary
  keys of the rows, by RETURNING where it can, else by a SELECT before. "auto": evaluate when that is possible, else
  fetch. False: nothing.
* An updated object gets the new value of an attribute that has no unflushed change; what cannot be known is expired.
  A deleted one leaves the session.
* Rows of RETURNING that are entities become objects. One that the session has already keeps its values, changed ones
  too, and gets those that are expired; with `populate_existing` the row overwrites it.
Source: SQLAlchemy 2.1 documentation, "ORM-Enabled INSERT, UPDATE, and DELETE statements".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from holdfast import exc
from holdfast.engine.result import IteratorResult, ResultMetaData
from holdfast.orm.loading.compile import compile_loader
from holdfast.orm.loading.expand import Item
from holdfast.orm.loading.row_plan import EntityPlan, LoadContext, RowPlan
from holdfast.orm.loading.shape import EntityShape, Shape, item_plan
from holdfast.orm.persistence.expressions import is_expression
from holdfast.orm.query.counted_rows import CountedRows
from holdfast.orm.query.dml_expand import (
    attribute_key,
    core_params,
    expand_orm_dml,
    mapper_of,
    own_parameters,
    returned,
    with_criteria,
)
from holdfast.orm.query.evaluator import EXPIRED, Evaluate, Evaluator, UnevaluatableError
from holdfast.orm.query.insert_rows import insert_rows
from holdfast.orm.query.update_rows import Run, update_rows
from holdfast.orm.state.instance_state import InstanceState, LoadBatch
from holdfast.sql.statements.select import select

STRATEGIES = ("auto", "evaluate", "fetch", False)


def execute_dml(
    session: Any,
    statement: Any,
    params: Any,
    execution_options: Mapping[str, Any] | None,
    bind_arguments: Mapping[str, Any] | None,
) -> Any:
    """Execute an INSERT, UPDATE or DELETE of an ORM entity.

    :param params: a dictionary of attribute names and values, or a list of them.
    :param execution_options: `synchronize_session`, `autoflush`, `populate_existing`, `render_nulls`, and those of the
        connection.
    :param bind_arguments: those of Session.get_bind.
    :return: a Result: of objects or rows with RETURNING, else one that knows the row count.
    """
    options = {**session.execution_options, **statement._execution_options, **(execution_options or {})}
    strategy = options.pop("synchronize_session", "auto")
    if strategy not in STRATEGIES:
        raise exc.ArgumentError("Valid strategies for session synchronization are 'auto', 'evaluate', 'fetch', False")
    if session.autoflush and options.pop("autoflush", True):
        session._autoflush()
    mapper = mapper_of(statement)
    statement = with_criteria(statement)
    arguments = dict(bind_arguments or {})
    if mapper is not None:
        arguments.setdefault("mapper", mapper)
    connection = session._connection_for_clause(statement, arguments)
    if mapper is not None and statement.is_insert and params:
        params = _of_class(mapper, params)
    if mapper is not None and statement.is_insert and isinstance(params, (list, tuple)) and params:

        def execute(rows: Any) -> Any:
            return _execute(session, connection, statement, rows, options)

        return insert_rows(mapper, statement, params, execute, bool(options.get("render_nulls")))
    if mapper is None or statement.is_insert:
        return _execute(session, connection, statement, _translated(mapper, statement, params), options)
    if isinstance(params, (list, tuple)) and statement.is_update:
        return _update_by_primary_key(session, connection, statement, mapper, params, options, strategy)
    sync = _Synchronisation(session, connection, statement, mapper, params)
    if strategy is False:
        return _execute(session, connection, statement, params, options)
    if strategy != "fetch":
        try:
            matched = sync.evaluated()
        except UnevaluatableError as error:
            if strategy == "evaluate":
                raise exc.InvalidRequestError(
                    f"Could not evaluate current criteria in Python: \"{error}\". Specify 'fetch' or False for "
                    "the synchronize_session "
                    "execution option."
                ) from error
            strategy = "fetch"
        else:
            return sync.execute(options, lambda: matched)
    return sync.execute_and_fetch(options)


def _of_class(mapper: Any, params: Any) -> Any:
    """The parameter sets of an INSERT with what tells the class within its hierarchy, where they do not."""
    if len(mapper.tables) > 1:
        raise NotImplementedError(
            f"INSERT of many rows for {mapper} is not available yet, whose rows are in several tables "
            f"({', '.join(table.name for table in mapper.tables)}); use Session.add_all()"
        )
    if mapper.discriminator is None:
        return params
    implied = dict([mapper.discriminator])
    return {**implied, **params} if isinstance(params, Mapping) else [{**implied, **each} for each in params]


def _translated(mapper: Any, statement: Any, params: Any) -> Any:
    return params if mapper is None or not params else core_params(mapper, params, own_parameters(statement))


def _execute(session: Any, connection: Any, statement: Any, params: Any, options: Mapping[str, Any]) -> Any:
    return _returned(session, statement, _sent(connection, statement, params, options), options)


def _sent(connection: Any, statement: Any, params: Any, options: Mapping[str, Any]) -> Any:
    return connection.execute(expand_orm_dml(statement), params, execution_options=options)


# RETURNING


def _returned(session: Any, statement: Any, result: Any, options: Mapping[str, Any]) -> Any:
    """The result of a statement, of objects and under the names of attributes when there is RETURNING."""
    if not statement._returning:
        return result
    shape, items = returned(statement)
    entities = any(isinstance(item.shape, EntityShape) for item in items)
    if not entities and all(item.name in (None, key) for item, key in zip(items, result.keys(), strict=True)):
        return result
    # the rows have been through the result processors
    plans = tuple([item_plan(item.shape, lambda column: None) for item in items])
    scalar = len(plans) == 1 and isinstance(plans[0], EntityPlan)
    loader = compile_loader(
        RowPlan(plans, len(shape.slots), scalar, populate_existing=bool(options.get("populate_existing")))
    )
    context = LoadContext(session, [LoadBatch() for _ in shape.walk()])
    found = loader([tuple(row) for row in result.all()], context)
    return IteratorResult(_metadata(items, shape, result), iter(found), _source_supports_scalars=scalar)


def _metadata(items: tuple[Item, ...], shape: Shape, result: Any) -> ResultMetaData:
    names = list(result.keys())
    return ResultMetaData(
        [item.name if item.name is not None else names[getattr(item.shape, "position", 0)] for item in items],
        [item.keys for item in items],
        [id if isinstance(item.shape, EntityShape) else None for item in items],
    )


# UPDATE by primary key


def _update_by_primary_key(
    session: Any,
    connection: Any,
    statement: Any,
    mapper: Any,
    params: Iterable[Mapping[str, Any]],
    options: Mapping[str, Any],
    strategy: Any,
) -> Any:
    """`session.execute(update(User), [{"id": 1, "name": ..}, ..])`: each dictionary is one row."""
    if strategy == "fetch":
        raise exc.InvalidRequestError(
            "The 'fetch' synchronization strategy is not available for 'bulk' ORM updates (i.e. multiple parameter "
            "sets); the rows tell what they change, so leave it away or give 'evaluate'"
        )
    session._writes.note(mapper.tables)
    runs = update_rows(connection, statement, mapper, params, options)
    if strategy is not False:
        for run in runs:
            _apply_run(session, mapper, run)
    return CountedRows(sum(len(run.rows) for run in runs))


def _apply_run(session: Any, mapper: Any, run: Run) -> None:
    """Change the session's objects as their rows were changed."""
    states = session.identity_map.of(mapper)
    if not states:
        return
    keys = mapper.pk_keys
    for number, row in enumerate(run.rows):
        state = states.get(mapper.ident_of_primary_key(tuple([row[key] for key in keys])))
        instance = None if state is None else state()
        if state is None or instance is None:
            continue
        written = {key: value for key, value in row.items() if key not in keys}
        written.update({key: values[number] for key, values in run.made.items()})
        unknown = run.unknown | {key for key, value in written.items() if is_expression(value)}
        _note_change(session, [state])
        _take_over(state, instance.__dict__, written, unknown)


# synchronisation


class _Synchronisation:
    """Brings objects up to date with one UPDATE or DELETE."""

    def __init__(self, session: Any, connection: Any, statement: Any, mapper: Any, params: Any) -> None:
        self.session = session
        self.connection = connection
        self.statement = statement
        self.mapper = mapper
        self.params = params

    def _living(self) -> list[tuple[InstanceState, Any]]:
        found = []
        for state in list(self.session.identity_map.of(self.mapper).values()):
            instance = state()
            if instance is not None and isinstance(instance, self.mapper.class_):
                found.append((state, instance))
        return found

    def evaluated(self) -> list[tuple[InstanceState, Any]]:
        """The objects that the condition matches, or may match. A DELETE takes those that it matches for certain;
        those it may match are expired.
        """
        if self.params or getattr(self.statement, "_using", ()):
            raise UnevaluatableError("Cannot evaluate a statement with parameters of its own or several tables")
        condition = Evaluator(self.mapper).compile(self.statement.whereclause) if self.statement._where else None
        found = []
        for state, instance in self._living():
            outcome = True if condition is None else condition(instance.__dict__)
            if outcome is EXPIRED and self.statement.is_delete:
                self.session._expire_states([state])
            elif outcome is EXPIRED or outcome is True or (outcome is not None and bool(outcome)):
                found.append((state, instance))
        return found

    def execute_and_fetch(self, options: Mapping[str, Any]) -> Any:
        """Execute with the primary keys of the rows, and apply the change to their objects."""
        statement, mapper = self.statement, self.mapper
        features = self.connection.dialect.features
        returns = features.update_returning if statement.is_update else features.delete_returning
        if statement._returning or not returns:
            idents = self._selected()
            return self.execute(options, lambda: self._found(idents))
        else:
            fetched = self.connection.execute(
                expand_orm_dml(statement.returning(*mapper.primary_key)), self.params, execution_options=options
            )
            rows = fetched.all()
            idents = [mapper.ident_of_primary_key(tuple(row)) for row in rows]
            result = CountedRows(len(rows))
        self.apply(self._found(idents))
        return result

    def execute(self, options: Mapping[str, Any], matched: Callable[[], list[tuple[InstanceState, Any]]]) -> Any:
        """Execute the statement and apply the change to the objects that it matches."""
        statement = self.statement
        sent = _sent(self.connection, statement, self.params, options)
        if statement.is_update:
            # rows of RETURNING then fill what is expired
            self.apply(matched())
            return _returned(self.session, statement, sent, options)
        result = _returned(self.session, statement, sent, options)
        self.apply(matched())
        return result

    def _found(self, idents: Iterable[Any]) -> list[tuple[InstanceState, Any]]:
        """The session's objects with these keys."""
        states = self.session.identity_map.of(self.mapper)
        found = []
        for ident in idents:
            state = states.get(ident)
            instance = None if state is None else state()
            if state is not None and instance is not None:
                found.append((state, instance))
        return found

    def _selected(self) -> list[Any]:
        statement = select(*self.mapper.primary_key).where(*expand_orm_dml(self.statement)._where)
        rows = self.connection.execute(statement, self.params).all()
        return [self.mapper.ident_of_primary_key(tuple(row)) for row in rows]

    def apply(self, matched: list[tuple[InstanceState, Any]]) -> None:
        """Change the matched objects as the database changed their rows."""
        if self.statement.is_delete:
            for state, _ in matched:
                self.session._remove_vanished(state)
            return
        _note_change(self.session, [state for state, _ in matched])
        values, unknown = self._new_values()
        for state, instance in matched:
            present = instance.__dict__
            computed = {key: evaluate(present) for key, evaluate in values.items() if key in present}
            expired = {key for key, value in computed.items() if value is EXPIRED}
            _take_over(state, present, computed, expired.union(unknown))

    def _new_values(self) -> tuple[dict[str, Evaluate], list[str]]:
        """The new values as functions of the former ones, and the attributes whose new values are not known."""
        evaluator = Evaluator(self.mapper)
        known: dict[str, Evaluate] = {}
        unknown: list[str] = []
        for given, value in self.statement._values or ():
            key = attribute_key(self.mapper, given)
            if key is None:
                continue
            try:
                known[key] = evaluator.compile(value)
            except UnevaluatableError:
                unknown.append(key)
        for column in self.mapper.local_table.c:
            key = self.mapper._key_by_column.get(column)
            if (
                key is not None
                and key not in known
                and (column.onupdate is not None or column.server_onupdate is not None)
            ):
                unknown.append(key)
        return known, unknown


def _note_change(session: Any, states: list[InstanceState]) -> None:
    """Have the rollback of a savepoint expire the objects."""
    transaction = session._transaction
    if transaction is not None and transaction.nested:
        transaction._dirty.update(dict.fromkeys(states))


def _take_over(state: InstanceState, present: dict[str, Any], written: Mapping[str, Any], unknown: set[str]) -> None:
    """Give an object the values that its row was given: those that it has loaded, and has not changed itself."""
    changed = state.committed or ()
    for key, value in written.items():
        if key in present and key not in changed and key not in unknown:
            present[key] = value
    state.expire([key for key in unknown if key in present and key not in changed])
