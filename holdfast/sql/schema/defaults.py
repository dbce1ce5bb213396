"""Values that a column gets without being given one: from Python, from SQL, or from the server.

Rules: a Column's `default` and `onupdate` are `DefaultGenerator`s, run with the statement (a scalar, a function, a SQL
expression, a Sequence); its `server_default` and `server_onupdate` are `FetchedValue`s, left to the database and
fetched after it.  Which kind a ColumnDefault is stands in class attributes, so that callers branch without isinstance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from holdfast import exc
from holdfast.sql import seams
from holdfast.sql.schema.item import DialectKWArgs, SchemaItem
from holdfast.util.signatures import described
from holdfast.util.warnings import warn_deprecated


class DefaultGenerator(SchemaItem):
    """Base of the values that are made with the statement.

    :param for_update: it is the column's `onupdate`.
    """

    __visit_name__ = "default_generator"

    is_scalar: ClassVar[bool] = False
    is_callable: ClassVar[bool] = False
    is_clause_element: ClassVar[bool] = False
    is_sequence: ClassVar[bool] = False
    is_identity: ClassVar[bool] = False
    is_server_default: ClassVar[bool] = False
    is_sentinel: ClassVar[bool] = False
    has_arg: ClassVar[bool] = False

    column: Any = None

    def __init__(self, for_update: bool = False) -> None:
        self.for_update = for_update

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        self.column = parent
        if self.for_update:
            parent.onupdate = self
        else:
            parent.default = self


class ColumnDefault(DefaultGenerator):
    """A default in Python or SQL; calling this class makes the subclass for the kind of `arg`.

    :param arg: a scalar; a function of no or one argument (the execution context); a SQL expression.
    :param for_update: it is the column's `onupdate`.
    """

    __visit_name__ = "column_default"
    has_arg = True
    arg: Any

    def __new__(cls, arg: Any = None, for_update: bool = False) -> ColumnDefault:
        return object.__new__(_kind_of(arg) if cls is ColumnDefault else cls)

    def __init__(self, arg: Any = None, for_update: bool = False) -> None:
        self.for_update = for_update
        self.arg = arg

    def __reduce__(self) -> Any:
        return _restored, (type(self), self.__dict__)

    def compare_argument(self, argument: Any) -> bool:
        """Whether the default was made with such an argument; SQL expressions are compared by structure."""
        own = getattr(self, "user_function", self.arg)
        if self.is_clause_element:
            return bool(own.compare(argument))
        return bool(own is argument or own == argument)

    def _copy(self) -> ColumnDefault:
        copy = object.__new__(type(self))
        copy.__dict__.update({key: value for key, value in self.__dict__.items() if key not in ("column", "dispatch")})
        return self._copied_settings(copy)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.arg!r})"


class ScalarElementColumnDefault(ColumnDefault):
    """The same Python value for each row."""

    is_scalar = True


class ColumnElementColumnDefault(ColumnDefault):
    """A SQL expression, rendered in the statement."""

    is_clause_element = True


class CallableColumnDefault(ColumnDefault):
    """A Python function, called for each row; `arg` takes the execution context in any case.

    `takes_context` tells whether the user's function wants it, `user_function` is that function.
    """

    is_callable = True

    def __init__(self, arg: Any = None, for_update: bool = False) -> None:
        self.for_update = for_update
        self.user_function = arg
        self.takes_context = _takes_context(arg)
        self.arg: Callable[[Any], Any] = arg if self.takes_context else _WithoutContext(arg)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.user_function!r})"


class _WithoutContext:
    """Calls a function of no arguments, whatever it is called with; picklable."""

    __slots__ = ("function",)

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function = function

    def __call__(self, context: Any = None) -> Any:
        return self.function()


def _restored(cls: type[ColumnDefault], state: dict[str, Any]) -> ColumnDefault:
    restored = object.__new__(cls)
    restored.__dict__.update(state)
    return restored


def _kind_of(arg: Any) -> type[ColumnDefault]:
    if isinstance(arg, FetchedValue):
        raise exc.ArgumentError("ColumnDefault may not be a server-side default type.")
    if hasattr(arg, "__clause_element__") or getattr(arg, "is_clause_element", False):
        return ColumnElementColumnDefault
    return CallableColumnDefault if callable(arg) else ScalarElementColumnDefault


def _takes_context(function: Any) -> bool:
    """Whether a function has one positional parameter without a default; ArgumentError when it has more."""
    bound = 0
    inner: Any = function
    if isinstance(function, type):
        inner, bound = function.__dict__.get("__init__"), 1
    elif hasattr(function, "__func__"):
        inner, bound = function.__func__, 1
    elif not hasattr(function, "__code__"):
        inner, bound = type(function).__dict__.get("__call__"), 1
    code = getattr(inner, "__code__", None)
    if code is None:  # a builtin, a class without __init__, a partial: called with nothing
        return False
    defaults = len(inner.__defaults__ or ())
    required = code.co_argcount - bound - defaults
    if required > 1:
        raise exc.ArgumentError("ColumnDefault Python function takes zero or one positional arguments")
    return bool(required == 1)


class _SentinelDefault(DefaultGenerator):
    """The default of `insert_sentinel()` columns: nothing but a mark."""

    is_sentinel = True

    def _copy(self) -> _SentinelDefault:
        return _SentinelDefault(self.for_update)


class FetchedValue(SchemaItem):
    """A value that the database makes: a trigger, a default that is not known here.

    :param for_update: the column's `server_onupdate`.
    """

    is_server_default = True
    reflected = False
    has_argument = False
    is_clause_element = False
    is_identity = False
    is_computed = False
    column: Any = None

    def __init__(self, for_update: bool = False) -> None:
        self.for_update = for_update

    def _as_for_update(self, for_update: bool) -> FetchedValue:
        return self if for_update == self.for_update else self._copy(for_update)

    def _copy(self, for_update: bool | None = None, **kw: Any) -> Any:
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update({key: value for key, value in self.__dict__.items() if key not in ("column", "dispatch")})
        if for_update is not None:
            copy.for_update = for_update
        return self._copied_settings(copy)

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        self.column = parent
        if self.for_update:
            parent.server_onupdate = self
        else:
            parent.server_default = self

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class DefaultClause(FetchedValue):
    """A DEFAULT in CREATE TABLE.

    :param arg: a str, rendered as a string literal; a text() or SQL expression, rendered as it is.
    :param for_update: the column's `server_onupdate`.
    """

    has_argument = True

    def __init__(self, arg: Any, for_update: bool = False, _reflected: bool = False) -> None:
        if hasattr(arg, "__clause_element__"):
            arg = arg.__clause_element__()
        if not isinstance(arg, str) and not getattr(arg, "is_clause_element", False):
            raise exc.ArgumentError(
                f"Argument 'arg' is expected to be a str, a text() or a SQL expression, got {type(arg)}; a "
                "server default is SQL text, so numbers are given as a str"
            )
        self.arg = arg
        self.for_update = for_update
        self.reflected = _reflected

    def __repr__(self) -> str:
        return f"DefaultClause({self.arg!r}, for_update={self.for_update!r})"


class Computed(FetchedValue):
    """A generated column: GENERATED ALWAYS AS (sqltext).

    :param sqltext: str, text() or SQL expression.
    :param persisted: True: STORED, False: VIRTUAL, None: the database's choice.
    """

    __visit_name__ = "computed_column"
    is_computed = True

    def __init__(self, sqltext: Any, persisted: bool | None = None) -> None:
        self.sqltext = seams.text(sqltext) if isinstance(sqltext, str) else sqltext
        self.persisted = persisted
        self.for_update = False

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        for existing in (parent.server_default, parent.server_onupdate):
            if existing is not None and not isinstance(existing, Computed):
                raise exc.ArgumentError(
                    "A generated column cannot specify a server_default or a server_onupdate argument"
                )
        self.column = parent
        parent.computed = self
        parent.server_default = parent.server_onupdate = self

    def _as_for_update(self, for_update: bool) -> FetchedValue:
        return self

    def __repr__(self) -> str:
        persisted = "" if self.persisted is None else f", persisted={self.persisted}"
        return f"Computed({str(self.sqltext)!r}{persisted})"

    def copy(self, target_table: Any = None, **kw: Any) -> Computed:
        """Return a copy for another column."""
        return self._copy()

    def _copy(self, for_update: bool | None = None, **kw: Any) -> Computed:
        return self._copied_settings(Computed(self.sqltext, self.persisted))


ORACLE_ALONE = "This parameter is supported only by Oracle Database, use ``oracle_{name}`` instead."


class IdentityOptions:
    """The numbers of a sequence or identity column.

    :param start, increment, minvalue, maxvalue: as in SQL.
    :param nominvalue, nomaxvalue: NO MINVALUE, NO MAXVALUE.
    :param cycle: start again behind the end.
    :param cache: how many values the server keeps ready.
    :param order: ORDER, on databases that have it.
    """

    order: bool | None

    def _set_numbers(
        self,
        start: int | None,
        increment: int | None,
        minvalue: int | None,
        maxvalue: int | None,
        nominvalue: bool | None,
        nomaxvalue: bool | None,
        cycle: bool | None,
        cache: int | None,
        order: bool | None,
    ) -> None:
        self.start = start
        self.increment = increment
        self.minvalue = minvalue
        self.maxvalue = maxvalue
        self.nominvalue = nominvalue
        self.nomaxvalue = nomaxvalue
        self.cycle = cycle
        self.cache = cache
        self.order = order

    def _numbers(self) -> dict[str, Any]:
        return {
            name: getattr(self, name)
            for name in (
                "start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle", "cache", "order",
            )
        }  # fmt: skip


class Identity(IdentityOptions, DialectKWArgs, FetchedValue):
    """An identity column: GENERATED { ALWAYS | BY DEFAULT } AS IDENTITY.

    :param always: ALWAYS: the server refuses given values.
    :param on_null: Oracle's ON NULL.
    The other parameters are those of the underlying sequence, see IdentityOptions.
    """

    __visit_name__ = "identity_column"
    is_identity = True
    on_null: bool | None

    def __init__(
        self,
        always: bool | None = False,
        on_null: bool | None = None,
        start: int | None = None,
        increment: int | None = None,
        minvalue: int | None = None,
        maxvalue: int | None = None,
        nominvalue: bool | None = None,
        nomaxvalue: bool | None = None,
        cycle: bool | None = None,
        cache: int | None = None,
        order: bool | None = None,
        **dialect_kw: Any,
    ) -> None:
        self._set_dialect_kw(dialect_kw)
        for name, value in (("order", order), ("on_null", on_null)):
            if value is not None:
                warn_deprecated(ORACLE_ALONE.format(name=name))
        self.always = always
        self.on_null = on_null
        self.for_update = False
        self._set_numbers(start, increment, minvalue, maxvalue, nominvalue, nomaxvalue, cycle, cache, order)

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        for existing in (parent.server_default, parent.server_onupdate):
            if existing is not None and not isinstance(existing, Identity):
                raise exc.ArgumentError(
                    "A column with an Identity object cannot specify a server_default or a server_onupdate argument"
                )
        if parent.autoincrement is False:
            raise exc.ArgumentError("A column with an Identity object cannot specify autoincrement=False")
        self.column = parent
        parent.identity = self
        if parent._user_defined_nullable is None:
            parent.nullable = False
        parent.server_default = self

    def _as_for_update(self, for_update: bool) -> FetchedValue:
        return self

    def copy(self, **kw: Any) -> Identity:
        """Return a copy for another column."""
        return self._copy()

    def _copy(self, for_update: bool | None = None, **kw: Any) -> Identity:
        numbers = self._numbers()
        order = numbers.pop("order")
        copy = Identity(self.always, **numbers, **self._dialect_kw)
        copy.order, copy.on_null = order, self.on_null
        return self._copied_settings(copy)

    def __repr__(self) -> str:
        return described(self)
