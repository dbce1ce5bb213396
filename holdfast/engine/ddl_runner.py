"""CREATE and DROP of whole schemas: in the order of foreign keys, leaving out what is there already, with the events
of MetaData, tables, indexes and sequences.

It executes the DDL elements of ``sql.schema.ddl`` and nothing else; ``MetaData.create_all()``, ``Table.create()`` and
their kin reach it through ``sql.seams``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.engine.connection import Connection
from holdfast.sql.schema import CheckFirst, ddl
from holdfast.sql.schema.index import Index
from holdfast.sql.schema.metadata import MetaData
from holdfast.sql.schema.sequence import Sequence as DatabaseSequence
from holdfast.sql.schema.sorting import sort_tables_and_constraints
from holdfast.sql.schema.table import Table, schema_types_in
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.engine.engine import Engine


def create(
    item: Any, bind: Engine | Connection, checkfirst: bool | CheckFirst = True, tables: Sequence[Table] | None = None
) -> None:
    """CREATE a MetaData, Table, Index or Sequence and what belongs to it.

    :param checkfirst: leave out what is there already.
    :param tables: of a MetaData, only these.
    """
    with _connected(bind) as connection:
        _Creator(connection, _kinds(checkfirst)).run(item, tables)


def drop(
    item: Any, bind: Engine | Connection, checkfirst: bool | CheckFirst = True, tables: Sequence[Table] | None = None
) -> None:
    """DROP a MetaData, Table, Index or Sequence and what belongs to it; parameters as for :func:`create`."""
    with _connected(bind) as connection:
        _Dropper(connection, _kinds(checkfirst)).run(item, tables)


def _connected(bind: Any) -> AbstractContextManager[Connection]:
    if isinstance(bind, Connection):
        return nullcontext(bind)
    if not hasattr(bind, "begin"):
        raise exc.ArgumentError(f"An Engine or Connection is expected to run DDL on, not {bind!r}")
    context: AbstractContextManager[Connection] = bind.begin()
    return context


def _kinds(checkfirst: bool | CheckFirst) -> CheckFirst:
    if isinstance(checkfirst, CheckFirst):
        return checkfirst
    return CheckFirst.ALL if checkfirst else CheckFirst.NONE


class _Runner:
    """What creating and dropping have in common.

    :param check: the kinds of objects that the database is asked for first.
    """

    def __init__(self, connection: Connection, check: CheckFirst) -> None:
        self.connection = connection
        self.dialect: Any = connection.dialect
        self.check = check

    def run(self, item: Any, tables: Sequence[Table] | None) -> None:
        if isinstance(item, MetaData):
            self.metadata(item, tables)
        elif isinstance(item, Table):
            self.one_table(item)
        elif isinstance(item, Index):
            self.index(item)
        elif isinstance(item, DatabaseSequence):
            self.sequence(item)
        else:
            raise exc.ArgumentError(f"{item!r} cannot be created or dropped")

    def metadata(self, metadata: MetaData, tables: Sequence[Table] | None) -> None:
        raise NotImplementedError

    def one_table(self, table: Table) -> None:
        raise NotImplementedError

    def index(self, index: Index) -> None:
        raise NotImplementedError

    def sequence(self, sequence: DatabaseSequence) -> None:
        raise NotImplementedError

    def execute(self, element: Any) -> None:
        if element._should_execute(element.target, self.connection):
            self.connection.execute(element)

    @contextmanager
    def announced(self, item: Any, what: str, **event: Any) -> Iterator[None]:
        """Between the listeners of ``before_<what>`` and those of ``after_<what>``."""
        event |= {"checkfirst": self.check, "_ddl_runner": self}
        for listener in item._listeners(f"before_{what}"):
            listener(item, self.connection, **event)
        yield
        for listener in item._listeners(f"after_{what}"):
            listener(item, self.connection, **event)

    def has_table(self, table: Table) -> bool:
        schema = self.connection.schema_for_object(table)
        return bool(self.dialect.has_table(self.connection, table.name, schema=schema))

    def has_index(self, index: Index) -> bool:
        table = index.table
        assert table is not None
        schema = self.connection.schema_for_object(table)
        return bool(self.dialect.has_index(self.connection, table.name, index.name, schema=schema))

    def has_sequence(self, sequence: DatabaseSequence) -> bool:
        schema = self.connection.schema_for_object(sequence)
        return bool(self.dialect.has_sequence(self.connection, sequence.name, schema=schema))

    def types_of(self, tables: Sequence[Table], metadata: MetaData | None = None) -> dict[tuple[Any, ...], Any]:
        """The types that tables use and those that belong to a MetaData, each once, by what the dialect calls them;
        without those that the database has anyway (``create_type=False``)."""
        of_metadata = [] if metadata is None else metadata._schema_types
        types: list[Any] = [needed for type_ in of_metadata for needed in schema_types_in(type_)]
        types += [type_ for table in tables for type_ in table._schema_types()]
        found: dict[tuple[Any, ...], Any] = {}
        for type_ in types:
            impl = type_.dialect_impl(self.dialect)
            if type_.create_type:
                found.setdefault((type(impl), getattr(impl, "schema", None), getattr(impl, "name", None)), type_)
        return found

    def sequences_of(self, metadata: MetaData, tables: Sequence[Table] | None) -> list[DatabaseSequence]:
        if not self.dialect.features.sequences:
            return []
        if tables is None:
            return list(metadata._sequences.values())
        return [s for s in metadata._sequences.values() if s.column is not None and s.column.table in tables]


class _Creator(_Runner):
    def metadata(self, metadata: MetaData, tables: Sequence[Table] | None) -> None:
        candidates = list(metadata.tables.values()) if tables is None else list(tables)
        wanted = [table for table in candidates if not (CheckFirst.TABLES in self.check and self.has_table(table))]
        alter = self.dialect.features.alter_constraints
        groups = sort_tables_and_constraints(
            sorted(wanted, key=lambda table: table.key), extra_dependencies=self.dialect.table_dependencies(wanted)
        )
        created = [table for table, _ in groups if table is not None]
        with self.announced(metadata, "create", tables=created):
            self.types(self.types_of(created, metadata).values())
            for sequence in self.sequences_of(metadata, tables):
                self.sequence(sequence)
            for table, constraints in groups:
                if table is not None:
                    # Without ALTER every foreign key stands in CREATE TABLE; cycles do not matter to such a database.
                    self.table(table, constraints if alter else None)
            for table, constraints in groups:
                if table is None and alter:
                    for constraint in constraints:
                        self.execute(ddl.AddConstraint(constraint, isolate_from_table=False))

    def one_table(self, table: Table) -> None:
        if not (CheckFirst.TABLES in self.check and self.has_table(table)):
            self.types(self.types_of([table]).values())
            self.table(table, None)

    def types(self, types: Iterable[Any]) -> None:
        for type_ in types:
            type_.create(self.connection, checkfirst=CheckFirst.TYPES in self.check)

    def table(self, table: Table, constraints: Sequence[Any] | None) -> None:
        with self.announced(table, "create"):
            element = table.creator_ddl or ddl.CreateTable(table, include_foreign_key_constraints=constraints)
            self.execute(element)
            for index in sorted(table.indexes, key=lambda index: index._creation_order):
                self.new_index(index)
            for element in self.dialect.ddl_after_table(table):
                self.execute(element)
            if self.dialect.features.comments and not self.dialect.inline_comments:
                self.comments(table)

    def comments(self, table: Table) -> None:
        if table.comment is not None:
            self.execute(ddl.SetTableComment(table))
        for column in table.c:
            if column.comment is not None:
                self.execute(ddl.SetColumnComment(column))
        if self.dialect.supports_constraint_comments:
            for constraint in table._sorted_constraints():
                if constraint.comment is not None:
                    self.execute(ddl.SetConstraintComment(constraint))

    def index(self, index: Index) -> None:
        if not (CheckFirst.INDEXES in self.check and self.has_index(index)):
            self.new_index(index)

    def new_index(self, index: Index) -> None:
        with self.announced(index, "create"):
            self.execute(ddl.CreateIndex(index))

    def sequence(self, sequence: DatabaseSequence) -> None:
        if not (CheckFirst.SEQUENCES in self.check and self.has_sequence(sequence)):
            with self.announced(sequence, "create"):
                self.execute(ddl.CreateSequence(sequence))


class _Dropper(_Runner):
    def metadata(self, metadata: MetaData, tables: Sequence[Table] | None) -> None:
        candidates = list(metadata.tables.values()) if tables is None else list(tables)
        wanted = [table for table in candidates if not (CheckFirst.TABLES in self.check and not self.has_table(table))]
        groups = self.ordered(wanted)
        dropped = [table for table, _ in groups if table is not None]
        # what other tables of the MetaData use has to stay
        others = [table for table in metadata.tables.values() if table not in candidates]
        in_use = self.types_of(others).keys()
        with self.announced(metadata, "drop", tables=dropped):
            for table, constraints in groups:
                if table is None and self.dialect.features.alter_constraints:
                    for constraint in constraints:
                        self.execute(ddl.DropConstraint(constraint, isolate_from_table=False))
            for table, _ in groups:
                if table is not None:
                    self.table(table, goes_with_another=self.dialect.dropped_with(table) in dropped)
            for sequence in self.sequences_of(metadata, tables):
                self.sequence(sequence)
            for key, type_ in reversed(self.types_of(candidates, metadata).items()):
                if key not in in_use:
                    type_.drop(self.connection, checkfirst=CheckFirst.TYPES in self.check)

    def ordered(self, tables: Sequence[Table]) -> list[tuple[Table | None, list[Any]]]:
        alter = self.dialect.features.alter_constraints

        def droppable(constraint: Any) -> bool | None:
            # DROP CONSTRAINT needs a name.
            return None if alter and constraint.name is not None else False

        try:
            groups = sort_tables_and_constraints(
                sorted(tables, key=lambda table: table.key),
                droppable if alter else None,
                self.dialect.table_dependencies(tables),
            )
        except exc.CircularDependencyError as error:
            names = ", ".join(sorted(str(table) for table in error.cycles))
            raise exc.CircularDependencyError(
                "Can't sort tables for DROP; an unresolvable foreign key dependency exists between tables: "
                f"{names}.  Please ensure that the ForeignKey and ForeignKeyConstraint objects involved in the cycle "
                "have names so that they can be dropped using DROP CONSTRAINT.",
                error.cycles,
                error.edges,
            ) from None
        unasked = [constraint for constraint in groups[-1][1] if not constraint.use_alter]
        if not alter and unasked:
            names = ", ".join(sorted({constraint.table.name for constraint in unasked}))
            warn(
                f"Can't sort tables for DROP; an unresolvable foreign key dependency exists between tables: {names}; "
                "and backend does not support ALTER.  To restore at least a partial sort, apply use_alter=True to "
                "ForeignKey and ForeignKeyConstraint objects involved in the cycle to mark these as known cycles that "
                "will be ignored."
            )
        return list(reversed(groups))

    def one_table(self, table: Table) -> None:
        if CheckFirst.TABLES not in self.check or self.has_table(table):
            self.table(table)

    def table(self, table: Table, goes_with_another: bool = False) -> None:
        with self.announced(table, "drop"):
            if not goes_with_another:
                self.execute(table.dropper_ddl or ddl.DropTable(table))

    def index(self, index: Index) -> None:
        if CheckFirst.INDEXES not in self.check or self.has_index(index):
            with self.announced(index, "drop"):
                self.execute(ddl.DropIndex(index))

    def sequence(self, sequence: DatabaseSequence) -> None:
        if CheckFirst.SEQUENCES not in self.check or self.has_sequence(sequence):
            with self.announced(sequence, "drop"):
                self.execute(ddl.DropSequence(sequence))
