"""How the entries of a SELECT list are named.

One plan serves the compiler (which ``AS`` to write), the result (which names a row answers to) and the columns of a
subquery (``subquery.c``), so that the three cannot disagree.

* ``LABEL_STYLE_NONE``: columns keep their names, whatever collides.
* ``LABEL_STYLE_DISAMBIGUATE_ONLY`` (the default): columns keep their names, the second of a name is numbered
(``id_1``). * ``LABEL_STYLE_TABLENAME_PLUS_COL``: ``users.id AS users_id``.

A column that stands in the list twice gets a numbered name of its own (``id__1``) the second time.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, NamedTuple

from holdfast.sql.expressions.names import AnonymousName, DerivedName, GeneratedName


class SelectLabelStyle(Enum):
    """The labelling styles of SELECT lists."""

    LABEL_STYLE_NONE = 0
    LABEL_STYLE_TABLENAME_PLUS_COL = 1
    LABEL_STYLE_DISAMBIGUATE_ONLY = 2
    LABEL_STYLE_DEFAULT = 2  # noqa: PIE796  # an alias, as the name says
    LABEL_STYLE_LEGACY_ORM = 3


LABEL_STYLE_NONE = SelectLabelStyle.LABEL_STYLE_NONE
LABEL_STYLE_TABLENAME_PLUS_COL = SelectLabelStyle.LABEL_STYLE_TABLENAME_PLUS_COL
LABEL_STYLE_DISAMBIGUATE_ONLY = SelectLabelStyle.LABEL_STYLE_DISAMBIGUATE_ONLY
LABEL_STYLE_DEFAULT = SelectLabelStyle.LABEL_STYLE_DEFAULT
LABEL_STYLE_LEGACY_ORM = SelectLabelStyle.LABEL_STYLE_LEGACY_ORM


class PlannedColumn(NamedTuple):
    """One entry of a SELECT list."""

    column: Any
    #: The name after AS; None for an entry that cannot have one (text, ``*``).
    name: str | None
    #: AS is written at the top level too, and not only in subqueries.
    labelled: bool
    #: The key of the column in ``selected_columns`` and in ``subquery.c``; None for text.
    key: str | None
    #: It occurred before in the same list.
    repeated: bool


def _base_name(column: Any, style: SelectLabelStyle) -> tuple[str | None, bool, str | None]:
    """The name that an entry would like to have, whether it differs from its own, and the key that goes with it."""
    name = column._natural_name
    if name is None:
        return None, True, None
    key = column.key if column.key is not None else name
    if column.__visit_name__ == "label" or style is not LABEL_STYLE_TABLENAME_PLUS_COL:
        return name, False, key
    source = column
    while source.__visit_name__ in _WRAPPERS or source.__visit_name__ in ("grouping", "unary"):
        source = source.clause if hasattr(source, "clause") else source.element
    table = getattr(source, "table", None)
    table_name = getattr(table, "name", None)
    if table is None or table_name is None or not table.named_with_column or source.is_literal:
        return name, False, key
    if isinstance(table_name, AnonymousName) or isinstance(name, AnonymousName):
        return CompositeName(table_name, name), True, f"{str.__str__(table_name)}_{str.__str__(source.key or name)}"
    schema = getattr(table, "schema", None)
    prefix = f"{schema.replace('.', '_')}_{table_name}" if schema else table_name
    return GeneratedName(f"{prefix}_{name}"), True, f"{prefix}_{source.key or name}"


class CompositeName(AnonymousName):
    """``<table>_<column>`` where a part is anonymous: the compiler puts the numbered names in."""

    __slots__ = ("parts",)
    parts: tuple[str, str]

    def __new__(cls, table: str, column: str) -> CompositeName:
        self = super().__new__(cls, f"{str.__str__(table)}_{str.__str__(column)}")
        self.parts = (table, column)
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CompositeName) and all(
            a is b or (not isinstance(a, AnonymousName) and a == b)
            for a, b in zip(self.parts, other.parts, strict=True)
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(str.__str__(self))


def plan_columns(columns: Iterable[Any], style: SelectLabelStyle) -> list[PlannedColumn]:
    """Name the entries of a SELECT list."""
    planned: list[PlannedColumn] = []
    names: dict[Any, Any] = {}
    keys: set[str] = set()
    for column in columns:
        if column._is_text_clause:
            planned.append(PlannedColumn(column, None, False, None, False))
            continue
        entry = _planned(column, style, names)
        planned.append(entry._replace(key=_unique_key(entry, keys)))
    return planned


def _planned(column: Any, style: SelectLabelStyle, names: dict[Any, Any]) -> PlannedColumn:
    wanted, labelled, key = _base_name(column, style)
    if wanted is None:
        # Ordering and unary expressions show their label inside of subqueries only.
        # A column with an operator is shown as it is; what is more than that gets a label.
        plain = column.__visit_name__ == "unary" and column.element._ungroup().__visit_name__ == "column"
        literal = column.is_literal
        name = None if literal else AnonymousName(column._anonymous_prefix)
        key = column.name if literal or column._is_function else None
        return PlannedColumn(column, name, not plain and not literal, key, False)
    always = labelled or _inside(column).__visit_name__ in _ALWAYS_LABELLED
    known = names.get(wanted)
    if column.__visit_name__ == "column" and column.table is None:
        # Nothing is known of it but its name, which stays as it is; only a subquery needs to tell two apart.
        again = known is not None or (wanted, "bare") in names
        names[wanted, "bare"] = column
        return PlannedColumn(column, AnonymousName(f"{wanted}_") if again else wanted, False, key, again)
    if known is None or style is LABEL_STYLE_NONE:
        names[wanted] = column
        return PlannedColumn(column, wanted, always, key, False)
    if column.__visit_name__ == "label":
        return PlannedColumn(column, wanted, True, key, known is column)
    # The same column once more, or another one of the same name.
    again = known is column or names.get((wanted, id(column))) is column
    names[wanted, id(column)] = column
    underscore = "_" if again or column.__visit_name__ in _WRAPPERS else ""
    name = DerivedName(wanted) if isinstance(wanted, AnonymousName) else AnonymousName(f"{wanted}{underscore}")
    return PlannedColumn(column, name, True, key, again)


def _inside(column: Any) -> Any:
    return column.element if column.__visit_name__ == "unary" else column


_WRAPPERS = frozenset(("cast", "try_cast", "type_coerce"))
_ALWAYS_LABELLED = _WRAPPERS | {"label"}


def _unique_key(entry: PlannedColumn, keys: set[str]) -> str:
    wanted = "_no_label" if entry.key is None else str.__str__(entry.key)
    key, number = wanted, 0
    while key in keys:
        number += 1
        key = f"{wanted}_{number}"
    keys.add(key)
    return key
