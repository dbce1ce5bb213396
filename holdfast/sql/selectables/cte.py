"""Common table expressions: WITH.

``cte.union(..)`` makes the recursive form: the new CTE remembers in ``_restates`` the one it was made from, which its
own
SELECT refers to under the same name; the compiler writes the last restatement and lets the former ones refer to it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.expressions.names import AnonymousName
from holdfast.sql.selectables.alias import AliasedReturnsRows, proxy_of
from holdfast.sql.traversal import ELEMENT, NESTED, VALUE, Fields


class HasPrefixes:
    """Statements and selectables with ``prefix_with()``."""

    _prefixes: tuple[tuple[Any, str], ...] = ()

    def prefix_with(self, *prefixes: Any, dialect: str = "*") -> Any:
        """Put expressions after the first keyword.

        :param prefixes: text or expressions.
        :param dialect: the dialect's name that it is for.
        """
        return self._with_affixes("_prefixes", prefixes, dialect)

    def _with_affixes(self, name: str, affixes: tuple[Any, ...], dialect: str) -> Any:
        added = tuple((coercion.affix(affix), dialect) for affix in affixes)
        return self._changed({name: getattr(self, name) + added})  # type: ignore[attr-defined]  # mixed into elements


class HasSuffixes(HasPrefixes):
    """Statements and selectables with ``suffix_with()``."""

    _suffixes: tuple[tuple[Any, str], ...] = ()

    def suffix_with(self, *suffixes: Any, dialect: str = "*") -> Any:
        """Put expressions at the end; see :meth:`prefix_with`."""
        return self._with_affixes("_suffixes", suffixes, dialect)


class CTE(HasSuffixes, AliasedReturnsRows):
    """``WITH name AS (..)``; see :meth:`SelectBase.cte`."""

    __visit_name__ = "cte"
    _fields: ClassVar[Fields] = {
        **AliasedReturnsRows._fields,
        "recursive": VALUE,
        "nesting": VALUE,
        "_restates": ELEMENT,
        "_cte_alias": ELEMENT,
        "_prefixes": NESTED,
        "_suffixes": NESTED,
    }

    def __init__(
        self,
        element: Any,
        name: str | None = None,
        recursive: bool = False,
        nesting: bool = False,
        _cte_alias: CTE | None = None,
        _restates: CTE | None = None,
    ) -> None:
        super().__init__(element, name)
        if name is None:
            self.name = AnonymousName("anon")
        self.recursive = recursive
        self.nesting = nesting
        self._cte_alias = _cte_alias
        self._restates = _restates

    def _populate_columns(self) -> Any:
        if self._cte_alias is None:
            yield from super()._populate_columns()
        else:
            for key, column in self._cte_alias.c.items():
                yield key, proxy_of(column, self, key, column.name)

    def alias(self, name: str | None = None, flat: bool = False) -> CTE:
        """The CTE under another name in FROM."""
        return CTE(self.element, name, self.recursive, self.nesting, _cte_alias=self)

    def union(self, *other: Any) -> CTE:
        """``WITH RECURSIVE name AS (this UNION other)``.

        :param other: the recursive part, one or several selects.
        """
        return self._restated(self.element.union(*other))

    def union_all(self, *other: Any) -> CTE:
        """As :meth:`union`, with UNION ALL."""
        return self._restated(self.element.union_all(*other))

    def _restated(self, element: Any) -> CTE:
        return CTE(element, self.name, self.recursive, self.nesting, _restates=self)


def cte(selectable: Any, name: str | None = None, recursive: bool = False) -> CTE:
    """Return the statement as a common table expression.

    :param selectable: a select, or DML with RETURNING.
    :param name: the name; None for an anonymous one.
    :param recursive: render WITH RECURSIVE.
    """
    element = coercion.clause_element(selectable)
    if not hasattr(element, "cte"):
        raise exc.ArgumentError(
            "Row returning expression such as a SELECT, or an INSERT/UPDATE/DELETE with RETURNING expected, got "
            f"{selectable!r}."
        )
    made: CTE = element.cte(name=name, recursive=recursive)
    return made
