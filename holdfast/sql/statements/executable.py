"""What all statements have in common: copies with changes, execution options, ORM options, and the cache key.

A statement is the dictionary of the clauses that it has: instance ``__dict__`` holds what differs from the defaults,
which
stand on the class.  A copy with one more clause is a copy of that dictionary; the cache key walks over it, so that a
statement pays only for what it uses.  ``_fields`` says for each clause how it takes part in keys and replacement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from holdfast.exc import ArgumentError
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.traversal import IGNORED, NESTED, Fields, statement_key
from holdfast.util.collections import immutabledict

_G = TypeVar("_G", bound="Generative")
_E = TypeVar("_E", bound="Executable")

_EMPTY_OPTIONS: immutabledict[str, Any] = immutabledict()
_new = object.__new__

# Options that a statement cannot have.
_OF_CONNECTIONS = {
    "isolation_level": "'isolation_level' execution option may only be specified on Connection.execution_options(), or "
    "per-engine using the isolation_level argument to create_engine().",
    "compiled_cache": "'compiled_cache' execution option may only be specified on Connection.execution_options(), not "
    "per statement.",
}


class Generative(ClauseElement):
    """An element whose methods return changed copies."""

    def _with(self: _G, **changes: Any) -> _G:
        """A copy with some clauses changed; what was memoised is forgotten."""
        copy: _G = _new(self.__class__)
        state = copy.__dict__
        state.update(self.__dict__)
        state.update(changes)
        if "_memo" in state:
            del state["_memo"]
        return copy

    def _changed(self: _G, changes: dict[str, Any]) -> _G:
        return self._with(**changes)

    def _clone(self: _G) -> _G:
        return self._with()

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        fields = self._fields
        key.append(self.__class__)
        for name, value in self.__dict__.items():
            part = fields.get(name, IGNORED)
            if part is not IGNORED:
                key.append(name)
                part.gather(value, key, binds)
        key.append(None)

    def _replace_parts(self: _G, fn: Callable[[Any], Any]) -> _G:
        changes: dict[str, Any] = {}
        for name, value in self.__dict__.items():
            part = self._fields.get(name, IGNORED)
            replaced = part.replace(value, fn)
            if replaced is not value:
                changes[name] = replaced
        return self._with(**changes) if changes else self

    def get_children(self, **kw: Any) -> Any:
        for name, value in self.__dict__.items():
            yield from self._fields.get(name, IGNORED).children(value)

    def _memoised(self, name: str, make: Callable[[], Any]) -> Any:
        memo = self.__dict__.get("_memo")
        if memo is None:
            memo = self.__dict__["_memo"] = {}
        if name not in memo:
            memo[name] = make()
        return memo[name]


class Executable(Generative):
    """A statement that a connection or session can execute."""

    _fields: ClassVar[Fields] = {"_options": NESTED, "_execution_options": IGNORED, "_memo": IGNORED}

    supports_execution = True
    is_select = False
    is_insert = False
    is_update = False
    is_delete = False
    is_text = False
    _is_orm = False
    _options: tuple[Any, ...] = ()
    _execution_options: immutabledict[str, Any] = _EMPTY_OPTIONS

    def options(self: _E, *options: Any) -> _E:
        """Apply ORM options (loader options, ``with_loader_criteria()``) and return the changed copy.

        :raises holdfast.exc.ArgumentError: something else was given.
        """
        for option in options:
            if not hasattr(option, "propagate_to_loaders"):
                raise ArgumentError(f"ExecutionOption Core or ORM object expected, got {option!r}.")
        return self._with(_options=self._options + options)

    def _criteria_options(self) -> tuple[Any, ...]:
        """The options that are meant for the parts of the statement, too."""
        return tuple([option for option in self._options if getattr(option, "_is_criteria_option", False)])

    def execution_options(self: _E, **kw: Any) -> _E:
        """Set options for the execution of this statement, such as ``yield_per`` or ``stream_results``.

        :raises holdfast.exc.ArgumentError: an option is a connection's, such as ``isolation_level``.
        """
        for name in kw:
            if name in _OF_CONNECTIONS:
                raise ArgumentError(_OF_CONNECTIONS[name])
        return self._with(_execution_options=self._execution_options.union(kw))

    def get_execution_options(self) -> Mapping[str, Any]:
        """The execution options of this statement."""
        return self._execution_options

    def _statement_key(self) -> tuple[tuple[Any, ...], list[Any]] | None:
        """The key of this statement's shape and its bound parameters; None when it is not cacheable."""
        return statement_key(self, executed=True)


#: What a connection executes, under its name in 2.1.
ExecutableStatement = Executable
