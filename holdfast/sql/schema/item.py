"""What all parts of a schema share: events, `info`, arguments for single dialects, and DDL on conditions.

Rules: an item is attached to its parent once (`_attach`), which tells `before_parent_attach` / `after_parent_attach`
listeners.  Arguments named `<dialect>_<argument>` are kept in `dialect_options[dialect][argument]`, with the defaults
that the dialect declares for the class; an unknown name is an error as soon as the dialect can be found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from holdfast import exc
from holdfast.event import dispatcher
from holdfast.sql import seams
from holdfast.sql.schema.events import DDLEvents

if TYPE_CHECKING:
    from holdfast.event import Dispatch, Listeners

_S = TypeVar("_S", bound="SchemaItem")
_K = TypeVar("_K", bound="HasConditionalDDL")


class SchemaVisitable:
    """An object that a schema visitor can be sent through."""

    __visit_name__: ClassVar[str] = "schema_item"


class SchemaItem(SchemaVisitable):
    """A part of a schema: MetaData, Table, Column, constraint, index, default."""

    create_drop_stringify_dialect = "default"

    if TYPE_CHECKING:
        dispatch: Dispatch
    else:
        dispatch = dispatcher(DDLEvents)

    _info: dict[Any, Any] | None = None

    @property
    def info(self) -> dict[Any, Any]:
        """A dictionary for the user's own notes; copied with the item."""
        if self._info is None:
            self._info = {}
        return self._info

    @info.setter
    def info(self, value: dict[Any, Any] | None) -> None:
        self._info = value

    def _listeners(self, event: str) -> Listeners:
        """The listeners of an event, without making a dispatch object for each of the many items."""
        own = self.__dict__.get("dispatch")
        if own is None:
            cls = type(self)
            own = cls.__dict__.get("_dispatch_class") or cls.dispatch
        found: Listeners = getattr(own, event)
        return found

    def _attach(self, parent: SchemaItem, **kw: Any) -> None:
        """Make this item part of `parent`."""
        for listener in self._listeners("before_parent_attach"):
            listener(self, parent)
        self._set_parent(parent, **kw)
        for listener in self._listeners("after_parent_attach"):
            listener(self, parent)

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        raise NotImplementedError(f"{type(self).__name__} cannot be part of a {type(parent).__name__}")

    def _attach_all(self, items: tuple[Any, ...] | list[Any]) -> None:
        for item in items:
            if item is None:
                continue
            if not isinstance(item, SchemaItem):
                raise exc.ArgumentError(
                    f"'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {item!r}"
                )
            item._attach(self)

    def _copied_settings(self, copy: _S) -> _S:
        """Give a copy the notes and the propagated listeners of this item."""
        if self._info:
            copy._info = dict(self._info)
        own = self.__dict__.get("dispatch")
        if own is not None:
            copy.dispatch._update(own)
        return copy


