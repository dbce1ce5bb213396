"""The log: what is written for each statement, and what is left out."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest

from holdfast import create_engine, text
from holdfast.engine import Engine
from tests.engine.shop import customer, metadata


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Messages so far, with the times taken out; cleared by ``lines.clear()``."""
    caplog.set_level(logging.INFO, logger="holdfast.engine")

    class Lines(list[str]):
        def __iter__(self) -> Iterator[str]:
            return (re.sub(r"\d[\d.e-]*s", "_s", record.getMessage()) for record in caplog.records)

        def clear(self) -> None:
            caplog.clear()

    yield Lines()


@pytest.fixture
def engine() -> Engine:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    return engine


def test_a_transaction(engine: Engine, lines: list[str]) -> None:
    with engine.begin() as connection:
        connection.execute(customer.insert(), {"name": "a"})
        connection.execute(customer.insert(), {"name": "b"})
        with connection.begin_nested():
            connection.exec_driver_sql("SELECT ?", (1,))
    assert list(lines) == [
        "BEGIN (implicit)",
        "INSERT INTO customer (name) VALUES (?)",
        "[generated in _s] ('a',)",
        "INSERT INTO customer (name) VALUES (?)",
        "[cached since _s ago] ('b',)",
        "SAVEPOINT sa_savepoint_1",
        "[raw sql] ()",
        "SELECT ?",
        "[raw sql] (1,)",
        "RELEASE SAVEPOINT sa_savepoint_1",
        "[raw sql] ()",
        "COMMIT",
    ]


def test_ddl_has_no_key(engine: Engine, lines: list[str]) -> None:
    metadata.drop_all(engine, tables=[customer], checkfirst=False)
    assert list(lines) == ["BEGIN (implicit)", "\nDROP TABLE customer", "[no key _s] ()", "COMMIT"]


def test_many_parameter_sets_are_cut(engine: Engine, lines: list[str]) -> None:
    with engine.connect() as connection:
        connection.execute(customer.insert(), [{"name": str(number)} for number in range(100)])
    assert "displaying 10 of 100 total bound parameter sets" in list(lines)[2]


def test_batches_tell_their_size(engine: Engine, lines: list[str]) -> None:
    with engine.connect() as connection:
        connection.execute(customer.insert().returning(customer.c.id), [{"name": "a"}, {"name": "b"}]).all()
    assert list(lines)[2].endswith("(insertmanyvalues) 1/1 (ordered)] ('a', 'b')")


def test_the_statements_of_a_batch_are_counted(engine: Engine, lines: list[str]) -> None:
    with engine.connect() as connection:
        paged = connection.execution_options(insertmanyvalues_page_size=2)
        paged.execute(customer.insert().returning(customer.c.id), [{"name": name} for name in "abc"]).all()
    assert list(lines)[2].endswith("(insertmanyvalues) 1/2 (ordered)] ('a', 'b')")
    assert list(lines)[4] == "[insertmanyvalues 2/2 (ordered)] ('c',)"


def test_hidden_parameters(lines: list[str]) -> None:
    engine = create_engine("sqlite://", hide_parameters=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT ?", ("secret",))
    assert list(lines)[2] == "[raw sql] [SQL parameters hidden due to hide_parameters=True]"


def test_logging_token(engine: Engine, lines: list[str]) -> None:
    with engine.connect().execution_options(logging_token="here") as connection:
        connection.execute(text("SELECT 1"))
    assert list(lines)[:2] == ["[here] BEGIN (implicit)", "[here] SELECT 1"]


def test_autocommit(engine: Engine, lines: list[str]) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT 1"))
        connection.commit()
    assert next(iter(lines)) == "BEGIN (implicit; DBAPI should not BEGIN due to autocommit mode)"
    assert list(lines)[-1] == "COMMIT using DBAPI connection.commit(), has no effect due to autocommit mode"


def test_skip_autocommit_rollback(lines: list[str]) -> None:
    engine = create_engine("sqlite://", isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert list(lines)[-1] == "ROLLBACK will be skipped by skip_autocommit_rollback"


def test_the_names_of_loggers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="holdfast.engine")
    engine = create_engine("sqlite://", logging_name="mine")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert {record.name for record in caplog.records} == {"holdfast.engine.Engine.mine"}


def test_echo_writes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    engine = create_engine("sqlite://", echo=True)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.echo = False
    assert engine.echo is False
    with engine.connect() as connection:
        connection.execute(text("SELECT 2"))
    # Under pytest the root logger has handlers, so that nothing has to be added.
    assert "SELECT 2" not in capsys.readouterr().out


def test_rows_are_shown_at_the_debug_level(database: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="holdfast.engine")
    engine = create_engine(database.url)
    with engine.connect() as connection:
        connection.execution_options(logging_token="here")
        caplog.clear()
        statement = text("SELECT 1 AS a, 'x' AS b UNION SELECT 2, :long ORDER BY 1").bindparams(long="y" * 900)
        assert connection.execute(statement).fetchone() == (1, "x")
        assert len(connection.execute(statement, execution_options={"yield_per": 1}).all()) == 2
        assert len(connection.execute(statement).mappings().fetchmany(5)) == 2
        shown = [r.getMessage() for r in caplog.records if r.levelno == logging.DEBUG and "Engine" in r.name]
    assert shown[:2] == ["[here] Col ('a', 'b')", "[here] Row (1, 'x')"]
    assert len(shown) == 2 + 3 + 3
    assert "characters truncated" in shown[-1]
    engine.dispose()


def test_rows_of_returning_are_shown(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="holdfast.engine")
    with engine.connect() as connection:
        caplog.clear()
        connection.execute(customer.insert().returning(customer.c.id), [{"name": "a"}, {"name": "b"}])
        shown = [record.getMessage() for record in caplog.records if record.levelno == logging.DEBUG]
    assert shown == ["Col ('id',)", "Row (1,)", "Row (2,)"]
