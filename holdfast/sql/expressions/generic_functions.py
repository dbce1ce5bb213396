"""The functions that are known by name: what they return, and how those without parentheses look.

The table below is the whole of it; a function that is not in it works as well and has the NullType.
"""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.cast import Cast
from holdfast.sql.expressions.column import literal_column
from holdfast.sql.expressions.extract import Extract
from holdfast.sql.expressions.function import GenericFunction, register_function
from holdfast.sql.traversal import VALUE, Fields
from holdfast.sql.types import ARRAY, NULLTYPE, Date, DateTime, Integer, Numeric, String, Time


class AnsiFunction(GenericFunction[Any]):
    """A function that is called without parentheses when it has no arguments, such as CURRENT_TIMESTAMP."""

    _register = False
    inherit_cache = True
    __visit_name__ = "ansi_function"


class ReturnTypeFromArgs(GenericFunction[Any]):
    """A function whose result has the type of its arguments."""

    _register = False
    inherit_cache = True

    def _return_type(self, arguments: list[Any]) -> Any:
        return next((argument.type for argument in arguments if argument.type is not NULLTYPE), None)


class count(GenericFunction[int]):
    """``count(*)``, or ``count(expression)``."""

    type = Integer()
    inherit_cache = True

    def __init__(self, expression: Any = None, **kwargs: Any) -> None:
        super().__init__(literal_column("*") if expression is None else expression, **kwargs)


class array_agg(GenericFunction[Any]):
    """``array_agg(expression)``: an array of the expression's type."""

    inherit_cache = True

    def _return_type(self, arguments: list[Any]) -> Any:
        item = arguments[0].type
        return item if item._is_array else ARRAY(item, dimensions=1)


class OrderedSetAgg(GenericFunction[Any]):
    """An aggregate over an ordered group: its type is that of what the group is ordered by."""

    _register = False
    inherit_cache = True
    #: The result is an array when the function's argument is one.
    array_for_multi_clause = False

    def within_group_type(self, within_group: Any) -> Any:
        order_by = within_group.order_by.clauses
        if self.array_for_multi_clause and len(self.clauses) and self.clauses.clauses[0].type._is_array:
            return ARRAY(order_by[0].type)
        return order_by[0].type


class next_value(GenericFunction[int]):
    """The next value of a sequence."""

    type = Integer()
    name = "next_value"
    __visit_name__ = "next_value_func"
    _fields: ClassVar[Fields] = {**GenericFunction._fields, "sequence": VALUE}

    def __init__(self, seq: Any, **kw: Any) -> None:
        if not getattr(seq, "is_sequence", False):
            raise exc.ArgumentError(f"next_value() accepts a Sequence object as input, not {seq!r}.")
        super().__init__(**kw)
        self.sequence = seq
        self.type = seq.data_type or self.type

    @property
    def _from_objects(self) -> Any:
        return ()


class aggregate_strings(GenericFunction[str]):
    """Strings of a group joined by a separator: ``string_agg``, ``group_concat`` or what the database has."""

    type = String()
    inherit_cache = True
    __visit_name__ = "aggregate_strings_func"

    def __init__(self, clause: Any, separator: str) -> None:
        bound: Any = separator
        if isinstance(separator, str):
            # Most databases take a literal only.
            bound = BindParameter("aggregate_strings", separator, String(), unique=True, literal_execute=True)
        super().__init__(clause, bound)


class GroupingSets(GenericFunction[Any]):
    """``GROUPING SETS(..)``, ``CUBE(..)``, ``ROLLUP(..)``."""

    _register = False
    inherit_cache = True
    __visit_name__ = "grouping_sets_func"
    keyword = ""


def _define(base: type[Any], name: str, **attributes: Any) -> None:
    make: Any = type(base)
    make(name, (base,), {"inherit_cache": True, "__module__": "holdfast.sql.functions", **attributes})


#: name -> type of the result
_TYPED: dict[str, Any] = {
    "now": DateTime(),
    "concat": String(),
    "char_length": Integer(),
    "rank": Integer(),
    "dense_rank": Integer(),
    "percent_rank": Numeric(),
    "cume_dist": Numeric(),
    "random": None,
}
#: name of a function without parentheses -> type of the result
_ANSI: dict[str, Any] = {
    "current_date": Date(),
    "current_time": Time(),
    "current_timestamp": DateTime(),
    "current_user": String(),
    "localtime": DateTime(),
    "localtimestamp": DateTime(),
    "session_user": String(),
    "sysdate": DateTime(),
    "user": String(),
}
_OF_ARGUMENTS = ("coalesce", "max", "min", "sum", "pow")
_ORDERED_SETS = {"mode": False, "percentile_cont": True, "percentile_disc": True}
_GROUPINGS = {"grouping_sets": "GROUPING SETS", "cube": "CUBE", "rollup": "ROLLUP"}

for _name, _type in _TYPED.items():
    _define(GenericFunction, _name, **({} if _type is None else {"type": _type}))
for _name, _type in _ANSI.items():
    _define(AnsiFunction, _name, type=_type)
for _name in _OF_ARGUMENTS:
    _define(ReturnTypeFromArgs, _name)
for _name, _multi in _ORDERED_SETS.items():
    _define(OrderedSetAgg, _name, array_for_multi_clause=_multi)
for _name, _keyword in _GROUPINGS.items():
    _define(GroupingSets, _name, keyword=_keyword)

register_function("cast", Cast)
register_function("extract", Extract)
