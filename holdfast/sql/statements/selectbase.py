"""What SELECT, its compounds and textual SELECTs have in common: use as subquery, CTE, value; ordering and limits."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.expressions.label import Label
from holdfast.sql.operators import OperatorType
from holdfast.sql.schema.ddl import CreateTableAs
from holdfast.sql.selectables.alias import Lateral
from holdfast.sql.selectables.columns import ColumnCollection
from holdfast.sql.selectables.cte import CTE
from holdfast.sql.selectables.fromclause import FromGrouping, Selectable
from holdfast.sql.selectables.labels import (
    LABEL_STYLE_DEFAULT,
    LABEL_STYLE_NONE,
    PlannedColumn,
    SelectLabelStyle,
    plan_columns,
)
from holdfast.sql.selectables.scalar import Exists, ScalarSelect
from holdfast.sql.selectables.subquery import Subquery
from holdfast.sql.statements.dialect_options import HasDialectOptions
from holdfast.sql.statements.executable import Executable
from holdfast.sql.traversal import ELEMENT, ELEMENTS, NESTED, OPTIONS, VALUE, Fields
from holdfast.sql.types import resolve_value
from holdfast.util.warnings import warn_deprecated

_S = TypeVar("_S", bound="SelectBase")
_G = TypeVar("_G", bound="GenerativeSelect")
_C = TypeVar("_C", bound="HasCTE")


class HasCTE(Executable):
    """A statement that can have a WITH clause, and can be one."""

    _fields: ClassVar[Fields] = {**Executable._fields, "_ctes": NESTED}

    _ctes: tuple[tuple[CTE, bool], ...] = ()
    #: Columns of a CTE made from this are named behind its name, as in ``WITH RECURSIVE x(a, b)``.
    name_cte_columns = False

    @property
    def selectable(self) -> Any:
        """This statement; ORM entities have the attribute too."""
        return self

    @property
    def exported_columns(self) -> ColumnCollection[Any]:
        """The columns of the rows."""
        raise NotImplementedError

    def add_cte(self: _C, *ctes: CTE, nest_here: bool = False) -> _C:
        """Add CTEs that the statement does not refer to otherwise.

        :param nest_here: write them at this statement and not at the outermost one.
        """
        return self._with(_ctes=self._ctes + tuple((cte, nest_here) for cte in ctes))

    def cte(self, name: str | None = None, recursive: bool = False, nesting: bool = False) -> CTE:
        """Return this statement as a common table expression.

        :param name: the name; None for an anonymous one.
        :param recursive: render WITH RECURSIVE.
        :param nesting: write it at the statement that refers to it and not at the outermost one.
        """
        return CTE(self, name, recursive, nesting)


class SelectBase(HasCTE, Selectable):
    """A statement that has rows."""

    is_select = True
    _is_select_base = True
    _label_style: SelectLabelStyle = LABEL_STYLE_DEFAULT

    @property
    def _result_entries(self) -> tuple[Any, ...]:
        """The entries of the SELECT list as they were given."""
        raise NotImplementedError

    def _result_elements(self) -> list[Any]:
        """The entries of the SELECT list, FROM elements among them resolved to their columns."""
        raise NotImplementedError

    def _plan(self) -> list[PlannedColumn]:
        """The names of the entries."""
        plan: list[PlannedColumn] = self._memoised(
            "plan", lambda: plan_columns(self._result_elements(), self._label_style)
        )
        return plan

    def _derived_plan(self) -> list[PlannedColumn]:
        """The names of the entries where this stands in FROM: distinct ones, whatever the labelling style is."""
        if self._label_style is not LABEL_STYLE_NONE:
            return self._plan()
        plan: list[PlannedColumn] = self._memoised(
            "derived_plan", lambda: plan_columns(self._result_elements(), LABEL_STYLE_DEFAULT)
        )
        return plan

    def _plain_plan(self) -> list[PlannedColumn]:
        """The names of the entries where nothing depends on them being distinct."""
        plan: list[PlannedColumn] = self._memoised(
            "plain_plan", lambda: plan_columns(self._result_elements(), LABEL_STYLE_NONE)
        )
        return plan

    def _proxy_columns(self) -> Iterable[tuple[str, Any, str]]:
        """Key, column and name of the columns that this has as a FROM element."""
        labels: dict[str, Any] = {}
        for entry in self._derived_plan():
            if entry.key is not None:
                column = entry.column
                if column.__visit_name__ == "label" and labels.setdefault(column.name, column) is not column:
                    raise exc.InvalidRequestError(
                        f"Label name {column.name} is being renamed to an anonymous label due to disambiguation "
                        "which is "
                        "not supported right now.  Please use unique names for explicit labels."
                    )
                name = entry.name if entry.name is not None else getattr(column, "name", entry.key)
                yield entry.key, column, name

    @property
    def selected_columns(self) -> ColumnCollection[Any]:
        """The columns of the SELECT list by name; text is left out."""
        columns: ColumnCollection[Any] = self._memoised(
            "selected_columns",
            lambda: ColumnCollection((entry.key, entry.column) for entry in self._plan() if entry.key is not None),
        )
        return columns

    @property
    def exported_columns(self) -> ColumnCollection[Any]:
        """The columns of the rows, as :attr:`selected_columns`."""
        return self.selected_columns

    @property
    def c(self) -> ColumnCollection[Any]:
        """Deprecated: the columns of an anonymous subquery of this."""
        warn_deprecated(
            "The SelectBase.c and SelectBase.columns attributes are deprecated and will be removed in a future "
            "release; "
            "these attributes implicitly create a subquery that should be explicit.  Please call SelectBase.subquery() "
            "first in order to create a subquery, which then contains this attribute.  To access the columns that this "
            "SELECT object SELECTs from, use the SelectBase.selected_columns attribute."
        )
        columns: ColumnCollection[Any] = self._memoised("implicit_subquery", self.subquery).c
        return columns

    columns = c

    @property
    def _from_objects(self) -> Iterable[Any]:
        return (self,)

    def get_label_style(self) -> SelectLabelStyle:
        """The labelling style of the SELECT list."""
        return self._label_style

    def set_label_style(self: _S, style: SelectLabelStyle) -> _S:
        """A copy with another labelling style; see :class:`SelectLabelStyle`."""
        return self if style is self._label_style else self._with(_label_style=style)

    def _ensure_disambiguated_names(self: _S) -> _S:
        return self

    def subquery(self, name: str | None = None) -> Subquery:
        """Return this as ``(SELECT ..) AS name`` for FROM.

        :param name: the name; None for an anonymous one.
        """
        return Subquery(self._ensure_disambiguated_names(), name)

    def alias(self, name: str | None = None, flat: bool = False) -> Subquery:
        """As :meth:`subquery`."""
        return self.subquery(name)

    def lateral(self, name: str | None = None) -> Lateral:
        """Return this as ``LATERAL (SELECT ..) AS name`` for FROM."""
        return Lateral(self, name)

    def scalar_subquery(self) -> ScalarSelect[Any]:
        """Return this as a value: a SELECT of one column and one row."""
        return ScalarSelect(self)

    def as_scalar(self) -> ScalarSelect[Any]:
        """The older name of :meth:`scalar_subquery`."""
        return ScalarSelect(self)

    def label(self, name: str | None) -> Label[Any]:
        """Return this as a labelled value."""
        return Label(name, ScalarSelect(self))

    def exists(self) -> Exists:
        """Return ``EXISTS (this)``."""
        return Exists(ScalarSelect(self))

    def into(
        self,
        target: str,
        *,
        metadata: Any = None,
        schema: str | None = None,
        temporary: bool = False,
        if_not_exists: bool = False,
    ) -> Any:
        """Return ``CREATE TABLE target AS`` this.

        :param target: the name of the table.
        :param metadata: the MetaData that the new Table belongs to.
        :param schema: its schema.
        :param temporary: CREATE TEMPORARY TABLE.
        :param if_not_exists: IF NOT EXISTS.
        """
        return CreateTableAs(
            self, target, metadata=metadata, schema=schema, temporary=temporary, if_not_exists=if_not_exists
        )

    def is_derived_from(self, fromclause: Any) -> bool:
        return fromclause is self

    def self_group(self, against: OperatorType | None = None) -> Any:
        return FromGrouping(self)


class ForUpdate(NamedTuple):
    """The options of FOR UPDATE."""

    nowait: bool = False
    read: bool = False
    of: tuple[Any, ...] | None = None
    skip_locked: bool = False
    key_share: bool = False


class Fetch(NamedTuple):
    """FETCH FIRST."""

    count: Any
    with_ties: bool
    percent: bool


def _count(value: Any, name: str) -> Any:
    """A LIMIT or OFFSET: an expression, or an integer as a parameter; None for none."""
    if value is None:
        return None
    element = coercion.clause_element(value)
    if isinstance(element, ClauseElement):
        return element
    try:
        number = int(value) if isinstance(value, str) else index(value)
    except (TypeError, ValueError):
        raise exc.ArgumentError(f"{name} takes an integer or a SQL expression, got {value!r}") from None
    return BindParameter.literal_value("param", number, resolve_value(number))


class GenerativeSelect(HasDialectOptions, SelectBase):
    """A SELECT that takes ORDER BY, GROUP BY and LIMIT: single or compound."""

    _fields: ClassVar[Fields] = {
        **SelectBase._fields,
        "_order_by": ELEMENTS,
        "_group_by": ELEMENTS,
        "_limit": ELEMENT,
        "_offset": ELEMENT,
        "_fetch": NESTED,
        "_for_update": NESTED,
        "_label_style": VALUE,
        "_dialect_kw": OPTIONS,
    }

    _order_by: tuple[Any, ...] = ()
    _group_by: tuple[Any, ...] = ()
    _limit: Any = None
    _offset: Any = None
    _fetch: Fetch | None = None
    _for_update: ForUpdate | None = None

    def order_by(self: _G, *clauses: Any) -> _G:
        """A copy with further ORDER BY criteria; ``order_by(None)`` removes all.

        :param clauses: expressions, or names of labels of the SELECT list.
        """
        if len(clauses) == 1 and (clauses[0] is None or clauses[0] is False):
            return self._with(_order_by=())
        return self._with(_order_by=self._order_by + tuple([coercion.order_by(clause) for clause in clauses]))

    def options(self: _G, *options: Any) -> _G:
        copy = super().options(*options)
        if copy._criteria_options() and not copy._is_orm:
            # entities may stand in it unseen, as in count(Entity.id)
            copy._is_orm = True
        return copy

    def group_by(self: _G, *clauses: Any) -> _G:
        """A copy with further GROUP BY criteria; ``group_by(None)`` removes all."""
        if len(clauses) == 1 and (clauses[0] is None or clauses[0] is False):
            return self._with(_group_by=())
        return self._with(
            _group_by=self._group_by + tuple([each for clause in clauses for each in coercion.group_by(clause)])
        )

    def limit(self: _G, limit: Any) -> _G:
        """A copy with a LIMIT; None for none.

        :param limit: a number of rows, or an expression.
        """
        return self._with(_limit=_count(limit, "limit()"), _fetch=None)

    def offset(self: _G, offset: Any) -> _G:
        """A copy with an OFFSET; None for none."""
        return self._with(_offset=_count(offset, "offset()"))

    def fetch(self: _G, count: Any, with_ties: bool = False, percent: bool = False, **dialect_kw: Any) -> _G:
        """A copy with FETCH FIRST, in place of LIMIT.

        :param count: a number of rows, or an expression; None for none.
        :param with_ties: rows that tie for the last place are in.
        :param percent: the count is a percentage.
        :param dialect_kw: options for single dialects; see :meth:`with_dialect_options`.
        """
        statement = self.with_dialect_options(**dialect_kw) if dialect_kw else self
        if count is None:
            return statement._with(_fetch=None)
        return statement._with(_fetch=Fetch(_count(count, "fetch()"), with_ties, percent), _limit=None)

    def slice(self: _G, start: int | None, stop: int | None) -> _G:
        """A copy with the LIMIT and OFFSET of the rows from ``start`` to ``stop``, that one excluded."""
        if start is not None and stop is not None:
            return self._with(
                _offset=_count(start, "slice()") if start else None,
                _limit=_count(max(stop - start, 0), "slice()"),
                _fetch=None,
            )
        if stop is not None:
            return self.limit(stop)
        return self.offset(start)

    def with_for_update(
        self: _G,
        nowait: bool = False,
        read: bool = False,
        of: Any = None,
        skip_locked: bool = False,
        key_share: bool = False,
    ) -> _G:
        """A copy with FOR UPDATE.

        :param nowait: NOWAIT: fail rather than wait for a lock.
        :param read: FOR SHARE.
        :param of: the tables or columns whose rows are locked.
        :param skip_locked: SKIP LOCKED: leave out rows that are locked.
        :param key_share: FOR NO KEY UPDATE, or with ``read`` FOR KEY SHARE.
        """
        if of is not None:
            items = of if isinstance(of, (list, tuple)) else (of,)
            of = tuple(coercion.columns_entry(item) for item in items)
        return self._with(_for_update=ForUpdate(nowait, read, of, skip_locked, key_share))

    @property
    def _has_row_limit(self) -> bool:
        return self._limit is not None or self._offset is not None or self._fetch is not None

    @property
    def _is_grouped_in_compound(self) -> bool:
        return bool(self._order_by) or self._has_row_limit


_R = TypeVar("_R", covariant=True)


class TypedRows(Generic[_R]):
    """Says to type checkers which rows a statement has."""

    __slots__ = ()
