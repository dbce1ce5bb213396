"""Configuring mappers: the second half of mapping, when all classes are there.

Rules
* Phases run over all new mappers at once: targets, join conditions, other sides that `backref` makes, links between
  both sides, conflicts, runtime attributes. So a phase may rely on the former ones for every relationship.
* Pending mappers of other registries that relationships refer to are configured too.
* The error of a mapper is remembered; configuring again says which mapper it was and what the error said.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any

from holdfast import exc

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper
    from holdfast.orm.mapper.registry import MapperRegistry

PHASES = ("resolve_target", "determine_join", "make_backref", "link_reverse", "check_conflicts", "install")

_mutex = RLock()
_running = False


def configure(registries: Sequence[MapperRegistry]) -> None:
    """Configure the pending mappers of some registries, and of those they refer to."""
    global _running
    if not any(registry._pending for registry in registries):
        return
    with _mutex:
        # true only for a call from within, as the lock lets no other thread come here
        if _running:
            return
        _running = True
        try:
            _configure_pending([registry for registry in registries if registry._pending])
        finally:
            _running = False


def _configure_pending(registries: list[MapperRegistry]) -> None:
    if not registries:
        return
    from_class = type(registries[0]._pending[0])
    from_class.dispatch.before_configured()
    mappers: dict[Mapper[Any], None] = {}
    props: dict[Any, Mapper[Any]] = {}
    for number, phase in enumerate(PHASES):
        # phases bring in relationships (backrefs) and mappers of other registries (targets)
        while _collect(registries, mappers, props):
            for earlier in range(number):
                _run(earlier, PHASES[earlier], props)
        _run(number, phase, props)
    for mapper in mappers:
        mapper.configured = True
        mapper._memo.clear()
        mapper.dispatch.mapper_configured(mapper, mapper.class_)
    for registry in registries:
        registry._pending = [mapper for mapper in registry._pending if not mapper.configured]
    from_class.dispatch.after_configured()


def _run(number: int, phase: str, props: dict[Any, Mapper[Any]]) -> None:
    for prop in list(props):
        if prop.phases_done > number:
            continue
        try:
            getattr(prop, phase)()
        except Exception as error:
            props[prop].failure = error
            raise
        prop.phases_done = number + 1


def _collect(registries: list[MapperRegistry], mappers: dict[Mapper[Any], None], props: dict[Any, Mapper[Any]]) -> bool:
    """Add pending mappers and their relationships, and the registries that these refer to; True if there were any."""
    before = len(mappers) + len(props)
    for prop in props:
        target: Mapper[Any] | None = prop.__dict__.get("mapper")
        if target is not None and target.registry not in registries:
            registries.append(target.registry)
    for mapper in [mapper for registry in registries for mapper in registry._pending]:
        if mapper not in mappers:
            _refuse_failed(mapper)
            mappers[mapper] = None
            mapper.dispatch.before_mapper_configured(mapper, mapper.class_)
        for prop in list(mapper.props.values()):
            if prop.parent is mapper and not prop.configured:
                props.setdefault(prop, mapper)
    return len(mappers) + len(props) > before


def _refuse_failed(mapper: Mapper[Any]) -> None:
    if mapper.failure is not None:
        raise exc.InvalidRequestError(
            "One or more mappers failed to initialize - can't proceed with initialization of other mappers. "
            f"Triggering mapper: '{mapper}'. Original exception was: {mapper.failure}"
        ) from mapper.failure
