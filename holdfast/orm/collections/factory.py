"""From `collection_class` to a function that makes empty instrumented collections.

list, set and dict have ready classes; a subclass of one of them gets an instrumented subclass of its own (events in
front of the user's methods), and any other callable is called and what it returns is looked at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.exc import ArgumentError
from holdfast.orm.collections.adapter import Instrumented
from holdfast.orm.collections.dicts import DictEvents, InstrumentedDict
from holdfast.orm.collections.lists import InstrumentedList, ListEvents
from holdfast.orm.collections.sets import InstrumentedSet, SetEvents

CollectionFactory = Callable[[], Any]

READY: dict[type[Any], type[Any]] = {list: InstrumentedList, set: InstrumentedSet, dict: InstrumentedDict}
EVENTS: tuple[tuple[type[Any], type[Any]], ...] = ((list, ListEvents), (set, SetEvents), (dict, DictEvents))


def _instrumented_subclass(cls: type[Any]) -> type[Any]:
    if issubclass(cls, Instrumented):
        return cls
    for kind, events in EVENTS:
        if issubclass(cls, kind):
            return type(
                f"Instrumented{cls.__name__}",
                (events, cls),
                {"_sa_attribute": None, "_sa_state": None, "__module__": cls.__module__},
            )
    raise ArgumentError(
        f"Couldn't locate collection role for {cls.__name__}: a collection_class must be list, set, dict, a "
        f"subclass of one of them, "
        "or a callable that returns such a collection"
    )


def collection_factory(collection_class: Any) -> CollectionFactory:
    """Return a function that makes empty instrumented collections for a relationship's `collection_class`.

    ArgumentError when the class is no kind of list, set or dict. Source: SQLAlchemy 2.1 documentation, "Custom
    Collection Implementations".
    """
    if isinstance(collection_class, type):
        return READY.get(collection_class) or _instrumented_subclass(collection_class)
    sample = collection_class()
    if isinstance(sample, Instrumented):
        return collection_class  # type: ignore[no-any-return]  # a user's callable, just seen to return an instrumented collection
    cls = READY.get(type(sample)) or _instrumented_subclass(type(sample))

    def convert() -> Any:
        plain = collection_class()
        made: Any = cls()
        made.__dict__.update(getattr(plain, "__dict__", {}))
        return made

    return cls if not getattr(sample, "__dict__", None) else convert


def collection_kind(collection: Any) -> type[Any] | None:
    """list, set or dict: what `collection` behaves like; None when it is no such collection."""
    for kind in (list, set, dict):
        if isinstance(collection, kind):
            return kind
    if isinstance(collection, tuple):
        return None
    if hasattr(collection, "keys") and hasattr(collection, "values"):
        return dict
    return None
