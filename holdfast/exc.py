"""Every exception and warning class of the core.

Rules: the hierarchy and constructor signatures are SQLAlchemy 2.1's public ones; a driver's exception never leaves
the engine bare, it is wrapped by `DBAPIError.instance`; parameters are abbreviated in messages, and left out when
`hide_parameters` is set.  ORM-only classes live in `holdfast.orm.exc`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MAX_CHARACTERS = 300  # of one value
_MAX_PARAMETERS = 100  # of one set
_MAX_SETS = 10


class HasDescriptionCode:
    """Mixin: an optional short `code` that names the error's documentation entry."""

    code: str | None = None

    def __init__(self, *arg: Any, **kw: Any) -> None:
        code = kw.pop("code", None)
        if code is not None:
            self.code = code
        super().__init__(*arg, **kw)


class DontWrapMixin:
    """Mixin for user exceptions that pass through statement execution without being wrapped in `StatementError`."""


class SQLAlchemyError(HasDescriptionCode, Exception):
    """Base of every error raised here."""

    def _message(self) -> str:
        if len(self.args) == 1:
            text = self.args[0]
            return text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else str(text)
        return str(self.args)

    def _with_code(self, text: str) -> str:
        """Append the documentation code when one was given to this very error."""
        return f"{text} (code: {self.code})" if self.__dict__.get("code") else text

    def __str__(self) -> str:
        return self._with_code(self._message())


class EmulatedDBAPIException(Exception):
    """A PEP 249 exception made for a driver that has none of its own.

    :param message: the text.
    :param orig: the driver's own exception.
    """

    def __init__(self, message: str, orig: Exception | None = None) -> None:
        super().__init__(message)
        self.orig = orig

    @property
    def driver_exception(self) -> Exception:
        """The driver's own exception, or this one when there is none."""
        return self.orig if self.orig is not None else self


class ArgumentError(SQLAlchemyError):
    """An argument is invalid or contradicts another."""


class DuplicateColumnError(ArgumentError):
    """A column is being added to a table that has one of that name or key."""


class ConstraintColumnNotFoundError(ArgumentError):
    """A constraint names a column that its table does not have."""


class ObjectNotExecutableError(ArgumentError):
    """`execute()` was given something that is not a statement."""

    def __init__(self, target: Any) -> None:
        super().__init__(f"Not an executable object: {target!r}")
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return self.__class__, (self.target,)


class NoSuchModuleError(ArgumentError):
    """A dialect or plugin of that name cannot be found."""


class NoForeignKeysError(ArgumentError):
    """No foreign keys link two selectables of a join."""


class AmbiguousForeignKeysError(ArgumentError):
    """More than one foreign key links two selectables of a join."""


class CircularDependencyError(SQLAlchemyError):
    """A sort by dependencies met a cycle.

    :param cycles: the members of the cycles.
    :param edges: the (parent, child) pairs that were sorted.
    """

    def __init__(self, message: str, cycles: Any, edges: Any, msg: str | None = None, code: str | None = None) -> None:
        if msg is None:
            message += f" ({', '.join(repr(member) for member in cycles)})"
        else:
            message = msg
        super().__init__(message, code=code)
        self.cycles = cycles
        self.edges = edges

    def __reduce__(self) -> tuple[Any, ...]:
        return self.__class__, (None, self.cycles, self.edges, self.args[0]), {"code": self.code}


class CompileError(SQLAlchemyError):
    """A construct cannot be rendered as SQL."""


class UnsupportedCompilationError(CompileError):
    """The compiler has no method for the construct.

    :param compiler: the compiler that was asked.
    :param element_type: the class of the construct.
    :param message: more detail.
    """

    code = "l7de"

    def __init__(self, compiler: Any, element_type: type, message: str | None = None) -> None:
        super().__init__(
            f"Compiler {compiler!r} can't render element of type {element_type}{': ' + message if message else ''}"
        )
        self.compiler = compiler
        self.element_type = element_type
        self.message = message

    def __reduce__(self) -> tuple[Any, ...]:
        return self.__class__, (self.compiler, self.element_type, self.message)


