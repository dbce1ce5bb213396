"""URLs, versions, modes, isolation levels, lost connections: the dialect and its drivers."""

from __future__ import annotations

import builtins
from threading import Thread
from types import SimpleNamespace
from typing import Any

import pytest

from holdfast import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    exc,
    func,
    insert,
    literal,
    make_url,
    select,
    text,
    update,
)
from holdfast.dialects.mysql.dialect import MySQLDialect, parse_version
from holdfast.dialects.mysql.features import features_of
from holdfast.dialects.mysql.mariadb import MariaDBDialect
from holdfast.dialects.mysql.pymysql import MariaDBPyMySQLDialect, PyMySQLDialect
from holdfast.engine import Connection, Engine
from tests import servers

FOUND_ROWS = 2


# -- URLs


def connect_args(url: str) -> dict[str, Any]:
    dialect = PyMySQLDialect(dbapi=PyMySQLDialect.import_dbapi())
    positional, options = dialect.create_connect_args(make_url(url))
    assert positional == ()
    return options


def test_a_url_gives_the_arguments_of_connect() -> None:
    assert connect_args("mysql://scott:t%40ger@example.org:3307/shop") == {
        "user": "scott",
        "password": "t@ger",
        "host": "example.org",
        "port": 3307,
        "database": "shop",
        "charset": "utf8mb4",
        "client_flag": FOUND_ROWS,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("unix_socket=/run/mysqld.sock", {"unix_socket": "/run/mysqld.sock"}),
        ("charset=latin1", {"charset": "latin1"}),
        ("compress=true&connect_timeout=5", {"compress": True, "connect_timeout": 5}),
        ("read_timeout=6&write_timeout=7", {"read_timeout": 6, "write_timeout": 7}),
        ("local_infile=0&use_unicode=1", {"local_infile": False, "use_unicode": True}),
        ("client_flag=128", {"client_flag": 128 | FOUND_ROWS}),
        ("ssl_ca=/ca&ssl_cert=/cert&ssl_key=/key", {"ssl": {"ca": "/ca", "cert": "/cert", "key": "/key"}}),
        ("ssl_capath=/d&ssl_cipher=x", {"ssl": {"capath": "/d", "cipher": "x"}}),
        ("ssl_ca=/ca&ssl_check_hostname=false", {"ssl": {"ca": "/ca", "check_hostname": False}}),
        ("ssl_verify_cert=true&ssl_disabled=false", {"ssl_verify_cert": True, "ssl_disabled": False}),
        ("init_command=SET+x=1", {"init_command": "SET x=1"}),
    ],
)
def test_query_keys_are_options_of_the_driver(query: str, expected: dict[str, Any]) -> None:
    options = connect_args(f"mysql://u@h/d?{query}")
    assert {key: options[key] for key in expected} == expected


def test_an_option_that_is_no_boolean_is_refused() -> None:
    with pytest.raises(exc.ArgumentError, match="'perhaps' is neither true nor false"):
        connect_args("mysql://u@h/d?compress=perhaps")


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_driver(name: str, *args: Any, **kw: Any) -> Any:
        if name.partition(".")[0] == "pymysql":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real_import(name, *args, **kw)

    def no_module(name: str) -> Any:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(builtins, "__import__", without_driver)
    monkeypatch.setattr("holdfast.engine.driver_import.import_module", no_module)
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'pymysql'.*pip install holdfast\[mysql\]"):
        create_engine("mysql://root@127.0.0.1/x")


# -- what the server is


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("8.0.36", (8, 0, 36)),
        ("8.0.36-0ubuntu0.22.04.1", (8, 0, 36)),
        ("5.7.44-48-log", (5, 7, 44)),
        ("10.11.6-MariaDB-0+deb12u1", (10, 11, 6)),
        ("5.5.5-10.11.6-MariaDB", (10, 11, 6)),
        ("9.1", (9, 1)),
        ("unknown", ()),
    ],
)
def test_versions(text: str, version: tuple[int, ...]) -> None:
    assert parse_version(text) == version


def test_features_depend_on_server_and_version() -> None:
    assert features_of((10, 5), True).insert_returning
    assert not features_of((10, 4, 9), True).insert_returning
    assert features_of((10, 4, 9), True).missing("insert_returning") == "MariaDB has it since 10.5"
    assert not features_of((9, 0), False).insert_returning
    assert features_of((9, 0), False).missing("insert_returning") == "MySQL has no RETURNING"
    assert not features_of((8, 0, 15), False).check_constraints
    assert features_of((8, 0, 16), False).check_constraints


@pytest.mark.parametrize("version", [(5, 5), (8, 0, 36), (10, 11)])
@pytest.mark.parametrize("is_mariadb", [True, False])
def test_reasons_are_given_for_what_is_not_there(version: tuple[int, ...], is_mariadb: bool) -> None:
    features = features_of(version, is_mariadb)
    assert {"update_returning", "nulls_ordering", "full_outer_join"} < set(features.reasons)
    assert all(getattr(features, flag) is False for flag in features.reasons)


