"""The events of mappers and of mapped objects. Source: SQLAlchemy 2.1 documentation, MapperEvents and InstanceEvents.

Rules
* A target is a mapped class or its Mapper; for MapperEvents also the Mapper class itself, which means every mapper.
* `propagate=True` means the classes that derive from the target too, mapped before or after. Such a target need not be
  mapped: a mixin, an abstract class or a declarative base will do. A class that is mapped later gets the listeners
  that wait for it (`take_waiting`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from holdfast.event import Dispatch, EventKey, Events
from holdfast.orm.mapper.construction import is_told_of, tell_of_construction

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper

_waiting: WeakKeyDictionary[type[Any], list[tuple[EventKey, dict[str, Any]]]] = WeakKeyDictionary()


class _MappedClassEvents(Events[Any]):
    """What both families share: from classes to mappers, propagation, raw states."""

    @classmethod
    def _accept_with(cls, target: Any, identifier: str) -> Any:
        if isinstance(target, type):
            mapper = target.__dict__.get("__mapper__")
            if mapper is not None:
                return mapper
            accepted = super()._accept_with(target, identifier)
            return target if accepted is None else accepted
        return target if getattr(target, "is_mapper", False) else None

    @classmethod
    def _listen(cls, key: EventKey, *, raw: bool = False, propagate: bool = False, **options: Any) -> None:
        """Store a listener.

        :param raw: pass the InstanceState in place of the instance.
        :param propagate: listen to the classes that derive from the target too.
        """
        target = key.target
        if _is_unmapped(target):
            _waiting.setdefault(target, []).append((key, {"raw": raw, "propagate": propagate, **options}))
            if propagate:
                for mapper in _mapped_below(target):
                    cls._listen(key.with_target(mapper), raw=raw, propagate=True, **options)
            return
        stored = key.with_wrapper(_with_state(key, cls.names[key.identifier])) if raw else key
        super()._listen(stored, propagate=propagate, **options)
        if propagate and not isinstance(target, type):
            for mapper in target.self_and_descendants[1:]:
                super()._listen(stored.with_target(mapper), propagate=True, **options)

    @classmethod
    def _remove(cls, key: EventKey) -> None:
        waiting = _waiting.get(key.target, []) if _is_unmapped(key.target) else []
        found = [each for each in waiting if (each[0].identifier, each[0].fn) == (key.identifier, key.fn)]
        if not found:
            super()._remove(key)
            return
        for each in found:
            waiting.remove(each)
        for mapper in _mapped_below(key.target):
            if super()._contains(key.with_target(mapper)):
                super()._remove(key.with_target(mapper))

    @classmethod
    def _contains(cls, key: EventKey) -> bool:
        if _is_unmapped(key.target):
            waiting = _waiting.get(key.target, ())
            return any((each.identifier, each.fn) == (key.identifier, key.fn) for each, _ in waiting)
        return super()._contains(key)


class MapperEvents(_MappedClassEvents):
    """Events of mapping a class, and of flushing its objects."""

    def instrument_class(self, mapper: Any, class_: type[Any]) -> None:
        """A class is about to be instrumented."""

    def after_mapper_constructed(self, mapper: Any, class_: type[Any]) -> None:
        """A mapper is complete except for its relationships."""

    def before_mapper_configured(self, mapper: Any, class_: type[Any]) -> None:
        """The relationships of a mapper are about to be configured."""

    def mapper_configured(self, mapper: Any, class_: type[Any]) -> None:
        """The relationships of a mapper are configured."""

    def before_configured(self) -> None:
        """Mappers are about to be configured; for the Mapper class as target only."""

    def after_configured(self) -> None:
        """Mappers were configured; for the Mapper class as target only."""

    def before_insert(self, mapper: Any, connection: Any, target: Any) -> None:
        """An object is about to be inserted."""

    def after_insert(self, mapper: Any, connection: Any, target: Any) -> None:
        """An object was inserted."""

    def before_update(self, mapper: Any, connection: Any, target: Any) -> None:
        """An object is about to be updated."""

    def after_update(self, mapper: Any, connection: Any, target: Any) -> None:
        """An object was updated."""

    def before_delete(self, mapper: Any, connection: Any, target: Any) -> None:
        """An object is about to be deleted."""

    def after_delete(self, mapper: Any, connection: Any, target: Any) -> None:
        """An object was deleted."""


class InstanceEvents(_MappedClassEvents):
    """Events in the life of mapped objects; a mapper's listeners are at its `instance_dispatch`, None without any."""

    def init(self, target: Any, args: Any, kwargs: Any) -> None:
        """The constructor of an object is about to run."""

    def init_failure(self, target: Any, args: Any, kwargs: Any) -> None:
        """The constructor of an object raised."""

    def load(self, target: Any, context: Any) -> None:
        """An object was made from a row."""

    def refresh(self, target: Any, context: Any, attrs: Any) -> None:
        """Attributes of an object were loaded again."""

    def refresh_flush(self, target: Any, flush_context: Any, attrs: Any) -> None:
        """A flush stored values that the database or a default made."""

    def expire(self, target: Any, attrs: Any) -> None:
        """Attributes of an object were expired; `attrs` is None for all."""

    def pickle(self, target: Any, state_dict: Any) -> None:
        """The state of an object is being pickled."""

    def unpickle(self, target: Any, state_dict: Any) -> None:
        """The state of an object was unpickled."""

    #: The events that anybody has ever listened for.
    heard: ClassVar[set[str]] = set()

    @classmethod
    def _listen(cls, key: EventKey, *, raw: bool = False, propagate: bool = False, **options: Any) -> None:
        cls.heard.add(key.identifier)
        super()._listen(key, raw=raw, propagate=propagate, **options)
        if key.identifier in ("init", "init_failure"):
            target = key.target
            at_mapper = getattr(target, "is_mapper", False) and not isinstance(target, type)
            for mapper in target.self_and_descendants if at_mapper else _mapped_below(object):
                if mapper.class_.__dict__.get("__mapper__") is mapper and is_told_of(mapper):
                    tell_of_construction(mapper)

    @classmethod
    def _remove(cls, key: EventKey) -> None:
        super()._remove(key)
        if key.target.__dict__.get("instance_dispatch") is _of_all_mappers and not any(
            (_of_all_mappers._own or {}).values()
        ):
            key.target.instance_dispatch = None

    @classmethod
    def _dispatch_for(cls, target: Any) -> Dispatch:
        if isinstance(target, type):
            # The Mapper class stands for all mappers.
            target.instance_dispatch = _of_all_mappers  # type: ignore[attr-defined]  # the target is Mapper
            return _of_all_mappers
        found: Dispatch | None = vars(target).get("instance_dispatch")
        if found is None:
            found = target.instance_dispatch = _of_all_mappers._child()
        return found


