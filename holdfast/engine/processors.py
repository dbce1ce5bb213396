"""Bind and result processors of whole rows, as generated functions: one Python call a list of rows, not one a value.

The columns without a processor are passed as they are; where no column has one there is no function at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from holdfast.util.codegen import Source

Processor = Callable[[Any], Any]


def row_converter(processors: Sequence[Processor | None]) -> Callable[[Iterable[Any]], list[tuple[Any, ...]]] | None:
    """Return a function from rows to a list of rows with the processors applied; None when there are none."""
    if not any(processors):
        return None
    source, names, values = _emitted(processors)
    with source.block("def convert(rows):"):
        source.line(f"return [({', '.join(values)},) for {', '.join(names)}, in rows]")
    return source.compile("convert", "holdfast row converter")


def flattener(processors: Sequence[Processor | None]) -> Callable[[Iterable[Any]], list[Any]]:
    """Return a function from rows to the list of all their values, processors applied."""
    if not any(processors):
        return _flat
    source, names, values = _emitted(processors)
    with source.block("def flatten(rows):"):
        source.line(f"return [value for {', '.join(names)}, in rows for value in ({', '.join(values)},)]")
    return source.compile("flatten", "holdfast row flattener")


def _flat(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    return list(chain.from_iterable(rows))


def _emitted(processors: Sequence[Processor | None]) -> tuple[Source, list[str], list[str]]:
    source = Source()
    names = [f"c{index}" for index in range(len(processors))]
    values = [
        name if processor is None else f"{source.constant(processor, f'process{index}')}({name})"
        for index, (name, processor) in enumerate(zip(names, processors, strict=True))
    ]
    return source, names, values
