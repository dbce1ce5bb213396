"""DDL elements: CREATE, DROP, ALTER and COMMENT statements as objects, and `DDL`, their text by hand.

Rules: an element says what is to be done and to what (`element`); the compiler says how.  All are executable, and can
be given to `event.listen()` as listeners of before_create and its kin, with `execute_if()` as the condition.  The
runner of `create_all()` is in the engine layer; it uses these elements and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.sql.schema.column import Column
from holdfast.sql.schema.item import DDLCondition, DialectKWArgs
from holdfast.sql.schema.metadata import MetaData
from holdfast.sql.schema.table import Table
from holdfast.sql.statements.executable import Executable
from holdfast.sql.traversal import NotCacheable
from holdfast.util.symbols import BLANK_SCHEMA, NO_ARG

if TYPE_CHECKING:
    from typing import Self

    from holdfast.sql.schema.foreign_key import ForeignKeyConstraint

_D = TypeVar("_D", bound="ExecutableDDLElement")


class BaseDDLElement(Executable):
    """Base of everything that the DDL compiler renders."""

    __visit_name__: ClassVar[str] = "ddl_element"
    is_ddl = True

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        # executed once, as a rule
        raise NotCacheable

    def _replace_parts(self, fn: Callable[[Any], Any]) -> Any:
        return self

    def __bool__(self) -> bool:
        return True


class ExecutableDDLElement(BaseDDLElement):
    """Base of the DDL statements; subclass it for your own."""

    #: the part of the schema that the statement is about
    target: Any = None
    _ddl_if: DDLCondition | None = None

    def against(self: _D, target: Any) -> _D:
        """Return a copy for a Table, MetaData or other part of a schema."""
        return self._with(target=target)

    def execute_if(
        self,
        dialect: str | tuple[str, ...] | list[str] | set[str] | None = None,
        callable_: Callable[..., bool] | None = None,
        state: Any = None,
    ) -> Self:
        """Return a copy that, as a listener for DDL events, is executed on a condition.

        :param dialect: one or more dialect names.
        :param callable_: `callable_(ddl, target, bind, *, dialect, compiler, state, **kw) -> bool`.
        :param state: handed to it.
        """
        return self._with(_ddl_if=DDLCondition(dialect, callable_, state))

    def _should_execute(self, target: Any, bind: Any, **kw: Any) -> bool:
        return self._ddl_if is None or self._ddl_if.holds(self, target, bind, **kw)

    def __call__(self, target: Any, bind: Any, **kw: Any) -> Any:
        """Execute the statement on the connection as a listener of a DDL event."""
        if self._should_execute(target, bind, **kw):
            return bind.execute(self.against(target))
        return None


DDLElement = ExecutableDDLElement


class DDL(ExecutableDDLElement):
    """A statement given as text.

    :param statement: the SQL; `%(table)s`, `%(schema)s` and `%(fullname)s` stand for the target's quoted names and a
        percent sign is written twice.
    :param context: more names for `%(name)s`.
    """

    __visit_name__ = "ddl"

    def __init__(self, statement: str, context: Mapping[str, Any] | None = None) -> None:
        if not isinstance(statement, str):
            raise exc.ArgumentError(f"Expected a string or unicode SQL statement, got '{statement!r}'")
        self.statement = statement
        self.context = context or {}

    def __repr__(self) -> str:
        parts = [repr(self.statement)]
        if self.context:
            parts.append(f"context={self.context!r}")
        return f"<{type(self).__name__}@{id(self)}; {', '.join(parts)}>"


class _ElementDDL(ExecutableDDLElement):
    """A statement about one part of a schema.

    :param element: that part.
    """

    def __init__(self, element: Any) -> None:
        self.element = self.target = element
        self._ddl_if = getattr(element, "_ddl_if", None)


class _Create(_ElementDDL):
    def __init__(self, element: Any, if_not_exists: bool = False) -> None:
        super().__init__(element)
        self.if_not_exists = if_not_exists


class _Drop(_ElementDDL):
    def __init__(self, element: Any, if_exists: bool = False) -> None:
        super().__init__(element)
        self.if_exists = if_exists


class CreateSchema(_Create):
    """CREATE SCHEMA.

    :param name: the schema's name.
    :param if_not_exists: IF NOT EXISTS.
    """

    __visit_name__ = "create_schema"

    def __init__(self, name: str, if_not_exists: bool = False) -> None:
        super().__init__(name, if_not_exists)


class DropSchema(_Drop):
    """DROP SCHEMA.

    :param name: the schema's name.
    :param cascade: CASCADE.
    :param if_exists: IF EXISTS.
    """

    __visit_name__ = "drop_schema"

    def __init__(self, name: str, cascade: bool = False, if_exists: bool = False) -> None:
        super().__init__(name, if_exists)
        self.cascade = cascade


class CreateColumn(BaseDDLElement):
    """A column as it stands inside of CREATE TABLE; a place for custom compilation.

    :param element: the Column.
    """

    __visit_name__ = "create_column"

    def __init__(self, element: Column[Any]) -> None:
        self.element = element


class CreateTable(_Create):
    """CREATE TABLE.

    :param element: the Table.
    :param include_foreign_key_constraints: those that stand inside of the statement; None: all without use_alter.
    :param if_not_exists: IF NOT EXISTS.
    """

    __visit_name__ = "create_table"

    def __init__(
        self,
        element: Table,
        include_foreign_key_constraints: Sequence[ForeignKeyConstraint] | None = None,
        if_not_exists: bool = False,
    ) -> None:
        super().__init__(element, if_not_exists)
        self.columns = [CreateColumn(column) for column in element.c]
        self.include_foreign_key_constraints = include_foreign_key_constraints

    def to_metadata(self, metadata: MetaData, table: Table) -> CreateTable:
        """Return the statement for a copy of the table."""
        return CreateTable(table, if_not_exists=self.if_not_exists)


class DropTable(_Drop):
    """DROP TABLE.

    :param element: the Table.
    :param if_exists: IF EXISTS.
    """

    __visit_name__ = "drop_table"

    def to_metadata(self, metadata: MetaData, table: Table) -> DropTable:
        """Return the statement for a copy of the table."""
        return DropTable(table, if_exists=self.if_exists)


class _FromSelect(DialectKWArgs, ExecutableDDLElement):
    """Base of the statements that make a table or view of a SELECT; `table` is what they make."""

    #: the SELECT
    element: Any
    table: Table

    def _set_up(
        self, selectable: Any, name: str, metadata: Any, schema: str | None, dialect_kw: dict[str, Any]
    ) -> None:
        if not getattr(selectable, "_is_select_base", False):
            raise exc.ArgumentError(f"A SELECT is expected as the source of {name!r}, got {selectable!r}")
        self.selectable = self.element = selectable
        if schema is None and metadata is not None:
            schema = metadata.schema
        self.schema = schema
        self.metadata = MetaData() if metadata is None else metadata
        self._set_dialect_kw(dialect_kw)
        self.table = Table(
            name,
            self.metadata,
            *[Column(column.name, column.type) for column in selectable.selected_columns],
            schema=BLANK_SCHEMA if schema is None else schema,
        )
        self.target = self.table
        self.table.set_creator_ddl(self)
        for source in _tables_in(selectable):
            if source.metadata is self.metadata:
                self.table.add_is_dependent_on(source)


def _tables_in(selectable: Any) -> list[Table]:
    """The tables that a SELECT reads, those of its subqueries included."""
    found: dict[int, Any] = {}
    waiting = [selectable]
    while waiting:
        element = waiting.pop()
        if id(element) in found:
            continue
        found[id(element)] = element
        waiting.extend(element.get_children())
        if element._is_column_element and element.table is not None:
            waiting.append(element.table)
    return [element for element in found.values() if isinstance(element, Table)]


class CreateTableAs(_FromSelect):
    """CREATE TABLE .. AS SELECT; `table` is the Table that it makes.

    :param selectable: the SELECT.
    :param table_name: the table's name.
    :param metadata: a MetaData to add the Table to.
    :param schema: the table's schema.
    :param temporary: TEMPORARY.
    :param if_not_exists: IF NOT EXISTS.
    """

    __visit_name__ = "create_table_as"

    def __init__(
        self,
        selectable: Any,
        table_name: str,
        *,
        metadata: MetaData | None = None,
        schema: str | None = None,
        temporary: bool = False,
        if_not_exists: bool = False,
        **dialect_kwargs: Any,
    ) -> None:
        self.table_name = table_name
        self.temporary = temporary
        self.if_not_exists = if_not_exists
        self._set_up(selectable, table_name, metadata, schema, dialect_kwargs)

    def to_metadata(self, metadata: MetaData, table: Table) -> CreateTableAs:
        """Return the statement for a copy of the table."""
        copy = self._with(table=table, target=table, metadata=metadata, schema=table.schema)
        table.set_creator_ddl(copy)
        return copy


class CreateView(_FromSelect):
    """CREATE VIEW; `table` is a Table that stands for the view.

    :param selectable: the SELECT.
    :param view_name: the view's name.
    :param metadata: a MetaData to add the view to: it is created and dropped with the tables.
    :param schema: the view's schema.
    :param temporary: TEMPORARY.
    :param or_replace: OR REPLACE.
    :param materialized: MATERIALIZED.
    """

    __visit_name__ = "create_view"

    def __init__(
        self,
        selectable: Any,
        view_name: str,
        *,
        metadata: MetaData | None = None,
        schema: str | None = None,
        temporary: bool = False,
        or_replace: bool = False,
        materialized: bool = False,
        **dialect_kwargs: Any,
    ) -> None:
        self.name = self.view_name = self.table_name = view_name
        self.temporary = temporary
        self.or_replace = or_replace
        self.materialized = materialized
        self.if_not_exists = False
        self._set_up(selectable, view_name, metadata, schema, dialect_kwargs)
        self.table.set_dropper_ddl(DropView(self.table, materialized=materialized))
        self.metadata._objects[("view", self.table.key)] = self

    def to_metadata(self, metadata: MetaData, table: Table) -> CreateView:
        """Return the statement for a copy of the view."""
        copy = self._with(table=table, target=table, metadata=metadata, schema=table.schema)
        table.set_creator_ddl(copy)
        table.set_dropper_ddl(DropView(table, materialized=self.materialized))
        metadata._objects[("view", table.key)] = copy
        return copy


class DropView(_Drop):
    """DROP VIEW.

    :param element: the Table that stands for the view.
    :param if_exists: IF EXISTS.
    :param materialized: MATERIALIZED.
    """

    __visit_name__ = "drop_view"

    def __init__(self, element: Any, *, if_exists: bool = False, materialized: bool = False) -> None:
        super().__init__(element.table if isinstance(element, CreateView) else element, if_exists)
        self.materialized = materialized

    def to_metadata(self, metadata: MetaData, table: Table) -> DropView:
        """Return the statement for a copy of the view."""
        return DropView(table, if_exists=self.if_exists, materialized=self.materialized)


class CreateSequence(_Create):
    """CREATE SEQUENCE.

    :param element: the Sequence.
    :param if_not_exists: IF NOT EXISTS.
    """

    __visit_name__ = "create_sequence"


class DropSequence(_Drop):
    """DROP SEQUENCE.

    :param element: the Sequence.
    :param if_exists: IF EXISTS.
    """

    __visit_name__ = "drop_sequence"


class CreateIndex(_Create):
    """CREATE INDEX.

    :param element: the Index.
    :param if_not_exists: IF NOT EXISTS.
    """

    __visit_name__ = "create_index"


class DropIndex(_Drop):
    """DROP INDEX.

    :param element: the Index.
    :param if_exists: IF EXISTS.
    """

    __visit_name__ = "drop_index"


class AddConstraint(_ElementDDL):
    """ALTER TABLE .. ADD CONSTRAINT.

    :param element: the constraint.
    :param isolate_from_table: leave the constraint out of CREATE TABLE from now on.
    """

    __visit_name__ = "add_constraint"

    def __init__(self, element: Any, *, isolate_from_table: bool = True) -> None:
        super().__init__(element)
        if isolate_from_table:
            element._isolated = True


class DropConstraint(_Drop):
    """ALTER TABLE .. DROP CONSTRAINT.

    :param element: the constraint.
    :param cascade: CASCADE.
    :param if_exists: IF EXISTS.
    :param isolate_from_table: leave the constraint out of CREATE TABLE from now on.
    """

    __visit_name__ = "drop_constraint"

    def __init__(
        self,
        element: Any,
        *,
        cascade: bool = False,
        if_exists: bool = False,
        isolate_from_table: Any = NO_ARG,
        **kw: Any,
    ) -> None:
        super().__init__(element, if_exists, **kw)
        self.cascade = cascade
        if isolate_from_table is NO_ARG or isolate_from_table:
            element._isolated = True


class SetTableComment(_ElementDDL):
    """COMMENT ON TABLE .. IS; the comment is the Table's."""

    __visit_name__ = "set_table_comment"


class DropTableComment(_ElementDDL):
    """COMMENT ON TABLE .. IS NULL."""

    __visit_name__ = "drop_table_comment"


class SetColumnComment(_ElementDDL):
    """COMMENT ON COLUMN .. IS; the comment is the Column's."""

    __visit_name__ = "set_column_comment"


class DropColumnComment(_ElementDDL):
    """COMMENT ON COLUMN .. IS NULL."""

    __visit_name__ = "drop_column_comment"


class SetConstraintComment(_ElementDDL):
    """COMMENT ON CONSTRAINT .. IS; the comment is the constraint's."""

    __visit_name__ = "set_constraint_comment"


class DropConstraintComment(_ElementDDL):
    """COMMENT ON CONSTRAINT .. IS NULL."""

    __visit_name__ = "drop_constraint_comment"