_of_all_mappers = InstanceEvents.dispatch_base()


def take_waiting(mapper: Mapper[Any]) -> None:
    """Give a new mapper the listeners of its base mapper and those that wait for its class or a base of that."""
    base = mapper.inherits
    if base is not None:
        mapper.dispatch._update(base.dispatch)
        own = vars(base).get("instance_dispatch")
        if own is not None:
            InstanceEvents._dispatch_for(mapper)._update(own)
    for owner in mapper.class_.__mro__:
        for key, options in _waiting.get(owner, ()):
            if owner is mapper.class_ or options["propagate"]:
                key.family._listen(key.with_target(mapper), **options)


def _is_unmapped(target: Any) -> bool:
    """Whether a target is a class whose listeners wait for those that derive from it."""
    return isinstance(target, type) and not isinstance(getattr(target, "dispatch", None), Dispatch)


def _mapped_below(cls: type[Any]) -> list[Any]:
    """The mappers of the classes that derive from `cls`."""
    found: dict[type[Any], Any] = {}
    queue = list(type.__subclasses__(cls))
    for sub in queue:
        queue.extend(type.__subclasses__(sub))
        mapper = sub.__dict__.get("__mapper__")
        if isinstance(getattr(mapper, "dispatch", None), Dispatch):  # not a class that another library has mapped
            found[sub] = mapper
    return list(found.values())


def _with_state(key: EventKey, names: tuple[str, ...]) -> Any:
    """The listener, called with the state in the place of the object."""
    if "target" not in names:
        return key.fn
    fn, place = key.fn, names.index("target")

    def call(*args: Any, **kw: Any) -> Any:
        given = list(args)
        given[place] = given[place].__dict__["_sa_instance_state"]
        return fn(*given, **kw)

    return call
