"""Transactions: plain (``root``), savepoints (``nested``) and two-phase, a file each."""

from __future__ import annotations

from holdfast.engine.transactions.base import Transaction
from holdfast.engine.transactions.nested import NestedTransaction
from holdfast.engine.transactions.root import RootTransaction
from holdfast.engine.transactions.twophase import TwoPhaseTransaction

__all__ = ["NestedTransaction", "RootTransaction", "Transaction", "TwoPhaseTransaction"]
