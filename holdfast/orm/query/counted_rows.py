"""The result of an INSERT, UPDATE or DELETE that gives no rows to the program."""

from __future__ import annotations

from typing import Any

from holdfast.engine.result import IteratorResult, ResultMetaData


class CountedRows(IteratorResult[Any]):
    """A result without rows, that knows how many there were.

    :param rowcount: of all executions.
    """

    __slots__ = ("rowcount",)

    def __init__(self, rowcount: int) -> None:
        super().__init__(ResultMetaData(()), iter(()))
        self.rowcount = rowcount
