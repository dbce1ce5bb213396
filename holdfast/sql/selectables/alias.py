"""FROM elements under another name: aliases, LATERAL, TABLESAMPLE.

An alias without a name of its own gets an anonymous one, derived from the name of what it stands for.  In cache
keys an alias is told from another by the order in which the statement meets them, so that two statements built alike
are one statement, although each has alias objects of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion, seams
from holdfast.sql.expressions.element import ClauseElement, ColumnElement, new_token
from holdfast.sql.expressions.label import make_proxy
from holdfast.sql.expressions.names import AnonymousName
from holdfast.sql.selectables.fromclause import FromClause
from holdfast.sql.traversal import ELEMENT, VALUE, Fields, StatementKey


class AliasedReturnsRows(FromClause):
    """Base of everything that stands in FROM under a name given to it."""

    _fields: ClassVar[Fields] = {"element": ELEMENT, "name": VALUE}

    named_with_column = True
    element: Any
    name: str

    def __init__(self, element: Any, name: str | None = None) -> None:
        self.element = element
        self.name = _anonymous(element) if name is None else name
        self._token = new_token()

    @property
    def original(self) -> Any:
        """What is aliased."""
        return self.element

    @property
    def description(self) -> str:
        """The name, for messages."""
        return "anon_1" if isinstance(self.name, AnonymousName) else self.name

    def _populate_columns(self) -> Iterable[tuple[str, ColumnElement[Any]]]:
        element = self.element
        if hasattr(element, "_proxy_columns"):
            for key, column, name in element._proxy_columns():
                proxy = proxy_of(column, self, key, name)
                if element.__visit_name__ == "compound_select":
                    # It stands for the column of each SELECT.
                    proxy._proxies += element._columns_beside(column)
                yield key, proxy
        else:
            for key, column in element.c.items():
                yield key, proxy_of(column, self, key, column.name)

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        token = self._token
        if isinstance(key, StatementKey):
            seen = key.seen.get(token)
            if seen is not None:
                key += (AliasedReturnsRows, seen)
                return
            key.seen[token] = len(key.seen)
        else:
            key.append(token)
        name = self.name
        key += (self.__class__, ("anon", str.__str__(name)) if isinstance(name, AnonymousName) else name)
        self._gather_parts(key, binds)

    def _gather_parts(self, key: list[Any], binds: list[Any]) -> None:
        for field, part in self._fields.items():
            if field != "name":
                part.gather(getattr(self, field), key, binds)

    def _clone(self) -> Any:
        copy = super()._clone()
        copy._token = new_token()
        return copy

    def is_derived_from(self, fromclause: Any) -> bool:
        return fromclause is self or bool(self.element.is_derived_from(fromclause))

    def table_valued(self) -> Any:
        """The rows as one value each, such as ``func.row_to_json(alias.table_valued())`` takes in PostgreSQL."""
        return seams.table_valued_column(self)

    @property
    def entity_namespace(self) -> Any:
        """Where ``filter_by()`` looks its names up."""
        return self.c


def proxy_of(column: Any, selectable: Any, key: str, name: str) -> Any:
    """The column of ``selectable`` that stands for ``column``."""
    make = getattr(type(column), "_make_proxy", None)
    return make_proxy(column, selectable, key, name) if make is None else make(column, selectable, key, name)


def _anonymous(element: Any) -> AnonymousName:
    name = getattr(element, "name", None)
    # The alias of something anonymous has no better name to be derived from.
    prefix = "anon" if name is None or isinstance(name, AnonymousName) else str(name)
    return AnonymousName(prefix)


class Alias(AliasedReturnsRows):
    """``element AS name``."""

    __visit_name__ = "alias"
    inherit_cache = True

    @property
    def original(self) -> Any:
        """What is aliased in the end: the alias of an alias is one of the table."""
        element = self.element
        return element.original if isinstance(element, Alias) or _is_plain_subquery(element) else element


def _is_plain_subquery(element: Any) -> bool:
    return bool(element._is_subquery and not element._is_lateral)


class Lateral(AliasedReturnsRows):
    """``LATERAL (..) AS name``: it may refer to the FROM elements before it."""

    __visit_name__ = "lateral"
    inherit_cache = True
    _is_lateral = True
    _is_subquery = True


class TableSample(AliasedReturnsRows):
    """``element AS name TABLESAMPLE method(n) REPEATABLE (seed)``."""

    __visit_name__ = "tablesample"
    _fields: ClassVar[Fields] = {**AliasedReturnsRows._fields, "sampling": ELEMENT, "seed": ELEMENT}

    def __init__(self, element: Any, sampling: Any, name: str | None = None, seed: Any = None) -> None:
        super().__init__(element, name)
        if isinstance(element, Alias):
            # It has a name of its own, like an alias of an alias.
            self.element = element.original
        self.sampling = sampling
        self.seed = seed


def alias(selectable: Any, name: str | None = None, flat: bool = False) -> Any:
    """Return the selectable under another name.

    :param selectable: a table, join, select ...
    :param name: the name; None for an anonymous one.
    :param flat: alias the two sides of a join instead of the join as a whole.
    """
    return coercion.core_from_clause(selectable).alias(name=name, flat=flat)


def make_alias(selectable: Any, name: str | None = None, flat: bool = False) -> Alias:
    """Fills ``seams.alias``."""
    return Alias(selectable, name)


def lateral(selectable: Any, name: str | None = None) -> Lateral:
    """Return ``LATERAL (selectable) AS name``.

    :param selectable: a select, or a function used as a table.
    :param name: the name; None for an anonymous one.
    """
    element = coercion.clause_element(selectable)
    if isinstance(element, Lateral):
        return element
    if not isinstance(element, ClauseElement) or not hasattr(element, "lateral"):
        raise exc.ArgumentError(f"FROM expression, such as a Table or alias() object expected, got {selectable!r}.")
    if element._is_subquery and not element._is_lateral:
        element = element.element  # type: ignore[attr-defined]  # subqueries have it
    return Lateral(element, name)