class _Options(dict[str, Any]):
    """The arguments for one dialect; also knows which were given and are no defaults."""

    def __init__(self, defaults: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        super().__init__(defaults)
        self.update(given)


class _DialectOptions(dict[str, _Options]):
    """Dialect name -> arguments; made when asked for, as dialects may not be loaded before."""

    def __init__(self, owner: DialectKWArgs) -> None:
        super().__init__()
        self._owner = owner

    def __missing__(self, dialect_name: str) -> _Options:
        owner = self._owner
        prefix = f"{dialect_name}_"
        given = {key[len(prefix) :]: value for key, value in owner._dialect_kw.items() if key.startswith(prefix)}
        made = self[dialect_name] = _Options(_declared_arguments(type(owner), dialect_name)[0], given)
        return made


class DialectKWArgs:
    """Mixin of constructs that take arguments for single dialects."""

    _dialect_kw: dict[str, Any] = {}
    _dialect_options_memo: _DialectOptions | None = None

    @classmethod
    def argument_for(cls, dialect_name: str, argument_name: str, default: Any) -> None:
        """Let the construct accept another argument of a dialect.

        :param dialect_name: as in `mysql_engine` the part before the underscore.
        :param argument_name: the part behind it.
        :param default: what `dialect_options` gives when it is not set.
        """
        _added_arguments.setdefault((dialect_name, cls), {})[argument_name] = default

    def _set_dialect_kw(self, kw: dict[str, Any]) -> None:
        if not kw:
            return
        for name in kw:
            dialect_name, underscore, argument = name.partition("_")
            if not (underscore and dialect_name and argument):
                raise TypeError(f"Additional arguments should be named <dialectname>_<argument>, got '{name}'")
            declared, complete = _declared_arguments(type(self), dialect_name)
            if complete and argument not in declared:
                raise exc.ArgumentError(
                    f"Argument {name!r} is not accepted by dialect {dialect_name!r} on behalf of {type(self)}"
                )
        self._dialect_kw = {**self._dialect_kw, **kw}
        self._dialect_options_memo = None

    @property
    def dialect_kwargs(self) -> dict[str, Any]:
        """The arguments given, as `<dialect>_<argument>`."""
        return self._dialect_kw

    kwargs = dialect_kwargs

    @property
    def dialect_options(self) -> Mapping[str, Mapping[str, Any]]:
        """Dialect name -> argument -> value, with the dialect's defaults."""
        memo = self._dialect_options_memo
        if memo is None:
            memo = self._dialect_options_memo = _DialectOptions(self)
        return memo

    def get_dialect_option(
        self, dialect: Any, argument_name: str, *, else_: Any = None, deprecated_fallback: str | None = None
    ) -> Any:
        """Return one argument.

        :param dialect: a Dialect.
        :param argument_name: without the dialect's name.
        :param else_: what is returned when there is none.
        :param deprecated_fallback: another dialect's name to look under.
        """
        for name in (dialect.name, deprecated_fallback):
            value = self._dialect_kw.get(f"{name}_{argument_name}")
            if value is not None:
                return value
        declared = self.dialect_options[dialect.name].get(argument_name)
        return else_ if declared is None else declared


_added_arguments: dict[tuple[str, type], dict[str, Any]] = {}


def _declared_arguments(cls: type, dialect_name: str) -> tuple[dict[str, Any], bool]:
    """The arguments that a dialect declares for a construct class, and whether these are all that it takes."""
    by_class = seams.dialect_arguments(dialect_name)
    found: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        found.update((by_class or {}).get(base) or {})
        found.update(_added_arguments.get((dialect_name, base)) or {})
    return found, by_class is not None and "*" not in found


class DDLCondition(NamedTuple):
    """When a DDL element is executed: on a dialect, and when a function says so."""

    dialect: str | tuple[str, ...] | list[str] | set[str] | None
    callable_: Callable[..., bool] | None
    state: Any

    def holds(self, ddl: Any, target: Any, bind: Any, compiler: Any = None, dialect: Any = None, **kw: Any) -> bool:
        """Whether the element is to be executed on the connection (or rendered by the compiler)."""
        if dialect is None:
            dialect = compiler.dialect if compiler is not None else bind.dialect
        if self.dialect is not None:
            names = (self.dialect,) if isinstance(self.dialect, str) else tuple(self.dialect)
            if dialect.name not in names:
                return False
        if self.callable_ is None:
            return True
        return bool(self.callable_(ddl, target, bind, dialect=dialect, compiler=compiler, state=self.state, **kw))


class HasConditionalDDL:
    """Mixin of parts of a table that can be left out of CREATE on a condition."""

    _ddl_if: DDLCondition | None = None

    def ddl_if(
        self: _K,
        dialect: str | tuple[str, ...] | list[str] | set[str] | None = None,
        callable_: Callable[..., bool] | None = None,
        state: Any = None,
    ) -> _K:
        """Create and drop this only on a condition.

        :param dialect: one or more dialect names.
        :param callable_: `callable_(ddl, target, bind, *, dialect, compiler, state, **kw) -> bool`.
        :param state: handed to it.
        :return: self.
        """
        self._ddl_if = DDLCondition(dialect, callable_, state)
        return self
