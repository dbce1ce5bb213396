"""INSERT, UPDATE, DELETE.

Values are kept as pairs of what the user named (a column, or a name that the compiler looks up) and an element; a
literal is a bound parameter that carries the column's type.  A statement for an ORM entity keeps the entity in
``_entity`` and is made into a plain one by ``seams.expand_orm_dml`` when it is compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.sql import coercion, seams
from holdfast.sql.expressions.bind import BindParameter, ColumnValue
from holdfast.sql.expressions.boolean import and_
from holdfast.sql.expressions.element import ClauseElement, ColumnElement
from holdfast.sql.selectables.columns import ColumnCollection
from holdfast.sql.selectables.cte import HasPrefixes
from holdfast.sql.selectables.fromclause import ReturnsRows
from holdfast.sql.selectables.labels import LABEL_STYLE_DEFAULT, PlannedColumn, plan_columns
from holdfast.sql.statements.dialect_options import HasDialectOptions
from holdfast.sql.statements.extensions import HasExtensions
from holdfast.sql.statements.filters import filter_by_criteria
from holdfast.sql.statements.selectbase import HasCTE
from holdfast.sql.traversal import ELEMENT, ELEMENTS, IGNORED, NESTED, OPTIONS, VALUE, Fields
from holdfast.sql.types import NULLTYPE

_U = TypeVar("_U", bound="UpdateBase")
_V = TypeVar("_V", bound="ValuesBase")
_W = TypeVar("_W", bound="DMLWhereBase")
_I = TypeVar("_I", bound="Insert")

Pair = tuple[Any, Any]


class UpdateBase(HasExtensions, HasPrefixes, HasDialectOptions, HasCTE, ReturnsRows):
    """Base of INSERT, UPDATE and DELETE."""

    _fields: ClassVar[Fields] = {
        **HasCTE._fields,
        "table": ELEMENT,
        "_entity": IGNORED,
        "_is_orm": IGNORED,
        "_orm_key": NESTED,
        "_returning": ELEMENTS,
        "_sort_by_parameter_order": VALUE,
        "_return_defaults": VALUE,
        "_return_defaults_columns": ELEMENTS,
        "_supplemental_returning": ELEMENTS,
        "_prefixes": NESTED,
        "_hints": NESTED,
        "_dialect_kw": OPTIONS,
        "_extensions": NESTED,
    }

    is_dml = True
    table: Any
    #: The ORM entity that the statement is for.
    _entity: Any = None
    _orm_key: Any = None
    _returning: tuple[Any, ...] = ()
    _sort_by_parameter_order = False
    _return_defaults = False
    _return_defaults_columns: tuple[Any, ...] = ()
    _supplemental_returning: tuple[Any, ...] = ()
    _hints: tuple[tuple[Any, str, str], ...] = ()

    def _set_table(self, table: Any) -> None:
        entity = coercion.orm_entity(table)
        if entity is not None:
            self._entity = entity
            self._is_orm = True
            # The entity tells two statements for one table apart.
            self._orm_key = entity
        # a subclass with a table of its own is selected from a join, but written to its own table
        self.table = coercion.dml_table(table if entity is None else getattr(entity, "local_table", table))

    def _core(self) -> Any:
        """This statement without ORM entities."""
        return self._memoised("core", lambda: seams.expand_orm_dml(self)) if self._is_orm else self

    def returning(self: _U, *cols: Any, sort_by_parameter_order: bool = False) -> _U:
        """A copy with RETURNING.

        :param cols: columns, expressions, tables or ORM entities.
        :param sort_by_parameter_order: the rows of an INSERT of many parameter sets come in the order of the sets.
        """
        if self._return_defaults:
            raise exc.InvalidRequestError("return_defaults() is already configured on this statement")
        added = tuple([coercion.columns_entry(col) for col in cols])
        changes: dict[str, Any] = {"_returning": self._returning + added}
        if sort_by_parameter_order:
            if self.is_update or self.is_delete:
                raise exc.ArgumentError("The 'sort_by_parameter_order' argument to returning() is for INSERT only")
            changes["_sort_by_parameter_order"] = True
        if any(entry._is_orm_entity for entry in added):
            changes["_is_orm"] = True
        return self._with(**changes)

    def return_defaults(
        self: _U, *cols: Any, supplemental_cols: Iterable[Any] | None = None, sort_by_parameter_order: bool = False
    ) -> _U:
        """A copy that fetches server-generated values, with RETURNING where the database has it.

        :param cols: the columns; all that have such values without it.
        :param supplemental_cols: further columns for RETURNING.
        :param sort_by_parameter_order: see :meth:`returning`.
        """
        if self._returning:
            raise exc.InvalidRequestError("RETURNING is already configured on this statement")
        columns = tuple([coercion.column_expression(col) for col in cols])
        supplemental = tuple([coercion.column_expression(col) for col in supplemental_cols or ()])
        return self._with(
            _return_defaults=True,
            _return_defaults_columns=columns,
            _supplemental_returning=supplemental,
            _sort_by_parameter_order=sort_by_parameter_order,
        )

    def _returning_elements(self) -> list[Any]:
        elements: list[Any] = []
        for entry in self._core()._returning:
            if isinstance(entry, ClauseElement) and entry._is_from_clause:
                elements.extend(entry._stated_columns)  # type: ignore[attr-defined]  # FROM elements have it
            else:
                elements.append(entry)
        return elements

    @property
    def _result_entries(self) -> tuple[Any, ...]:
        return self._returning

    # What a CTE of the statement is made of.
    _result_elements = _returning_elements

    def _plan(self) -> list[PlannedColumn]:
        plan: list[PlannedColumn] = self._memoised(
            "plan", lambda: plan_columns(self._returning_elements(), LABEL_STYLE_DEFAULT)
        )
        return plan

    def _proxy_columns(self) -> Iterable[tuple[str, Any, str]]:
        for entry in self._plan():
            if entry.key is not None:
                yield entry.key, entry.column, entry.name if entry.name is not None else entry.key

    _is_select_base = False

    @property
    def exported_columns(self) -> ColumnCollection[Any]:
        """The columns of RETURNING."""
        return ColumnCollection((entry.key, entry.column) for entry in self._plan() if entry.key is not None)

    @property
    def entity_description(self) -> dict[str, Any]:
        """A dictionary that describes the table or entity."""
        if self._entity is not None:
            entity = getattr(self._entity, "entity", self._entity)
            return {
                "name": getattr(entity, "__name__", None),
                "type": entity,
                "expr": entity,
                "entity": entity,
                "table": self.table,
            }
        return {"name": self.table.description, "table": self.table}

    @property
    def returning_column_descriptions(self) -> list[dict[str, Any]]:
        """A list of dictionaries that describe the columns of RETURNING."""
        return [{"name": getattr(e, "key", None), "type": getattr(e, "type", None), "expr": e} for e in self._returning]

    def with_hint(self: _U, text: str, selectable: Any = None, dialect_name: str = "*") -> _U:
        """A copy with a hint for the table.

        :param text: the hint.
        :param selectable: the table; that of the statement without it.
        :param dialect_name: the dialect that it is for.
        """
        target = self.table if selectable is None else coercion.core_from_clause(selectable)
        return self._with(_hints=(*self._hints, (target, dialect_name, text)))


def _value_element(key: Any, value: Any) -> Any:
    """The element of a value: an expression, or a parameter of the column's type."""
    if isinstance(value, ColumnElement):
        return value
    element = coercion.clause_element(value)
    if isinstance(element, ClauseElement):
        return coercion.scalar(element, "SQL expression element or literal value")
    type_ = getattr(key, "type", NULLTYPE)
    name = key if isinstance(key, str) else key.key
    if type_ is NULLTYPE:
        return ColumnValue(name, value, None, unique=True)
    return BindParameter.literal_value(name, value, type_)


