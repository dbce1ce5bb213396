"""Bundle: several columns selected as one object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from holdfast.engine.result.metadata import metadata_of_names
from holdfast.orm.mapper.namespace import ReadOnlyProperties

_T = TypeVar("_T")


class Bundle(Generic[_T]):
    """Columns under one name, a named tuple within the rows of a result.

    :param name: the bundle's name.
    :param exprs: columns, column attributes, or other bundles.
    :param single_entity: when the bundle is all that is selected, rows are the bundle's tuples and not 1-tuples of it.
    :param info: the user's own data.
    Source: SQLAlchemy 2.1 documentation, Bundle.
    """

    is_bundle = True
    is_mapper = False
    is_aliased_class = False
    is_clause_element = False
    _is_orm_entity = True
    single_entity = False

    def __init__(self, name: str, *exprs: Any, single_entity: bool = False, info: dict[Any, Any] | None = None) -> None:
        self.name = name
        self.exprs: tuple[Any, ...] = exprs
        self.single_entity = single_entity or type(self).single_entity
        self.info: dict[Any, Any] = info or {}
        self.c: ReadOnlyProperties[Any] = ReadOnlyProperties(dict(zip(self._keys(), exprs, strict=True)))

    def _keys(self) -> list[str]:
        return [
            str(getattr(expression, "key", None) or getattr(expression, "name", n))
            for n, expression in enumerate(self.exprs)
        ]

    @property
    def columns(self) -> ReadOnlyProperties[Any]:
        """The members by name, as `c`."""
        return self.c

    @property
    def mapper(self) -> Any:
        """The Mapper of the first member."""
        return self.exprs[0].parent.mapper

    @property
    def entity(self) -> Any:
        """The entity of the first member."""
        return self.exprs[0].parent.entity

    def label(self, name: str) -> Bundle[_T]:
        """The same bundle under another name."""
        copy: Bundle[_T] = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__)
        copy.name = name
        return copy

    def create_row_processor(
        self, query: Any, procs: Sequence[Callable[[Any], Any]], labels: Sequence[str]
    ) -> Callable[[Any], Any]:
        """Return the function that makes the bundle's object of a row; to be overridden for other objects.

        :param query: the statement.
        :param procs: for each member a function from the row to its value.
        :param labels: the members' names.
        """
        make = metadata_of_names(tuple(labels)).row_class

        def process(row: Any) -> Any:
            return make([proc(row) for proc in procs])

        return process

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key += (type(self), self.name, self.single_entity, len(self.exprs))
        if type(self) is not Bundle:
            # a user's create_row_processor may use anything of the object
            key.append(self)
        for expression in self.exprs:
            expression._gather(key, binds)

    def __repr__(self) -> str:
        return f"<Bundle {self.name!r}: {', '.join(map(str, self.exprs))}>"


class DictBundle(Bundle[_T]):
    """A Bundle whose objects are dictionaries. Source: SQLAlchemy 2.1 documentation, DictBundle."""

    def create_row_processor(
        self, query: Any, procs: Sequence[Callable[[Any], Any]], labels: Sequence[str]
    ) -> Callable[[Any], Any]:
        def process(row: Any) -> Any:
            return dict(zip(labels, [proc(row) for proc in procs], strict=True))

        return process