def test_the_first_connection_tells_what_the_server_is(server: Engine) -> None:
    dialect: Any = server.dialect
    with server.connect() as connection:
        assert dialect.is_mariadb
        assert dialect.server_version_info >= (10, 5)
        assert dialect.features.insert_returning
        assert dialect.default_schema_name == connection.scalar(select(func.database()))


def test_mysql_urls_take_mariadb_too(driver: str) -> None:
    engine = create_engine(servers.url("mariadb").set(drivername=f"mysql+{driver}"))
    with engine.connect() as connection:
        assert connection.scalar(select(1)) == 1
    assert (engine.dialect.name, engine.dialect.is_mariadb) == ("mysql", True)  # type: ignore[attr-defined]
    assert engine.dialect.features.sequences
    engine.dispose()


def test_mariadb_urls_refuse_mysql(monkeypatch: pytest.MonkeyPatch) -> None:
    def says_mysql(self: Any, connection: Any) -> tuple[int, ...]:
        self.is_mariadb = False
        return (8, 0, 36)

    monkeypatch.setattr(MariaDBPyMySQLDialect, "_get_server_version_info", says_mysql)
    engine = create_engine(servers.url("mariadb").set(drivername="mariadb+pymysql"))
    with pytest.raises(exc.InvalidRequestError, match=r"MySQL version 8\.0\.36 is not a MariaDB variant"):
        engine.connect()
    engine.dispose()


def with_mode(mode: str, driver: str) -> Engine:
    url = servers.url("mariadb").set(drivername=f"mariadb+{driver}")
    return create_engine(url.update_query_dict({"init_command": f"SET sql_mode='{mode}'"}))


def test_ansi_quotes_are_noticed(driver: str) -> None:
    engine = with_mode("ANSI_QUOTES", driver)
    table = Table('a "b`', MetaData(), Column("select", Integer, primary_key=True), mysql_engine="InnoDB")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"select": 1}, {"select": 2}])
        assert str(select(table).compile(connection)) == 'SELECT "a ""b`"."select" \nFROM "a ""b`"'
        assert connection.execute(select(table)).all() == [(1,), (2,)]
    engine.dispose()


@pytest.mark.parametrize("mode", ["NO_BACKSLASH_ESCAPES", "STRICT_ALL_TABLES", "ANSI", "ORACLE", "PIPES_AS_CONCAT"])
def test_literals_are_escaped_for_the_mode(mode: str, driver: str) -> None:
    engine = with_mode(mode, driver)
    hostile = "it's \\' \\\\ \"q\" 50% %s :x ? \n"
    with engine.connect() as connection:
        statement = select(literal(hostile), literal(hostile, literal_execute=True)).where(literal(hostile) == hostile)
        assert connection.execute(statement).one() == (hostile, hostile)
        inline = str(statement.compile(connection, compile_kwargs={"literal_binds": True}))
        assert connection.exec_driver_sql(inline).one() == (hostile, hostile)
    engine.dispose()


def test_texts_beyond_the_bmp(server: Engine) -> None:
    with server.connect() as connection:
        assert connection.scalar(select(literal("😀 \U0010ffff"))) == "😀 \U0010ffff"


# -- rows that are counted


def test_rowcount_counts_matched_rows(server: Engine) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", Integer))
    table.create(server)
    with server.begin() as connection:
        connection.execute(insert(table), [{"id": n, "x": 5} for n in (1, 2, 3)])
        assert connection.execute(update(table).values(x=5)).rowcount == 3
        by_id = update(table).where(table.c.id == text(":n")).values(x=text(":x"))
        assert connection.execute(by_id, [{"n": 1, "x": 5}, {"n": 2, "x": 6}, {"n": 9, "x": 7}]).rowcount == 2


# -- transactions


def test_isolation_levels(server: Engine) -> None:
    with server.connect() as connection:
        assert connection.default_isolation_level == "REPEATABLE READ"
    for level in ("READ COMMITTED", "SERIALIZABLE", "AUTOCOMMIT", "READ UNCOMMITTED"):
        with server.connect().execution_options(isolation_level=level) as connection:
            assert connection.get_isolation_level() == level
    with server.connect() as connection:
        assert connection.get_isolation_level() == "REPEATABLE READ"


def test_savepoints(server: Engine) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True))
    table.create(server)
    with server.begin() as connection:
        with connection.begin_nested() as savepoint:
            connection.execute(insert(table).values(id=1))
            savepoint.rollback()
        with connection.begin_nested():
            connection.execute(insert(table).values(id=2))
    with server.connect() as connection:
        assert connection.scalars(select(table.c.id)).all() == [2]


