"""The functions of full text search.

Source: PostgreSQL manual, "Text Search Functions and Operators", "Controlling Text Search".

Rules: a Python str that stands where the name of a configuration stands is sent as REGCONFIG; PostgreSQL does not take
a VARCHAR for one.
"""

from __future__ import annotations

from typing import Any

from holdfast.dialects.postgresql.types.catalog import REGCONFIG
from holdfast.dialects.postgresql.types.search import TSQUERY, TSVECTOR
from holdfast.sql import types as generic
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.function import GenericFunction

_REGCONFIG = REGCONFIG()


class _TextSearchFunction(GenericFunction[Any]):
    """A function whose first argument of several may be a configuration."""

    _register = False
    inherit_cache = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self._names_configuration(args):
            args = (BindParameter(self._argument_name, args[0], _REGCONFIG, unique=True), *args[1:])
        super().__init__(*args, **kwargs)

    def _names_configuration(self, args: tuple[Any, ...]) -> bool:
        return len(args) > 1 and isinstance(args[0], str)


class to_tsvector(_TextSearchFunction):
    """`to_tsvector([configuration,] document)`: the lexemes of a document."""

    type = TSVECTOR()
    inherit_cache = True


class to_tsquery(_TextSearchFunction):
    """`to_tsquery([configuration,] query)`: a query with operators."""

    type = TSQUERY()
    inherit_cache = True


class plainto_tsquery(_TextSearchFunction):
    """`plainto_tsquery([configuration,] query)`: a query for all words of a text."""

    type = TSQUERY()
    inherit_cache = True


class phraseto_tsquery(_TextSearchFunction):
    """`phraseto_tsquery([configuration,] query)`: a query for the words of a text in their order."""

    type = TSQUERY()
    inherit_cache = True


class websearch_to_tsquery(_TextSearchFunction):
    """`websearch_to_tsquery([configuration,] query)`: a query as people write them in search engines."""

    type = TSQUERY()
    inherit_cache = True


class ts_headline(_TextSearchFunction):
    """`ts_headline([configuration,] document, query [, options])`: the parts of a document that answer a query."""

    type = generic.TEXT()
    inherit_cache = True

    def _names_configuration(self, args: tuple[Any, ...]) -> bool:
        # in front of a TSQUERY stands the document
        return super()._names_configuration(args) and not isinstance(getattr(args[1], "type", None), TSQUERY)
