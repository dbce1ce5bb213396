"""Renders ON CONFLICT; a part of the compilers of the databases that have it."""

from __future__ import annotations

from typing import Any

from holdfast.sql.compiler.compiler import SQLCompiler


class ConflictCompiler(SQLCompiler):
    """The ``visit_`` methods of ON CONFLICT."""

    def visit_on_conflict_do_nothing(self, clause: Any, **kw: Any) -> str:
        return f"ON CONFLICT{self._conflict_target(clause, kw)} DO NOTHING"

    def visit_on_conflict_do_update(self, clause: Any, **kw: Any) -> str:
        assigned = []
        # The row that is there may be meant as well as the one that is "excluded".
        qualified = {**kw, "include_table": True}
        for key, value in clause.set_:
            name = self.preparer.quote(key if isinstance(key, str) else key.name)
            assigned.append(f"{name} = {self.process(value, **qualified)}")
        text = f"ON CONFLICT{self._conflict_target(clause, kw)} DO UPDATE SET {', '.join(assigned)}"
        if clause.where is not None:
            text += f" WHERE {self.process(clause.where, **qualified)}"
        return text

    def _conflict_target(self, clause: Any, kw: dict[str, Any]) -> str:
        if clause.constraint is not None:
            return f" ON CONSTRAINT {self.preparer.quote(clause.constraint)}"
        if not clause.index_elements:
            return ""
        unqualified = {**kw, "include_table": False}
        parts = [
            self.preparer.quote(item) if isinstance(item, str) else self.process(item, **unqualified)
            for item in clause.index_elements
        ]
        text = f" ({', '.join(parts)})"
        if clause.index_where is not None:
            text += f" WHERE {self.process(clause.index_where, **unqualified)}"
        return text
