"""The FROM list of a SELECT: from what its parts draw on, its joins, and the statement around it.

Pure functions of a statement without ORM entities; the compiler and ``Select.get_final_froms()`` share them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast import exc
from holdfast.sql.selectables.join import Join, can_join, equated_columns


def of_elements(elements: Iterable[Any]) -> list[Any]:
    """The FROM elements that expressions draw on, each once, in order."""
    found: dict[int, Any] = {}
    for element in elements:
        for source in element._from_objects:
            found.setdefault(id(source), source)
    return list(found.values())


def display_froms(
    statement: Any, explicit_correlate: Iterable[Any] = (), implicit_correlate: Iterable[Any] = ()
) -> list[Any]:
    """The FROM list of a SELECT.

    :param explicit_correlate: the FROM elements of all statements around it, for ``correlate()``.
    :param implicit_correlate: those of the nearest statement around it, for automatic correlation.
    :raises InvalidRequestError: automatic correlation would leave nothing.
    """
    froms = all_froms(statement)
    if statement._correlate is not None:
        wanted = _ids(statement._correlate) & _ids(explicit_correlate)
        froms = [f for f in froms if id(f) not in wanted]
    if statement._correlate_except is not None:
        kept = _ids(statement._correlate_except)
        around = _ids(explicit_correlate)
        froms = [f for f in froms if id(f) in kept or id(f) not in around]
    automatic = statement._correlate is None and statement._correlate_except is None
    if automatic and len(froms) > 1:
        around = _ids(implicit_correlate)
        froms = [f for f in froms if id(f) not in around]
        if not froms:
            raise exc.InvalidRequestError(
                f"Select statement '{statement!r}' returned no FROM clauses due to auto-correlation; specify "
                "correlate(<tables>) to control correlation manually."
            )
    return froms


def _ids(elements: Iterable[Any]) -> set[int]:
    return {id(element) for element in elements}


def all_froms(statement: Any) -> list[Any]:
    """The FROM list without regard to statements around it."""
    explicit = list(statement._from)
    if statement._joins:
        explicit = joined_froms(statement, explicit)
    found: dict[int, Any] = {}
    for element in explicit:
        for source in (element,) if element._is_text_clause else element._from_objects:
            found.setdefault(id(source), source)
    for part in (statement._entities, statement._where):
        for element in part:
            for source in element._from_objects:
                found.setdefault(id(source), source)
    hidden = {id(inner) for source in found.values() if source._is_from_clause for inner in source._hide_froms}
    return [source for source in found.values() if id(source) not in hidden]


def joined_froms(statement: Any, explicit: list[Any]) -> list[Any]:
    """The explicit FROM elements with the statement's joins put in."""
    result = list(explicit)
    for spec in statement._joins:
        left_index, left = _left_side(statement, result, spec)
        joined = Join(left, spec.target, spec.onclause, spec.isouter, spec.full)
        if left_index is None:
            result.append(joined)
        else:
            result[left_index] = joined
    return result


def _left_side(statement: Any, explicit: list[Any], spec: Any) -> tuple[int | None, Any]:
    """Position among the explicit FROM elements, if it is there, and the element that a join starts from."""
    if spec.left is not None:
        for position, element in enumerate(explicit):
            if element is spec.left or _contains(element, spec.left):
                return position, element
        return None, spec.left
    candidates = explicit or of_elements([*statement._entities, *statement._where])
    positions = _joinable(candidates, spec.target, spec.onclause)
    if len(positions) > 1:
        raise exc.InvalidRequestError(
            "Can't determine which FROM clause to join from, there are multiple FROMS which can join to this entity. "
            "Please use the .select_from() method to establish an explicit left side, as well as providing an explicit "
            "ON clause if not present already to help resolve the ambiguity."
        )
    if not positions:
        raise exc.InvalidRequestError(
            f"Don't know how to join to {spec.target!r}. Please use the .select_from() method to establish an explicit "
            "left side, as well as providing an explicit ON clause if not present already to help resolve the "
            "ambiguity."
        )
    position = positions[0]
    return (position if explicit else None), candidates[position]


def _contains(element: Any, inner: Any) -> bool:
    return element._is_join and any(hidden is inner for hidden in element._hide_froms)


def _joinable(candidates: list[Any], target: Any, onclause: Any) -> list[int]:
    others = [i for i, candidate in enumerate(candidates) if candidate is not target]
    if not others and onclause is not None:
        return list(range(len(candidates)))[:1]
    if onclause is not None:
        if len(others) <= 1:
            return others
        used = _ids(onclause._from_objects)
        mentioned = [i for i in others if used & _ids(candidates[i]._from_objects)]
        # A condition that mentions none of them, such as true(), decides nothing.
        return mentioned or others
    return [i for i in others if can_join(candidates[i], target)]


def reduced_columns(statement: Any, only_synonyms: bool) -> list[Any]:
    """The SELECT list without columns that are equal to another one in it.

    :param only_synonyms: ... and have its name.
    """
    columns = statement._result_elements()
    conditions = [*statement._where, *(j.onclause for j in all_froms(statement) if j._is_join)]
    redundant: set[int] = set()
    for condition in conditions:
        for left, right in equated_columns(condition):
            if only_synonyms and left.name != right.name:
                continue
            for column, other in ((left, right), (right, left)):
                if any(fk.references(other.table) for fk in column.foreign_keys) and id(other) not in redundant:
                    redundant.add(id(column))
                    break
    return [column for column in columns if id(column) not in redundant]
