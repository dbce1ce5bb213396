"""JSON, JSONB and JSONPATH.

Source: PostgreSQL manual, "JSON Types", "JSON Functions and Operators".

Rules: the driver reads JSON by itself, with the deserializer that the engine was given; values are written as text
with a cast.
"""

from __future__ import annotations

from typing import Any

from holdfast.dialects.postgresql.types import operators
from holdfast.dialects.postgresql.types.array_text import array_text
from holdfast.dialects.postgresql.types.keys import TEXT_ARRAY, KeyComparator
from holdfast.sql import seams
from holdfast.sql import types as generic
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.cast import Cast
from holdfast.sql.operators import OperatorType, json_getitem_op, json_path_getitem_op
from holdfast.sql.types import OperatorClass, TypeEngine, to_instance
from holdfast.sql.types.base import Processor
from holdfast.sql.types.json import JSONComparator, JSONIndexType, JSONIntIndexType, JSONStrIndexType
from holdfast.sql.types.json import JSONPathType as GenericPathType
from holdfast.sql.types.string import text_literal


class _IndexType(JSONIndexType):
    """A key or index as it is: PostgreSQL's operators take text and numbers, no path."""

    def bind_processor(self, dialect: Any) -> Processor | None:
        return None

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: str(int(value)) if isinstance(value, int) else quote(value)


class IntIndexType(_IndexType, JSONIntIndexType):
    """The type of an index into an array."""


class StrIndexType(_IndexType, JSONStrIndexType):
    """The type of a key of an object."""


class JSONPathType(GenericPathType):
    """A tuple of keys and indexes, as the operators `#>` and `#>>` take it: an array of text."""

    def bind_processor(self, dialect: Any) -> Processor | None:
        return _path_text

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: quote(_path_text(value))


def _path_text(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else array_text(value)


class JSONPATH(JSONPathType):
    """JSONPATH: an expression of the SQL/JSON path language; values are str."""

    __visit_name__ = "JSONPATH"
    operator_classes = OperatorClass.BASE | OperatorClass.EQUALITY

    @property
    def python_type(self) -> type[Any]:
        return str


class Comparator(JSONComparator):
    """The operators of PostgreSQL's JSON."""

    __slots__ = ()

    @property
    def astext(self) -> Any:
        """The value at the key as text: `->>` in the place of `->`, `#>>` in that of `#>`."""
        expr = self.expr
        operator: Any = getattr(expr, "operator", None)
        text_operator = _AS_TEXT.get(operator)
        if text_operator is None:
            raise NotImplementedError("The astext operator is for JSON index expressions, such as col['key'].astext")
        return expr._changed({"operator": text_operator, "type": expr.type.astext_type})


_AS_TEXT = {json_getitem_op: operators.ASTEXT, json_path_getitem_op: operators.JSONPATH_ASTEXT}


class JSON(generic.JSON):
    """JSON.

    :param none_as_null: None is SQL NULL; by default it is the JSON value null when it is given explicitly.
    :param astext_type: the type of `astext`; Text by default.
    """

    render_bind_cast = True
    render_literal_cast = True
    Comparator: Any = Comparator
    comparator_factory: Any = Comparator

    def __init__(self, none_as_null: bool = False, astext_type: Any = None) -> None:
        super().__init__(none_as_null=none_as_null)
        self.astext_type = _TEXT if astext_type is None else to_instance(astext_type)

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        return None


_TEXT = generic.Text()


class JSONBComparator(KeyComparator, Comparator):
    """The operators of JSONB."""

    __slots__ = ()

    def delete_path(self, array: Any) -> Any:
        """`#-`: without what is at the path; a list of keys, or an array expression."""
        if isinstance(array, (list, tuple)):
            path = self._text_array(array)
        else:
            path = Cast(array, TEXT_ARRAY)
        return seams.operate(self.expr, operators.DELETE_PATH, path, result_type=self.type)

    def path_exists(self, other: Any) -> Any:
        """`@?`: the path leads to something."""
        return self._with_path(operators.PATH_EXISTS, other)

    def path_match(self, other: Any) -> Any:
        """`@@`: the predicate of the path holds."""
        return self._with_path(operators.PATH_MATCH, other)

    def _with_path(self, op: OperatorType, path: Any) -> Any:
        if isinstance(path, str):
            path = BindParameter.literal_value(self.expr._bind_name, path, _JSONPATH)
        return self.operate(op, path)


_JSONPATH = JSONPATH()


class JSONB(JSON):
    """JSONB: JSON in a form that can be searched; parameters as for JSON."""

    __visit_name__ = "JSONB"
    operator_classes = OperatorClass.JSON | OperatorClass.CONCATENABLE | OperatorClass.CONTAINS | OperatorClass.MATH
    Comparator = JSONBComparator
    comparator_factory = JSONBComparator

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        if op in _TAKES_JSONB:
            return self
        return super().coerce_compared_value(op, value)


_TAKES_JSONB = frozenset((operators.CONTAINS, operators.CONTAINED_BY))
