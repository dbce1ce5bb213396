"""Connection pools.  Checkout, return, freshness and events in ``base``; where connections wait in a file per pool."""

from __future__ import annotations

from holdfast.pool.assertion import AssertionPool
from holdfast.pool.async_adapted import AsyncAdaptedQueuePool
from holdfast.pool.base import Pool
from holdfast.pool.events import PoolEvents
from holdfast.pool.fairy import PoolProxiedConnection
from holdfast.pool.null import NullPool
from holdfast.pool.queue import QueuePool
from holdfast.pool.record import ConnectionPoolEntry, ManagesConnection
from holdfast.pool.reset import PoolResetState, reset_commit, reset_none, reset_rollback
from holdfast.pool.singleton import SingletonThreadPool
from holdfast.pool.static import StaticPool

__all__ = [
    "AssertionPool",
    "AsyncAdaptedQueuePool",
    "ConnectionPoolEntry",
    "ManagesConnection",
    "NullPool",
    "Pool",
    "PoolEvents",
    "PoolProxiedConnection",
    "PoolResetState",
    "QueuePool",
    "SingletonThreadPool",
    "StaticPool",
    "reset_commit",
    "reset_none",
    "reset_rollback",
]
