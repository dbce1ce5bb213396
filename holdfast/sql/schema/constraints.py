"""Constraints of a table: UNIQUE, PRIMARY KEY, CHECK, and the base of FOREIGN KEY.

Rules: a constraint knows its columns by name until it is attached to a table.  One that is made of Column objects
attaches itself to their table as soon as all of them are in it.  Its name is final once it is attached: the naming
convention of the MetaData is applied then.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql import seams, traversal
from holdfast.sql.schema.item import DialectKWArgs, HasConditionalDDL, SchemaItem
from holdfast.sql.schema.naming import apply_convention
from holdfast.sql.selectables.columns import WriteableColumnCollection
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.sql.schema.column import Column
    from holdfast.sql.schema.table import Table

_serial = count()


class Constraint(DialectKWArgs, HasConditionalDDL, SchemaItem):
    """Base of the constraints.

    :param name: the constraint's name; None: by the naming convention, or the database's choice.
    :param deferrable, initially: DEFERRABLE, INITIALLY DEFERRED / IMMEDIATE.
    :param info: notes.
    :param comment: COMMENT ON CONSTRAINT.
    """

    __visit_name__ = "constraint"

    parent: Any = None
    #: made by a flag of its column, whose copy makes its own
    _column_flag = False
    #: added or dropped by a statement of its own, so CREATE TABLE leaves it out
    _isolated = False

    def __init__(
        self,
        name: Any = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        info: dict[Any, Any] | None = None,
        comment: str | None = None,
        _type_bound: bool = False,
        **dialect_kw: Any,
    ) -> None:
        self.name = name
        self.deferrable = deferrable
        self.initially = initially
        self.comment = comment
        # made by a column's type, not by the user: it is not copied, the copy's type makes its own
        self._type_bound = _type_bound
        self._creation_order = next(_serial)
        if info:
            self.info = info
        self._set_dialect_kw(dialect_kw)

    @property
    def _is_copied_with_column(self) -> bool:
        """It comes back by itself when the columns of the table are copied."""
        return self._type_bound or self._column_flag

    @property
    def table(self) -> Table:
        """The table.

        :raises InvalidRequestError: it has none yet.
        """
        found = self.parent
        if found is None or not getattr(found, "_is_table", False):
            raise exc.InvalidRequestError(
                "This constraint is not bound to a table.  Did you mean to call table.append_constraint(constraint) ?"
            )
        return found  # type: ignore[no-any-return]  # checked just above

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        self.parent = parent
        parent.constraints.add(self)

    def _named(self) -> None:
        """Apply the naming convention; called when table and columns are known."""
        self._named_in(self.parent)

    def _named_in(self, table: Any) -> None:
        name = apply_convention(self, table)
        if name is not None:
            self.name = name

    def _needed_for(self, dialect: Any) -> bool:
        """Whether a dialect needs it in DDL at all."""
        return True

    def _arguments(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "deferrable": self.deferrable,
            "initially": self.initially,
            "comment": self.comment,
            **self._dialect_kw,
        }

    def _copied_constraint(self, copy: Any) -> Any:
        copy._ddl_if = self._ddl_if
        copy._type_bound = self._type_bound
        return self._copied_settings(copy)

    def copy(self, **kw: Any) -> Any:
        """Return a copy for another table."""
        return self._copy(**kw)

    def _copy(self, **kw: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} cannot be copied")


class ColumnCollectionMixin:
    """Mixin: an ordered list of columns, by name until the table is known.

    :param columns: names or Columns.
    """

    _columns: WriteableColumnCollection[Any]
    _pending: list[Any]

    def _set_columns(self, columns: tuple[Any, ...], attach_when_complete: bool) -> None:
        self._columns = WriteableColumnCollection()
        self._pending = [
            column.__clause_element__() if hasattr(column, "__clause_element__") else column for column in columns
        ]
        if attach_when_complete and self._pending:
            self._attach_when_complete()

    def _attach_when_complete(self) -> None:
        """Attach to the table of the columns as soon as all of them have one; names say nothing."""
        columns = [item for item in self._pending if not isinstance(item, str)]
        if not columns or len(columns) != len(self._pending):
            return
        waiting = [column for column in columns if column.table is None]
        if not waiting:
            tables = {id(column.table): column.table for column in columns}
            if len(tables) > 1:
                raise exc.ArgumentError(
                    f"Column(s) {', '.join(repr(str(c)) for c in columns[1:] if c.table is not columns[0].table)} are "
                    f"not part of table '{columns[0].table.description}'."
                )
            table = columns[0].table
            if getattr(self, "parent", None) is None and getattr(table, "_is_table", False):
                self._attach(table)  # type: ignore[attr-defined]  # every user of the mixin is a SchemaItem
            return
        if hasattr(waiting[0], "_on_table_attach"):
            waiting[0]._on_table_attach(lambda column, table: self._column_attached())

    def _column_attached(self) -> None:
        if getattr(self, "parent", None) is None:
            self._attach_when_complete()

    def _resolve_columns(self, table: Table) -> None:
        for item in self._pending:
            column = item
            if isinstance(item, str):
                column = table.c.get(item)
                if column is None:
                    raise exc.ConstraintColumnNotFoundError(
                        f"Can't create {type(self).__name__} on table '{table.description}': no column named "
                        f"'{item}' is present."
                    )
            self._columns.add(column, column.key)
        self._pending = []

    @property
    def columns(self) -> WriteableColumnCollection[Any]:
        """The columns."""
        return self._columns

    c = columns


class ColumnCollectionConstraint(ColumnCollectionMixin, Constraint):
    """A constraint over columns.

    :param columns: names or Columns of the table.
    """

    def __init__(
        self,
        *columns: Any,
        name: Any = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        info: dict[Any, Any] | None = None,
        comment: str | None = None,
        _attach_when_complete: bool = True,
        **dialect_kw: Any,
    ) -> None:
        Constraint.__init__(
            self, name=name, deferrable=deferrable, initially=initially, info=info, comment=comment, **dialect_kw
        )
        self._set_columns(columns, _attach_when_complete)

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        super()._set_parent(parent, **kw)
        self._resolve_columns(parent)
        self._named()

    def contains_column(self, col: Any) -> bool:
        """Whether the very column is among the constraint's."""
        return self._columns.contains_column(col)

    def __contains__(self, key: object) -> bool:
        return key in self._columns

    def __iter__(self) -> Iterator[Column[Any]]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def _column_keys(self) -> list[Any]:
        return list(self._columns.keys()) if len(self._columns) else list(self._pending)

    def copy(self, *, target_table: Any = None, **kw: Any) -> Any:
        """Return a copy for another table.

        :param target_table: that table.
        """
        return self._copy(target_table=target_table, **kw)

    def _copy(self, **kw: Any) -> Any:
        return self._copied_constraint(type(self)(*self._column_keys(), **self._arguments()))

    def __repr__(self) -> str:
        parts = [repr(column) for column in self._columns] or [repr(item) for item in self._pending]
        if self.name is not None:
            parts.append(f"name={str(self.name)!r}")
        return f"{type(self).__name__}({', '.join(parts)})"


