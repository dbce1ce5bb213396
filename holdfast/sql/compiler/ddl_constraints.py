"""Constraints as text: inside of CREATE TABLE, and in ALTER TABLE.

Rules: the primary key comes first, then the others in the order they were made in; a constraint with `use_alter`, or
one that is added by a statement of its own, is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from holdfast import exc

_DELETE_RULES = ("RESTRICT", "CASCADE", "SET NULL", "NO ACTION", "SET DEFAULT")
# SET NULL may name columns in PostgreSQL
_PHRASE = re.compile(r"^(?:RESTRICT|CASCADE|SET NULL|NO ACTION|SET DEFAULT)(?:\s*\(.+\))?$", re.I)
_TIMES = re.compile(r"^(?:DEFERRED|IMMEDIATE)$", re.I)


class ConstraintRendering:
    """The part of the DDL compiler that renders constraints."""

    dialect: Any
    preparer: Any
    _has_alter: bool

    if TYPE_CHECKING:
        # the compiler's own methods

        def process(self, element: Any, **kw: Any) -> str: ...
        def _is_wanted(self, item: Any) -> bool: ...
        def _fitting(self, name: str) -> str: ...
        def _expression(self, element: Any) -> str: ...
        def _table_name(self, table: Any) -> str: ...

    def create_table_constraints(self, table: Any, include_foreign_keys: Any = None, **kw: Any) -> str:
        """Return the constraints of CREATE TABLE, each on a line of its own."""
        wanted = []
        if len(table.primary_key):
            wanted.append(table.primary_key)
        skipped = set()
        if include_foreign_keys is not None:
            skipped = table.foreign_key_constraints.difference(include_foreign_keys)
        wanted.extend(
            constraint
            for constraint in table._sorted_constraints()
            if constraint is not table.primary_key and constraint not in skipped
        )
        texts = [
            self.process(constraint)
            for constraint in wanted
            if not constraint._isolated
            and constraint._needed_for(self.dialect)
            and self._is_wanted(constraint)
            and not (self._has_alter and getattr(constraint, "use_alter", False))
        ]
        return ", \n\t".join(text for text in texts if text)

    def _constraint_name(self, constraint: Any) -> str:
        if constraint.name is None:
            return ""
        return f"CONSTRAINT {self.preparer.quote(self._fitting(constraint.name))} "

    def visit_check_constraint(self, constraint: Any, **kw: Any) -> str:
        return (
            f"{self._constraint_name(constraint)}CHECK ({self._expression(constraint.sqltext)})"
            f"{self.define_constraint_deferrability(constraint)}"
        )

    def visit_table_or_column_check_constraint(self, constraint: Any, **kw: Any) -> str:
        if constraint.is_column_level:
            return self.visit_column_check_constraint(constraint, **kw)
        return self.visit_check_constraint(constraint, **kw)

    def visit_column_check_constraint(self, constraint: Any, **kw: Any) -> str:
        return self.visit_check_constraint(constraint, **kw)

    def visit_primary_key_constraint(self, constraint: Any, **kw: Any) -> str:
        if not len(constraint):
            return ""
        columns = constraint.columns_autoinc_first if constraint._implicit else constraint.columns
        return (
            f"{self._constraint_name(constraint)}PRIMARY KEY {self.define_primary_key_options(constraint)}"
            f"({self._names(columns)}){self.define_constraint_deferrability(constraint)}"
        )

    def define_primary_key_options(self, constraint: Any) -> str:
        """What stands between PRIMARY KEY and the columns."""
        return ""

    def visit_foreign_key_constraint(self, constraint: Any, **kw: Any) -> str:
        remote = constraint.elements[0].column.table
        return (
            f"{self._constraint_name(constraint)}FOREIGN KEY"
            f"({self._names(fk.parent for fk in constraint.elements)}) "
            f"REFERENCES {self.define_constraint_remote_table(constraint, remote)} "
            f"({self._names(fk.column for fk in constraint.elements)})"
            f"{self.define_constraint_match(constraint)}"
            f"{self.define_constraint_cascades(constraint)}"
            f"{self.define_constraint_deferrability(constraint)}"
        )

    def define_constraint_remote_table(self, constraint: Any, table: Any) -> str:
        """Return the name of the table that a foreign key refers to."""
        name: str = self._table_name(table)
        return name

    def visit_unique_constraint(self, constraint: Any, **kw: Any) -> str:
        if not len(constraint):
            return ""
        return (
            f"{self._constraint_name(constraint)}UNIQUE {self.define_unique_constraint_distinct(constraint, **kw)}"
            f"({self._names(constraint)}){self.define_constraint_deferrability(constraint)}"
        )

    def define_unique_constraint_distinct(self, constraint: Any, **kw: Any) -> str:
        """What stands between UNIQUE and the columns."""
        return ""

    def define_constraint_cascades(self, constraint: Any) -> str:
        """Return ON DELETE and ON UPDATE."""
        text = ""
        if constraint.ondelete is not None:
            text += f" ON DELETE {_phrase(constraint.ondelete, 'ON DELETE')}"
        if constraint.onupdate is not None:
            text += f" ON UPDATE {_phrase(constraint.onupdate, 'ON UPDATE')}"
        return text

    def define_constraint_deferrability(self, constraint: Any) -> str:
        """Return DEFERRABLE and INITIALLY."""
        text = ""
        if constraint.deferrable is not None:
            text += " DEFERRABLE" if constraint.deferrable else " NOT DEFERRABLE"
        if constraint.initially is not None:
            if not _TIMES.match(constraint.initially):
                raise exc.CompileError(
                    f"Unexpected SQL phrase: {constraint.initially!r} (matching against DEFERRED|IMMEDIATE)"
                )
            text += f" INITIALLY {constraint.initially}"
        return text

    def define_constraint_match(self, constraint: Any) -> str:
        """Return MATCH."""
        match = constraint.match
        if match is None:
            return ""
        if match.upper() not in _MATCHES:
            raise exc.CompileError(
                f"Unexpected SQL phrase: {match!r} (matching against {'|'.join(_MATCHES)}) for MATCH"
            )
        return f" MATCH {match}"

    def visit_add_constraint(self, create: Any, **kw: Any) -> str:
        constraint = create.element
        table = self._table_name(constraint.table)
        return f"ALTER TABLE {table} ADD {self.process(constraint)}"

    def visit_drop_constraint(self, drop: Any, **kw: Any) -> str:
        constraint = drop.element
        if constraint.name is None:
            raise exc.CompileError(f"Can't emit DROP CONSTRAINT for constraint {constraint!r}; it has no name")
        table = self._table_name(constraint.table)
        exists = "IF EXISTS " if drop.if_exists else ""
        name = self.preparer.quote(self._fitting(constraint.name))
        return f"ALTER TABLE {table} DROP CONSTRAINT {exists}{name}{' CASCADE' if drop.cascade else ''}"

    def _names(self, columns: Any) -> str:
        return ", ".join(self.preparer.quote(column.name) for column in columns)


_MATCHES = ("FULL", "PARTIAL", "SIMPLE")


def _phrase(text: str, where: str) -> str:
    """The rule as it is, when it is one; nothing else gets into the SQL."""
    if not _PHRASE.match(text):
        raise exc.CompileError(
            f"Unexpected SQL phrase: {text!r} (matching against {'|'.join(_DELETE_RULES)}) for {where}"
        )
    return text
