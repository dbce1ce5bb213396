"""Options of the URL and of create_engine(): transaction mode, PRAGMAs, the driver's arguments."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from holdfast import create_engine, exc, text
from holdfast.engine import Engine


def pragma(engine: Engine, name: str) -> Any:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def begin_of(engine: Engine) -> str:
    """The statement that begins a transaction."""
    seen: list[str] = []
    with engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        raw.set_trace_callback(seen.append)
        connection.execute(text("SELECT 1"))
        raw.set_trace_callback(None)
    return seen[0]


@pytest.mark.parametrize(
    ("url", "kwargs", "begin"),
    [
        ("sqlite://", {}, "BEGIN DEFERRED"),
        ("sqlite://?transaction_mode=immediate", {}, "BEGIN IMMEDIATE"),
        ("sqlite://", {"transaction_mode": "exclusive"}, "BEGIN EXCLUSIVE"),
        ("sqlite://?isolation_level=IMMEDIATE", {}, "BEGIN IMMEDIATE"),
    ],
)
def test_transaction_modes(url: str, kwargs: dict[str, Any], begin: str) -> None:
    assert begin_of(create_engine(url, **kwargs)) == begin


def test_foreign_keys() -> None:
    assert pragma(create_engine("sqlite://"), "foreign_keys") == 0
    assert pragma(create_engine("sqlite://", foreign_keys=True), "foreign_keys") == 1
    assert pragma(create_engine("sqlite://?foreign_keys=on"), "foreign_keys") == 1


def test_journal_mode_and_synchronous(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/x.db?journal_mode=wal&synchronous=normal")
    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 1


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"journal_mode": "wal; DROP TABLE x"}, "Invalid value 'wal; DROP TABLE x' for journal_mode"),
        ({"transaction_mode": "later"}, "Invalid value 'later' for transaction_mode"),
        ({"synchronous": "maybe"}, "Invalid value 'maybe' for synchronous"),
    ],
)
def test_wrong_settings(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(exc.ArgumentError, match=message):
        create_engine("sqlite://", **setting)


def test_unknown_url_options() -> None:
    with pytest.raises(exc.ArgumentError, match="SQLite takes no URL option 'nope'"):
        create_engine("sqlite:///x.db?nope=1")
    with pytest.raises(exc.ArgumentError, match="'perhaps' is neither true nor false"):
        create_engine("sqlite:///x.db?foreign_keys=perhaps")


def test_hosts_are_refused() -> None:
    with pytest.raises(exc.ArgumentError, match=r"Invalid SQLite URL: sqlite://x.db"):
        create_engine("sqlite://x.db")


def test_file_uris(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    sqlite3.connect(path).close()
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    with engine.connect() as connection, pytest.raises(exc.OperationalError, match="readonly database"):
        connection.exec_driver_sql("CREATE TABLE t (x)")


def test_a_relative_path_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    engine = create_engine("sqlite:///x.db")
    (tmp_path / "sub").mkdir()
    os.chdir(tmp_path / "sub")
    engine.connect().close()
    assert (tmp_path / "x.db").exists()


def test_timeout_is_the_time_to_wait_for_locks(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db?timeout=0.01&transaction_mode=immediate"
    engine = create_engine(url)
    with engine.connect() as first, engine.connect() as second:
        first.exec_driver_sql("CREATE TABLE t (x)")
        with pytest.raises(exc.OperationalError, match="database is locked"):
            second.exec_driver_sql("SELECT 1")
        first.rollback()
        second.rollback()
        second.exec_driver_sql("SELECT 1")


def test_regular_expressions_and_floor() -> None:
    with create_engine("sqlite://").connect() as connection:
        assert connection.exec_driver_sql("SELECT 'abc' REGEXP 'b.', 'abc' REGEXP '^b', floor(-1.5)").one() == (
            1,
            0,
            -2,
        )
        assert connection.exec_driver_sql("SELECT NULL REGEXP 'x'").scalar() is None


def test_a_raw_connection_follows_the_drivers_rules() -> None:
    """PEP 249: changes begin a transaction by themselves, rollback() undoes them."""
    engine = create_engine("sqlite://")
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("CREATE TABLE t (x)")
    raw.commit()
    cursor.execute("INSERT INTO t VALUES (1)")
    raw.rollback()
    assert cursor.execute("SELECT count(*) FROM t").fetchone() == (0,)
    raw.close()


def test_two_connections_of_a_thread_share_a_database_in_memory() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as first, engine.connect() as second:
        first.exec_driver_sql("CREATE TABLE t (x)")
        second.exec_driver_sql("INSERT INTO t VALUES (1)")
        first.commit()
        assert second.exec_driver_sql("SELECT count(*) FROM t").scalar() == 1


def test_the_driver_is_imported_with_the_first_engine() -> None:
    import subprocess
    import sys

    code = "import sys, holdfast, holdfast.dialects.sqlite; assert 'sqlite3' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
