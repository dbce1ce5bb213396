"""What is done to a connection when it returns."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import event, exc
from holdfast.pool import PoolResetState, QueuePool, reset_commit, reset_none, reset_rollback
from tests.pool.fake import FakeDriver


@pytest.mark.parametrize(
    ("setting", "calls"),
    [
        (True, ["rollback"]),
        ("rollback", ["rollback"]),
        (reset_rollback, ["rollback"]),
        ("commit", ["commit"]),
        (reset_commit, ["commit"]),
        (None, []),
        (False, []),
        (reset_none, []),
    ],
)
def test_styles(driver: FakeDriver, setting: Any, calls: list[str]) -> None:
    QueuePool(driver, reset_on_return=setting).connect().close()
    assert driver.made[0].calls == calls


def test_an_unknown_style_is_refused(driver: FakeDriver) -> None:
    with pytest.raises(exc.ArgumentError, match="Invalid value for 'reset_on_return': 'x'"):
        QueuePool(driver, reset_on_return="x")  # type: ignore[arg-type]  # that is the test


def test_the_reset_event_comes_before_the_rollback(driver: FakeDriver) -> None:
    pool = QueuePool(driver)
    seen: list[Any] = []

    @event.listens_for(pool, "reset")
    def remember(connection: Any, record: Any, state: PoolResetState) -> None:
        seen.append((list(connection.calls), state))

    pool.connect().close()
    assert seen == [([], PoolResetState(transaction_was_reset=False, terminate_only=False, asyncio_safe=True))]
