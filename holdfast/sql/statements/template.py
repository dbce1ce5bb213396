"""SQL from template strings: ``tstring(t"SELECT .. WHERE x = {value}")``, for Python 3.14 and later."""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion, traversal
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import Grouping
from holdfast.sql.expressions.label import Label
from holdfast.sql.operators import OperatorType, in_op
from holdfast.sql.statements.executable import Executable
from holdfast.sql.statements.text import TextualSelect
from holdfast.sql.traversal import NESTED, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine


class TString(Executable):
    """SQL text with expressions and bound values in it."""

    __visit_name__ = "tstring"
    _fields: ClassVar[Fields] = {**Executable._fields, "parts": NESTED}

    is_text = True
    _is_text_clause = True
    is_literal = False
    type: TypeEngine[Any] = NULLTYPE
    key = None
    #: strings and elements by turns
    parts: tuple[Any, ...]

    def __init__(self, template: Any) -> None:
        strings, interpolations = getattr(template, "strings", None), getattr(template, "interpolations", None)
        if strings is None or interpolations is None:
            raise exc.ArgumentError("pep-750 Tstring (e.g. t'...') expected")
        parts: list[Any] = [strings[0]]
        for interpolation, following in zip(interpolations, strings[1:], strict=True):
            parts += (coercion.expression(interpolation.value), following)
        self.parts = tuple(parts)

    @property
    def text(self) -> str:
        """The text between the interpolations."""
        return "".join(part for part in self.parts if isinstance(part, str))

    def bindparams(self, *binds: Any, **names_to_values: Any) -> TString:
        """A copy with values or types for the parameters made with :func:`bindparam` in it.

        :param binds: parameters in place of those of the same names.
        :param names_to_values: values by name.
        """
        named = {bind.key: bind for bind in binds}

        def exchange(part: Any) -> Any:
            if not part._is_bind_parameter:
                return None
            return named.get(part.key) or (
                part._with_value(names_to_values[part.key]) if part.key in names_to_values else None
            )

        replaced: TString = traversal.replace(self, exchange)
        return replaced

    def columns(self, *cols: Any, **types: Any) -> TextualSelect:
        """This text as a SELECT with known columns; see :meth:`TextClause.columns`."""
        from_types: list[Any] = [ColumnClause(name, type_) for name, type_ in types.items()]
        return TextualSelect(self, [*cols, *from_types], positional=bool(cols) and not types)

    def subquery(self, name: str | None = None) -> Any:
        """This text as ``(text) AS name`` for FROM; see :meth:`TextClause.subquery`."""
        return self.columns().subquery(name)

    def label(self, name: str | None) -> Label[Any]:
        """``text AS name``."""
        return Label(name, Grouping(self))

    def self_group(self, against: OperatorType | None = None) -> Any:
        return Grouping(self) if against is in_op else self

    @property
    def comparator(self) -> Any:
        """The operators of the text's type."""
        return self.type.comparator_factory(self)


def tstring(template: Any) -> TString:
    """Return SQL from a template string.

    :param template: a ``t"..."``; its interpolations are expressions, or values that are bound.
    :raises ArgumentError: it is not a template.
    """
    return TString(template)
