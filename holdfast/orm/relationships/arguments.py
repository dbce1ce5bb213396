"""Late arguments of relationships: strings and callables that are evaluated when all classes are there.

A string is Python, evaluated in a namespace of the registry's classes, the tables of its metadata, and the functions
of the expression language. It is the developer's source text, as the documentation of relationship() says, and never
comes from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from holdfast import exc
from holdfast.orm.mapper.mapper import Mapper
from holdfast.orm.mapper.registry import SameName
from holdfast.orm.relationships.occurrence import foreign, remote
from holdfast.orm.relationships.vocabulary import VOCABULARY
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.expressions.entity_column import without_entities


class _Tables:
    """The tables of one schema, as attributes: `schema.table`."""

    def __init__(self, metadata: Any, schema: str) -> None:
        self._metadata = metadata
        self._schema = schema

    def __getattr__(self, name: str) -> Any:
        try:
            return self._metadata.tables[f"{self._schema}.{name}"]
        except KeyError:
            raise AttributeError(name) from None


class _ModulePath:
    """A dotted path that leads to a class: `package.module.Class`, or any ending of it."""

    def __init__(self, namespace: Namespace, parts: tuple[str, ...]) -> None:
        self._namespace = namespace
        self._parts = parts

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        found = [
            cls
            for cls in self._namespace.classes_named(name)
            if ("." + cls.__module__).endswith("." + ".".join(self._parts))
        ]
        if len(found) == 1:
            return _MappedColumns(found[0])
        if found:
            raise exc.InvalidRequestError(_multiple(".".join((*self._parts, name))))
        return _ModulePath(self._namespace, (*self._parts, name))


class _MappedColumns:
    """A mapped class as strings see it: attributes are its mapped columns, and an unknown one is named."""

    def __init__(self, cls: type[Any]) -> None:
        self._class = cls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._class, name, None) if name[:2] != "__" or name in ("__table__", "__mapper__") else None
        if found is None:
            raise AttributeError(f"Class {self._class} does not have a mapped column named '{name}'")
        return found

    def __clause_element__(self) -> Any:
        return self._class.__mapper__.selectable


def _multiple(path: str) -> str:
    return (
        f'Multiple classes found for path "{path}" in the registry of this declarative base. '
        "Please use a fully module-qualified path."
    )


class Namespace(Mapping[str, Any]):
    """The names that strings of one relationship may use."""

    def __init__(self, registry: Any) -> None:
        self._registry = registry
        self.missing: str | None = None

    def classes_named(self, name: str) -> list[type[Any]]:
        """The classes of a name in the registry."""
        found = self._registry._class_registry.get(name)
        if found is None:
            return []
        return found.classes if isinstance(found, SameName) else [found]

    def __getitem__(self, name: str) -> Any:
        classes = self.classes_named(name)
        if len(classes) > 1:
            raise exc.InvalidRequestError(_multiple(name))
        if classes:
            return _MappedColumns(classes[0])
        metadata = self._registry.metadata
        if name in metadata.tables:
            return metadata.tables[name]
        if name in VOCABULARY:
            return VOCABULARY[name]
        if name == "foreign":
            return foreign
        if name == "remote":
            return remote
        if any(table.schema == name for table in metadata.tables.values()):
            return _Tables(metadata, name)
        if any(
            name in cls.__module__.split(".")
            for known in list(self._registry._class_registry)
            for cls in self.classes_named(known)
        ):
            return _ModulePath(self, (name,))
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(VOCABULARY)

    def __len__(self) -> int:
        return len(VOCABULARY)


def evaluate(text: str, mapper: Mapper[Any]) -> Any:
    """Evaluate a string argument of a relationship of `mapper`.

    :raises InvalidRequestError: a name in it is not known.
    """
    namespace = Namespace(mapper.registry)
    try:
        if text.isidentifier():
            return _unwrapped(namespace[text])
        return _unwrapped(eval(text, {"__builtins__": {}}, namespace))
    except (KeyError, NameError) as error:
        shown = repr(text) if isinstance(error, KeyError) else f'"{error}"'
        raise exc.InvalidRequestError(
            f"When initializing mapper {mapper}, expression {text!r} failed to locate a name ({shown}). If this is a "
            f"class name, consider adding this relationship() to the {mapper.class_!r} class after both dependent "
            "classes have been defined."
        ) from error


def _unwrapped(value: Any) -> Any:
    return value._class if isinstance(value, _MappedColumns) else value


def resolve(value: Any, mapper: Mapper[Any]) -> Any:
    """What a late argument stands for: strings are evaluated, callables called, anything else is itself."""
    if isinstance(value, str):
        return evaluate(value, mapper)
    if (
        callable(value)
        and not isinstance(value, (type, ClauseElement, Mapper))
        and not hasattr(value, "__clause_element__")
    ):
        if getattr(value, "_is_aliased_class", False):
            return value
        return resolve(value(), mapper)
    return value


def resolve_expression(value: Any, mapper: Mapper[Any]) -> Any:
    """A late argument that is a SQL expression; None stays None."""
    return None if value is None else without_entities(plain(resolve(value, mapper)))


def resolve_expressions(value: Any, mapper: Mapper[Any]) -> list[Any]:
    """A late argument that is one SQL expression or several."""
    found = resolve(value, mapper)
    if found is None or found is False:
        return []
    if isinstance(found, (list, tuple, set, frozenset)):
        return [without_entities(plain(resolve(item, mapper))) for item in found]
    return [without_entities(plain(found))]


def plain(value: Any) -> Any:
    """The Core element that an ORM attribute (or anything with `__clause_element__`) stands for."""
    while hasattr(value, "__clause_element__") and not getattr(value, "is_clause_element", False):
        value = value.__clause_element__()
    return value
