"""Which method renders an element: by its class, found once.

The nearest class in an element's MRO that says anything decides: with rendering functions registered for it
(``register``, what
``holdfast.ext.compiler`` is made of), or with a ``__visit_name__`` for which the compiler has a ``visit_`` method.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast import exc

Visitor = Callable[..., str]

#: class -> dialect name ("default" for any) -> function (element, compiler, **kw) -> SQL
_registered: dict[type[Any], dict[str, Callable[..., str]]] = {}
#: (compiler class, dialect name) -> element class -> method
_tables: dict[tuple[type[Any], str], dict[type[Any], Visitor]] = {}


def register(cls: type[Any], function: Callable[..., str], *dialect_names: str) -> None:
    """Have a class of elements rendered by a function.

    :param cls: the class, and its subclasses without a rule of their own.
    :param function: called with the element, the compiler and keyword arguments; returns SQL.
    :param dialect_names: the dialects that it is for; all without one.
    """
    functions = _registered.setdefault(cls, {})
    for name in dialect_names or ("default",):
        functions[name] = function
    _tables.clear()


def registered(cls: type[Any]) -> dict[str, Callable[..., str]]:
    """The functions registered for exactly this class, by dialect name."""
    return _registered.get(cls, {})


def deregister(cls: type[Any]) -> None:
    """Forget the functions registered for exactly this class."""
    _registered.pop(cls, None)
    _tables.clear()


def table_for(compiler: type[Any], dialect_name: str) -> dict[type[Any], Visitor]:
    """The dispatch table of a compiler class for a dialect; filled by :func:`find`."""
    return _tables.setdefault((compiler, dialect_name), {})


def find(compiler: type[Any], dialect_name: str, cls: type[Any]) -> Visitor | None:
    """The method that renders elements of a class; None when there is none."""
    registered = False
    for base in cls.__mro__:
        functions = _registered.get(base)
        if functions is not None:
            function = functions.get(dialect_name) or functions.get("default")
            if function is not None:
                return _method_of(function)
            registered = True
        if "__visit_name__" in base.__dict__:
            found = getattr(compiler, f"visit_{base.__dict__['__visit_name__']}", None)
            if found is not None:
                visitor: Visitor = found
                return visitor
    # Its author said how it is rendered, but not for this dialect.
    return _refusal if registered else None


def find_registered(dialect_name: str, cls: type[Any]) -> Visitor | None:
    """The method registered for a class or for a base of it, up to the first that the compiler itself knows."""
    for base in cls.__mro__:
        functions = _registered.get(base)
        if functions is not None:
            function = functions.get(dialect_name) or functions.get("default")
            return None if function is None else _method_of(function)
        if "__visit_name__" in base.__dict__:
            return None
    return None


def _method_of(function: Callable[..., str]) -> Visitor:
    def visit(self: Any, element: Any, **kw: Any) -> str:
        return function(element, self, **kw)

    return visit


def _refusal(self: Any, element: Any, **kw: Any) -> str:
    cls = type(element)
    raise exc.UnsupportedCompilationError(self, cls, f"{cls} construct has no default compilation handler.")