class IdentifierError(SQLAlchemyError):
    """A name is longer than the database allows."""


class DisconnectionError(SQLAlchemyError):
    """A pooled connection is not usable; raised by `checkout` listeners to have it replaced."""

    invalidate_pool: bool = False


class InvalidatePoolError(DisconnectionError):
    """As `DisconnectionError`, and every older connection of the pool is stale too."""

    invalidate_pool: bool = True


class TimeoutError(SQLAlchemyError):
    """A connection pool gave no connection in time."""


class InvalidRequestError(SQLAlchemyError):
    """The request makes no sense in the present state."""


class IllegalStateChangeError(InvalidRequestError):
    """An object is used concurrently, or a method is called while another one is under way."""


class NoInspectionAvailable(InvalidRequestError):
    """`inspect()` knows nothing about the object."""


class PendingRollbackError(InvalidRequestError):
    """A transaction has failed and waits for `rollback()`."""


class ResourceClosedError(InvalidRequestError):
    """A result, connection or transaction is closed already."""


class NoSuchColumnError(InvalidRequestError, KeyError):
    """A row has no column of that name."""


class AmbiguousColumnError(InvalidRequestError):
    """A row has more than one column of that name."""


class NoResultFound(InvalidRequestError):
    """A row was required and there is none."""


class MultipleResultsFound(InvalidRequestError):
    """One row was required and there are more."""


class NoReferenceError(InvalidRequestError):
    """A foreign key points at something unknown.

    `table_name` is the name of the table that is not there.
    """

    table_name: str


class AwaitRequired(InvalidRequestError):
    """An async operation was called without being awaited."""

    code = "xd1r"


class MissingGreenlet(InvalidRequestError):
    """A synchronous call ran where it would have to await, outside of `greenlet_spawn`."""

    code = "xd2s"


class NoReferencedTableError(NoReferenceError):
    """A foreign key names a table that the MetaData does not have."""

    def __init__(self, message: str, tname: str) -> None:
        super().__init__(message)
        self.table_name = tname

    def __reduce__(self) -> tuple[Any, ...]:
        return self.__class__, (self.args[0], self.table_name)


class NoReferencedColumnError(NoReferenceError):
    """A foreign key names a column that the referred table does not have."""

    def __init__(self, message: str, tname: str, cname: str) -> None:
        super().__init__(message)
        self.table_name = tname
        self.column_name = cname

    def __reduce__(self) -> tuple[Any, ...]:
        return self.__class__, (self.args[0], self.table_name, self.column_name)


class NoSuchTableError(InvalidRequestError):
    """The database has no table of that name."""


class UnreflectableTableError(InvalidRequestError):
    """A table is there but cannot be reflected."""


class UnboundExecutionError(InvalidRequestError):
    """No engine or connection is known for the operation."""


class NoDBAPILoaded(InvalidRequestError):
    """The dialect was made without a driver module."""


