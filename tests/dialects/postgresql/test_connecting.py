"""From a URL to a connection: hosts, options, what is set up, what is learned, what goes wrong."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest

from holdfast import create_engine, exc, make_url, text
from holdfast.dialects.postgresql.psycopg import PsycopgDialect
from tests import servers


def connect_args(query: str) -> dict[str, Any]:
    """What psycopg is given for the query of a URL, without the adapters."""
    args, options = PsycopgDialect(dbapi=PsycopgDialect.import_dbapi()).create_connect_args(
        make_url(f"postgresql://u@/db{query}")
    )
    assert args == ()
    del options["context"]
    assert (options.pop("user"), options.pop("dbname")) == ("u", "db")
    return options


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {}),
        ("?host=/var/run/sockets", {"host": "/var/run/sockets"}),
        ("?host=a:1&host=b:2&host=c", {"host": "a,b,c", "port": "1,2,"}),
        ("?host=a&host=b", {"host": "a,b"}),
        ("?host=a,b&port=1,2", {"host": "a,b", "port": "1,2"}),
        ("?host=a:1", {"host": "a", "port": "1"}),
        ("?host=a:x", {"host": "a:x"}),
        ("?host=[::1]:5", {"host": "[::1]:5"}),
        ("?port=1", {"port": "1"}),
        ("?options=-csearch_path%3Dx&sslmode=require", {"options": "-csearch_path=x", "sslmode": "require"}),
        ("?prepare_threshold=0", {"prepare_threshold": 0}),
        ("?prepare_threshold=none", {"prepare_threshold": None}),
    ],
)
def test_hosts_and_options_in_the_query(query: str, expected: dict[str, Any]) -> None:
    assert connect_args(query) == expected


def test_the_query_comes_before_the_host_of_the_url() -> None:
    dialect = PsycopgDialect(dbapi=PsycopgDialect.import_dbapi())
    _, options = dialect.create_connect_args(make_url("postgresql://u:p@h:5/db?host=a:1&host=b:2"))
    assert (options["host"], options["port"], options["password"]) == ("a,b", "1,2", "p")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?host=a:1&host=b:2&port=4", "Can't mix 'multihost' formats together"),
        ("?host=a&host=b&port=1", "Can't mix 'multihost' formats together"),
        ("?host=a:1&port=4", "Can't mix 'multihost' formats together"),
        ("?host=a,b&port=1", "number of hosts and ports don't match"),
        ("?host=a&port=x", "Received non-integer port arguments"),
    ],
)
def test_hosts_and_ports_that_do_not_fit(query: str, message: str) -> None:
    with pytest.raises(exc.ArgumentError, match=message):
        connect_args(query)


def test_the_first_host_that_answers_is_taken() -> None:
    url = servers.url("postgresql")
    several = url.set(host=None, port=None).update_query_pairs(
        [("host", "127.0.0.1:1"), ("host", f"{url.host}:{url.port}")]
    )
    engine = create_engine(several)
    with engine.connect() as connection:
        assert connection.scalar(text("select 1")) == 1
    engine.dispose()


def test_what_the_first_connection_tells(postgresql: Any) -> None:
    dialect = postgresql.dialect
    with postgresql.connect():
        assert dialect.server_version_info >= (12,)
        assert dialect.default_schema_name == "public"
        assert dialect.default_isolation_level == "READ COMMITTED"


def test_options_of_the_server(postgresql: Any) -> None:
    url = postgresql.url.update_query_dict({"options": "-csearch_path=pg_catalog"})
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("show search_path").scalar() == "pg_catalog"
        assert engine.dialect.default_schema_name == "pg_catalog"
    engine.dispose()


def test_client_encoding(postgresql: Any) -> None:
    engine = create_engine(postgresql.url, client_encoding="latin1")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("show client_encoding").scalar() == "LATIN1"
        assert connection.scalar(text("select cast(:x as varchar)"), {"x": "é"}) == "é"
    engine.dispose()


def test_notices_are_logged(postgresql: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "holdfast.dialects.postgresql"), postgresql.connect() as connection:
        connection.exec_driver_sql("do $$ begin raise notice 'look here'; end $$")
    assert "NOTICE: look here" in caplog.messages


def test_a_connection_that_executes_nothing_sends_nothing(postgresql: Any) -> None:
    with postgresql.connect() as connection:
        connection.begin()
        assert connection._raw_connection().info.transaction_status.name == "IDLE"


def test_the_ping_leaves_no_transaction_behind(postgresql: Any) -> None:
    raw = postgresql.raw_connection()
    assert postgresql.dialect.do_ping(raw.dbapi_connection)
    assert raw.dbapi_connection.info.transaction_status.name == "IDLE"
    assert raw.dbapi_connection.autocommit is False
    raw.dbapi_connection.close()
    assert not postgresql.dialect.do_ping(raw.dbapi_connection)
    raw.invalidate()


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install holdfast\[postgresql\]"):
        create_engine("postgresql://localhost/x")


def test_a_database_that_is_not_there(postgresql: Any) -> None:
    engine = create_engine(postgresql.url.set(database="no_such_database"))
    with pytest.raises(exc.OperationalError, match="no_such_database"):
        engine.connect()


def test_a_lost_connection(postgresql: Any) -> None:
    with postgresql.connect() as connection, postgresql.connect() as other:
        number = connection.exec_driver_sql("select pg_backend_pid()").scalar()
        other.exec_driver_sql(f"select pg_terminate_backend({number})")
        with pytest.raises(exc.OperationalError) as raised:
            connection.exec_driver_sql("select 1")
        assert raised.value.connection_invalidated
        connection.rollback()
        assert connection.exec_driver_sql("select 1").scalar() == 1


def test_hstore_in_text(postgresql: Any) -> None:
    with postgresql.begin() as connection:
        connection.exec_driver_sql("create extension hstore")
    for native, expected in ((True, {"a": "b"}), (False, '"a"=>"b"')):
        engine = create_engine(postgresql.url, use_native_hstore=native)
        for _ in range(2):
            with engine.connect() as connection:
                assert connection.scalar(text("select 'a=>b'::hstore")) == expected
            engine.dispose()


def test_addresses_as_text(postgresql: Any) -> None:
    engine = create_engine(postgresql.url, native_inet_types=False)
    with engine.connect() as connection:
        assert connection.execute(text("select '1.2.3.4'::inet, '1.0.0.0/8'::cidr")).one() == ("1.2.3.4", "1.0.0.0/8")
    engine.dispose()


def test_a_json_deserializer_is_given_text(postgresql: Any) -> None:
    engine = create_engine(postgresql.url, json_deserializer=lambda data: ("seen", data))
    with engine.connect() as connection:
        assert connection.scalar(text("""select '{"a": 1}'::json""")) == ("seen", '{"a": 1}')
    engine.dispose()


def test_a_deserializer_of_json_is_no_closure_to_the_driver(postgresql: Any, caplog: pytest.LogCaptureFixture) -> None:
    engine = create_engine(postgresql.url, json_deserializer=lambda text: ("read", text))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("""SELECT '{"a": 1}'::jsonb""").scalar() == ("read", '{"a": 1}')
    engine.dispose()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("psycopg")] == []
