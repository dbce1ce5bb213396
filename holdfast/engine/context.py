"""The ExecutionContext: one execution, as listeners, default functions and results see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.engine.echo import RAW
from holdfast.engine.parameters import ParameterSets

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.engine.dialect import Dialect
    from holdfast.engine.engine import Engine


class ExecutionContext:
    """One execution.

    :ivar connection: the Connection; ``root_connection`` is the same.
    :ivar compiled: the Compiled, None for text.
    :ivar statement: the SQL text.
    :ivar parameters: what the driver is given.
    :ivar compiled_parameters: the values by name, a dictionary for each set.
    :ivar cursor: the DBAPI cursor.
    :ivar executemany: there are many sets of parameters.
    :ivar batched: many rows are inserted by statements that the driver is given with one set of parameters each; to
        listeners it is an executemany.
    :ivar execution_options: the options.
    :ivar invoked_statement: the construct that was executed.
    :ivar each_returns: what each of many sets of parameters returns is wanted.
    :ivar current_parameters: in a default function, the values of its row so far.
    """

    isinsert = False
    isupdate = False
    isdelete = False
    isddl = False
    executemany = False
    batched = False
    each_returns = False
    compiled: Any = None
    statement: str | None = None
    parameters: Any = None
    cursor: Any = None
    invoked_statement: Any = None
    current_parameters: dict[str, Any] | None = None
    current_column: Any = None
    prefetch_cols: Sequence[Any] = ()
    postfetch_cols: Sequence[Any] = ()
    inserted_primary_key_rows: list[Any] = []
    returned_defaults_rows: list[Any] | None = None

    def __init__(
        self,
        connection: Connection,
        compiled: Any = None,
        execution_options: Mapping[str, Any] | None = None,
        origin: str = RAW,
    ) -> None:
        self.connection = connection
        if compiled is not None:
            self.compiled = compiled
        self.execution_options = connection._execution_options if execution_options is None else execution_options
        self._note = origin
        self._binds: Any = None
        self._sets: ParameterSets = []
        self._page, self._pages, self._order = 0, 0, ""

    @property
    def root_connection(self) -> Connection:
        """The Connection."""
        return self.connection

    @property
    def dialect(self) -> Dialect:
        """The Dialect."""
        return self.connection.dialect

    @property
    def engine(self) -> Engine:
        """The Engine."""
        return self.connection.engine

    @property
    def is_text(self) -> bool:
        """Whether text was executed, not a construct."""
        return self.compiled is None or bool(getattr(self.compiled.statement, "is_text", False))

    @property
    def rowcount(self) -> int:
        """The cursor's row count."""
        count: int = self.cursor.rowcount
        return count

    def get_rowcount(self) -> int:
        """Return the cursor's row count."""
        return self.rowcount

    def lastrow_has_defaults(self) -> bool:
        """Whether the row has columns whose values only the database knows."""
        return bool(self.postfetch_cols)

    @property
    def compiled_parameters(self) -> Sequence[dict[str, Any]]:
        """The values by name, a dictionary for each set."""
        if self.compiled is None or self.isddl:
            return []
        construct = self.compiled.construct_params
        return [construct(given, self._binds, False, _check=False) for given in self._sets or [{}]]

    def begin_batch(self, pages: int, ordered: bool) -> None:
        """Be told that the rows are inserted by so many statements, and whether what they return is put in order."""
        self.batched = self.executemany
        self._page, self._pages, self._order = 0, pages, "ordered" if ordered else "unordered"

    def _origin(self) -> str:
        if not self.batched:
            return self._note
        page = f"{self._page}/{self._pages} ({self._order})"
        return f"{self._note} (insertmanyvalues) {page}" if self._page == 1 else f"insertmanyvalues {page}"

    def create_cursor(self) -> Any:
        """Return a DBAPI cursor."""
        return self.connection.connection.cursor()

    def get_current_parameters(self, isolate_multiinsert_groups: bool = True) -> dict[str, Any]:
        """Return, inside of a default function, the values of the row that it is called for.

        :param isolate_multiinsert_groups: has no effect: each row of ``values([..])`` has its own.
        :raises holdfast.exc.InvalidRequestError: it is called somewhere else.
        """
        if self.current_parameters is None:
            raise exc.InvalidRequestError(
                "get_current_parameters() can only be invoked in the context of a Python side column default function"
            )
        return self.current_parameters

    # -- defaults

    def _value_of_default(self, default: Any, parameters: dict[str, Any] | None = None, column: Any = None) -> Any:
        """What a Python-side default gives for a row."""
        if default.is_sequence:
            return self.fire_sequence(default, column)
        if default.is_callable:
            self.current_parameters = parameters if parameters is not None else {}
            self.current_column = column
            try:
                return default.arg(self)
            finally:
                self.current_parameters = None
                self.current_column = None
        if default.is_clause_element:
            return self.connection.execute(
                default.arg.select() if hasattr(default.arg, "select") else default.arg
            ).scalar()
        return default.arg

    def fire_sequence(self, seq: Any, type_: Any = None) -> Any:
        """Return the next value of a sequence."""
        return self.connection.scalar(seq.next_value().select())