class StatementError(SQLAlchemyError):
    """An error that happened while a statement was prepared or executed.

    :param message: what happened.
    :param statement: the SQL text, or None when no statement was involved.
    :param params: its parameters, of one set or of many.
    :param orig: the exception that was caught.
    :param hide_parameters: leave the parameters out of the message.
    :param ismulti: True when `params` is a sequence of sets, None to tell from its shape.
    """

    def __init__(
        self,
        message: str,
        statement: str | None,
        params: Any,
        orig: BaseException | None,
        hide_parameters: bool = False,
        code: str | None = None,
        ismulti: bool | None = None,
    ) -> None:
        super().__init__(message, code=code)
        self.statement = statement
        self.params = params
        self.orig = orig
        self.ismulti = ismulti
        self.hide_parameters = hide_parameters
        self.detail: list[str] = []

    def add_detail(self, msg: str) -> None:
        """Put a line before the message."""
        self.detail.append(msg)

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = (self.args[0], self.statement, self.params, self.orig, self.hide_parameters)
        return self.__class__, (*arguments, self.__dict__.get("code"), self.ismulti), {"detail": self.detail}

    def _message(self) -> str:
        lines = [f"({detail})" for detail in self.detail]
        lines.append(super()._message())
        if self.statement:
            lines.append(f"[SQL: {self.statement}]")
            if self.hide_parameters:
                lines.append("[SQL parameters hidden due to hide_parameters=True]")
            elif self.params:
                lines.append(f"[parameters: {abbreviated_parameters(self.params, ismulti=self.ismulti)}]")
        return "\n".join(lines)


class DBAPIError(StatementError):
    """The driver raised; subclasses are named as the driver's own classes are (PEP 249).

    `orig` is the driver's exception; `connection_invalidated` says that the connection was lost with it.
    """

    code = "dbapi"
    connection_invalidated: bool = False

    def __init__(
        self,
        statement: str | None,
        params: Any,
        orig: BaseException,
        hide_parameters: bool = False,
        connection_invalidated: bool = False,
        code: str | None = None,
        ismulti: bool | None = None,
    ) -> None:
        try:
            text = str(orig)
        except Exception as error:
            # a driver's __str__ may itself fail (undecodable server text); the wrapper must still be raised
            text = f"Error in str() of DB-API-generated exception: {error}"
        super().__init__(
            f"({orig.__class__.__module__}.{orig.__class__.__name__}) {text}",
            statement,
            params,
            orig,
            hide_parameters,
            code=code,
            ismulti=ismulti,
        )
        self.connection_invalidated = connection_invalidated

    @property
    def driver_exception(self) -> BaseException:
        """The driver's own exception, also where `orig` is an emulated one."""
        orig = self.orig
        assert orig is not None
        return orig.driver_exception if isinstance(orig, EmulatedDBAPIException) else orig

    @classmethod
    def instance(
        cls,
        statement: str | None,
        params: Any,
        orig: BaseException,
        dbapi_base_err: type[Exception],
        hide_parameters: bool = False,
        connection_invalidated: bool = False,
        dialect: Any = None,
        ismulti: bool | None = None,
    ) -> BaseException:
        """Return the error to raise in the place of `orig`.

        `orig` itself for exits (KeyboardInterrupt ...) and `DontWrapMixin`; a plain `StatementError` when it is not
        the driver's; else the class here that has the name of the nearest of the driver's classes.
        """
        if not isinstance(orig, Exception) or isinstance(orig, DontWrapMixin):
            return orig
        if not isinstance(orig, dbapi_base_err) and statement:
            return StatementError(
                f"({orig.__class__.__module__}.{orig.__class__.__name__}) {orig}",
                statement,
                params,
                orig,
                hide_parameters,
                code=getattr(orig, "code", None) if isinstance(orig, SQLAlchemyError) else None,
                ismulti=ismulti,
            )
        translate = getattr(dialect, "dbapi_exception_translation_map", None) or {}
        found: type[DBAPIError] = cls
        for base in type(orig).__mro__:
            named = _DBAPI_CLASSES.get(translate.get(base.__name__, base.__name__))
            if named is not None:
                found = named
                break
        return found(statement, params, orig, hide_parameters, connection_invalidated, ismulti=ismulti)

    def __reduce__(self) -> tuple[Any, ...]:
        arguments = (self.statement, self.params, self.orig, self.hide_parameters, self.connection_invalidated)
        return self.__class__, (*arguments, self.__dict__.get("code"), self.ismulti), {"detail": self.detail}


class InterfaceError(DBAPIError):
    """The driver reports an error of its own interface."""

    code = "rvf5"


