"""SQL constructs of your own, and other SQL for those that there are.

A class of elements is rendered by a function that :func:`compiles` registers for it, for all dialects or for some::

    class utcnow(FunctionElement):
        type = DateTime()
        inherit_cache = True


    @compiles(utcnow, "postgresql")
    def _(element, compiler, **kw):
        return "TIMEZONE('utc', CURRENT_TIMESTAMP)"


    @compiles(utcnow)
    def _(element, compiler, **kw):
        return "CURRENT_TIMESTAMP"

What to derive from: ``ColumnElement`` for expressions, ``FunctionElement`` for what is called and may stand in FROM,
``ExecutableDDLElement`` for DDL, ``Executable`` with ``ClauseElement`` for statements, ``TypeEngine`` and its kin for
types.  A class whose SQL depends only on the parts that its base knows (the arguments of a ``FunctionElement``, the
fields of a subclassed construct) sets ``inherit_cache = True``; with more state than that it sets
``inherit_cache = False``, and statements with it are compiled at each execution.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from holdfast import exc
from holdfast.sql.compiler import dispatch
from holdfast.sql.expressions.element import ClauseElement
from holdfast.sql.schema import SchemaItem
from holdfast.sql.types import TypeEngine

_F = TypeVar("_F", bound=Callable[..., str])


def compiles(class_: type[Any], *specs: str) -> Callable[[_F], _F]:
    """Return a decorator that registers a function as what renders elements of a class.

    :param class_: the class; its subclasses without a rule of their own are rendered by the function, too.
    :param specs: names of dialects; without any, the function is for all that have none of their own.
    :return: a decorator of functions ``(element, compiler, **kw) -> str``.  ``compiler.process(part, **kw)`` renders a
        part, ``compiler.visit_<name>(element, **kw)`` the element as it would be without the function; in DDL,
        ``compiler.sql_compiler.process(expression)`` renders SQL expressions.
    :raises ArgumentError: elements of the class are never compiled.

    Source: SQLAlchemy 2.1 documentation, "Custom SQL Constructs and Compilation Extension".
    """
    if not (isinstance(class_, type) and issubclass(class_, (ClauseElement, TypeEngine, SchemaItem))):
        raise exc.ArgumentError(f"compiles() takes a class of SQL elements, types or parts of a schema, not {class_!r}")

    def register(function: _F) -> _F:
        dispatch.register(class_, function, *specs)
        return function

    return register


def deregister(class_: type[Any]) -> None:
    """Forget all functions that :func:`compiles` registered for exactly this class.

    :param class_: the class; constructs of this library are rendered as before.
    """
    dispatch.deregister(class_)
