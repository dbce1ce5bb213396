"""SQL given as text: ``text()``, and textual SELECTs with known columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.boolean import and_, or_
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import ColumnElement, Grouping
from holdfast.sql.expressions.label import Label
from holdfast.sql.operators import OperatorType, in_op
from holdfast.sql.statements.executable import Executable
from holdfast.sql.statements.selectbase import SelectBase
from holdfast.sql.traversal import ELEMENT, ELEMENTS, NESTED, VALUE, Fields
from holdfast.sql.types import NULLTYPE, TypeEngine

#: ``:name``, but not ``::type``, ``a:b`` or ``\:name``.
BIND_NAMES = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")

#: A backslash that keeps the colon after it from being a parameter.
BACKSLASHED = re.compile(r"\\([:])")


class TextClause(Executable):
    r"""SQL as text; ``:name`` in it is a bound parameter, ``\:`` a colon."""

    __visit_name__ = "textclause"
    _fields: ClassVar[Fields] = {**Executable._fields, "text": VALUE, "_binds": NESTED}

    is_text = True
    _is_text_clause = True
    is_literal = False
    type: TypeEngine[Any] = NULLTYPE
    key = None
    text: str
    _binds: tuple[tuple[str, BindParameter[Any]], ...]

    def __init__(self, text: str) -> None:
        self.text = text
        names = dict.fromkeys(BIND_NAMES.findall(text))
        self._binds = tuple((name, BindParameter(name, required=True)) for name in names)

    def bindparams(self, *binds: BindParameter[Any], **names_to_values: Any) -> TextClause:
        """A copy with values or types for parameters.

        :param binds: parameters made with :func:`bindparam`, in place of those of the same names.
        :param names_to_values: values by name.
        :raises ArgumentError: the text has no such parameter.
        """
        known = dict(self._binds)
        for bind in binds:
            if bind.key not in known:
                raise exc.ArgumentError(f"This text() construct doesn't define a bound parameter named {bind.key!r}")
            known[bind.key] = bind
        for name, value in names_to_values.items():
            if name not in known:
                raise exc.ArgumentError(f"This text() construct doesn't define a bound parameter named {name!r}")
            known[name] = known[name]._with_value(value)
        return self._with(_binds=tuple(known.items()))

    def columns(self, *cols: Any, **types: Any) -> TextualSelect:
        """This text as a SELECT with known columns.

        :param cols: columns, in the order of the SELECT list; before ``types``.
        :param types: types by column name, found in the result by name.
        """
        positional = [ColumnClause(c) if isinstance(c, str) else coercion.column_expression(c) for c in cols]
        named: list[Any] = [ColumnClause(name, type_) for name, type_ in types.items()]
        by_key = {column.key: column for column in positional}
        rest = [column for column in named if column.key not in by_key]
        return TextualSelect(
            self,
            [c if c.key not in types else ColumnClause(c.key, types[c.key]) for c in positional] + rest,
            positional=bool(positional) and not types,
        )

    def subquery(self, name: str | None = None) -> Any:
        """This text as ``(text) AS name`` for FROM; :meth:`columns` says which columns that has."""
        return self.columns().subquery(name)

    @property
    def comparator(self) -> Any:
        """The operators of the text's type."""
        return self.type.comparator_factory(self)

    def label(self, name: str | None) -> Label[Any]:
        """``text AS name``."""
        column: ColumnClause[Any] = ColumnClause(self.text, is_literal=True)
        return Label(name, column if not self._binds else Grouping(self))

    def self_group(self, against: OperatorType | None = None) -> Any:
        return Grouping(self) if against is in_op else self

    def __and__(self, other: Any) -> ColumnElement[bool]:
        return and_(self, other)

    def __or__(self, other: Any) -> ColumnElement[bool]:
        return or_(self, other)


class TextualSelect(SelectBase):
    """A textual SELECT whose columns are known: what :meth:`TextClause.columns` returns."""

    __visit_name__ = "textual_select"
    _fields: ClassVar[Fields] = {**SelectBase._fields, "element": ELEMENT, "column_args": ELEMENTS, "positional": VALUE}

    is_text = True
    positional: bool

    def __init__(self, text: Any, columns: Iterable[Any], positional: bool = False) -> None:
        self.element = text
        self.column_args = tuple(columns)
        self.positional = positional

    @property
    def _result_entries(self) -> tuple[Any, ...]:
        return self.column_args

    def _result_elements(self) -> list[Any]:
        return list(self.column_args)

    def bindparams(self, *binds: BindParameter[Any], **bind_as_values: Any) -> TextualSelect:
        """A copy with values or types for parameters; see :meth:`TextClause.bindparams`."""
        return self._with(element=self.element.bindparams(*binds, **bind_as_values))


TextAsFrom = TextualSelect


def text(text: str) -> TextClause:
    r"""Return SQL given as text.

    :param text: the SQL; ``:name`` is a bound parameter, ``\:`` a literal colon.  Never put input from outside into it.
    """
    return TextClause(text)
