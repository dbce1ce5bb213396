"""create_engine(): pools, arguments, plugins, events of connecting."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from holdfast import create_engine, create_pool_from_url, engine_from_config, event, exc
from holdfast.dialects import plugins, registry
from holdfast.engine import CreateEnginePlugin, Engine
from holdfast.engine.default import DefaultDialect
from holdfast.engine.url import URL
from holdfast.pool import NullPool, QueuePool, SingletonThreadPool, StaticPool


@pytest.mark.parametrize(
    ("url", "pool"),
    [
        ("sqlite://", SingletonThreadPool),
        ("sqlite:///:memory:", SingletonThreadPool),
        ("sqlite:///file.db", QueuePool),
        ("sqlite:///file:x?mode=memory&uri=true", SingletonThreadPool),
        ("sqlite:///file:x?cache=shared&uri=true", QueuePool),
    ],
)
def test_default_pools(url: str, pool: type[Any]) -> None:
    assert type(create_engine(url).pool) is pool


def test_what_an_engine_tells() -> None:
    engine = create_engine("sqlite+pysqlite:///x.db")
    assert (engine.name, engine.driver) == ("sqlite", "pysqlite")
    assert repr(engine) == "Engine(sqlite+pysqlite:///x.db)"
    assert engine.engine is engine
    assert str(engine.url) == "sqlite+pysqlite:///x.db"


def test_pool_arguments() -> None:
    pool = create_engine("sqlite:///x", pool_size=3, max_overflow=1, pool_timeout=2, pool_use_lifo=True).pool
    assert isinstance(pool, QueuePool)
    assert (pool.size(), pool.timeout(), pool._max_overflow, pool._use_lifo) == (3, 2, 1, True)
    assert type(create_engine("sqlite://", poolclass=StaticPool).pool) is StaticPool
    mine = NullPool(lambda: sqlite3.connect(":memory:"))
    assert create_engine("sqlite://", pool=mine).pool is mine


def test_unknown_arguments_are_refused() -> None:
    message = (
        r"Invalid argument\(s\) 'foo' sent to create_engine\(\), using configuration "
        "PysqliteDialect/SingletonThreadPool/Engine"
    )
    with pytest.raises(TypeError, match=message):
        create_engine("sqlite://", foo=1)
    with pytest.raises(TypeError, match=r"Invalid argument\(s\) 'pool_size'"):
        create_engine("sqlite://", pool_size=3, poolclass=NullPool)


def test_unknown_dialects_and_drivers() -> None:
    with pytest.raises(exc.NoSuchModuleError, match=r"Can't load plugin: holdfast.dialects:foo"):
        create_engine("foo://")
    with pytest.raises(exc.NoSuchModuleError, match=r"Can't load plugin: holdfast.dialects:sqlite.foo"):
        create_engine("sqlite+foo://")


def test_creator_and_connect_args(tmp_path: Path) -> None:
    path = str(tmp_path / "x.db")
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path, check_same_thread=False))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    other = create_engine(f"sqlite:///{path}", connect_args={"timeout": 0.5})
    with other.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0


def test_a_failed_connect_is_wrapped(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/missing/x.db")
    with pytest.raises(exc.OperationalError, match="unable to open database file") as raised:
        engine.connect()
    assert isinstance(raised.value.orig, sqlite3.OperationalError)
    assert raised.value.statement is None


def test_do_connect_listeners_may_change_arguments_or_connect_themselves(tmp_path: Path) -> None:
    engine = create_engine("sqlite:///wrong.db")

    @event.listens_for(engine, "do_connect")
    def elsewhere(dialect: Any, record: Any, cargs: list[Any], cparams: dict[str, Any]) -> None:
        cargs[0] = str(tmp_path / "right.db")

    engine.connect().close()
    assert (tmp_path / "right.db").exists()

    mine = sqlite3.connect(":memory:")
    other = create_engine("sqlite://")
    event.listen(other, "do_connect", lambda dialect, record, cargs, cparams: mine)
    with other.connect() as connection:
        assert connection.connection.dbapi_connection is mine


def test_engines_and_their_class_take_pool_events() -> None:
    heard: list[str] = []
    engine = create_engine("sqlite://")
    event.listen(engine, "checkout", lambda *args: heard.append("checkout"))

    def connected(*args: Any) -> None:
        heard.append("connect")

    event.listen(Engine, "connect", connected)
    try:
        engine.connect().close()
    finally:
        event.remove(Engine, "connect", connected)
    assert heard == ["connect", "checkout"]


def test_engine_connect_event() -> None:
    engine = create_engine("sqlite://")
    heard: list[Any] = []
    event.listen(engine, "engine_connect", heard.append)
    with engine.connect() as connection:
        assert heard == [connection]


def test_configuration() -> None:
    engine = engine_from_config(
        {"app.url": "sqlite:///x.db", "app.pool_size": "2", "app.echo": "false", "app.pool_pre_ping": "yes", "x": "y"},
        prefix="app.",
        max_overflow=1,
    )
    assert isinstance(engine.pool, QueuePool)
    assert (engine.pool.size(), engine.pool._pre_ping, engine.echo) == (2, True, False)
    with pytest.raises(exc.ArgumentError, match=r"has no key 'sqlalchemy.url'"):
        engine_from_config({})


@pytest.mark.parametrize(
    "url",
    ["sqlite:///x.db?timeout=soon", "postgresql:///d?prepare_threshold=soon", "mysql:///d?connect_timeout=soon"],
)
def test_a_text_that_an_option_does_not_take(url: str) -> None:
    option = url.partition("?")[2].partition("=")[0]
    with pytest.raises(exc.ArgumentError, match=f"^Invalid value for the option '{option}': .*'soon'"):
        create_engine(url)


def test_arguments_of_former_versions_that_change_nothing() -> None:
    create_engine("sqlite://", future=True)
    with pytest.warns(exc.SADeprecationWarning, match="implicit_returning parameter is deprecated"):
        create_engine("sqlite://", implicit_returning=False)


def test_pool_from_url() -> None:
    pool = create_pool_from_url("sqlite:///x.db", pool_size=2)
    assert isinstance(pool, QueuePool)
    assert pool.size() == 2


class AddOption(CreateEnginePlugin):
    """Takes ``greeting`` out of the URL or the arguments."""

    def __init__(self, url: URL, kwargs: dict[str, Any]) -> None:
        self.greeting = kwargs.pop("greeting", url.query.get("greeting"))

    def update_url(self, url: URL) -> URL:
        return url.difference_update_query(["greeting"])

    def handle_pool_kwargs(self, pool_cls: type[Any], pool_args: dict[str, Any]) -> None:
        pool_args["logging_name"] = self.greeting

    def engine_created(self, engine: Engine) -> None:
        engine.greeting = self.greeting  # type: ignore[attr-defined]  # what this plugin adds


@pytest.mark.parametrize(
    ("url", "kwargs"),
    [
        ("sqlite://?plugin=hello&greeting=hi", {}),
        ("sqlite://", {"plugins": ["hello"], "greeting": "hi"}),
    ],
)
def test_plugins(url: str, kwargs: dict[str, Any]) -> None:
    plugins.register("hello", __name__, "AddOption")
    try:
        engine: Any = create_engine(url, **kwargs)
    finally:
        plugins.deregister("hello")
    assert engine.greeting == "hi"
    assert engine.pool.logging_name == "hi"
    assert str(engine.url) == "sqlite://"


def test_a_registered_dialect_is_found() -> None:
    registry.register("mine.own", "holdfast.dialects.sqlite.pysqlite", "PysqliteDialect")
    try:
        assert create_engine("mine+own://").name == "sqlite"
    finally:
        registry.deregister("mine.own")


def test_the_size_of_batches_can_be_set() -> None:
    assert create_engine("sqlite://", insertmanyvalues_page_size=7).dialect.features.batch_rows == 7


class PlainDialect(DefaultDialect):
    """What a dialect cannot do without."""

    name = "plain"

    @classmethod
    def import_dbapi(cls) -> Any:
        return sqlite3

    def create_connect_args(self, url: URL) -> Any:
        return [":memory:"], {}


def test_a_dialect_may_do_without_isolation_levels() -> None:
    registry.register("plain", __name__, "PlainDialect")
    try:
        engine = create_engine("plain://", poolclass=StaticPool)
    finally:
        registry.deregister("plain")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
        assert connection.default_isolation_level is None
        with pytest.raises(NotImplementedError, match="The dialect 'plain' has no isolation levels"):
            connection.get_isolation_level()
    engine.dispose()
