"""Naming conventions: names of constraints and indexes from templates.

Rules: a convention maps "ix", "uq", "ck", "fk", "pk" (or a constraint class) to a template, and more names to functions
`(constraint, table) -> str` that templates may use.  It names what has no name; a template with
`%(constraint_name)s` also changes given names, unless they are `conv()`: final.  Names of indexes that are longer than
a database allows are cut by the dialect, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql import traversal
from holdfast.sql.expressions.names import quoted_name

if TYPE_CHECKING:
    from holdfast.sql.schema.table import Table

DEFAULT_CONVENTION: Mapping[str, str] = {"ix": "ix_%(column_0_label)s"}

_PREFIXES = {
    "index": "ix",
    "unique_constraint": "uq",
    "table_or_column_check_constraint": "ck",
    "foreign_key_constraint": "fk",
    "primary_key_constraint": "pk",
}


class conv(quoted_name):
    """A constraint name that no convention changes any more.

    :param value: the name.
    :param quote: force quoting on or off.
    """

    __slots__ = ()

    def __new__(cls, value: str, quote: bool | None = None) -> conv:
        made = str.__new__(cls, value)
        made.quote = quote
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return conv, (str(self), self.quote)


def apply_convention(item: Any, table: Table) -> str | None:
    """Return the name by the convention of the table's MetaData; None when the name stays as it is."""
    convention = table.metadata.naming_convention
    template = convention.get(type(item))
    if template is None:
        template = convention.get(_PREFIXES.get(item.__visit_name__))
    if template is None:
        return None
    name = item.name
    if isinstance(name, conv):
        # final; but a name that a convention made of no name follows the columns, as a primary key's that grows
        if not getattr(item, "_conventional", False):
            return None
        name = None
    if name is not None and "constraint_name" not in template:
        return None
    if item.__visit_name__ == "primary_key_constraint" and not len(item._columns):
        return None
    if name is None and "%(constraint_name)s" in template:
        if item._type_bound:
            return None
        raise missing_name(item, table)
    made = conv(template % _Tokens(item, table, convention, name))
    item._conventional = name is None
    return made


class _Tokens(dict[str, Any]):
    """The names that a template may use; each is made when it is used."""

    def __init__(self, item: Any, table: Table, convention: Mapping[Any, Any], name: str | None) -> None:
        super().__init__()
        self._item = item
        self._table = table
        self._convention = convention
        self._name = name

    def __missing__(self, token: str) -> str:
        custom = self._convention.get(token)
        if callable(custom):
            return str(custom(self._item, self._table))
        if token == "table_name":
            return str(self._table.name)
        if token == "constraint_name":
            return str(self._name)
        if token == "referred_table_name":
            return str(self._item._elements[0]._names().table_name)
        if token.startswith("referred_column_"):
            fks = self._item._elements
            return self._each(token[len("referred_column_") :], [(fk,) for fk in fks], _referred_name)
        if token.startswith("column_"):
            return self._each(token[len("column_") :], [(column,) for column in self._columns()], self._column_name)
        raise KeyError(f"Naming convention token {token!r} is not known; give a function for it in the convention")

    def _columns(self) -> list[Any]:
        columns = list(self._item.columns)
        if not columns and self._item.__visit_name__ == "table_or_column_check_constraint":
            # A condition may be written with columns that are names and no more.
            return [part for part in traversal.iterate(self._item.sqltext) if part.__visit_name__ == "column"]
        return columns

    def _each(self, token: str, rows: list[tuple[Any]], name_of: Any) -> str:
        """`0_name`: of the first; `0N_name`: of all, run together; `0_N_name`: of all, joined by underscores."""
        position, _, kind = token.partition("_")
        separator = None
        if position.endswith("N"):
            position, separator = position[:-1], ""
        elif kind.startswith("N_"):
            kind, separator = kind[2:], "_"
        start = int(position)
        if separator is not None:
            return separator.join(name_of(row[0], kind) for row in rows[start:])
        if start >= len(rows):
            return ""
        return str(name_of(rows[start][0], kind))

    def _column_name(self, column: Any, kind: str) -> str:
        if kind == "name":
            return str(column.name)
        if kind == "key":
            return str(column.key)
        if kind == "label":
            schema = f"{self._table.schema.replace('.', '_')}_" if self._table.schema else ""
            return f"{schema}{self._table.name}_{column.name}"
        raise KeyError(f"column_..._{kind}")


def _referred_name(fk: Any, kind: str) -> str:
    names = fk._names()
    if kind not in ("name", "key"):
        raise KeyError(f"referred_column_..._{kind}")
    return str(names.column_name if names.column_name is not None else fk.parent.key)


def missing_name(item: Any, table: Table) -> exc.InvalidRequestError:
    """The error of a template that needs a constraint's own name where it has none."""
    prefix = _PREFIXES.get(item.__visit_name__)
    return exc.InvalidRequestError(
        "Naming convention including %(constraint_name)s token requires that constraint is explicitly named: "
        f"the {prefix!r} constraint of table '{table.name}' has no name"
    )
