"""From what users pass to what statements hold.

Each function answers for one position in a statement (an operand, a condition, an entry of the SELECT list, a FROM
element ...) and returns an element, or raises ArgumentError with the position's name.  Strings are never taken
for SQL: where text is meant, ``text()`` says so.

Objects of the ORM (``_is_orm_entity`` true, on the object or on what ``inspect()`` finds for it) stay what they are
in SELECT lists, FROM and joins; anywhere else their ``__clause_element__()`` stands for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import FunctionType
from typing import Any, ClassVar

from holdfast import exc
from holdfast.inspection import inspect
from holdfast.sql import operators, seams
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.constants import CONSTANTS
from holdfast.sql.expressions.element import ClauseElement, ColumnElement
from holdfast.sql.operators import OperatorType
from holdfast.sql.selectables.columns import ColumnCollection, WriteableColumnCollection
from holdfast.sql.traversal import VALUE, Fields
from holdfast.util.warnings import warn


def clause_element(value: Any) -> Any:
    """The element that an object stands for: itself, or what its ``__clause_element__()`` returns."""
    while not isinstance(value, ClauseElement):
        make = getattr(value, "_in_expression", None) or getattr(value, "__clause_element__", None)
        if make is None and isinstance(value, FunctionType) and value.__name__ == "<lambda>":
            # A lambda stands for what it returns.
            make = value
        if make is None:
            inspected = inspect(value, raiseerr=False)
            if inspected is None or inspected is value:
                return value
            selectable = getattr(inspected, "selectable", None)
            return value if selectable is None else selectable
        value = make()
    return value


def orm_entity(value: Any) -> Any | None:
    """The ORM object behind ``value`` that a statement keeps as it is; None when it is not of the ORM."""
    if getattr(value, "_is_orm_entity", False) is True:
        return value
    if isinstance(value, ClauseElement):
        return None
    inspected = inspect(value, raiseerr=False)
    if inspected is not None and getattr(inspected, "_is_orm_entity", False):
        return inspected
    return None


def _refused(value: Any, expected: str) -> exc.ArgumentError:
    if isinstance(value, str):
        return exc.ArgumentError(
            f"Textual SQL expression {value[:80]!r} should be explicitly declared as text({value[:80]!r})"
        )
    hint = ""
    if isinstance(value, ClauseElement) and value._is_from_clause:
        hint = " To create a column expression from a FROM clause row as a whole, use the .table_valued() method."
    return exc.ArgumentError(f"{expected} expected, got {value!r}.{hint}")


def operand(expression: ColumnElement[Any], op: OperatorType, value: Any) -> Any:
    """The other operand of an operator: an expression, or a parameter of the type that fits.

    A parameter without a type takes that of the expression. None is a value here, as comparisons with NULL were
    treated before.
    """
    if isinstance(value, BindParameter):
        return typed_by(expression, value)
    if isinstance(value, ColumnElement):
        return value
    element = clause_element(value)
    if isinstance(element, ClauseElement):
        return scalar(element, "SQL expression element or literal value")
    return BindParameter.literal_value(expression._bind_name, value, expression._compared_type(op, value))


def typed_by(expression: ColumnElement[Any], bind: BindParameter[Any]) -> BindParameter[Any]:
    """The parameter; with the type of the expression beside it when it has none of its own."""
    if not bind.type._isnull or expression.type._isnull:
        return bind
    return bind._with_type(expression.type)


def scalar(element: Any, expected: str) -> Any:
    """An element in the place of a value: a SELECT becomes a scalar subquery."""
    if isinstance(element, ColumnElement):
        return element
    if element._is_select_base or getattr(element, "_is_subquery", False):
        if element._is_select_base:
            warn(
                "implicitly coercing SELECT object to scalar subquery; please use the .scalar_subquery() "
                "method to produce a scalar subquery."
            )
        return element.scalar_subquery()
    if element._is_from_clause and not getattr(element, "_is_column_like", False):
        raise _refused(element, expected)
    return element


def expression(value: Any, name: str = "param", type_: Any = None) -> Any:
    """Any value: an expression, or a parameter for a literal; None is NULL."""
    if isinstance(value, ColumnElement):
        return value
    element = clause_element(value)
    if isinstance(element, ClauseElement):
        return scalar(element, "SQL expression element or literal value")
    if element is None:
        return CONSTANTS[None]
    return BindParameter(name, value, type_, unique=True)


def assigned(value: Any, type_: Any) -> Any:
    """What SET gives to a column: an expression, or a parameter of the column's type for a literal."""
    element = clause_element(value)
    if not isinstance(element, ClauseElement):
        return BindParameter(None, value, type_, unique=True)
    if isinstance(element, BindParameter) and element.type._isnull:
        return element._with_type(type_)
    return element.self_group()


def column_expression(value: Any) -> Any:
    """A SQL expression; literals are refused."""
    if isinstance(value, ColumnElement):
        return value
    element = clause_element(value)
    if isinstance(element, ClauseElement):
        return scalar(element, "SQL expression element")
    if value is None or value is True or value is False:
        return CONSTANTS[value]
    raise _refused(value, "SQL expression element")


def condition(value: Any) -> Any:
    """A condition of WHERE, HAVING, ON, AND and OR."""
    if isinstance(value, ColumnElement):
        return value
    if value is None or value is True or value is False:
        return CONSTANTS[value]
    element = clause_element(value)
    if isinstance(element, ClauseElement):
        return scalar(element, "SQL expression for WHERE/HAVING role")
    raise _refused(value, "SQL expression for WHERE/HAVING role")


def where(value: Any) -> Any:
    """A whole condition: a bare boolean value is spelled out where the database needs it."""
    return condition(value).self_group(against=operators._asbool)


