"""The registry of mappers: which classes belong together, by name, and which of them are still to be configured.

The public `registry` (declarative) derives from `MapperRegistry`. Registries are known weakly to `configure_mappers()`.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any
from weakref import WeakSet

from holdfast.orm.mapper.configure import configure
from holdfast.orm.mapper.mapper import Mapper
from holdfast.sql.schema.metadata import MetaData
from holdfast.util.warnings import warn

registries: WeakSet[MapperRegistry] = WeakSet()


class SameName:
    """The entry of a class registry under which several classes of one name, of different modules, are found."""

    __slots__ = ("classes",)

    def __init__(self, classes: list[type[Any]]) -> None:
        self.classes = classes


class MapperRegistry:
    """Mappers that are configured together, and the classes that relationships find by name."""

    #: Python type -> SQL type, for declarative annotations.
    type_annotation_map: dict[Any, Any]

    def __init__(
        self,
        metadata: MetaData | None = None,
        class_registry: MutableMapping[str, Any] | None = None,
        constructor: Callable[..., None] | None = None,
    ) -> None:
        self.metadata = metadata if metadata is not None else MetaData()
        self._class_registry: MutableMapping[str, Any] = {} if class_registry is None else class_registry
        self.constructor = constructor
        self.type_annotation_map = {}
        self._mappers: dict[Mapper[Any], None] = {}
        self._pending: list[Mapper[Any]] = []
        #: Who writes a column: column -> (relationship, source column), for the warning about conflicts.
        self._writers: dict[Any, list[tuple[Any, Any]]] = {}
        registries.add(self)

    @property
    def mappers(self) -> frozenset[Mapper[Any]]:
        """All mappers of the registry."""
        return frozenset(self._mappers)

    def _add_mapper(self, mapper: Mapper[Any]) -> None:
        self._mappers[mapper] = None
        self._pending.append(mapper)

    def _needs_configure(self, mapper: Mapper[Any]) -> None:
        mapper.configured = False
        if mapper not in self._pending:
            self._pending.append(mapper)

    def _add_class(self, name: str, cls: type[Any]) -> None:
        """Make a class known under its name for relationships that name their target."""
        present = self._class_registry.get(name)
        if present is None or present is cls:
            self._class_registry[name] = cls
            return
        others = present.classes if isinstance(present, SameName) else [present]
        if any(other.__module__ == cls.__module__ for other in others):
            warn(
                "This declarative base already contains a class with the same class name and module name as "
                f"{cls.__module__}.{name}, and will be replaced in the string-lookup table."
            )
        self._class_registry[name] = SameName([*others, cls])

    def _forget_class(self, name: str, cls: type[Any]) -> None:
        present = self._class_registry.get(name)
        if isinstance(present, SameName):
            present.classes = [known for known in present.classes if known is not cls]
            if len(present.classes) == 1:
                self._class_registry[name] = present.classes[0]
        elif present is cls:
            del self._class_registry[name]

    def configure(self, cascade: bool = False) -> None:
        """Configure the mappers that are not yet: find the targets of relationships and their join conditions.

        :param cascade: also those of other registries that relationships of this one refer to (they are, in any case).
        """
        configure([self])

    def dispose(self, cascade: bool = False) -> None:
        """Take all mappings of this registry off their classes.

        :param cascade: also those of registries whose relationships refer to this one.
        """
        affected = self._dependents() if cascade else {self: None}
        for registry in affected:
            for mapper in reversed(registry._mappers):
                mapper.dispose()
                registry._forget_class(mapper.class_.__name__, mapper.class_)
            registry._mappers.clear()
            registry._pending.clear()
            registry._writers.clear()

    def _dependents(self) -> dict[MapperRegistry, None]:
        found: dict[MapperRegistry, None] = {self: None}
        queue = [self]
        for target in queue:
            for registry in list(registries):
                if registry not in found and any(
                    prop.mapper.registry is target
                    for mapper in registry._mappers
                    if mapper.configured
                    for prop in mapper.relationships
                ):
                    found[registry] = None
                    queue.append(registry)
        return found

    def _relationships(self) -> Iterator[Any]:
        for mapper in self._mappers:
            for prop in mapper.props.values():
                if prop.is_relationship and prop.parent is mapper:
                    yield prop

    def _orphan_attributes(self, target: Mapper[Any]) -> Iterator[Any]:
        """Attributes of relationships to `target` (or its bases) that watch for orphans."""
        for registry in list(registries):
            for prop in registry._relationships():
                if prop.cascade.delete_orphan and prop.configured and target.isa(prop.mapper):
                    yield prop.parent.attributes[prop.key]


def configure_mappers() -> None:
    """Configure all mappers of all registries that are not configured yet. Source: SQLAlchemy 2.1 documentation."""
    if not any(registry._pending for registry in list(registries)):
        return
    if any(mapper.failure is not None for registry in list(registries) for mapper in registry._pending):
        # classes that could not be configured and that nobody holds any more are no reason to refuse the others
        gc.collect()
    failed = [registry for registry in list(registries) if any(mapper.failure for mapper in registry._pending)]
    for registry in [*(registry for registry in list(registries) if registry not in failed), *failed]:
        registry.configure()


def clear_mappers() -> None:
    """Take all mappings off all classes. Source: SQLAlchemy 2.1 documentation."""
    for registry in list(registries):
        registry.dispose()