class ValuesBase(UpdateBase):
    """Base of INSERT and UPDATE."""

    _fields: ClassVar[Fields] = {
        **UpdateBase._fields,
        "_values": NESTED,
        "_multi_values": NESTED,
        "_inline": VALUE,
        "_value_names": VALUE,
    }

    #: None: the values come with the parameters.
    _values: tuple[Pair, ...] | None = None
    _multi_values: tuple[tuple[Pair, ...], ...] = ()
    _inline = False
    select: Any = None

    def values(self: _V, *args: Any, **kwargs: Any) -> _V:
        """A copy with values.

        :param args: one dictionary (columns or names to values), one tuple in the order of the columns, or a list
            of either for an INSERT of several rows.
        :param kwargs: values by column name.
        """
        if args:
            return self._with_values_argument(args, kwargs)
        return self._with_pairs(self._pairs(kwargs))

    def _with_values_argument(self: _V, args: tuple[Any, ...], kwargs: dict[str, Any]) -> _V:
        if len(args) > 1:
            raise exc.ArgumentError(
                "Only a single dictionary/tuple or list of dictionaries/tuples is accepted positionally."
            )
        if kwargs:
            raise exc.ArgumentError("Can't pass positional and kwargs to values() simultaneously")
        (arg,) = args
        if isinstance(arg, Mapping):
            return self._with_pairs(self._pairs(arg))
        if isinstance(arg, (list, tuple)) and arg and isinstance(arg[0], (list, dict, tuple)):
            return self._with_rows(arg)
        if isinstance(arg, (list, tuple)):
            return self._with_pairs(self._pairs(self._by_position(arg))) if arg else self
        raise exc.ArgumentError(f"values() takes a dictionary, a tuple or a list of those, got {type(arg).__name__}")

    def _by_position(self, row: Sequence[Any]) -> dict[Any, Any]:
        return dict(zip(self.table.c, row, strict=False))

    def _key(self, key: Any) -> Any:
        """A column of the table for a column or its name; a name that the table has not is kept."""
        if isinstance(key, str):
            return key if self._is_orm else self.table.c.get(key, key)
        if getattr(key, "_is_orm_entity", False) and not isinstance(key, ClauseElement):
            return key
        element = coercion.clause_element(key)
        if isinstance(element, ColumnElement):
            return element
        raise exc.ArgumentError(f"SQL expression element or string column name expected, got {key!r}.")

    def _pairs(self, values: Mapping[Any, Any]) -> list[Pair]:
        pairs = []
        for key, value in values.items():
            column = self._key(key)
            pairs.append((column, _value_element(column, value)))
        return pairs

    def _with_pairs(self: _V, pairs: Sequence[Pair]) -> _V:
        if self._multi_values:
            raise exc.InvalidRequestError("Can't mix single and multiple VALUES formats in one INSERT statement")
        if self.select is not None:
            raise exc.InvalidRequestError("This construct already inserts from a SELECT")
        merged = {_identity(key): (key, element) for key, element in self._values or ()}
        merged.update({_identity(key): (key, element) for key, element in pairs})
        return self._with(_values=tuple(merged.values()))

    def _with_rows(self: _V, rows: Sequence[Any]) -> _V:
        if not self.is_insert:
            raise exc.InvalidRequestError("UPDATE construct does not support multiple parameter sets.")
        if self._values is not None:
            raise exc.InvalidRequestError("Can't mix single and multiple VALUES formats in one INSERT statement")
        mappings = [row if isinstance(row, Mapping) else self._by_position(row) for row in rows]
        added = tuple(tuple(self._pairs(row)) for row in mappings)
        return self._with(_multi_values=self._multi_values + added)

    def inline(self: _V) -> _V:
        """A copy that leaves SQL expression defaults to the statement and fetches nothing back."""
        return self._with(_inline=True)


