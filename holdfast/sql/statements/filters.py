"""``filter_by()``: conditions by attribute name."""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.inspection import inspect
from holdfast.sql.expressions.element import ClauseElement


def filter_by_criteria(statement: Any, values: dict[str, Any]) -> list[Any]:
    """The conditions ``attribute == value`` on the FROM elements of a statement.

    What was joined last is asked first; a name that it lacks must be found in exactly one of the others.
    """
    entities = list(_entities(statement))
    return [_attribute(entities, name) == value for name, value in values.items()]


def _entities(statement: Any) -> list[Any]:
    """The entities of a statement, the last joined one first, each once."""
    found: list[Any] = []
    for spec in reversed(getattr(statement, "_joins", ())):
        found.append(_joined_entity(spec.target))
    candidates = [*getattr(statement, "_from", ()), *getattr(statement, "_entities", ())]
    for candidate in candidates:
        found.extend(_sources(candidate))
    unique: list[Any] = []
    for entity in found:
        if not any(entity is known for known in unique):
            unique.append(entity)
    return unique


def _joined_entity(target: Any) -> Any:
    # A relationship attribute leads to an entity.
    entity = getattr(target, "entity", None)
    return target if entity is None or isinstance(target, ClauseElement) else entity


def _sources(element: Any) -> list[Any]:
    if element._is_orm_entity and not isinstance(element, ClauseElement):
        parent = getattr(element, "parent", None)
        return [element if parent is None else parent]
    sources: list[Any] = []
    for source in element._from_objects:
        if source._is_join:
            sources.extend(inner for inner in source._hide_froms if not inner._is_join)
        else:
            sources.append(source)
    return sources


def _namespace(entity: Any) -> Any:
    namespace = getattr(entity, "entity_namespace", None)
    return entity if namespace is None else namespace


def _lookup(entity: Any, name: str) -> Any:
    namespace = _namespace(entity)
    if isinstance(entity, ClauseElement):
        return namespace.get(name, None) if hasattr(namespace, "get") else getattr(namespace, name, None)
    return getattr(namespace, name, None)


def _attribute(entities: list[Any], name: str) -> Any:
    if entities:
        first = _lookup(entities[0], name)
        if first is not None:
            return first
    matches = [(entity, found) for entity in entities[1:] if (found := _lookup(entity, name)) is not None]
    if len(matches) == 1:
        return matches[0][1]
    if matches:
        raise exc.AmbiguousColumnError(
            f'Attribute name "{name}" is ambiguous; it exists in multiple FROM clause entities '
            f"({', '.join(_describe(entity) for entity, _ in matches)}). Use filter() with explicit column references "
            "instead of filter_by()."
        )
    raise exc.InvalidRequestError(
        f'None of the FROM clause entities have a property "{name}". Searched entities: '
        f"{', '.join(_describe(entity) for entity in entities)}"
    )


def _describe(entity: Any) -> str:
    description = getattr(entity, "description", None)
    return str(description or inspect(entity, raiseerr=False) or entity)
