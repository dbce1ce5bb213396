"""Make a failing program short: take out whatever is not needed for it to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

from .mappings import possible
from .operations import Create, Program, Query

MOST_TRIES = 2_000


def minimised(program: Program, fails: Callable[[Program], bool]) -> Program:
    """The shortest program that is found by leaving things out of `program` and for which `fails` holds."""
    tries = 0

    def still(candidate: Program) -> bool:
        nonlocal tries
        tries += 1
        return tries < MOST_TRIES and fails(candidate)

    smaller = True
    while smaller:
        smaller = False
        for candidates in (_shorter, _plainer):
            for candidate in candidates(program):
                if still(candidate):
                    program, smaller = candidate, True
                    break
            if smaller:
                break
    return program


def _shorter(program: Program) -> Iterator[Program]:
    """Without a run of steps: long runs first, the last steps first."""
    steps = program.operations
    size = len(steps) // 2
    while size:
        for start in range(len(steps) - size, -1, -size):
            yield replace(program, operations=steps[:start] + steps[start + size :])
        size //= 2
    for start in range(len(steps)):
        yield replace(program, operations=steps[:start] + steps[start + 1 :])


def _plainer(program: Program) -> Iterator[Program]:
    """With a setting, an option of the mapping or a part of a step as it is by default."""
    if not program.autoflush:
        yield replace(program, autoflush=True)
    if not program.expire_on_commit:
        yield replace(program, expire_on_commit=True)
    if program.peer_loading:
        yield replace(program, peer_loading=False)
    for variant in _with_defaults(program.variant, keep=("family",)):
        changed = variant.keys != program.variant.keys  # programs that set keys are drawn for assigned ones only
        if possible(variant) and not changed:
            yield replace(program, variant=variant)
    for index, step in enumerate(program.operations):
        if isinstance(step, Create | Query):
            for plain in _with_defaults(step, keep=("number", "cls")):
                yield replace(
                    program, operations=(*program.operations[:index], plain, *program.operations[index + 1 :])
                )


def _with_defaults(value: Any, keep: tuple[str, ...]) -> Iterator[Any]:
    """The dataclass instance with each of its fields in turn at its default."""
    for field in fields(value):
        if field.name not in keep and getattr(value, field.name) != field.default:
            yield replace(value, **{field.name: field.default})
