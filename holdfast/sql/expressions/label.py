"""Labels: expressions under another name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from holdfast.sql import coercion, operators
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.expressions.names import AnonymousName
from holdfast.sql.operators import OperatorType
from holdfast.sql.traversal import ELEMENT, TYPE, VALUE, Fields
from holdfast.sql.types import TypeEngine, to_instance

_T = TypeVar("_T")


class Label(ColumnElement[_T]):
    """``element AS name`` in a SELECT list; the element itself anywhere else."""

    __visit_name__ = "label"
    _fields: ClassVar[Fields] = {"name": VALUE, "_element": ELEMENT, "type": TYPE}

    type: TypeEngine[Any]
    name: str
    _element: Any

    def __init__(self, name: str | None, element: Any, type_: Any = None) -> None:
        element = coercion.expression(element)
        while isinstance(element, Label):
            # A label of a label names what that one names.
            element = element._element
        self._element = element
        self.name = AnonymousName(_prefix(element)) if name is None else name
        self.key = self.name
        self.type = element.type if type_ is None else to_instance(type_)

    @property
    def element(self) -> Any:
        """The expression that is labelled, as it stands with ``AS``."""
        return self._element.self_group(against=_as_operator)

    @property
    def _natural_name(self) -> str | None:  # type: ignore[override]  # the label
        return self.name

    @property
    def _is_implicitly_boolean(self) -> bool:  # type: ignore[override]  # depends on the element
        return bool(self._element._is_implicitly_boolean)

    @property
    def primary_key(self) -> bool:  # type: ignore[override]  # that of the element
        return bool(self._element.primary_key)

    @property
    def foreign_keys(self) -> Any:
        return self._element.foreign_keys

    @property
    def _proxies(self) -> tuple[ColumnElement[Any], ...]:  # type: ignore[override]  # it stands for its element
        return (self._element,)

    @property
    def _from_objects(self) -> Iterable[Any]:
        found: Iterable[Any] = self._element._from_objects
        return found

    @property
    def description(self) -> str:
        """The label's name, for messages."""
        return self.name

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        name = self.name
        # Anonymous names differ in identity; where they stand tells them apart well enough.
        key += (Label, ("anon", str.__str__(name)) if isinstance(name, AnonymousName) else name, self.type._static_key)
        self._element._gather(key, binds)

    def self_group(self, against: OperatorType | None = None) -> Any:
        inner = self._element.self_group(against=against)
        return self if inner is self._element else self._changed({"_element": inner})

    def as_reference(self) -> Any:
        """The label's name alone, for ORDER BY and GROUP BY."""
        return coercion.LabelReference(self.name)

    def _make_proxy(self, selectable: Any, key: str, name: str) -> ColumnElement[_T]:
        proxy: ColumnElement[_T] = make_proxy(self, selectable, key, name)
        return proxy


_as_operator = operators.as_


def _prefix(element: Any) -> str:
    natural = element._natural_name
    return element._anonymous_prefix if natural is None else str.__str__(natural)


def make_proxy(element: Any, selectable: Any, key: str, name: str) -> Any:
    """The column of a derived FROM element that stands for an expression which is not a column."""
    proxy: ColumnClause[Any] = ColumnClause(name, element.type, _selectable=selectable)
    proxy.key = key
    proxy._proxies = (element,)
    if isinstance(name, AnonymousName):
        proxy._bind_name = "param"
    proxy.primary_key = element.primary_key
    proxy.foreign_keys = element.foreign_keys
    return proxy


def label(name: str | None, element: Any, type_: Any = None) -> Label[Any]:
    """Return ``element AS name``.

    :param name: the name; None for an anonymous one.
    :param element: the expression.
    :param type_: type of the result; by default that of the expression.
    """
    return Label(name, element, type_)
