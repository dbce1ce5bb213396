"""Typed slots for the calls that must go up: within the expression language, and from it to the ORM.

``wiring.py`` fills the slots of this package; those of the ORM section are filled by ``orm/wiring.py``.
A slot is read at call time as ``seams.name(...)``, never imported by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _unfilled(name: str) -> Callable[..., Any]:
    def slot(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError(f"The seam holdfast.sql.seams.{name} is not filled; import holdfast.sql.wiring")

    slot.__name__ = f"unfilled_{name}"
    return slot


# expressions/element.py -> the rest of the expressions
#: (expression, operator, other operands, keyword arguments, reverse) -> expression; the comparator is not asked.
operate: Callable[..., Any] = _unfilled("operate")
#: (name or None, element) -> Label
label: Callable[..., Any] = _unfilled("label")
#: ("and_" or "or_", conditions) -> condition
conjunction: Callable[..., Any] = _unfilled("conjunction")
#: (element, type) -> Cast
cast: Callable[..., Any] = _unfilled("cast")

# selectables/fromclause.py -> the constructs made from a FROM element, and the statements
#: (selectable, name=None, flat=False) -> Alias
alias: Callable[..., Any] = _unfilled("alias")
#: (left, right, onclause, isouter, full) -> Join
join: Callable[..., Any] = _unfilled("join")
#: (selectable, name) -> Lateral
lateral: Callable[..., Any] = _unfilled("lateral")
#: (selectable, sampling, name, seed) -> TableSample
tablesample: Callable[..., Any] = _unfilled("tablesample")
#: (*entities) -> Select
select: Callable[..., Any] = _unfilled("select")
#: (table) -> Insert
insert: Callable[..., Any] = _unfilled("insert")
#: (table) -> Update
update: Callable[..., Any] = _unfilled("update")
#: (table) -> Delete
delete: Callable[..., Any] = _unfilled("delete")
#: (keyword, *selects) -> CompoundSelect
compound: Callable[..., Any] = _unfilled("compound")

# expressions/function.py -> functions in FROM
#: (function) -> FROM element
function_from: Callable[..., Any] = _unfilled("function_from")
#: (function, *columns, name, with_ordinality, joins_implicitly, alias_only) -> TableValuedAlias
table_valued: Callable[..., Any] = _unfilled("table_valued")
#: (FROM element) -> TableValuedColumn
table_valued_column: Callable[..., Any] = _unfilled("table_valued_column")

# any element -> compiler
#: (element, dialect or None, compile keyword arguments) -> Compiled
compile: Callable[..., Any] = _unfilled("compile")

# compiler -> ORM
#: (Select with ORM entities, with joined eager loads) -> Select of plain Core
expand_orm_select: Callable[[Any, bool], Any] = _unfilled("expand_orm_select")
#: (Insert, Update or Delete of an ORM entity) -> the same of plain Core
expand_orm_dml: Callable[[Any], Any] = _unfilled("expand_orm_dml")
#: (Select with ORM entities) -> list of dictionaries, for Select.column_descriptions
describe_orm_columns: Callable[[Any], Any] = _unfilled("describe_orm_columns")

# types and schema -> compiler
#: (type, dialect or None) -> the type's name in DDL
compile_type: Callable[[Any, Any], str] = _unfilled("compile_type")
#: (DDL element, dialect, keyword arguments of compile()) -> the compiler, compiled
ddl_compiler: Callable[..., Any] = _unfilled("ddl_compiler")
#: (text) -> TextClause
text: Callable[[str], Any] = _unfilled("text")
#: (Sequence) -> the function that gives its next value
next_value: Callable[[Any], Any] = _unfilled("next_value")

# schema -> engine (filled by engine/wiring.py)
#: (MetaData, Table, Index, Sequence ..., bind, checkfirst, tables=None) -> None: CREATE it and what belongs to it
create_schema_item: Callable[..., None] = _unfilled("create_schema_item")
#: as create_schema_item: DROP it
drop_schema_item: Callable[..., None] = _unfilled("drop_schema_item")
#: (Table, bind, include_columns, exclude_columns, resolve_fks, _extend_on=None, **options) -> None: fill from the
#: database
reflect_table: Callable[..., None] = _unfilled("reflect_table")
#: (MetaData, bind, options by keyword as for MetaData.reflect()) -> None
reflect_metadata: Callable[..., None] = _unfilled("reflect_metadata")
#: (dialect name) -> {construct class: {argument: default}}, or None when the dialect is not known or takes any
dialect_arguments: Callable[[str], Any] = _unfilled("dialect_arguments")
#: (dialect name) -> a Dialect, for printing what only that dialect has
dialect_named: Callable[[str], Any] = _unfilled("dialect_named")
