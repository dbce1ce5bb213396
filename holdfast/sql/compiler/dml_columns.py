"""Which columns an INSERT or UPDATE sets, to what, and what has to be called before or fetched after it.

For each column of the table, in order: a value in the statement, a parameter of the execution, a default.  SQL
expression
defaults are rendered; Python-side ones become parameters that the execution fills (prefetch); what the server makes is
fetched when it is asked for, by RETURNING or afterwards (postfetch).
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import getitem
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql.expressions.bind import BindParameter, ColumnValue
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.operators import json_getitem_op
from holdfast.sql.selectables.labels import LABEL_STYLE_DEFAULT, PlannedColumn, plan_columns

if TYPE_CHECKING:
    from holdfast.sql.compiler.dml import DMLCompiler


def returning_plan(statement: Any, elements: list[Any]) -> list[PlannedColumn]:
    """The names of the columns of RETURNING."""
    return plan_columns(elements, LABEL_STYLE_DEFAULT)


def _column_of(table: Any, key: Any) -> Any:
    """The table's column for what the user named it by; None when it has none."""
    if isinstance(key, str):
        found = table.c.get(key)
        if found is None and table._is_join:
            # A join's columns are named after their tables; a plain name does where only one table has it.
            named = [column for column in table.c if column.key == key]
            found = named[0] if len(named) == 1 else None
        return found
    if key.table is table or any(key is column for column in table.c):
        return key
    return table.c.corresponding_column(key) if table._is_from_clause else None


def _is_element_of(table: Any, key: Any) -> bool:
    """Whether what the user named is a part of a column of the table, ``column[5]``, ``column["key"]["key"]``, or
    several of its columns, ``tuple_(a, b)``."""
    if not isinstance(key, str) and key.__visit_name__ == "tuple":
        return all(_column_of(table, column) is not None for column in key.clauses)
    while not isinstance(key, str) and getattr(key, "operator", None) in (getitem, json_getitem_op):
        key = key.left
    return not isinstance(key, str) and key.__visit_name__ == "column" and _column_of(table, key) is not None