def _identity(key: Any) -> Any:
    return key if isinstance(key, str) else id(key)


class Insert(ValuesBase):
    """An INSERT statement; see :func:`insert`."""

    __visit_name__ = "insert"
    _fields: ClassVar[Fields] = {
        **ValuesBase._fields,
        "_select_names": NESTED,
        "select": ELEMENT,
        "include_insert_from_select_defaults": VALUE,
        "_post_values_clause": ELEMENT,
    }

    is_insert = True
    _select_names: tuple[Any, ...] = ()
    include_insert_from_select_defaults = False
    #: What a dialect puts after VALUES, such as ON CONFLICT.
    _post_values_clause: Any = None

    def __init__(self, table: Any) -> None:
        self._set_table(table)
        if self.table._is_join:
            raise exc.ArgumentError(f"subject table for an INSERT expected, got the {self.table.description}")

    def from_select(self: _I, names: Iterable[Any], select: Any, include_defaults: bool = True) -> _I:
        """A copy that inserts the rows of a SELECT.

        :param names: columns or their names, in the order of the SELECT list.
        :param select: the SELECT.
        :param include_defaults: columns with a Python-side default are added to the SELECT.
        """
        if self._values is not None or self._multi_values:
            raise exc.InvalidRequestError("This construct already inserts value expressions")
        source = coercion.clause_element(select)
        if isinstance(source, ClauseElement) and source._is_from_clause:
            source = source.select()  # type: ignore[attr-defined]  # FROM elements have it
        if not isinstance(source, ClauseElement) or not source._is_select_base:
            raise exc.ArgumentError(f"SELECT statement or equivalent textual object expected, got {select!r}.")
        return self._with(
            _select_names=tuple(self._key(name) for name in names),
            select=source,
            _inline=True,
            include_insert_from_select_defaults=include_defaults,
        )


