"""The meter counts statements by their verb, and the rows that were written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from holdfast import Engine, create_engine
from holdfast.cli.demo.meter import Meter


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    yield engine
    engine.dispose()


def test_each_part_has_its_own_figures(engine: Engine) -> None:
    meter = Meter()
    meter.attach(engine)
    with meter.part("write"), engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1), (2), (3)")
        connection.exec_driver_sql("UPDATE t SET a = 4 WHERE a > 1")
    with meter.part("ask") as part, engine.connect() as connection:
        part.rows = len(connection.exec_driver_sql("SELECT a FROM t").all())
    write, ask = meter.parts
    assert (write.title, write.rows, dict(write.statements)) == ("write", 5, {"CREATE": 1, "INSERT": 1, "UPDATE": 1})
    assert (ask.title, ask.rows, dict(ask.statements)) == ("ask", 3, {"SELECT": 1})


def test_a_part_that_fails_is_told_too() -> None:
    meter = Meter()
    with pytest.raises(ZeroDivisionError), meter.part("fail"):
        1 / 0  # noqa: B018
    assert [part.title for part in meter.parts] == ["fail"]