class _Columns:
    """What INSERT and UPDATE have in common."""

    def __init__(self, compiler: DMLCompiler, statement: Any, toplevel: bool) -> None:
        self.compiler = compiler
        self.statement = statement
        self.table = statement.table
        self.toplevel = toplevel
        #: column and its rendered value
        self.assigned: list[tuple[Any, str]] = []
        self.prefetch: dict[Any, list[str]] = {}
        self.postfetch: list[Any] = []
        self.returning: list[Any] = []
        self.implicit_returning = False
        #: Elements of columns, such as ``column[5]``, and the values that UPDATE gives them.
        self.elements: list[tuple[Any, Any]] = []
        self.values, self.unknown = self._by_column(statement._values or ())
        keys = compiler.column_keys if toplevel else None
        self.keys = None if keys is None else [key if isinstance(key, str) else key.key for key in keys]

    def _by_column(self, pairs: Iterable[tuple[Any, Any]]) -> tuple[dict[Any, Any], list[str]]:
        values: dict[Any, Any] = {}
        unknown: list[str] = []
        for key, value in pairs:
            column = _column_of(self.table, key)
            if column is None and _is_element_of(self.table, key):
                self.elements.append((key, value))
            elif column is None:
                unknown.append(key if isinstance(key, str) else str(key.key or key))
            else:
                values[column] = value
        return values, unknown

    def _check_unknown(self, unknown: list[str]) -> None:
        if unknown:
            raise exc.CompileError(f"Unconsumed column names: {', '.join(sorted(unknown))}")

    def _columns(self) -> list[Any]:
        return [column for column in self.table.c if not column._omit_from_statements or column in self.values]

    def _is_parameter(self, column: Any) -> bool:
        """Whether the execution gives a value for the column."""
        if self.keys is not None:
            return column.key in self.keys
        return self.statement._values is None

    def value_text(self, column: Any, value: Any, name: str | None = None) -> str:
        """A value of the statement; a literal's parameter is named after the column."""
        compiler = self.compiler
        if isinstance(value, BindParameter):
            takes_type = isinstance(value, ColumnValue) or value.type._isnull
            bind_type = column.type if takes_type and not column.type._isnull else None
            if value.unique:
                bind_name = (name or self.bind_name(column)) if self.toplevel else compiler.numbered("param")
                return compiler.process(value, bind_name=bind_name, bind_type=bind_type)
            return compiler.process(value, bind_type=bind_type)
        return compiler.process(value.self_group())

    def bind_name(self, column: Any) -> str:
        """The name of the parameter for a column's value."""
        key: str = column.key
        return key

    def text_of(self, column: Any) -> str:
        """The value of a column again, for another one that refers to it."""
        if column in self.values:
            return self.value_text(column, self.values[column])
        if self._is_parameter(column):
            return self.parameter_text(column)
        rendered = next((text for assigned, text in self.assigned if assigned is column), None)
        return self.unset_text(column) if rendered is None else rendered

    def unset_text(self, column: Any) -> str:
        """The value of a column that the statement does not set."""
        raise NotImplementedError

    def parameter_text(self, column: Any) -> str:
        """A parameter of the execution: a placeholder even where values are written into the text."""
        bind: BindParameter[Any] = BindParameter(column.key, None, column.type, required=True)
        compiler = self.compiler
        literal, compiler._literal_binds = compiler._literal_binds, False
        try:
            return compiler.process(bind, bind_name=bind.key)
        finally:
            compiler._literal_binds = literal

    def prefetched(self, column: Any, name: str | None = None) -> str:
        """The text of a Python-side default."""
        return self.compiler.process(self.python_default(column, name))

    def python_default(self, column: Any, name: str | None = None) -> BindParameter[Any]:
        """A parameter that takes the value of a Python-side default.

        The execution fills in those of the statement itself; those of a statement inside of another one bring their
        values along.
        """
        if self.toplevel:
            self.prefetch.setdefault(column, []).append(name or column.key)
            bind: BindParameter[Any] = BindParameter(name or column.key, None, column.type, required=False)
            self.compiler._bind_key(bind, bind.key)
            return bind
        default = getattr(column, self.default_attribute)
        if not default.is_callable:
            return BindParameter("param", default.arg, column.type, unique=True)
        if default.takes_context:
            raise exc.CompileError(
                f"The default of column '{column}' asks for its execution context, which there is only for the "
                "outermost INSERT or UPDATE; give the column a value in values()"
            )
        return BindParameter("param", None, column.type, unique=True, callable_=lambda: default.arg(None))

    #: The attribute of a column with its default for this kind of statement.
    default_attribute = "default"

    def parameter_names(self) -> list[str]:
        """The names of parameters that no ``bindparam()`` of the statement may have."""
        return [column.key for column in self._columns() if self._is_prefetched(column)]

    def _is_prefetched(self, column: Any) -> bool:
        default = getattr(column, self.default_attribute)
        return (
            default is not None
            and (default.is_scalar or default.is_callable)
            and column not in self.values
            and not self._is_parameter(column)
        )

    def _publish_common(self) -> None:
        compiler = self.compiler
        compiler.postfetch = tuple(self.postfetch)
        compiler.prefetch_names = {column: tuple(names) for column, names in self.prefetch.items()}
        compiler.returning = tuple(self.returning)
        compiler.implicit_returning = self.implicit_returning

    def _collect_returning(self) -> None:
        statement = self.statement
        self.returning = statement._returning_elements()
        if statement._return_defaults and not self.returning:
            named = list(statement._return_defaults_columns)
            wanted = self.returned_with(named) if named else self.server_generated()
            wanted = [c for c in wanted if not self._is_given(c)]
            extra = [c for c in statement._supplemental_returning if not any(c is w for w in wanted)]
            if (self.returning_supported() or self.compiler.stringifies) and (wanted or extra):
                self.returning = [*wanted, *extra]
                self.implicit_returning = True

    def _is_given(self, column: Any) -> bool:
        """Whether the value of a column is known without the server, as it is a parameter."""
        if column in self.values:
            return isinstance(self.values[column], BindParameter)
        return self._is_parameter(column) or column in self.prefetch

    def returned_with(self, named: list[Any]) -> list[Any]:
        """What ``return_defaults()`` of some columns fetches."""
        return named

    def returning_supported(self) -> bool:
        """Whether the database has RETURNING for this statement."""
        raise NotImplementedError

    def server_generated(self) -> list[Any]:
        """What ``return_defaults()`` without columns fetches: those whose values the server makes."""
        raise NotImplementedError