def test_ddl_commits(server: Engine) -> None:
    """As the documentation of the dialect says: what stands before DDL stays."""
    first, second = (Table(name, MetaData(), Column("id", Integer, primary_key=True)) for name in ("a", "b"))
    first.create(server)
    with server.connect() as connection:
        connection.execute(insert(first).values(id=1))
        second.create(connection)
        connection.rollback()
        assert connection.scalars(select(first.c.id)).all() == [1]


def test_a_deadlock_ends_the_transaction(server: Engine) -> None:
    """The server has rolled back all of it: what comes next must not begin another one unnoticed."""
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", Integer))
    table.create(server)
    with server.begin() as connection:
        connection.execute(insert(table), [{"id": 1, "x": 0}, {"id": 2, "x": 0}])
    failed: list[Connection] = []

    def change(connection: Connection, key: int) -> None:
        try:
            connection.execute(update(table).where(table.c.id == key).values(x=table.c.x + 1))
        except exc.OperationalError:
            failed.append(connection)

    with server.connect() as first, server.connect() as second:
        change(first, 1)
        change(second, 2)
        waiting = Thread(target=change, args=(first, 2))
        waiting.start()
        change(second, 1)
        waiting.join()
        (victim,) = failed
        with pytest.raises(exc.PendingRollbackError):
            victim.execute(select(1))
        victim.rollback()
        (first if victim is second else second).commit()
        assert victim.scalars(select(table.c.x)).all() == [1, 1]


# -- lost connections


@pytest.mark.parametrize("number", [1927, 2006, 2013, 2014, 2045, 2055, 4031])
def test_numbers_that_mean_a_lost_connection(number: int) -> None:
    dialect = PyMySQLDialect(dbapi=PyMySQLDialect.import_dbapi())
    errors = dialect.loaded_dbapi
    alive = SimpleNamespace(open=True)
    assert dialect.is_disconnect(errors.OperationalError(number, "gone"), alive, None)
    assert not dialect.is_disconnect(errors.OperationalError(1205, "lock wait timeout"), alive, None)
    assert not dialect.is_disconnect(ValueError(number), alive, None)
    assert dialect.is_disconnect(errors.InterfaceError(0, ""), alive, None)
    assert dialect.is_disconnect(
        errors.InternalError("Packet sequence number wrong"), SimpleNamespace(open=False), None
    )


def test_a_killed_connection_is_replaced(server: Engine) -> None:
    with server.connect() as connection, server.connect() as killer:
        number = connection.scalar(select(func.connection_id()))
        killer.exec_driver_sql(f"KILL {number}")
        with pytest.raises(exc.OperationalError) as caught:
            connection.execute(select(1))
        assert caught.value.connection_invalidated
    with server.connect() as connection:
        assert connection.scalar(select(func.connection_id())) != number


def test_pre_ping_notices_a_killed_connection(driver: str) -> None:
    engine = create_engine(servers.url("mariadb").set(drivername=f"mariadb+{driver}"), pool_pre_ping=True)
    with engine.connect() as connection:
        number = connection.scalar(select(func.connection_id()))
    other = create_engine(engine.url)
    with other.connect() as killer:
        killer.exec_driver_sql(f"KILL {number}")
    with engine.connect() as connection:
        assert connection.scalar(select(func.connection_id())) != number
    engine.dispose()
    other.dispose()


# -- results that stay at the server


def test_streamed_rows(server: Engine) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", String(20)))
    table.create(server)
    with server.begin() as connection:
        connection.execute(insert(table), [{"id": n, "x": str(n)} for n in range(1, 501)])
    with server.connect().execution_options(stream_results=True) as connection:
        result = connection.execute(select(table).order_by(table.c.id))
        assert "SS" in type(result.cursor.cursor).__name__
        assert [row.id for row in result.yield_per(100)] == list(range(1, 501))
        # The connection is free for the next statement, also when rows were left.
        connection.execute(select(table)).fetchone()
    with server.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 500


def test_dialect_classes_have_the_names_of_their_urls() -> None:
    assert (MySQLDialect().name, MariaDBDialect().name) == ("mysql", "mariadb")
    assert not MySQLDialect().is_mariadb
    assert MariaDBDialect().is_mariadb


def test_the_next_statement_fetches_what_is_left_of_a_stream(server: Engine) -> None:
    """The protocol has room for one result at a time."""
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True))
    table.create(server)
    with server.begin() as connection:
        connection.execute(insert(table), [{"id": n} for n in range(1, 101)])
    with server.connect() as connection:
        streamed = connection.execute(select(table), execution_options={"stream_results": True})
        assert streamed.fetchmany(2) == [(1,), (2,)]
        assert connection.scalar(select(func.count()).select_from(table)) == 100
        assert streamed.fetchone() == (3,)
        assert [row.id for row in streamed] == list(range(4, 101))
