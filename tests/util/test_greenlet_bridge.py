"""Synchronous code that awaits: greenlet_spawn() and await_only()."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextvars import ContextVar
from typing import Any

import pytest

from holdfast import exc
from holdfast.util import greenlet_bridge
from holdfast.util.greenlet_bridge import await_only, greenlet_spawn, in_greenlet


async def later(value: Any) -> Any:
    await asyncio.sleep(0)
    if isinstance(value, BaseException):
        raise value
    return value


def test_a_synchronous_function_awaits() -> None:
    def add(a: int, *, b: int) -> int:
        return int(await_only(later(a))) + int(await_only(later(b)))

    assert asyncio.run(greenlet_spawn(add, 1, b=2)) == 3


def test_what_is_awaited_may_fail_inside_of_the_function() -> None:
    def careful() -> str:
        try:
            await_only(later(KeyError("gone")))
        except KeyError as error:
            return f"caught {error}"
        return "nothing"

    assert asyncio.run(greenlet_spawn(careful)) == "caught 'gone'"


def test_the_functions_own_error_comes_out() -> None:
    def fail() -> None:
        await_only(later(1))
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        asyncio.run(greenlet_spawn(fail))


def test_others_go_on_while_it_awaits() -> None:
    async def main() -> list[int]:
        seen: list[int] = []

        def step(number: int) -> None:
            for _ in range(2):
                seen.append(number)
                await_only(asyncio.sleep(0))

        await asyncio.gather(greenlet_spawn(step, 1), greenlet_spawn(step, 2))
        return seen

    assert asyncio.run(main()) == [1, 2, 1, 2]


def test_functions_may_be_spawned_by_spawned_ones() -> None:
    def inner() -> int:
        return int(await_only(later(4)))

    def outer() -> int:
        return await_only(greenlet_spawn(inner)) + 1

    assert asyncio.run(greenlet_spawn(outer)) == 5


def test_a_cancelled_task_may_clean_up() -> None:
    seen: list[str] = []

    def work() -> None:
        try:
            await_only(asyncio.sleep(60))
        except asyncio.CancelledError:
            seen.append(await_only(later("rolled back")))
            raise

    async def main() -> None:
        task = asyncio.create_task(greenlet_spawn(work))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert seen == ["rolled back"]


def test_context_variables_are_shared() -> None:
    name: ContextVar[str] = ContextVar("name", default="nobody")

    def rename() -> str:
        former = name.get()
        name.set("inner")
        return former

    async def main() -> tuple[str, str]:
        name.set("outer")
        return await greenlet_spawn(rename), name.get()

    assert asyncio.run(main()) == ("outer", "inner")


@pytest.mark.parametrize("inside", [True, False])
def test_awaiting_without_a_spawned_function(inside: bool) -> None:
    async def main() -> None:
        await_only(later(1))

    with pytest.raises(exc.MissingGreenlet, match="greenlet_spawn has not been called; can't call await_"):
        asyncio.run(main()) if inside else await_only(later(1))


def test_a_function_that_has_to_await() -> None:
    assert asyncio.run(greenlet_spawn(lambda: 5)) == 5
    assert asyncio.run(greenlet_spawn(lambda: await_only(later(5)), _require_await=True)) == 5
    with pytest.raises(exc.AwaitRequired, match="The current operation required an async execution"):
        asyncio.run(greenlet_spawn(lambda: 5, _require_await=True))


def test_it_is_known_where_awaiting_is_possible() -> None:
    assert not in_greenlet()
    assert asyncio.run(greenlet_spawn(in_greenlet))


def test_without_greenlet_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    greenlet_bridge._greenlet.cache_clear()
    greenlet_bridge._bridge.cache_clear()
    monkeypatch.setitem(sys.modules, "greenlet", None)
    with pytest.raises(ValueError, match=r"the greenlet library is required.*holdfast\[asyncio\]"):
        asyncio.run(greenlet_spawn(lambda: 5))


def test_neither_greenlet_nor_asyncio_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, holdfast, holdfast.orm, holdfast.pool; holdfast.create_engine('sqlite://').connect().close(); "
        "holdfast.pool.AsyncAdaptedQueuePool(object).status(); "
        "assert not {'greenlet', 'asyncio'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
