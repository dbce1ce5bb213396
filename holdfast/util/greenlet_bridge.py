"""Synchronous code over an event loop: the one file that knows greenlet.

Rules
* ``greenlet_spawn(function)`` runs a function in a greenlet of its own, beside the task that awaits it. Where the
  function needs something awaited it calls ``await_only(awaitable)``: control goes back to the task, which awaits, and
  then goes on in the function with the value, or with the exception.
* ``await_only()`` anywhere else is a :class:`holdfast.exc.MissingGreenlet`; it never blocks and never starts a loop.
* A cancelled task raises CancelledError in the function, at its ``await_only()``; the function may clean up, and await
  in doing so.
* Function and task share their context variables.
* greenlet is imported when the first function is spawned: without the extra ``asyncio`` everything else works.
* No lock of a thread may be held at an ``await_only()``: the next task of the same thread would be let in.

Source of the behaviour: SQLAlchemy 2.1 documentation, "Asynchronous I/O (asyncio)"; greenlet documentation.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from holdfast import exc

_T = TypeVar("_T")


@cache
def _greenlet() -> Any:
    try:
        return import_module("greenlet")
    except ModuleNotFoundError as error:
        raise ValueError(
            f"the greenlet library is required to use this function. {error}; install it with the extra that has it: "
            "pip install holdfast[asyncio]"
        ) from error


@cache
def _bridge() -> type[Any]:
    """The class of the greenlets that ``greenlet_spawn()`` makes."""

    class Bridge(_greenlet().greenlet):  # type: ignore[misc]  # greenlet is imported when it is needed
        def __init__(self, function: Callable[..., Any]) -> None:
            super().__init__(function)
            self.gr_context = self.parent.gr_context

    return Bridge


def in_greenlet() -> bool:
    """Whether ``await_only()`` is possible here."""
    return "greenlet" in sys.modules and isinstance(_greenlet().getcurrent(), _bridge())


def await_only(awaitable: Awaitable[_T]) -> _T:
    """Await something in synchronous code that ``greenlet_spawn()`` runs, and return its value.

    :param awaitable: a coroutine, future or task.
    :raises holdfast.exc.MissingGreenlet: ``greenlet_spawn()`` has not been called.
    """
    if not in_greenlet():
        close = getattr(awaitable, "close", None)
        if close is not None:
            # A coroutine that nobody will await.
            close()
        raise exc.MissingGreenlet(
            "greenlet_spawn has not been called; can't call await_() here. Was IO attempted in an unexpected place? "
            "Call it through the asynchronous API, or inside of run_sync() or greenlet_spawn()"
        )
    value: _T = _greenlet().getcurrent().parent.switch(awaitable)
    return value


async def greenlet_spawn(fn: Callable[..., _T], *args: Any, _require_await: bool = False, **kwargs: Any) -> _T:
    """Run a synchronous function that may call :func:`await_only`.

    :param fn: called with the further arguments.
    :param _require_await: it is an error if the function has awaited nothing.
    :raises holdfast.exc.AwaitRequired: it has awaited nothing, and should have.
    :raises ValueError: greenlet is not installed.
    """
    bridge = _bridge()(fn)
    given = bridge.switch(*args, **kwargs)
    awaited = False
    while not bridge.dead:
        awaited = True
        try:
            value = await given
        except BaseException:
            given = bridge.throw(*sys.exc_info())
        else:
            given = bridge.switch(value)
    if _require_await and not awaited:
        raise exc.AwaitRequired(
            "The current operation required an async execution but none was detected. This will usually happen when "
            "using a non compatible DBAPI driver. Please ensure that an async DBAPI is used."
        )
    result: _T = given
    return result
