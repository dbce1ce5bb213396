"""registry: the public collection of mappings, and the ways to map a class with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import Any, TypeVar

from holdfast.orm.declarative.annotations import without_none
from holdfast.orm.declarative.metaclass import DeclarativeMeta
from holdfast.orm.declarative.scan import map_declared
from holdfast.orm.mapper.mapper import Mapper
from holdfast.orm.mapper.registry import MapperRegistry
from holdfast.sql.schema.metadata import MetaData

_O = TypeVar("_O")


class _Default:
    """The type of DEFAULT_CONSTRUCTOR."""


DEFAULT_CONSTRUCTOR: Any = _Default()


class registry(MapperRegistry):
    """A collection of mappings that refer to each other, with one MetaData.

    :param metadata: the MetaData of the tables; by default a new one.
    :param class_registry: the dictionary of classes by name, to share one between registries.
    :param type_annotation_map: Python type -> SQL type, for `Mapped[...]` annotations.
    :param constructor: `__init__` of mapped classes that have none; by default one that takes attributes by keyword.
    Source: SQLAlchemy 2.1 documentation, registry.
    """

    def __init__(
        self,
        *,
        metadata: MetaData | None = None,
        class_registry: MutableMapping[str, Any] | None = None,
        type_annotation_map: Mapping[Any, Any] | None = None,
        constructor: Callable[..., None] | None = DEFAULT_CONSTRUCTOR,
    ) -> None:
        super().__init__(metadata, class_registry)
        self.users_constructor = None if constructor is DEFAULT_CONSTRUCTOR else constructor
        self.update_type_annotation_map(type_annotation_map or {})

    def update_type_annotation_map(self, type_annotation_map: Mapping[Any, Any]) -> None:
        """Add entries to the type map; what is said of `Optional[X]` holds for X as well."""
        for python_type, sql_type in type_annotation_map.items():
            self.type_annotation_map[without_none(python_type)] = sql_type

    def map_declaratively(self, cls: type[_O]) -> Mapper[_O]:
        """Map a class by its declarative attributes and return its mapper."""
        map_declared(self, cls)
        mapper: Mapper[_O] = cls.__mapper__  # type: ignore[attr-defined]  # just given
        return mapper

    def mapped(self, cls: type[_O]) -> type[_O]:
        """Decorate a class to map it by its declarative attributes."""
        self._prepare(cls)
        map_declared(self, cls)
        return cls

    def map_imperatively(self, class_: type[_O], local_table: Any = None, **kw: Any) -> Mapper[_O]:
        """Map a class to a table.

        :param class_: the class.
        :param local_table: the Table or other FROM element.
        :param kw: `properties` (attribute key -> column or property) and other parameters of Mapper.
        :return: the Mapper.
        """
        self._prepare(class_)
        mapper: Mapper[_O] = Mapper(class_, local_table, registry=self, **kw)
        self._add_class(class_.__name__, class_)
        return mapper

    def generate_base(
        self, mapper: Any = None, cls: Any = object, name: str = "Base", metaclass: type[Any] = DeclarativeMeta
    ) -> Any:
        """Make a declarative base class whose subclasses are mapped in this registry; parameters as of
        declarative_base().
        """
        bases = cls if isinstance(cls, tuple) else (cls,)
        members: dict[str, Any] = {
            "registry": self,
            "metadata": self.metadata,
            "_sa_registry": self,
            "__abstract__": True,
        }
        if self.users_constructor is not None:
            members["__init__"] = self.users_constructor
        if isinstance(cls, type):
            members["__doc__"] = cls.__doc__
        return metaclass(name, bases, members)

    def as_declarative_base(self, **kw: Any) -> Callable[[type[_O]], type[_O]]:
        """Decorate a class to make it a declarative base of this registry; parameters as of generate_base()."""

        def decorate(cls: type[_O]) -> type[_O]:
            base: type[_O] = self.generate_base(cls=cls, name=cls.__name__, **kw)
            return base

        return decorate

    def _prepare(self, cls: type[Any]) -> None:
        """Give a class without constructor the registry's own."""
        if self.users_constructor is not None and cls.__init__ is object.__init__:
            cls.__init__ = self.users_constructor
