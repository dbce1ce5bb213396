"""ARRAY: the database's array of values of one type; PostgreSQL has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import eq, getitem
from typing import Any, TypeVar

from holdfast.sql.operators import OperatorType, mirror
from holdfast.sql.types.base import Processor, TypeComparator, TypeEngine, to_instance
from holdfast.sql.types.json import Indexable
from holdfast.sql.types.operator_class import OperatorClass
from holdfast.sql.types.schema_type import SchemaType
from holdfast.sql.types.string import Concatenable
from holdfast.util.warnings import warn_deprecated

_T = TypeVar("_T")


class ARRAYComparator(TypeComparator[Any]):
    """The operators of array expressions."""

    __slots__ = ()

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> Any:
        if op is not getitem:
            return super().operate(op, *other, **kwargs)
        type_: Any = self.type
        index = _shifted(other[0]) if type_.zero_indexes else other[0]
        result = type_ if isinstance(index, slice) else type_._unwrapped()._element_type()
        return super().operate(op, index, result_type=result)

    def any(self, other: Any, operator: Callable[..., Any] | None = None) -> Any:
        """`other operator ANY (array)`; the operator is `==` by default. Deprecated: write `value == any_(array)`."""
        _warn_of_any_and_all()
        return mirror(operator or eq)(self.expr.any_(), other)

    def all(self, other: Any, operator: Callable[..., Any] | None = None) -> Any:
        """`other operator ALL (array)`; the operator is `==` by default. Deprecated: write `value == all_(array)`."""
        _warn_of_any_and_all()
        return mirror(operator or eq)(self.expr.all_(), other)

    def contains(self, *arg: Any, **kw: Any) -> Any:
        """Dialects' own array types have it."""
        raise NotImplementedError(
            "ARRAY.contains() not implemented for the base ARRAY type; please use the dialect-specific ARRAY type"
        )


def _warn_of_any_and_all() -> None:
    warn_deprecated(
        "The ARRAY.Comparator.any() and ARRAY.Comparator.all() methods for arrays are deprecated for removal, along "
        "with the PG-specific Any() and All() functions. See any_() and all_() functions for modern use, as in "
        "`value == any_(array)`."
    )


def _shifted(index: Any) -> Any:
    if isinstance(index, slice):
        return slice(_shifted(index.start), _shifted(index.stop), index.step)
    return index + 1 if isinstance(index, int) else index


class ARRAY(Indexable, Concatenable, TypeEngine[Sequence[_T]]):
    """An array.

    :param item_type: the type of the members; not an ARRAY itself.
    :param as_tuple: results are tuples, which are hashable, not lists.
    :param dimensions: the number of dimensions, where it is fixed.
    :param zero_indexes: indexes count from 0 in Python; they do from 1 in SQL.
    """

    __visit_name__ = "ARRAY"
    _is_generic = True
    _is_array = True
    operator_classes = OperatorClass.ARRAY
    zero_indexes: bool = False
    Comparator = ARRAYComparator
    comparator_factory = ARRAYComparator

    def __init__(
        self,
        item_type: type[TypeEngine[_T]] | TypeEngine[_T],
        as_tuple: bool = False,
        dimensions: int | None = None,
        zero_indexes: bool = False,
    ) -> None:
        if isinstance(item_type, ARRAY):
            raise ValueError("Do not nest ARRAY types; ARRAY(basetype) handles multi-dimensional arrays of basetype")
        self.item_type: TypeEngine[Any] = to_instance(item_type)
        self.as_tuple = as_tuple
        self.dimensions = dimensions
        self.zero_indexes = zero_indexes

    @property
    def hashable(self) -> bool:  # type: ignore[override]  # follows as_tuple
        """Values can be members of sets."""
        return self.as_tuple

    @property
    def python_type(self) -> type[Any]:
        return list

    def compare_values(self, x: Any, y: Any) -> bool:
        return bool(x == y)

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        if op is getitem:
            return super().coerce_compared_value(op, value)
        if isinstance(value, (list, tuple)):
            return self
        found = super().coerce_compared_value(op, value)
        return self.item_type if found is self and op is not None and not isinstance(value, (list, tuple)) else found

    def _unlimited(self, dialect: Any) -> TypeEngine[Any]:
        return self.copy(item_type=self.item_type._unwrapped_dialect_impl(dialect)._unlimited(dialect))

    def _element_type(self) -> TypeEngine[Any]:
        """The type of `array[index]`: one dimension less, or the members' type."""
        if self.dimensions is None or self.dimensions == 1:
            return self.item_type
        return self.adapt(type(self), dimensions=self.dimensions - 1)

    def literal_processor(self, dialect: Any) -> Processor | None:
        item = self.item_type.dialect_impl(dialect).literal_processor(dialect)
        if item is None:
            return None

        def render(value: Any) -> str:
            if isinstance(value, (list, tuple)):
                return f"[{', '.join(map(render, value))}]"
            return "NULL" if value is None else item(value)

        return lambda value: f"ARRAY{render(list(value))}"

    def _schema_types(self) -> list[SchemaType]:
        return [self.item_type] if isinstance(self.item_type, SchemaType) else []


class TupleType(TypeEngine["tuple[Any, ...]"]):
    """The type of a row value: `tuple_(a, b)`.

    :param types: of the members.
    """

    __visit_name__ = "tuple"
    _is_tuple_type = True
    operator_classes = OperatorClass.TUPLE

    def __init__(self, *types: Any) -> None:
        self.types: list[TypeEngine[Any]] = [to_instance(item) for item in types]

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        raise NotImplementedError("The tuple type does not support being fetched as a column in a result row.")

    def _make_key(self) -> tuple[Any, ...]:
        return (TupleType, tuple(item._static_key for item in self.types))

    def repr_struct(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.types))})"

    def copy(self, **kw: Any) -> TupleType:
        return TupleType(*self.types)
