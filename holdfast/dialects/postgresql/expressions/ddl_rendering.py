"""CREATE TYPE, CREATE DOMAIN, their DROP, and EXCLUDE constraints, as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from holdfast import exc
from holdfast.sql import operators
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
        named = domain.constraint_name is not None
        name = [f"CONSTRAINT {self.preparer.quote(self._fitting(domain.constraint_name))}"] if named else []
        if domain.not_null:
            # the name is that of the condition, if there is one
            words += [*(name if domain.check is None else []), "NOT NULL"]
        if domain.check is not None:
            words += name
            check = domain.check if isinstance(domain.check, str) else self._expression(domain.check)
            words.append(f"CHECK ({check})")
        return " ".join(words)

    def visit_drop_domain_type(self, drop: Any, **kw: Any) -> str:
        return f"DROP DOMAIN {self.type_compiler.process(drop.element)}"

    def visit_exclude_constraint(self, constraint: Any, **kw: Any) -> str:
        elements = []
        for item, operator in constraint._render:
            text = self._indexed(item, constraint.ops, "ops")
            elements.append(f"{text} WITH {checked(operator, _OPERATOR)}")
        method = checked(constraint.using, _NAME).lower()
        text = f"{self._constraint_name(constraint)}EXCLUDE USING {method} ({', '.join(elements)})"
        if constraint.where is not None:
            text += f" WHERE ({self._expression(constraint.where)})"
        return text + self.define_constraint_deferrability(constraint)

    def _indexed(self, item: Any, operator_classes: Mapping[str, str], argument: str) -> str:
        """An element of an index without its order: expression, collation, operator class.

        :param operator_classes: by the key of a column, the name of a label, or the text of a text().
        :param argument: the name of that argument, for the error.
        """
        names = [getattr(item, "key", None) or ""]
        inner = item._element if item.__visit_name__ == "label" else item
        text = self._expression(inner)
        bare = inner.__visit_name__ in _BARE or getattr(inner, "_is_function", False)
        if inner.__visit_name__ == "binary" and inner.operator is operators.collate:
            names.append(getattr(inner.left, "key", None) or "")
        elif bare:
            names.append(text)
        for name in names:
            if name in operator_classes:
                operator_class = checked(operator_classes[name], _OPERATOR_CLASS, f" in {argument}")
                return f"{text if bare else f'({text})'} {operator_class}"
        return text if bare else f"({text})"


#: What an index takes without parentheses around it, besides calls of functions.
_BARE = frozenset(("column", "textclause", "cast", "grouping"))
_OPERATOR_CLASS = re.compile(r'[\w."]+(\s*\([\w\s=,.]*\))?$')
_NAME = re.compile(r"[\w.]+$")
_OPERATOR = re.compile(r"[-+*/<>=~!@#%^&|`?]+$|OPERATOR\([\w.]*[-+*/<>=~!@#%^&|`?]+\)$", re.IGNORECASE)


def checked(text: str, pattern: re.Pattern[str], where: str = "") -> str:
    """Return the text as it is, when it has the form; nothing else gets into the SQL.

    :raises holdfast.exc.CompileError: it has another form.
    """
    if not pattern.fullmatch(text):
        raise exc.CompileError(f"Unexpected SQL phrase: {text!r} (matching against {pattern.pattern!r}){where}")
    return text
