"""What the annotation of a relationship says: the related class, one or many, and the kind of collection."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.orm.attributes.mapped import DynamicMapped, WriteOnlyMapped
from holdfast.orm.declarative.annotations import Alternatives, MappedType, UnknownName

LAZY_OF_CONTAINER: dict[type[Any], str] = {DynamicMapped: "dynamic", WriteOnlyMapped: "write_only"}
COLLECTION_NAMES: dict[str, type[Any]] = {
    "list": list,
    "List": list,
    "set": set,
    "Set": set,
    "dict": dict,
    "Dict": dict,
}


def apply_annotation(prop: Any, said: MappedType, name: str) -> None:
    """Give a relationship what its annotation says and its arguments do not.

    :param prop: the RelationshipProperty.
    :param name: `Class.attribute`, for messages.
    """
    lazy = LAZY_OF_CONTAINER.get(said.container)
    if lazy is not None:
        prop.lazy = lazy
    target = said.type
    collection, element = _collection_of(target)
    if collection is not None:
        if prop.uselist is None:
            prop.uselist = True
        if prop.collection_class is None and lazy is None:
            prop.collection_class = _concrete(collection)
        target = element
    elif lazy is not None:
        prop.uselist = True
    elif prop.uselist is None and said.full is not None:
        prop.uselist = False
    if prop.argument is None and target is not None:
        prop.argument = _argument(target, name)


def _collection_of(target: Any) -> tuple[type[Any] | None, Any]:
    """(collection class, type of its members), or (None, None) when the target is no collection."""
    origin = getattr(target, "__origin__", None)
    args = getattr(target, "__args__", ())
    if isinstance(target, UnknownName) and target.args and not isinstance(target, Alternatives):
        # list, List ... that the module imports for type checkers only
        origin = COLLECTION_NAMES.get(target.name.rpartition(".")[2])
        args = target.args
    if isinstance(origin, type) and args and hasattr(origin, "__iter__") and not hasattr(origin, "__mapper__"):
        return origin, args[-1]
    return None, None


def _concrete(collection: type[Any]) -> type[Any]:
    if getattr(collection, "__abstractmethods__", None):
        raise exc.ArgumentError(
            f"Collection annotation type {collection} cannot be instantiated; please provide an explicit "
            "'collection_class' parameter (e.g. list, set, etc.) to the relationship() function to accompany this "
            "annotation"
        )
    return collection


def _argument(target: Any, name: str) -> Any:
    if isinstance(target, UnknownName) and not isinstance(target, Alternatives):
        return target.name
    forward = getattr(target, "__forward_arg__", None)
    if forward is not None:
        return forward
    if isinstance(target, (type, str)):
        return target
    raise exc.ArgumentError(
        f"The annotation of relationship {name} names {target!r}, which is no class that could be related"
    )
