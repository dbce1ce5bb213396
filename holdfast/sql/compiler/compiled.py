"""What a compiled statement is: SQL, the columns of its result, and the way from values to the driver's parameters.

The SQL is kept in segments, text and the names of parameters by turns.  Where no parameter expands (IN lists, values
written into the text), the final string and a generated function for the values are made once; otherwise both are
made at each
execution.  ``extracted`` is the list of parameters that ``_statement_key()`` gathered from the statement at hand, which
may be another object than the one that was compiled: positions in it stand for the parameters of the compiled one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from holdfast import exc
from holdfast.sql.compiler import parameters
from holdfast.sql.compiler.parameters import Slot


class ResultColumn(NamedTuple):
    """A column of the result."""

    #: The name in the SQL.
    name: str
    #: What a row can be asked for: the column objects and strings that stand for it.
    keys: tuple[Any, ...]
    type: Any


class Compiled:
    """A compiled SQL element; ``str()`` of it is the SQL."""

    dialect: Any
    statement: Any
    #: Schema name -> the name that was written in its place; None without translation.
    schema_translate_map: Mapping[str | None, str | None] | None
    string: str
    is_select = False
    is_insert = False
    is_update = False
    is_delete = False
    is_text = False
    isddl = False

    #: The columns of the rows; empty for a statement whose columns are not known beforehand.
    result_columns: tuple[ResultColumn, ...] = ()
    #: The columns come in the order of ``result_columns``; otherwise they are found by name.
    ordered_columns = True
    #: The columns of RETURNING, and whether the compiler added them to fetch what the server generates.
    returning: tuple[Any, ...] = ()
    implicit_returning = False
    #: Columns of the INSERT or UPDATE whose Python-side default has to be called before the execution, and the
    #: parameters that take the values.
    insert_prefetch: tuple[Any, ...] = ()
    update_prefetch: tuple[Any, ...] = ()
    prefetch_names: Mapping[Any, tuple[str, ...]] = {}
    #: Columns whose values the server makes, and which have to be fetched to be known.
    postfetch: tuple[Any, ...] = ()
    #: The key that an INSERT generates is in the cursor's ``lastrowid``.
    postfetch_lastrowid = False
    #: What the dialect's ``fit_rows()`` keeps.
    fitted: Any = None
    #: Names of the columns that an INSERT or UPDATE sets by parameters.
    column_keys: Sequence[str] | None = None

    #: text, name, text, name, ..., text
    _segments: tuple[str, ...] = ()
    #: name -> where its value comes from
    _slots: dict[str, Slot]
    #: names in the order of the SQL, an expanding one once each time it occurs
    _order: tuple[str, ...] = ()
    _expands = False
    _extract: Callable[..., Any] | None = None
    _extract_many: Callable[..., Any] | None = None

    def __str__(self) -> str:
        return self.string

    def process(self, obj: Any, **kwargs: Any) -> str:
        """Render an element as a part of this statement.

        :raises UnsupportedCompilationError: the compiler has no rule for its class.
        """
        raise NotImplementedError

    @property
    def sql_compiler(self) -> Compiled:
        """This object; DDL compilers have one beside them."""
        return self

    @property
    def binds(self) -> Mapping[str, Any]:
        """Parameter name -> BindParameter."""
        return {name: slot.bind for name, slot in self._slots.items()}

    @property
    def positiontup(self) -> list[str] | None:
        """The names of the parameters in order, where the driver takes them by position."""
        return list(self._order) if self.dialect.positional else None

    @property
    def execution_options(self) -> Mapping[str, Any]:
        """The execution options of the statement."""
        options: Mapping[str, Any] = getattr(self.statement, "_execution_options", {})
        return options

    @property
    def params(self) -> dict[str, Any]:
        """The parameters' values by name, as far as the statement has them."""
        return self.construct_params(_check=False)

    def construct_params(
        self,
        params: Mapping[str, Any] | None = None,
        extracted: Sequence[Any] | None = None,
        escape_names: bool = True,
        extracted_parameters: Sequence[Any] | None = None,
        _check: bool = True,
    ) -> dict[str, Any]:
        """Return the values by name, before processing.

        :param params: values that take precedence over those in the statement.
        :param extracted: the parameters of the statement at hand, as gathered with its key.
        :param escape_names: use the names as they stand in the SQL.
        :raises InvalidRequestError: a parameter has no value.
        """
        given = params or {}
        sources = extracted if extracted is not None else extracted_parameters
        values: dict[str, Any] = {}
        for name, slot in self._slots.items():
            key = slot.escaped if escape_names else name
            values[key] = slot.value(given, sources, check=_check)
        return values

    # -- execution ---------------------------------------------------------------------------------------------------

    def _positional(
        self, extracted: Sequence[Any] | None = None, params: Mapping[str, Any] | None = None
    ) -> tuple[str, Any]:
        """The final SQL and the processed values: a tuple, or a dictionary where the driver takes names.

        :raises StatementError: a parameter has no value.
        """
        if not self._expands:
            extract = self._extract
            if extract is None:
                extract = self._extract = parameters.extractor(self)
            return self.string, extract(extracted, params)
        return parameters.expanded(self, extracted, params)

    def _positional_many(
        self, extracted: Sequence[Any] | None, param_sets: Sequence[Mapping[str, Any]]
    ) -> tuple[str, list[Any]]:
        """As :meth:`_positional`, for several parameter sets that give values for the same names."""
        if self._expands:
            raise exc.InvalidRequestError(
                "'literal_execute' or 'expanding' parameters can't be used with executemany()"
            )
        extract = self._extract_many
        if extract is None:
            extract = self._extract_many = parameters.many_extractor(self, param_sets[0])
        return self.string, extract(extracted, param_sets)
