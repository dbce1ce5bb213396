"""Query: SQLAlchemy's older way to write a SELECT of entities, a thin builder over `select()`.

Rules
* A Query is a Select, a session and parameters; each method returns a copy with a changed Select. Nothing here knows
  SQL.
* SQL is written with `LABEL_STYLE_TABLENAME_PLUS_COL` (`users.id AS users_id`), except through `.statement` and
  `.subquery()`.
* Results of entities hold each object (each row of objects) once, as they always did.
* `union()` and its like select from the combined rows; what is added afterwards is put in terms of them.
Source: SQLAlchemy 2.1 documentation, "Legacy Query API"; text A.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self, TypeVar

from holdfast import exc
from holdfast.inspection import inspect
from holdfast.orm.entities.aliased import aliased
from holdfast.orm.entities.options import Load
from holdfast.orm.loading.execution import statement_mapper
from holdfast.orm.loading.expand import expand, is_entity
from holdfast.orm.loading.joins import adapted
from holdfast.orm.query.describe import describe_columns
from holdfast.orm.query.results import QueryResults
from holdfast.orm.relationships import with_parent
from holdfast.sql import coercion
from holdfast.sql.expressions.column import literal_column
from holdfast.sql.selectables.labels import LABEL_STYLE_DEFAULT, LABEL_STYLE_TABLENAME_PLUS_COL, SelectLabelStyle
from holdfast.sql.selectables.scalar import Exists
from holdfast.sql.statements.compound import CompoundSelect
from holdfast.sql.statements.select import Select, select
from holdfast.util.collections import immutabledict

T = TypeVar("T")


class Query(QueryResults[T]):
    """A SELECT of entities with its session. Made by `Session.query()`.

    :param entities: mapped classes, aliases, attributes, columns: one, or a sequence of them.
    :param session: the session to load with.
    """

    def __init__(self, entities: Any, session: Any = None) -> None:
        self.session: Any = session
        items = entities if isinstance(entities, (list, tuple)) else (entities,)
        self._select: Select[Any] = select(*items)
        self._style: SelectLabelStyle | None = None
        self._params: immutabledict[str, Any] = immutabledict()
        self._source: Any = None
        """the subquery that all is selected from (after union and its like)"""
        self._stands: Mapping[Any, Any] = {}
        """entity -> what stands for it there"""
        self._tuples = False

    def _with(self, statement: Any) -> Self:
        copy = self._copy()
        copy._select = statement
        return copy

    def _copy(self) -> Self:
        copy = type(self).__new__(type(self))
        copy.__dict__.update(self.__dict__)
        return copy

    # what is selected

    @property
    def statement(self) -> Any:
        """The SELECT, without the label style of Query, with its parameters."""
        found = self._select if self._style is None else self._select.set_label_style(self._style)
        if self._params:
            found = found.params(self._params)
        return found._statement if found._statement is not None else found

    @property
    def selectable(self) -> Any:
        """The statement."""
        return self.__clause_element__()

    def __clause_element__(self) -> Any:
        return self._labelled()

    def _labelled(self) -> Any:
        if not self._select._entities:
            raise exc.InvalidRequestError("Query contains no columns with which to SELECT from.")
        found = self._select.set_label_style(self._style or LABEL_STYLE_TABLENAME_PLUS_COL)
        return found.params(self._params) if self._params else found

    def _compiled_core(self) -> Any:
        statement = self._labelled()
        if statement._statement is not None:
            return statement._statement
        eager = statement._execution_options.get("enable_eagerloads", True)
        return expand(statement, eager=eager).statement if statement._is_orm else statement

    def __str__(self) -> str:
        bind = None
        if self.session is not None:
            try:
                bind = self.session.get_bind(mapper=statement_mapper(self._select), clause=self._select)
            except exc.UnboundExecutionError:
                bind = None
        return str(self._compiled_core().compile(bind))

    @property
    def column_descriptions(self) -> list[dict[str, Any]]:
        """A list of dictionaries that describe the items of the rows."""
        return describe_columns(self._select)

    @property
    def is_single_entity(self) -> bool:
        """True when there is one item to a row. Source: SQLAlchemy 2.1 documentation, Query.is_single_entity."""
        return len(self._select._entities) == 1 and not self._tuples

    @property
    def whereclause(self) -> Any:
        """The whole WHERE condition, or None."""
        return self._select.whereclause

    @property
    def lazy_loaded_from(self) -> Any:
        """The state that a lazy load is for; None, as lazy loads do not use Query."""
        return None

    def add_columns(self, *column: Any) -> Query[Any]:
        """Add items to the rows."""
        return self._with(self._select.add_columns(*[self._in_terms(each) for each in column]))

    def add_column(self, column: Any) -> Query[Any]:
        """As `add_columns`, with one."""
        return self.add_columns(column)

    def add_entity(self, entity: Any, alias: Any = None) -> Query[Any]:
        """Add a mapped class to the rows; `alias` selects it from there."""
        return self.add_columns(entity if alias is None else aliased(entity, alias))

    def with_entities(self, *entities: Any) -> Query[Any]:
        """Select other items with the same criteria."""
        return self._with(self._select.with_only_columns(*[self._in_terms(each) for each in entities]))

    def tuples(self) -> Query[Any]:
        """The same query; for type checkers one of tuples."""
        return self

    def only_return_tuples(self, value: bool) -> Self:
        """Return rows even of a single entity."""
        copy = self._copy()
        copy._tuples = value
        return copy

    def with_labels(self) -> Self:
        """Use `users_id` labels in `.statement` and subqueries, too."""
        return self.set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)

    apply_labels = with_labels

    def set_label_style(self, style: SelectLabelStyle) -> Self:
        """Set the label style of `.statement` and of the SQL."""
        copy = self._copy()
        copy._style = style
        return copy

    @property
    def get_label_style(self) -> SelectLabelStyle:
        """The label style of `.statement`."""
        return self._style or LABEL_STYLE_DEFAULT

    # criteria

    def _in_terms(self, expression: Any) -> Any:
        """An expression in terms of what a union selects."""
        source = self._source
        if source is None:
            return expression
        element = expression
        if not getattr(element, "is_clause_element", False):
            if is_entity(element) or isinstance(element, type):
                return aliased(element, source)
            if _is_relationship(element):
                return self._relationship_in_terms(element)
            element = coercion.clause_element(element)
        return (
            adapted(element, source.corresponding_column)
            if getattr(element, "is_clause_element", False)
            else expression
        )

    def _relationship_in_terms(self, attribute: Any) -> Any:
        stand = self._stand(attribute.parent)
        if stand is None:
            return attribute
        made = attribute.adapt_to_entity(stand)
        if attribute.of_type_entity is not None:
            made = made.of_type(attribute.of_type_entity)
        return made.and_(*attribute.extra_criteria) if attribute.extra_criteria else made

    def _stand(self, entity: Any) -> Any:
        """What stands for an entity after a union; None for one that was not in it."""
        found = self._stands.get(entity)
        if found is None and entity.is_mapper:
            return next((stand for known, stand in self._stands.items() if known.is_mapper and known.isa(entity)), None)
        return found

    def _refuse_limit(self, method: str) -> None:
        if self._select._limit is not None or self._select._offset is not None:
            raise exc.InvalidRequestError(
                f"Query.{method}() being called on a Query which already has LIMIT or OFFSET applied.  Call "
                f"{method}() before limit() or "
                "offset() are applied."
            )
        if self._select._statement is not None:
            raise exc.InvalidRequestError(
                f"Query.{method}() being called on a Query with an existing full statement - can't apply criterion."
            )

    def filter(self, *criterion: Any) -> Self:
        """Add criteria, joined by AND."""
        self._refuse_limit("filter")
        return self._with(self._select.where(*[self._in_terms(each) for each in criterion]))

    def where(self, *criterion: Any) -> Self:
        """As `filter`."""
        return self.filter(*criterion)

    def filter_by(self, **kwargs: Any) -> Self:
        """Add `attribute = value` criteria for the entity joined last, else the first one."""
        self._refuse_limit("filter")
        return self._with(self._select.filter_by(**kwargs))

    def having(self, *having: Any) -> Self:
        """Add criteria for groups."""
        self._refuse_limit("having")
        return self._with(self._select.having(*[self._in_terms(each) for each in having]))

    def order_by(self, *clauses: Any) -> Self:
        """Add ORDER BY entries; `order_by(None)` or `order_by(False)` removes all."""
        if not (len(clauses) == 1 and (clauses[0] is None or clauses[0] is False)):
            self._refuse_limit("order_by")
        return self._with(self._select.order_by(*[self._in_terms(each) for each in clauses]))

    def group_by(self, *clauses: Any) -> Self:
        """Add GROUP BY entries."""
        self._refuse_limit("group_by")
        return self._with(self._select.group_by(*[self._in_terms(each) for each in clauses]))

    def distinct(self, *expr: Any) -> Self:
        """SELECT DISTINCT, with expressions DISTINCT ON."""
        return self._with(self._select.distinct(*[self._in_terms(each) for each in expr]))

    def limit(self, limit: Any) -> Self:
        """LIMIT; None removes it."""
        return self._with(self._select.limit(limit))

    def offset(self, offset: Any) -> Self:
        """OFFSET; None removes it."""
        return self._with(self._select.offset(offset))

    def slice(self, start: int | None, stop: int | None) -> Self:
        """LIMIT and OFFSET for the rows from `start` up to `stop`, within those that are limited already."""
        offset, limit = _plain(self._select._offset) or 0, _plain(self._select._limit)
        if start is not None and stop is not None:
            offset, limit = offset + start, stop - start
        elif stop is not None:
            limit = stop
        elif start is not None:
            offset, limit = offset + start, None if limit is None else max(limit - start, 0)
        statement = self._select.offset(offset)
        return self._with(statement if limit is None else statement.limit(max(limit, 0)))

    def correlate(self, *fromclauses: Any) -> Self:
        """Take FROM elements from the statement around this one, as a subquery."""
        return self._with(self._select.correlate(*fromclauses))

    def with_parent(self, instance: object, property: Any = None, from_entity: Any = None) -> Self:
        """Select what is related to an object.

        :param instance: the parent.
        :param property: the relationship attribute; by default the only one that leads to the query's entity.
        :param from_entity: the parent's entity, when it is not the class itself.
        """
        if property is None:
            target = statement_mapper(self._select)
            parent = inspect(instance).mapper
            found = [prop for prop in parent.relationships.values() if prop.mapper is target]
            if len(found) != 1:
                raise exc.InvalidRequestError(
                    f"Could not locate a property which relates instances of class '{target.class_.__name__}' to "
                    "instances of class "
                    f"'{parent.class_.__name__}'"
                )
            property = found[0].class_attribute
        return self.filter(with_parent(instance, property, from_entity))

    # FROM

    def join(self, target: Any, *props: Any, isouter: bool = False, full: bool = False) -> Self:
        """JOIN a relationship or an entity.

        :param target: a relationship attribute, an entity or a FROM element.
        :param props: the ON clause, if any: a condition or a relationship attribute.
        :param isouter: LEFT OUTER JOIN.
        :param full: FULL OUTER JOIN.
        """
        self._refuse_limit("join")
        if len(props) > 1 or (props and _is_relationship(target)):
            raise exc.InvalidRequestError(
                "No 'on clause' argument may be passed when joining to a relationship path as a target; call join() "
                "once for each target"
            )
        onclause = self._in_terms(props[0]) if props else None
        if _is_relationship(target):
            target = self._relationship_in_terms(target)
        return self._with(self._select.join(target, onclause, isouter=isouter, full=full))

    def outerjoin(self, target: Any, *props: Any, full: bool = False) -> Self:
        """LEFT OUTER JOIN; see `join`."""
        return self.join(target, *props, isouter=True, full=full)

    def select_from(self, *from_obj: Any) -> Self:
        """Set the FROM elements."""
        self._refuse_limit("select_from")
        return self._with(self._select.select_from(*from_obj))

    def reset_joinpoint(self) -> Self:
        """The same query: `filter_by()` always refers to what was joined last."""
        return self._with(self._select.with_only_columns(*self._select._entities))

    def from_statement(self, statement: Any) -> Self:
        """Take the objects from the rows of another statement."""
        return self._with(self._select.from_statement(statement))

    # as part of other statements

    def subquery(self, name: str | None = None, with_labels: bool = False, reduce_columns: bool = False) -> Any:
        """The query as a FROM element."""
        statement = self.enable_eagerloads(False).statement
        if with_labels:
            statement = statement.set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
        if reduce_columns:
            statement = statement.reduce_columns()
        return statement.subquery(name)

    def cte(self, name: str | None = None, recursive: bool = False, nesting: bool = False) -> Any:
        """The query as a common table expression."""
        return self.enable_eagerloads(False).statement.cte(name, recursive, nesting)

    def label(self, name: str | None) -> Any:
        """The query as a labelled value."""
        return self.enable_eagerloads(False).statement.label(name)

    def scalar_subquery(self) -> Any:
        """The query as a value."""
        return self.enable_eagerloads(False).statement.scalar_subquery()

    as_scalar = scalar_subquery

    def exists(self) -> Exists:
        """`EXISTS (SELECT 1 ..)` with the query's criteria."""
        inner = self._select.with_only_columns(literal_column("1"))
        if not inner._from and not inner._joins and (mapper := statement_mapper(self._select)) is not None:
            first = next((entry for entry in self._select._entities if is_entity(entry)), None)
            inner = inner.select_from(first or mapper)
        elif not inner._from:
            inner = inner.select_from(*[entry for entry in self._select._entities if is_entity(entry)][:1])
        return Exists(inner.scalar_subquery())

    def _combined(self, keyword: str, others: tuple[Any, ...]) -> Self:
        parts = [
            each._labelled() if isinstance(each, Query) else each for each in (self.enable_eagerloads(False), *others)
        ]
        source = CompoundSelect(keyword, *parts).subquery()
        copy = self._copy()
        copy._source = source
        entities = [self._from_source(entry, source, number) for number, entry in enumerate(self._select._entities)]
        stands = {
            entry: inspect(made)
            for entry, made in zip(self._select._entities, entities, strict=True)
            if is_entity(entry)
        }
        copy._stands = {**{known: stands[stand] for known, stand in self._stands.items() if stand in stands}, **stands}
        copy._select = select(*entities)._with(_execution_options=self._select._execution_options)
        return copy.options(*self._select._options)

    def _from_source(self, entry: Any, source: Any, number: int) -> Any:
        if is_entity(entry):
            return aliased(entry.mapper, source)
        element = coercion.clause_element(entry)
        found = source.corresponding_column(element)
        return found if found is not None else list(source.c)[number]

    def union(self, *q: Any) -> Self:
        """The rows of this and other queries, each once."""
        return self._combined("UNION", q)

    def union_all(self, *q: Any) -> Self:
        """The rows of this and other queries."""
        return self._combined("UNION ALL", q)

    def intersect(self, *q: Any) -> Self:
        """The rows that all queries have."""
        return self._combined("INTERSECT", q)

    def intersect_all(self, *q: Any) -> Self:
        """The rows that all queries have, repetitions included."""
        return self._combined("INTERSECT ALL", q)

    def except_(self, *q: Any) -> Self:
        """The rows of this query that the others have not."""
        return self._combined("EXCEPT", q)

    def except_all(self, *q: Any) -> Self:
        """The rows of this query that the others have not, repetitions included."""
        return self._combined("EXCEPT ALL", q)

    # settings

    def options(self, *args: Any) -> Self:
        """Apply loader options, single ones or lists of them."""
        flat = list(_flat(args))
        if self._stands:
            flat = [each.in_terms(self._stand) if isinstance(each, Load) else each for each in flat]
        return self._with(self._select.options(*flat))

    def with_transformation(self, fn: Callable[[Self], Self]) -> Self:
        """Return `fn(query)`."""
        return fn(self)

    def execution_options(self, **kwargs: Any) -> Self:
        """Set execution options."""
        return self._with(self._select.execution_options(**kwargs))

    @property
    def get_execution_options(self) -> Callable[[], Mapping[str, Any]]:
        """The execution options, as a method."""
        return self._select.get_execution_options

    def enable_eagerloads(self, value: bool) -> Self:
        """Whether eager loads apply."""
        return self.execution_options(enable_eagerloads=value)

    def enable_assertions(self, value: bool) -> Self:
        """The same query: criteria after LIMIT are always refused."""
        return self._copy()

    def populate_existing(self) -> Self:
        """Overwrite objects that the session has already."""
        return self.execution_options(populate_existing=True)

    def autoflush(self, setting: bool) -> Self:
        """Whether the session is flushed before the query is executed."""
        return self.execution_options(autoflush=setting)

    def yield_per(self, count: int) -> Self:
        """Load `count` rows at a time."""
        return self.execution_options(yield_per=count)

    def with_for_update(
        self,
        *,
        nowait: bool = False,
        read: bool = False,
        of: Any = None,
        skip_locked: bool = False,
        key_share: bool = False,
    ) -> Self:
        """SELECT .. FOR UPDATE."""
        return self._with(
            self._select.with_for_update(nowait=nowait, read=read, of=of, skip_locked=skip_locked, key_share=key_share)
        )

    def with_hint(self, selectable: Any, text: str, dialect_name: str = "*") -> Self:
        """A hint for a FROM element."""
        return self._with(self._select.with_hint(selectable, text, dialect_name))

    def with_statement_hint(self, text: str, dialect_name: str = "*") -> Self:
        """A hint for the statement."""
        return self._with(self._select.with_statement_hint(text, dialect_name))

    def prefix_with(self, *prefixes: Any, dialect: str = "*") -> Self:
        """Words after SELECT."""
        return self._with(self._select.prefix_with(*prefixes, dialect=dialect))

    def suffix_with(self, *suffixes: Any, dialect: str = "*") -> Self:
        """Words at the end."""
        return self._with(self._select.suffix_with(*suffixes, dialect=dialect))

    def ext(self, extension: Any) -> Self:
        """Apply a statement extension."""
        return self._with(self._select.ext(extension))

    def params(self, params: Mapping[str, Any] | None = None, /, **kw: Any) -> Self:
        """Set values of bound parameters by name."""
        copy = self._copy()
        copy._params = self._params.union({**(params or {}), **kw})
        return copy

    def with_session(self, session: Any) -> Self:
        """The same query for another session."""
        copy = self._copy()
        copy.session = session
        return copy


def _is_relationship(item: Any) -> bool:
    return bool(getattr(item, "is_attribute", False)) and bool(item.prop.is_relationship)


def _flat(options: Iterable[Any]) -> Iterator[Any]:
    for option in options:
        if isinstance(option, (list, tuple)):
            yield from _flat(option)
        else:
            yield option


def _plain(count: Any) -> int | None:
    """The number of a LIMIT or OFFSET that was given as one."""
    if count is None:
        return None
    value = getattr(count, "value", None)
    if not isinstance(value, int):
        raise exc.InvalidRequestError("A Query with a SQL expression as LIMIT or OFFSET cannot be sliced further")
    return value
