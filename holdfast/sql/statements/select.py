"""SELECT."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar, overload

from holdfast import exc
from holdfast.sql import coercion, seams
from holdfast.sql.expressions.binary import BinaryExpression
from holdfast.sql.expressions.boolean import and_
from holdfast.sql.expressions.element import ClauseElement, ColumnElement
from holdfast.sql.expressions.entity_column import names_entities
from holdfast.sql.operators import PRECEDENCE
from holdfast.sql.selectables.cte import HasSuffixes
from holdfast.sql.selectables.labels import PlannedColumn
from holdfast.sql.statements import froms
from holdfast.sql.statements.extensions import HasExtensions
from holdfast.sql.statements.filters import filter_by_criteria
from holdfast.sql.statements.selectbase import GenerativeSelect, TypedRows
from holdfast.sql.traversal import ELEMENT, ELEMENTS, IGNORED, NESTED, VALUE, Fields
from holdfast.util.warnings import warn_deprecated

if TYPE_CHECKING:
    from holdfast.sql.expressions.typed_operators import SQLColumnExpression
    from holdfast.sql.statements.compound import CompoundSelect

_R = TypeVar("_R", covariant=True)
_T0 = TypeVar("_T0")
_T1 = TypeVar("_T1")
_T2 = TypeVar("_T2")
_T3 = TypeVar("_T3")
_T4 = TypeVar("_T4")
_T5 = TypeVar("_T5")
_T6 = TypeVar("_T6")
_T7 = TypeVar("_T7")


class JoinSpec(NamedTuple):
    """A join as it was asked for; the left side is found when the statement is compiled, unless it is given."""

    target: Any
    onclause: Any
    isouter: bool
    full: bool
    left: Any = None


class Select(HasExtensions, HasSuffixes, GenerativeSelect, TypedRows[_R]):
    """A SELECT statement; see :func:`select`."""

    __visit_name__ = "select"
    _fields: ClassVar[Fields] = {
        **GenerativeSelect._fields,
        "_entities": ELEMENTS,
        "_from": ELEMENTS,
        "_joins": NESTED,
        "_where": ELEMENTS,
        "_having": ELEMENTS,
        "_distinct": VALUE,
        "_distinct_on": ELEMENTS,
        "_correlate": NESTED,
        "_correlate_except": NESTED,
        "_prefixes": NESTED,
        "_suffixes": NESTED,
        "_hints": NESTED,
        "_statement_hints": VALUE,
        "_extensions": NESTED,
        "_statement": ELEMENT,
        "_is_orm": IGNORED,
        "_is_expanded": IGNORED,
    }

    _entities: tuple[Any, ...] = ()
    _from: tuple[Any, ...] = ()
    _joins: tuple[JoinSpec, ...] = ()
    _where: tuple[Any, ...] = ()
    _having: tuple[Any, ...] = ()
    _distinct = False
    _distinct_on: tuple[Any, ...] = ()
    #: FROM elements to take from the statement around this; None: those that are there, automatically.
    _correlate: tuple[Any, ...] | None = None
    _correlate_except: tuple[Any, ...] | None = None
    _hints: tuple[tuple[Any, str, str], ...] = ()
    _statement_hints: tuple[tuple[str, str], ...] = ()
    #: What the ORM made of a statement: its entities have their criteria.
    _is_expanded = False
    #: The statement whose rows an ORM select takes its objects from.
    _statement: Any = None

    def __init__(self, *entities: Any) -> None:
        entries = coercion.columns_entries(entities)
        self._entities = entries
        for entry in entries:
            if entry._is_orm_entity:
                self._is_orm = True
                break

    # -- the SELECT list ---------------------------------------------------------------------------------------------

    def _core(self, eager: bool = False, around: tuple[Any, ...] = ()) -> Select[Any]:
        """This statement without ORM entities.

        :param eager: with joined eager loads, as at the top level.
        :param around: the criteria options of the statement that this one is part of.
        """
        if around:
            plain = self._core()
            within: Select[Any] = seams.expand_orm_select(self.options(*around), eager)
            # others refer to the columns by these names
            within._memoised("plan", plain._plan)
            within._memoised("derived_plan", plain._derived_plan)
            within._memoised("plain_plan", plain._plain_plan)
            return within
        if not self._is_orm and (self._is_expanded or not self._names_entities):
            return self
        expanded: Select[Any] = self._memoised(
            "eager" if eager else "core", lambda: seams.expand_orm_select(self, eager)
        )
        return expanded

    @property
    def _names_entities(self) -> bool:
        """Whether expressions of it are about entities whose table has rows of others, too."""
        found: bool = self._memoised(
            "names_entities", lambda: names_entities(self._entities) or names_entities(self._where)
        )
        return found

    @property
    def _result_entries(self) -> tuple[Any, ...]:
        return self._entities

    def _result_elements(self) -> list[Any]:
        elements: list[Any] = []
        for entity in self._core()._entities:
            if isinstance(entity, ClauseElement) and entity._is_from_clause:
                elements.extend(entity._stated_columns)  # type: ignore[attr-defined]  # FROM elements have it
            else:
                elements.append(entity)
        return elements

    def _plan(self) -> list[PlannedColumn]:
        core = self._core()
        return super()._plan() if core is self else core._plan()

    @property
    def inner_columns(self) -> Iterable[Any]:
        """The entries of the SELECT list, tables resolved to their columns."""
        return iter(self._result_elements())

    @property
    def column_descriptions(self) -> Any:
        """A list of dictionaries that describe the entries of the SELECT list, in order."""
        if self._is_orm:
            return seams.describe_orm_columns(self)
        return [
            {"name": getattr(e, "key", None) or getattr(e, "name", None), "type": getattr(e, "type", None), "expr": e}
            for e in self._entities
        ]

    def add_columns(self, *entities: Any) -> Select[Any]:
        """A copy with further entries at the end of the SELECT list."""
        return self._with_entities(self._entities + coercion.columns_entries(entities))

    def column(self, column: Any) -> Select[Any]:
        """As :meth:`add_columns`, with one entry."""
        return self.add_columns(column)

    def with_only_columns(self, *entities: Any, maintain_column_froms: bool = False) -> Select[Any]:
        """A copy with another SELECT list.

        :param entities: the entries.
        :param maintain_column_froms: what the former entries brought into FROM stays there.
        """
        copy: Select[Any] = self
        if maintain_column_froms:
            copy = self.select_from(*self.columns_clause_froms)
        if len(entities) == 1 and isinstance(entities[0], (list, tuple)):
            raise exc.ArgumentError(
                'The "entities" argument to Select.with_only_columns() is now passed as a series of '
                "positional elements, "
                "rather than as a list. "
            )
        return copy._with_entities(coercion.columns_entries(entities))

    def _with_entities(self, entries: tuple[Any, ...]) -> Select[Any]:
        if not self._is_orm and any(entry._is_orm_entity for entry in entries):
            return self._with(_entities=entries, _is_orm=True)
        return self._with(_entities=entries)

    def reduce_columns(self, only_synonyms: bool = True) -> Select[Any]:
        """A copy without columns that another one, by foreign key and condition, is equal to.

        :param only_synonyms: leave out only columns that have the name of that other one.
        """
        return self.with_only_columns(*froms.reduced_columns(self, only_synonyms))

    def distinct(self, *expr: Any) -> Select[_R]:
        """A copy with DISTINCT.

        :param expr: expressions for DISTINCT ON, where the database has it.
        """
        if not expr:
            return self._with(_distinct=True)
        added = tuple([coercion.order_by(e) for e in expr])
        return self._with(_distinct=True, _distinct_on=self._distinct_on + added)

    # -- FROM --------------------------------------------------------------------------------------------------------

    def select_from(self, *from_elements: Any) -> Select[_R]:
        """A copy with further FROM elements.

        :param from_elements: tables, joins, subqueries, or ORM entities.
        """
        added = tuple([coercion.from_clause(element) for element in from_elements])
        if not self._is_orm and any(element._is_orm_entity for element in added):
            return self._with(_from=self._from + added, _is_orm=True)
        return self._with(_from=self._from + added)

    def join(self, target: Any, onclause: Any = None, *, isouter: bool = False, full: bool = False) -> Select[_R]:
        """A copy with a JOIN to what it selects from.

        :param target: a FROM element, an ORM entity, or a relationship attribute.
        :param onclause: the condition, or a relationship attribute; by default the foreign keys decide.
        :param isouter: LEFT OUTER JOIN.
        :param full: FULL OUTER JOIN.
        """
        return self._joined(None, target, onclause, isouter, full)

    def outerjoin(self, target: Any, onclause: Any = None, *, full: bool = False) -> Select[_R]:
        """A copy with a LEFT OUTER JOIN; see :meth:`join`."""
        return self._joined(None, target, onclause, True, full)

    def join_from(
        self, from_: Any, target: Any, onclause: Any = None, *, isouter: bool = False, full: bool = False
    ) -> Select[_R]:
        """A copy with ``from_ JOIN target``; see :meth:`join`."""
        return self._joined(coercion.from_clause(from_), target, onclause, isouter, full)

    def outerjoin_from(self, from_: Any, target: Any, onclause: Any = None, *, full: bool = False) -> Select[_R]:
        """A copy with ``from_ LEFT OUTER JOIN target``; see :meth:`join`."""
        return self._joined(coercion.from_clause(from_), target, onclause, True, full)

    def _joined(self, left: Any, target: Any, onclause: Any, isouter: bool, full: bool) -> Select[_R]:
        right = coercion.join_target(target)
        on = None if onclause is None else coercion.onclause(onclause)
        spec = JoinSpec(right, on, isouter, full, left)
        is_orm = self._is_orm or any(e is not None and e._is_orm_entity for e in (left, right, on))
        if is_orm and not self._is_orm:
            return self._with(_joins=(*self._joins, spec), _is_orm=True)
        return self._with(_joins=(*self._joins, spec))

    def from_statement(self, statement: Any) -> Any:
        """The ORM entities of this select, loaded from the rows of another statement."""
        return self._with(_statement=coercion.statement(statement), _is_orm=True)

    @property
    def columns_clause_froms(self) -> list[Any]:
        """What the SELECT list brings into FROM."""
        return froms.of_elements(self._core()._entities)

    def get_final_froms(self) -> list[Any]:
        """The FROM list as it will be rendered, without correlation."""
        return froms.display_froms(self._core())

    @property
    def froms(self) -> list[Any]:
        """As :meth:`get_final_froms`; deprecated."""
        warn_deprecated(
            "The Select.froms attribute is moved to the Select.get_final_froms() method. (deprecated since: 1.4.23)"
        )
        return self.get_final_froms()

    def correlate(self, *fromclauses: Any) -> Select[_R]:
        """A copy that, as a subquery, takes these FROM elements from the statement around it; None for none at all."""
        if not fromclauses or fromclauses[0] is None:
            return self._with(_correlate=())
        added = tuple([coercion.core_from_clause(element) for element in fromclauses])
        return self._with(_correlate=(self._correlate or ()) + added)

    def correlate_except(self, *fromclauses: Any) -> Select[_R]:
        """A copy that, as a subquery, takes all FROM elements but these from the statement around it."""
        if not fromclauses or fromclauses[0] is None:
            return self._with(_correlate_except=())
        added = tuple([coercion.core_from_clause(element) for element in fromclauses])
        return self._with(_correlate_except=(self._correlate_except or ()) + added)

    # -- conditions --------------------------------------------------------------------------------------------------

    def where(self, *whereclause: Any) -> Select[_R]:
        """A copy with further conditions, joined by AND."""
        added = self._where
        for condition in whereclause:
            plain = condition.__class__ is BinaryExpression and condition.operator in PRECEDENCE
            added += (condition if plain else coercion.where(condition),)
        return self._with(_where=added)

    def filter(self, *criteria: Any) -> Select[_R]:
        """As :meth:`where`."""
        return self.where(*criteria)

    def filter_by(self, **kwargs: Any) -> Select[_R]:
        """A copy with ``attribute = value`` conditions.

        :param kwargs: attributes of what was joined last, or of the one other FROM element that has them.
        """
        return self.where(*filter_by_criteria(self, kwargs))

    @property
    def whereclause(self) -> ColumnElement[Any] | None:
        """The whole condition; None when there is none."""
        return and_(*self._where) if self._where else None

    def having(self, *having: Any) -> Select[_R]:
        """A copy with further conditions on groups, joined by AND."""
        return self._with(_having=self._having + tuple([coercion.where(condition) for condition in having]))

    # -- hints, compounds --------------------------------------------------------------------------------------------

    def with_hint(self, selectable: Any, text: str, dialect_name: str = "*") -> Select[_R]:
        """A copy with a hint for an element of FROM.

        :param selectable: the element.
        :param text: the hint; ``%(name)s`` stands for the element's name.
        :param dialect_name: the dialect that it is for.
        """
        return self._with(_hints=(*self._hints, (coercion.core_from_clause(selectable), dialect_name, text)))

    def with_statement_hint(self, text: str, dialect_name: str = "*") -> Select[_R]:
        """A copy with a hint for the whole statement."""
        return self._with(_statement_hints=(*self._statement_hints, (dialect_name, text)))

    def union(self, *other: Any) -> CompoundSelect[Any]:
        """``this UNION other``."""
        return self._compound("UNION", other)

    def union_all(self, *other: Any) -> CompoundSelect[Any]:
        """``this UNION ALL other``."""
        return self._compound("UNION ALL", other)

    def except_(self, *other: Any) -> CompoundSelect[Any]:
        """``this EXCEPT other``."""
        return self._compound("EXCEPT", other)

    def except_all(self, *other: Any) -> CompoundSelect[Any]:
        """``this EXCEPT ALL other``."""
        return self._compound("EXCEPT ALL", other)

    def intersect(self, *other: Any) -> CompoundSelect[Any]:
        """``this INTERSECT other``."""
        return self._compound("INTERSECT", other)

    def intersect_all(self, *other: Any) -> CompoundSelect[Any]:
        """``this INTERSECT ALL other``."""
        return self._compound("INTERSECT ALL", other)

    def _compound(self, keyword: str, others: tuple[Any, ...]) -> CompoundSelect[Any]:
        made: CompoundSelect[Any] = seams.compound(keyword, self, *others)
        return made

    def is_derived_from(self, fromclause: Any) -> bool:
        return fromclause is self or any(f.is_derived_from(fromclause) for f in self.get_final_froms())


@overload
def select(__e0: type[_T0] | SQLColumnExpression[_T0], /) -> Select[tuple[_T0]]: ...
@overload
def select(
    __e0: type[_T0] | SQLColumnExpression[_T0],
    __e1: type[_T1] | SQLColumnExpression[_T1],
    /,
) -> Select[tuple[_T0, _T1]]: ...
@overload
def select(
    __e0: type[_T0] | SQLColumnExpression[_T0],
    __e1: type[_T1] | SQLColumnExpression[_T1],
    __e2: type[_T2] | SQLColumnExpression[_T2],
    /,
) -> Select[tuple[_T0, _T1, _T2]]: ...
@overload
def select(
    __e0: type[_T0] | SQLColumnExpression[_T0],
    __e1: type[_T1] | SQLColumnExpression[_T1],
    __e2: type[_T2] | SQLColumnExpression[_T2],
    __e3: type[_T3] | SQLColumnExpression[_T3],
    /,
) -> Select[tuple[_T0, _T1, _T2, _T3]]: ...
@overload
def select(
    __e0: type[_T0] | SQLColumnExpression[_T0],
    __e1: type[_T1] | SQLColumnExpression[_T1],
    __e2: type[_T2] | SQLColumnExpression[_T2],
    __e3: type[_T3] | SQLColumnExpression[_T3],
    __e4: type[_T4] | SQLColumnExpression[_T4],
    /,
) -> Select[tuple[_T0, _T1, _T2, _T3, _T4]]: ...
@overload
def select(
    __e0: type[_T0] | SQLColumnExpression[_T0],
    __e1: type[_T1] | SQLColumnExpression[_T1],
    __e2: type[_T2] | SQLColumnExpression[_T2],
    __e3: type[_T3] | SQLColumnExpression[_T3],
    __e4: type[_T4] | SQLColumnExpression[_T4],
    __e5: type[_T5] | SQLColumnExpression[_T5],
    /,
) -> Select[tuple[_T0, _T1, _T2, _T3, _T4, _T5]]: ...
@overload
def select(
    __e0: type[_T0] | SQLColumnExpression[_T0],
    __e1: type[_T1] | SQLColumnExpression[_T1],
    __e2: type[_T2] | SQLColumnExpression[_T2],
    __e3: type[_T3] | SQLColumnExpression[_T3],
    __e4: type[_T4] | SQLColumnExpression[_T4],
    __e5: type[_T5] | SQLColumnExpression[_T5],
    __e6: type[_T6] | SQLColumnExpression[_T6],
    /,
) -> Select[tuple[_T0, _T1, _T2, _T3, _T4, _T5, _T6]]: ...
@overload
def select(
    __e0: type[_T0] | SQLColumnExpression[_T0],
    __e1: type[_T1] | SQLColumnExpression[_T1],
    __e2: type[_T2] | SQLColumnExpression[_T2],
    __e3: type[_T3] | SQLColumnExpression[_T3],
    __e4: type[_T4] | SQLColumnExpression[_T4],
    __e5: type[_T5] | SQLColumnExpression[_T5],
    __e6: type[_T6] | SQLColumnExpression[_T6],
    __e7: type[_T7] | SQLColumnExpression[_T7],
    /,
) -> Select[tuple[_T0, _T1, _T2, _T3, _T4, _T5, _T6, _T7]]: ...
@overload
def select(*entities: Any) -> Select[Any]: ...
def select(*entities: Any) -> Select[Any]:
    """Return a SELECT statement.

    :param entities: column expressions, FROM elements (all their columns), mapped classes and their attributes.
    :raises ArgumentError: for text, which :func:`text` or :func:`literal_column` has to declare.
    """
    return Select(*entities)