class UniqueConstraint(ColumnCollectionConstraint):
    """UNIQUE over columns of a table.

    :param columns: names or Columns.
    :param name, deferrable, initially, info: as for every constraint.
    """

    __visit_name__ = "unique_constraint"


class PrimaryKeyConstraint(ColumnCollectionConstraint):
    """PRIMARY KEY of a table; a Table has one always, perhaps an empty one.

    :param columns: names or Columns; they become part of the primary key.
    :param name, deferrable, initially, info: as for every constraint.
    """

    __visit_name__ = "primary_key_constraint"

    def __init__(self, *columns: Any, _implicit: bool = False, **kw: Any) -> None:
        self._implicit = _implicit
        super().__init__(*columns, **kw)

    def _set_parent(self, table: Table, /, **kw: Any) -> None:
        previous = table.__dict__.get("_primary_key")
        if previous is not self and previous is not None:
            table.constraints.discard(previous)
        self.parent = table
        table.constraints.add(self)
        flagged = [column for column in table.c if column.primary_key]
        named = list(self._pending)
        self._resolve_columns(table)
        if named and flagged and {id(c) for c in self._columns} != {id(c) for c in flagged}:
            raise_columns = ", ".join(f"'{column.name}'" for column in flagged)
            # what the constraint says wins, as in SQL
            from_constraint = ", ".join(f"'{column.name}'" for column in self._columns)
            _warn_mismatch(table, raise_columns, from_constraint)
        table.__dict__["_primary_key"] = self
        if named:
            for column in flagged:
                column.primary_key = False
        else:
            for column in flagged:
                self._columns.add(column, column.key)
        for column in self._columns:
            column.primary_key = True
            if column._user_defined_nullable is None:
                column.nullable = False
        self._named()

    def _replace(self, column: Column[Any]) -> None:
        """Take a column of the table that says itself that it is part of the key."""
        self._columns.replace(column)
        self._named()

    def _forget(self, column: Column[Any]) -> None:
        if self._columns.contains_column(column):
            self._columns.remove(column)

    @property
    def columns_autoinc_first(self) -> list[Column[Any]]:
        """The columns, the generated one first."""
        generated = self._autoincrement_column
        if generated is None:
            return list(self._columns)
        return [generated, *[column for column in self._columns if column is not generated]]

    @property
    def _autoincrement_column(self) -> Column[Any] | None:
        """The column whose value the database generates, or None."""
        columns = list(self._columns)
        if len(columns) == 1:
            column = columns[0]
            return column if column.autoincrement is not False and _can_be_generated(column) else None
        found: Column[Any] | None = None
        for column in columns:
            if column.autoincrement is True or column.autoincrement == "ignore_fk":
                _can_be_generated(column)
                if found is not None:
                    raise exc.ArgumentError(
                        f"Only one Column may be marked autoincrement=True, found both {column.name} and {found.name}."
                    )
                found = column
        return found

    @property
    def _is_copied_with_column(self) -> bool:
        return self._implicit and self.name is None and not self._dialect_kw