def columns_entry(value: Any) -> Any:
    """An entry of a SELECT list: an expression, a FROM element (all its columns), or an ORM entity."""
    if isinstance(value, ClauseElement):
        if value._is_select_base:
            return scalar(value, "Column expression, FROM clause, or other columns clause element")
        return value
    entity = orm_entity(value)
    if entity is not None:
        return entity
    element = clause_element(value)
    if isinstance(element, ClauseElement):
        return element
    if value is None or value is True or value is False:
        return CONSTANTS[value]
    if value == "*" or isinstance(value, (int, float)):
        return ColumnClause(str(value), is_literal=True)
    if isinstance(value, str):
        text = value[:80]
        raise exc.ArgumentError(
            f"Textual column expression {text!r} should be explicitly declared with text({text!r}), or use "
            f"column({text!r}) for more specificity"
        )
    message = f"Column expression, FROM clause, or other columns clause element expected, got {value!r}."
    if isinstance(value, (list, tuple)):
        message += f" Did you mean to say select({', '.join(repr(item) for item in value)})?"
    raise exc.ArgumentError(message)


_COLLECTIONS = frozenset((ColumnCollection, WriteableColumnCollection))


def columns_entries(values: Iterable[Any]) -> tuple[Any, ...]:
    """The entries of a SELECT list; a collection of columns, such as ``table.c``, gives all of them."""
    entries: list[Any] = []
    for value in values:
        if value.__class__ in _COLLECTIONS:
            entries.extend(value)
        else:
            entries.append(columns_entry(value))
    return tuple(entries)


def from_clause(value: Any) -> Any:
    """A FROM element or an ORM entity; a SELECT becomes a subquery."""
    if isinstance(value, ClauseElement):
        return _as_from(value)
    entity = orm_entity(value)
    if entity is not None:
        return entity
    element = clause_element(value)
    if isinstance(element, ClauseElement):
        return _as_from(element)
    raise _refused(value, "FROM expression, such as a Table or alias() object")


def join_target(value: Any) -> Any:
    """The right side of a join: a FROM element, an ORM entity or a relationship attribute."""
    if isinstance(value, ClauseElement) and value._is_from_clause:
        return value
    entity = orm_entity(value)
    if entity is not None:
        return entity
    if isinstance(clause_element(value), ClauseElement):
        return from_clause(value)
    raise exc.ArgumentError(
        f"Join target, typically a FROM expression, or ORM relationship attribute expected, got {value!r}."
    )


def onclause(value: Any) -> Any:
    """The condition of a join, or a relationship attribute."""
    if getattr(value, "_is_orm_entity", False) is True and not isinstance(value, ClauseElement):
        return value
    if isinstance(clause_element(value), ClauseElement):
        return where(value)
    raise exc.ArgumentError(
        f"ON clause, typically a SQL expression or ORM relationship attribute expected, got {value!r}."
    )


def statement(value: Any) -> Any:
    """An executable statement that has rows."""
    element = clause_element(value)
    if isinstance(element, ClauseElement) and element.supports_execution:
        return element
    raise _refused(value, "Executable SQL or text() construct")


def core_from_clause(value: Any) -> Any:
    """A FROM element of Core; an ORM entity gives its table."""
    element = clause_element(value)
    if isinstance(element, ClauseElement):
        return _as_from(element)
    selectable = getattr(value, "selectable", None)
    if isinstance(selectable, ClauseElement):
        return _as_from(selectable)
    raise _refused(value, "FROM expression, such as a Table or alias() object")


def _as_from(element: Any) -> Any:
    if element._is_select_base:
        warn(
            "Implicit coercion of SELECT and textual SELECT constructs into FROM clauses is deprecated; please call "
            ".subquery() on any Core select or ORM Query object in order to produce a subquery object."
        )
        return element.subquery()
    if element._is_from_clause or element._is_text_clause:
        return element
    if element._is_function:
        return seams.function_from(element)
    raise _refused(element, "FROM expression, such as a Table or alias() object")


def dml_table(value: Any) -> Any:
    """The table of INSERT, UPDATE and DELETE."""
    element = clause_element(value)
    if isinstance(element, ClauseElement) and element._is_from_clause and not element._is_subquery:
        return element
    raise exc.ArgumentError(f"subject table for an INSERT, UPDATE or DELETE expected, got {value!r}.")


def order_by(value: Any, clause: str = "ORDER BY") -> Any:
    """An entry of ORDER BY or GROUP BY: an expression, or the name of a label in the SELECT list."""
    if isinstance(value, ColumnElement):
        return value
    if isinstance(value, str):
        return LabelReference(value)
    element = clause_element(value)
    if isinstance(element, ClauseElement):
        return scalar(element, f"{clause} expression")
    raise _refused(value, f"{clause} expression")


def group_by(value: Any) -> tuple[Any, ...]:
    """The entries of GROUP BY that one value stands for: a FROM element or entity stands for all its columns."""
    if not isinstance(value, (ColumnElement, str)):
        element = clause_element(value)
        if isinstance(element, ClauseElement) and element._is_from_clause and not element._is_select_base:
            return tuple(element.c)  # type: ignore[attr-defined]  # FROM elements have it
    return (order_by(value, "GROUP BY"),)


def affix(value: Any) -> Any:
    """A prefix or suffix of a statement: text stands as it is."""
    element = clause_element(value)
    return element if isinstance(element, ClauseElement) else ColumnClause(str(element), is_literal=True)


class LabelReference(ColumnElement[Any]):
    """A name in ORDER BY or GROUP BY: a label or column of the SELECT list, found when the statement is compiled."""

    __slots__ = ("name",)
    __visit_name__ = "label_reference"
    _fields: ClassVar[Fields] = {"name": VALUE}
    _from_objects = ()

    def __init__(self, name: str) -> None:
        self.name = name
