"""Fills the seams of the expression language; imported once, by ``holdfast.sql``."""

from __future__ import annotations

from holdfast.sql import seams
from holdfast.sql.compiler import ddl, entry, generic, typenames
from holdfast.sql.expressions import boolean, cast, generic_functions, operations
from holdfast.sql.expressions.label import Label
from holdfast.sql.selectables.alias import Lateral, make_alias
from holdfast.sql.selectables.join import Join
from holdfast.sql.selectables.tablesampling import tablesample
from holdfast.sql.selectables.tablevalued import FunctionFrom, TableValuedColumn, make_table_valued
from holdfast.sql.statements.compound import CompoundSelect
from holdfast.sql.statements.dml import Delete, Insert, Update
from holdfast.sql.statements.select import Select
from holdfast.sql.statements.text import TextClause
from holdfast.sql.types import NULLTYPE

seams.operate = operations.operate
seams.label = Label
seams.conjunction = boolean.joined
seams.cast = cast.Cast
seams.alias = make_alias
seams.join = Join
seams.lateral = Lateral
seams.tablesample = tablesample
seams.select = Select
seams.insert = Insert
seams.update = Update
seams.delete = Delete
seams.compound = CompoundSelect
seams.function_from = FunctionFrom
seams.table_valued = make_table_valued
seams.table_valued_column = lambda element: TableValuedColumn(element, NULLTYPE)
seams.next_value = generic_functions.next_value
seams.compile = entry.compile_element
seams.ddl_compiler = ddl.make_ddl_compiler
seams.compile_type = lambda type_, dialect: typenames.type_name(type_, dialect or generic.generic_dialect())
seams.text = TextClause