def _can_be_generated(column: Column[Any]) -> bool:
    """Whether a column of the primary key is generated; ArgumentError when it is asked to be and cannot."""
    wanted = column.autoincrement is True
    type_ = column.type
    numeric = getattr(type_._type_affinity, "__visit_name__", None)
    if numeric not in ("integer", "numeric"):
        if wanted:
            raise exc.ArgumentError(
                f"Column type {type_} on column '{column}' is not compatible with autoincrement=True"
            )
        return False
    scale = getattr(type_, "scale", None)
    if numeric == "numeric" and (scale is None or scale != 0):
        if wanted and scale is not None:
            raise exc.ArgumentError(
                f"Column type {type_} with non-zero scale {scale} on column '{column}' is not compatible with "
                "autoincrement=True"
            )
        if not wanted:
            return False
    elif numeric == "numeric" and not wanted:
        return False
    if wanted:
        return True
    if column.default is not None and not (column.default.is_sequence):
        return False
    if column.server_default is not None and not column.server_default.is_identity:
        return False
    return not column.foreign_keys or column.autoincrement == "ignore_fk"


def _warn_mismatch(table: Table, flagged: str, named: str) -> None:
    warn(
        f"Table '{table.name}' specifies columns {flagged} as primary_key=True, not matching locally specified columns "
        f"{named}; setting the current primary key columns to {named}. This warning may become an exception in a "
        "future release"
    )


class CheckConstraint(ColumnCollectionConstraint):
    """CHECK (condition) of a table or column.

    :param sqltext: str, text() or SQL expression.
    :param name, deferrable, initially, info: as for every constraint.
    :param table: the table, when it is not given to one.
    """

    __visit_name__ = "table_or_column_check_constraint"

    def __init__(
        self,
        sqltext: Any,
        name: Any = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        table: Any = None,
        info: dict[Any, Any] | None = None,
        _type_bound: bool = False,
        _needed_for: Any = None,
        _of_columns: tuple[Any, ...] = (),
        _attach_when_complete: bool = True,
        **dialect_kw: Any,
    ) -> None:
        if hasattr(sqltext, "__clause_element__"):
            sqltext = sqltext.__clause_element__()
        self.sqltext = seams.text(sqltext) if isinstance(sqltext, str) else sqltext
        self._dialect_test = _needed_for
        columns = {id(column): column for column in _of_columns} or {
            id(element): element
            for element in traversal.iterate(self.sqltext)
            if hasattr(element, "_on_table_attach") and not getattr(element, "_is_proxy", False)
        }
        super().__init__(
            *columns.values(),
            name=name,
            deferrable=deferrable,
            initially=initially,
            info=info,
            _attach_when_complete=_attach_when_complete and table is None,
            **dialect_kw,
        )
        self._type_bound = _type_bound
        if table is not None:
            self._attach(table)

    @property
    def is_column_level(self) -> bool:
        """It stands behind a column in CREATE TABLE, not among the table's constraints."""
        return self.parent is not None and not getattr(self.parent, "_is_table", False)

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        if getattr(parent, "_is_table", False):
            super()._set_parent(parent, **kw)
        else:
            self.parent = parent
            parent.constraints.add(self)
            parent._on_table_attach(lambda _column, table: self._named_in(table))

    def _needed_for(self, dialect: Any) -> bool:
        return self._dialect_test is None or bool(self._dialect_test(dialect))

    def _copy(self, *, target_table: Any = None, **kw: Any) -> Any:
        sqltext = self.sqltext
        if target_table is not None and self.parent is not None:
            source = self.parent if getattr(self.parent, "_is_table", False) else self.parent.table
            if source is not None:
                sqltext = traversal.replace(sqltext, lambda element: _in_table(element, source, target_table))
        copy = CheckConstraint(
            sqltext,
            name=self.name,
            deferrable=self.deferrable,
            initially=self.initially,
            _attach_when_complete=False,
            _type_bound=self._type_bound,
            _needed_for=self._dialect_test,
            **self._dialect_kw,
        )
        return self._copied_constraint(copy)

    def __repr__(self) -> str:
        parts = [repr(str(self.sqltext))]
        if self.name is not None:
            parts.append(f"name={str(self.name)!r}")
        return f"CheckConstraint({', '.join(parts)})"


def _in_table(element: Any, source: Table, target: Table) -> Any:
    """The column of a copied table for one of the original's; None for anything else."""
    if getattr(element, "_is_column_element", False) and getattr(element, "table", None) is source:
        return target.c.get(element.key)
    return None
