"""Where prepared statements are kept: one cache per dialect and `schema_translate_map`, at the dialect, so that they
live as long as it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from holdfast.util.collections import LRUCache

CAPACITY = 1000
"""prepared statements"""
TRANSLATIONS = 100
"""schema translations"""


class PlanCache(LRUCache[Any, Any]):
    """What is prepared for a dialect: plans of several kinds, by keys that begin differently."""

    __slots__ = ("_translate", "dialect")

    def __init__(self, dialect: Any, translate: Mapping[Any, Any] | None) -> None:
        super().__init__(CAPACITY)
        self.dialect = dialect
        self._translate = translate

    def compile(self, statement: Any, gathered: Sequence[Any] | None = None) -> Any:
        """Compile a Core statement.

        :param gathered: the BindParameters that values will be taken from; by default the statement's own.
        """
        options: dict[str, Any] = {} if gathered is None else {"gathered": list(gathered)}
        if self._translate:
            options["schema_translate_map"] = self._translate
        return self.dialect.compile(statement, **options)


def plans_for(connection: Any, options: Mapping[str, Any] | None = None) -> PlanCache:
    """The cache for what is executed on a connection.

    :param options: execution options of the statement; of them and the connection's `schema_translate_map` matters.
    """
    dialect = connection.dialect
    try:
        caches: LRUCache[Any, PlanCache] = dialect._orm_plans
    except AttributeError:
        caches = dialect._orm_plans = LRUCache(TRANSLATIONS)
    translate = options.get("schema_translate_map") if options else None
    if translate is None:
        translate = connection._execution_options.get("schema_translate_map")
    key = tuple(sorted(translate.items(), key=repr)) if translate else None
    found = caches.get(key)
    if found is None:
        found = caches[key] = PlanCache(dialect, translate)
    return found
