"""CREATE TYPE, CREATE DOMAIN, their DROP, and EXCLUDE constraints, as text."""

from __future__ import annotations

import re
from typing import Any

from holdfast import exc
from holdfast.sql.compiler.ddl import DDLCompiler


class TypedDDLCompiler(DDLCompiler):
    """The `visit_` methods of the DDL around PostgreSQL's own types."""

    def visit_create_enum_type(self, create: Any, **kw: Any) -> str:
        members = ", ".join([self._literal(value) for value in create.element.enums])
        return f"CREATE TYPE {self.type_compiler.process(create.element)} AS ENUM ({members})"

    def visit_drop_enum_type(self, drop: Any, **kw: Any) -> str:
        return f"DROP TYPE {self.type_compiler.process(drop.element)}"

    def visit_create_domain_type(self, create: Any, **kw: Any) -> str:
        domain = create.element
        words = [
            f"CREATE DOMAIN {self.type_compiler.process(domain)} AS {self.type_compiler.process(domain.data_type)}"
        ]
        if domain.collation is not None:
            schema = domain.collation_schema
            prefix = f"{self.preparer.quote_schema(schema)}." if schema else ""
            words.append(f"COLLATE {prefix}{self.preparer.format_collation(domain.collation)}")
        if domain.default is not None:
            words.append(f"DEFAULT {self.render_default_string(domain.default)}")
        if domain.constraint_name is not None:
            words.append(f"CONSTRAINT {self.preparer.quote(self._fitting(domain.constraint_name))}")
        if domain.not_null:
            words.append("NOT NULL")
        if domain.check is not None:
            check = domain.check if isinstance(domain.check, str) else self._expression(domain.check)
            words.append(f"CHECK ({check})")
        return " ".join(words)

    def visit_drop_domain_type(self, drop: Any, **kw: Any) -> str:
        return f"DROP DOMAIN {self.type_compiler.process(drop.element)}"

    def visit_exclude_constraint(self, constraint: Any, **kw: Any) -> str:
        elements = []
        for item, operator in constraint._render:
            text = self._expression(item)
            if item.__visit_name__ not in _BARE:
                text = f"({text})"
            operator_class = constraint.ops.get(getattr(item, "key", None) or "")
            if operator_class:
                text = f"{text} {_checked(operator_class, _NAME)}"
            elements.append(f"{text} WITH {_checked(operator, _OPERATOR)}")
        method = _checked(constraint.using, _NAME).lower()
        text = f"{self._constraint_name(constraint)}EXCLUDE USING {method} ({', '.join(elements)})"
        if constraint.where is not None:
            text += f" WHERE ({self._expression(constraint.where)})"
        return text + self.define_constraint_deferrability(constraint)


#: What EXCLUDE takes without parentheses around it.
_BARE = frozenset(("column", "textclause", "function", "cast", "grouping"))
_NAME = re.compile(r"[\w.]+$")
_OPERATOR = re.compile(r"[-+*/<>=~!@#%^&|`?]+$|OPERATOR\([\w.]*[-+*/<>=~!@#%^&|`?]+\)$", re.IGNORECASE)


def _checked(text: str, pattern: re.Pattern[str]) -> str:
    """The text as it is, when it has the form; nothing else gets into the SQL."""
    if not pattern.match(text):
        raise exc.CompileError(f"Unexpected SQL phrase: {text!r} (matching against {pattern.pattern!r})")
    return text
