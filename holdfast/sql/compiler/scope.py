"""The statement that is being rendered, among those around it."""

from __future__ import annotations

from typing import Any


class Scope:
    """What a statement offers to the statements inside of it, and what its own clauses need."""

    __slots__ = ("around", "cte_names", "ctes", "froms", "labels", "near", "plan", "statement")

    def __init__(self, statement: Any, near: list[Any], around: list[Any]) -> None:
        self.statement = statement
        #: The FROM elements of this statement: nested ones may correlate to them automatically.
        self.near = near
        #: Those of this statement and of all around it: nested ones may correlate to them on demand.
        self.around = around
        self.froms: list[Any] = []
        #: The names of the SELECT list.
        self.plan: list[Any] = []
        #: name -> entry of the SELECT list, for ORDER BY.
        self.labels: dict[str, Any] = {}
        #: The CTEs that are written at this statement: CTE -> SQL, and name -> CTE.
        self.ctes: dict[Any, str] = {}
        self.cte_names: dict[str, Any] = {}