class DMLWhereBase(ValuesBase):
    """Base of UPDATE and DELETE."""

    _fields: ClassVar[Fields] = {**ValuesBase._fields, "_where": ELEMENTS}

    _where: tuple[Any, ...] = ()

    def where(self: _W, *whereclause: Any) -> _W:
        """A copy with further conditions, joined by AND."""
        return self._with(_where=self._where + tuple([coercion.where(condition) for condition in whereclause]))

    def filter(self: _W, *criteria: Any) -> _W:
        """As :meth:`where`."""
        return self.where(*criteria)

    def filter_by(self: _W, **kwargs: Any) -> _W:
        """A copy with ``attribute = value`` conditions."""
        return self.where(*filter_by_criteria(self, kwargs))

    @property
    def _entities(self) -> tuple[Any, ...]:
        return (self.table if self._entity is None else self._entity,)

    @property
    def whereclause(self) -> ColumnElement[Any] | None:
        """The whole condition; None when there is none."""
        return and_(*self._where) if self._where else None


class Update(DMLWhereBase):
    """An UPDATE statement; see :func:`update`."""

    __visit_name__ = "update"
    _fields: ClassVar[Fields] = {**DMLWhereBase._fields, "_ordered": VALUE}

    is_update = True
    #: The SET clause keeps the order of ordered_values() instead of that of the table.
    _ordered = False

    def __init__(self, table: Any) -> None:
        self._set_table(table)

    def ordered_values(self, *args: tuple[Any, Any]) -> Update:
        """A copy whose SET clause has this order.

        :param args: pairs of a column or its name and a value.
        """
        if self._values is not None:
            raise exc.ArgumentError(
                "Cannot call ordered_values() on a statement that already has values() or ordered_values() called"
            )
        pairs = []
        for key, value in args:
            column = self._key(key)
            pairs.append((column, _value_element(column, value)))
        return self._with(_values=tuple(pairs), _ordered=True)


class Delete(DMLWhereBase):
    """A DELETE statement; see :func:`delete`."""

    __visit_name__ = "delete"
    _fields: ClassVar[Fields] = {**DMLWhereBase._fields, "_using": ELEMENTS}

    is_delete = True
    _using: tuple[Any, ...] = ()

    def __init__(self, table: Any) -> None:
        self._set_table(table)

    def using(self, *froms: Any) -> Delete:
        """A copy with further FROM elements for the conditions."""
        return self._with(_using=self._using + tuple([coercion.core_from_clause(element) for element in froms]))


def insert(table: Any) -> Insert:
    """Return an INSERT.

    :param table: a table or a mapped class.
    """
    return Insert(table)


def update(table: Any) -> Update:
    """Return an UPDATE.

    :param table: a table or a mapped class.
    """
    return Update(table)


def delete(table: Any) -> Delete:
    """Return a DELETE.

    :param table: a table or a mapped class.
    """
    return Delete(table)
