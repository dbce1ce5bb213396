"""Results: ``row`` (Row), ``metadata`` (columns), ``sources`` and ``streaming`` (where items come from), ``fetching``
(what all results do), ``result``, ``cursor`` and ``filters`` (what users read)."""

from __future__ import annotations

from holdfast.engine.result.filters import FilterResult, MappingResult, ScalarResult, TupleResult
from holdfast.engine.result.metadata import ResultMetaData, RMKeyView, SimpleResultMetaData, result_tuple
from holdfast.engine.result.result import (
    ChunkedIteratorResult,
    FrozenResult,
    IteratorResult,
    MergedResult,
    Result,
    null_result,
)
from holdfast.engine.result.row import Row, RowMapping
from holdfast.engine.result.sources import Source

__all__ = [
    "ChunkedIteratorResult",
    "FilterResult",
    "FrozenResult",
    "IteratorResult",
    "MappingResult",
    "MergedResult",
    "RMKeyView",
    "Result",
    "ResultMetaData",
    "Row",
    "RowMapping",
    "ScalarResult",
    "SimpleResultMetaData",
    "Source",
    "TupleResult",
    "null_result",
    "result_tuple",
]