class InsertColumns(_Columns):
    """The columns of an INSERT."""

    def __init__(self, compiler: DMLCompiler, statement: Any, toplevel: bool) -> None:
        super().__init__(compiler, statement, toplevel)
        #: the rendered rows of an INSERT of several
        self.rows: list[list[str]] = []
        self.postfetch_lastrowid = False
        self._added_to_select: list[Any] = []

    def collect(self) -> None:
        """Fill the lists."""
        if self.statement.select is not None:
            self._collect_from_select()
        elif self.statement._multi_values:
            self._collect_rows()
        else:
            self._collect_single()
        self._check_unknown([str(element) for element, _ in self.elements])
        self._collect_returning()
        self._fetch_key()

    def _collect_single(self) -> None:
        self._check_unknown(self.unknown)
        if self.keys is not None:
            self._check_unknown([key for key in self.keys if key not in self.table.c])
        for column in self._columns():
            if column in self.values:
                self.assigned.append((column, self.value_text(column, self.values[column])))
            elif self._is_parameter(column):
                self.assigned.append((column, self.parameter_text(column)))
            else:
                text = self._default(column)
                if text is not None:
                    self.assigned.append((column, text))

    def _default(self, column: Any, name: str | None = None, later_row: bool = False) -> str | None:
        """The rendered default of a column; None for none, or one that the server applies."""
        default = column.default
        if default is None or default.is_sentinel:
            if column.server_default is not None and not later_row and not self._is_generated_key(column):
                self.postfetch.append(column)
            return None
        if default.is_sequence:
            return self._sequence(column, default)
        if default.is_clause_element:
            if self._must_know(column):
                # The key must be known, and can be only if the expression is evaluated first.
                return self.prefetched(column, name)
            if not column.primary_key and not later_row:
                self.postfetch.append(column)
            return self.compiler.process(_clause(default.arg).self_group())
        return self.prefetched(column, name)

    def _sequence(self, column: Any, sequence: Any) -> str | None:
        dialect = self.compiler.dialect
        if not dialect.supports_sequences or (sequence.optional and dialect.sequences_optional):
            return None
        if self._must_know(column):
            return self.prefetched(column)
        if not column.primary_key:
            self.postfetch.append(column)
        return self.compiler.process(sequence.next_value())

    def _is_generated_key(self, column: Any) -> bool:
        return bool(column.primary_key)

    def _must_know(self, column: Any) -> bool:
        """Whether the value of a key has to be known before the INSERT, as nothing tells it afterwards."""
        by_returning = self.returning_supported() and (self.statement._returning or not self.compiler.for_executemany)
        return bool(column.primary_key and self.toplevel and not by_returning and not self.statement._inline)

    def _collect_rows(self) -> None:
        statement, compiler = self.statement, self.compiler
        if not compiler.dialect.supports_multivalues_insert:
            raise exc.CompileError(
                f"The '{compiler.dialect.name}' dialect with current database version settings does not support "
                "in-place "
                "multirow inserts."
            )
        by_row = []
        for pairs in statement._multi_values:
            values, unknown = self._by_column(pairs)
            self._check_unknown(unknown)
            by_row.append(values)
        first = by_row[0]
        columns: list[Any] = []
        for number, values in enumerate(by_row):
            self._check_row(values, first, number + 1)
            row: list[str] = []
            for column in self._columns():
                text = self._row_value(column, values, number)
                if text is None:
                    continue
                row.append(text)
                if number == 0:
                    columns.append(column)
            self.rows.append(row)
        self.assigned = [(column, "") for column in columns]

    def _row_value(self, column: Any, values: dict[Any, Any], number: int) -> str | None:
        name = f"{column.key}_m{number}"
        if column in values:
            return self.value_text(column, values[column], name)
        return self._default(column, name, later_row=number > 0)

    def _check_row(self, values: dict[Any, Any], first: dict[Any, Any], number: int) -> None:
        """Only a column with a default can have a value in some rows and none in others."""
        for given, other, misses, has in ((values, first, number, 1), (first, values, 1, number)):
            for column in other:
                if column not in given and (column.default is None or column.default.is_sentinel):
                    raise exc.CompileError(
                        f"Can't mix rows with different columns in one INSERT .. VALUES: row {misses} has no value for "
                        f"column '{column.key}', which row {has} has, and the column has no Python-side default"
                    )

    def _collect_from_select(self) -> None:
        statement = self.statement
        names: list[Any] = []
        for name in statement._select_names:
            column = _column_of(self.table, name)
            if column is None:
                raise exc.CompileError(f"Unconsumed column names: {name if isinstance(name, str) else name.key}")
            names.append(column)
        self.assigned = [(column, "") for column in names]
        if statement.include_insert_from_select_defaults:
            for column in self.table.c:
                if any(column is known for known in names) or column.default is None or column.default.is_sentinel:
                    continue
                element = self._select_default(column)
                if element is not None:
                    self.assigned.append((column, ""))
                    self._added_to_select.append(element)

    def _select_default(self, column: Any) -> Any:
        """The default of a column as an entry of the SELECT list."""
        default = column.default
        if default.is_sequence:
            return default.next_value() if self.compiler.dialect.supports_sequences else None
        if default.is_clause_element:
            return _clause(default.arg).self_group()
        return self.python_default(column)

    def select_text(self, kw: dict[str, Any]) -> str:
        """The SELECT of an INSERT .. SELECT."""
        select = self.statement.select
        if self._added_to_select and not hasattr(select, "add_columns"):
            raise exc.CompileError(
                "Can't extend statement for INSERT..FROM SELECT to include additional default-holding column(s) "
                f"{', '.join(repr(column.key) for column, _ in self.assigned[len(self.statement._select_names) :])}. "
                "Convert the selectable to a subquery() first, or pass include_defaults=False to disable this behavior."
            )
        if self._added_to_select:
            select = select.add_columns(*self._added_to_select)
        # It neither correlates with the table nor is it what the result consists of.
        outer, self.compiler._scopes = self.compiler._scopes, []
        was, self.compiler._in_cte = self.compiler._in_cte, True
        try:
            return self.compiler.process(select, insert_into=True, **kw)
        finally:
            self.compiler._scopes, self.compiler._in_cte = outer, was

    def unset_text(self, column: Any) -> str:
        raise exc.CompileError(f"Can't resolve referenced column name in INSERT statement: {column.key!r}")

    def returning_supported(self) -> bool:
        return bool(self.compiler.dialect.insert_returning)

    def primary_key(self) -> list[Any]:
        """The columns of the key."""
        return list(self.table.primary_key)

    def returned_with(self, named: list[Any]) -> list[Any]:
        return [*self.primary_key(), *(column for column in named if not column.primary_key)]

    def server_generated(self) -> list[Any]:
        # A column that no value is given for is NULL or what a trigger makes of it, which the server knows as well.
        return self._columns()

    def _fetch_key(self) -> None:
        """Arrange that a generated key becomes known."""
        statement, compiler = self.statement, self.compiler
        if (
            not self.toplevel
            or self.returning
            or statement._inline
            or self.rows
            or statement.select is not None
            or compiler.for_executemany
        ):
            return
        assigned = {id(column) for column, _ in self.assigned}
        missing = [column for column in self.table.primary_key if id(column) not in assigned]
        rendered = [
            column
            for column in self.table.primary_key
            if id(column) in assigned and self._is_known_to_server_only(column)
        ]
        generated = getattr(self.table, "_autoincrement_column", None)
        if not missing and not rendered:
            return
        if compiler.dialect.postfetch_lastrowid and not rendered and len(missing) == 1 and missing[0] is generated:
            self.postfetch_lastrowid = True
        elif self.returning_supported() and getattr(self.table, "implicit_returning", True):
            self.returning = self.primary_key()
            self.implicit_returning = True

    def _is_known_to_server_only(self, column: Any) -> bool:
        """Whether a column that is set is set to a SQL expression."""
        if column in self.values:
            return not isinstance(self.values[column], BindParameter)
        return column.default is not None and not self._is_parameter(column) and column not in self.prefetch

    def publish(self) -> None:
        """Set what the execution needs on the compiler."""
        self._publish_common()
        self.compiler.insert_prefetch = tuple(self.prefetch)
        self.compiler.postfetch_lastrowid = self.postfetch_lastrowid


