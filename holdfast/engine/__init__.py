"""Engines and connections.

``url`` and ``create`` make an ``engine``; a ``connection`` executes through ``execution`` and ``dml``, in
``transactions``; ``result/`` is what comes back. ``batch`` writes many rows. ``dialect``, ``default`` and
``features`` are what databases fill in; ``reflection`` and ``ddl_runner`` read and make schemas.
"""

from __future__ import annotations

from holdfast.engine import wiring as wiring
from holdfast.engine.connection import Connection
from holdfast.engine.context import ExecutionContext
from holdfast.engine.create import CreateEnginePlugin, create_engine, create_pool_from_url, engine_from_config
from holdfast.engine.default import DefaultDialect
from holdfast.engine.dialect import Dialect
from holdfast.engine.engine import Engine
from holdfast.engine.errors import ExceptionContext
from holdfast.engine.events import Connectable, ConnectionEvents, DialectEvents
from holdfast.engine.features import Features
from holdfast.engine.mock import create_mock_engine
from holdfast.engine.reflection import Inspector, ObjectKind, ObjectScope
from holdfast.engine.result import (
    ChunkedIteratorResult,
    FilterResult,
    FrozenResult,
    IteratorResult,
    MappingResult,
    MergedResult,
    Result,
    Row,
    RowMapping,
    ScalarResult,
    TupleResult,
    result_tuple,
)
from holdfast.engine.result.cursor import CursorResult
from holdfast.engine.transactions import NestedTransaction, RootTransaction, Transaction, TwoPhaseTransaction
from holdfast.engine.url import URL, make_url
from holdfast.sql.compiler.casts import BindTyping
from holdfast.sql.compiler.compiled import Compiled
from holdfast.sql.compiler.typenames import TypeCompiler

#: The names of earlier versions.
BaseRow = Row
ConnectionEventsTarget = Connectable
ResultProxy = CursorResult

__all__ = [
    "URL",
    "BaseRow",
    "BindTyping",
    "ChunkedIteratorResult",
    "Compiled",
    "Connectable",
    "Connection",
    "ConnectionEvents",
    "ConnectionEventsTarget",
    "CreateEnginePlugin",
    "CursorResult",
    "DefaultDialect",
    "Dialect",
    "DialectEvents",
    "Engine",
    "ExceptionContext",
    "ExecutionContext",
    "Features",
    "FilterResult",
    "FrozenResult",
    "Inspector",
    "IteratorResult",
    "MappingResult",
    "MergedResult",
    "NestedTransaction",
    "ObjectKind",
    "ObjectScope",
    "Result",
    "ResultProxy",
    "RootTransaction",
    "Row",
    "RowMapping",
    "ScalarResult",
    "Transaction",
    "TupleResult",
    "TwoPhaseTransaction",
    "TypeCompiler",
    "create_engine",
    "create_mock_engine",
    "create_pool_from_url",
    "engine_from_config",
    "make_url",
    "result_tuple",
]