class DatabaseError(DBAPIError):
    """The driver reports an error of the database."""

    code = "4xp6"


class DataError(DatabaseError):
    """A value is out of range or of the wrong form."""

    code = "9h9h"


class OperationalError(DatabaseError):
    """The database failed to operate: lost connection, locked, out of memory ..."""

    code = "e3q8"


class IntegrityError(DatabaseError):
    """A constraint is violated."""

    code = "gkpj"


class InternalError(DatabaseError):
    """The database reports an internal fault."""

    code = "2j85"


class ProgrammingError(DatabaseError):
    """The SQL is wrong: syntax, unknown table, wrong number of parameters ..."""

    code = "f405"


class NotSupportedError(DatabaseError):
    """The database or driver does not support the request."""

    code = "tw8g"


_DBAPI_CLASSES: dict[str, type[DBAPIError]] = {
    found.__name__: found
    for found in (
        InterfaceError,
        DatabaseError,
        DataError,
        OperationalError,
        IntegrityError,
        InternalError,
        ProgrammingError,
        NotSupportedError,
    )
}


class SATestSuiteWarning(Warning):
    """For a test suite's own warnings."""


class SADeprecationWarning(HasDescriptionCode, DeprecationWarning):
    """A deprecated use."""

    deprecated_since: str | None = None


class Base20DeprecationWarning(SADeprecationWarning):
    """A use that the 2.0 API removed."""


class LegacyAPIWarning(Base20DeprecationWarning):
    """A use that is legacy in the 2.0 API."""


class MovedIn20Warning(Base20DeprecationWarning):
    """A name that moved in the 2.0 API."""


class SAPendingDeprecationWarning(PendingDeprecationWarning):
    """A use that will be deprecated."""

    deprecated_since: str | None = None


class SAWarning(HasDescriptionCode, RuntimeWarning):
    """Something at run time is probably not what was meant."""


def abbreviated(value: Any, limit: int = _MAX_CHARACTERS) -> str:
    """Return `repr(value)`, its middle cut out when it is longer than `limit` characters."""
    text = repr(value)
    excess = len(text) - limit
    if excess <= 0:
        return text
    half = limit // 2
    return f"{text[:half]} ... ({excess} characters truncated) ... {text[-half:]}"


def abbreviated_parameters(params: Any, *, ismulti: bool | None = None, sets: int = _MAX_SETS) -> str:
    """Return the parameters of a statement as text of bounded length.

    :param params: a dict, tuple or list of values, or a list of such sets.
    :param ismulti: whether `params` is a list of sets; None: tell from its shape.
    :param sets: how many sets are shown at the most.
    """
    if ismulti is None:
        ismulti = isinstance(params, list) and bool(params) and isinstance(params[0], (list, dict, tuple))
    if not ismulti:
        return _one(params)
    params = list(params)
    total = len(params)
    if total <= sets:
        return f"[{', '.join(map(_one, params))}]"
    head, tail = params[: sets - 2], params[-2:]
    return (
        f"[{', '.join(map(_one, head))}  ... displaying {sets} of {total} total bound parameter sets ...  "
        f"{', '.join(map(_one, tail))}]"
    )


def _one(params: Any) -> str:
    if isinstance(params, Mapping):
        return "{" + _cut([f"{key!r}: {abbreviated(value)}" for key, value in params.items()]) + "}"
    if isinstance(params, tuple):
        return f"({_cut(list(map(abbreviated, params)))}{',' if len(params) == 1 else ''})"
    if isinstance(params, list):
        return f"[{', '.join(map(_one, params))}]"
    return abbreviated(params)


def _cut(items: list[str]) -> str:
    excess = len(items) - _MAX_PARAMETERS
    if excess <= 0:
        return ", ".join(items)
    half = _MAX_PARAMETERS // 2
    return f"{', '.join(items[:half])} ... {excess} parameters truncated ... {', '.join(items[-half:])}"