class UpdateColumns(_Columns):
    """The columns of an UPDATE."""

    def __init__(self, compiler: DMLCompiler, statement: Any, toplevel: bool, multi_table: bool) -> None:
        super().__init__(compiler, statement, toplevel)
        self.multi_table = multi_table
        self._own_table = leftmost(statement.table)

    def bind_name(self, column: Any) -> str:
        # Two tables may have columns of one name.
        key: str = column.key
        return key if column.table is self._own_table else f"{column.table.name}_{key}"

    default_attribute = "onupdate"

    def parameter_names(self) -> list[str]:
        # Those of SET as well.
        names = super().parameter_names()
        names += [
            self.bind_name(column)
            for column, value in self.values.items()
            if isinstance(value, BindParameter) and value.unique
        ]
        names.extend(column.key for column in self.table.c if column not in self.values and self._is_parameter(column))
        return names

    def collect(self) -> None:
        """Fill the lists."""
        self._check_unknown(self._without_other_tables(self.unknown))
        order = self._order()
        for column in order:
            if column in self.values:
                self.assigned.append((column, self.value_text(column, self.values[column])))
            elif self._is_parameter(column) and column.table is self.table:
                self.assigned.append((column, self.parameter_text(column)))
            else:
                text = self._onupdate(column)
                if text is not None:
                    self.assigned.append((column, text))
        for element, value in self.elements:
            bind_name = self.compiler.numbered("param") if isinstance(value, BindParameter) and value.unique else None
            self.assigned.append((element, self.value_text(element, value, bind_name)))
        self._collect_returning()

    def _without_other_tables(self, unknown: list[str]) -> list[str]:
        others = {
            key: value
            for key, value in self.statement._values or ()
            if not isinstance(key, str) and key.table is not None and _column_of(self.table, key) is None
        }
        if others and not self.compiler.sets_columns_of_other_tables:
            names = ", ".join(sorted({f"'{key.table.description}'" for key in others}))
            raise exc.CompileError(
                "Backend does not support additional tables in the SET clause; cannot include columns from table(s) "
                f"{names} in SET clause"
            )
        if self.multi_table:
            self.values.update(others)
        return [name for name in unknown if not any(c.key == name for c in self.values)]

    def _order(self) -> list[Any]:
        columns = self._columns()
        if self.statement._ordered:
            given = list(self.values)
            return given + [column for column in columns if column not in self.values]
        others = [column for column in self.values if not any(column is known for known in columns)]
        return columns + others

    def _onupdate(self, column: Any) -> str | None:
        default = column.onupdate
        if default is None or default.is_sentinel:
            if column.server_onupdate is not None:
                self.postfetch.append(column)
            return None
        if default.is_sequence:
            return self.compiler.process(default.next_value())
        if default.is_clause_element:
            self.postfetch.append(column)
            return self.compiler.process(_clause(default.arg).self_group())
        return self.prefetched(column)

    def unset_text(self, column: Any) -> str:
        return self.compiler.process(column)

    def returning_supported(self) -> bool:
        return bool(self.compiler.dialect.update_returning)

    def server_generated(self) -> list[Any]:
        return list(self.postfetch)

    def publish(self) -> None:
        """Set what the execution needs on the compiler."""
        self._publish_common()
        self.compiler.update_prefetch = tuple(self.prefetch)


def leftmost(table: Any) -> Any:
    """The table that an UPDATE of a join is for in the first place."""
    while table._is_join:
        table = table.left
    return table


def _clause(value: Any) -> Any:
    return value if isinstance(value, ClauseElement) else value.__clause_element__()
