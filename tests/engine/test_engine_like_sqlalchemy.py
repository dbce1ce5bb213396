"""Each line is run on a fresh engine, by SQLAlchemy and by holdfast: same output, same error, same warnings.

What differs on purpose is tested elsewhere: SQLite's AUTOCOMMIT mode has a name, ended transactions may be rolled back
without a warning, unknown column names of an INSERT are refused.
"""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
import sqlalchemy

import holdfast

TABLES = (
    "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n INTEGER)",
    "CREATE TABLE u (id INTEGER PRIMARY KEY)",
    "INSERT INTO t VALUES (1, 'a', 5), (2, 'b', NULL), (3, 'a', 5)",
    "INSERT INTO u VALUES (1)",
)

SCRIPTS = """
c.begin(); c.begin()
c.execute(sel); c.begin()
t = c.begin(); t.commit(); t.commit()
t = c.begin(); t.rollback(); t.commit()
t = c.begin(); t.close(); t.commit()
t = c.begin(); out(t.is_active, t.is_valid, t.commit(), t.is_active, t.is_valid)
t = c.begin(); c.commit(); out(t.is_active, c.in_transaction(), c.get_transaction())
c.commit(); c.rollback()
n = c.begin_nested(); out(c.in_nested_transaction(), c.in_transaction(), c.get_nested_transaction() is n); n.commit(); out(c.in_nested_transaction(), c.in_transaction())
n = c.begin_nested(); n.commit(); n.commit()
n = c.begin_nested(); n.rollback(); n.commit()
t = c.begin(); n = c.begin_nested(); t.commit(); n.commit()
with c.begin(): c.execute(sel); c.begin()
with c.begin() as t: t.commit(); c.execute(sel)
with c.begin() as t: t.rollback(); c.execute(sel)
with c.begin() as t: c.rollback(); c.execute(sel)
with c.begin() as t: c.commit()
with c.begin_nested() as t: t.rollback(); c.execute(sel)
with c.begin(): c.begin_nested().rollback(); c.execute(sel); out(c.in_transaction())
c.close(); c.execute(sel)
c.close(); c.begin()
c.close(); c.close(); out(c.closed)
c.close(); c.commit()
c.close(); c.rollback()
c.close(); c.connection
c.close(); c.info
c.close(); c.invalidate()
c.close(); c.detach()
c.close(); out(c.in_transaction())
c.close(); c.exec_driver_sql("select 1")
c.close(); c.execution_options(isolation_level="AUTOCOMMIT")
c.close(); c.begin_nested()
c.close(); c.get_isolation_level()
c.invalidate(); out(c.invalidated, c.closed); c.execute(one)
c.begin(); c.invalidate(); c.rollback(); out(c.scalar(one))
t = c.begin(); c.invalidate(); out(t.is_active, t.is_valid, c.in_transaction()); t.rollback(); out(c.in_transaction())
out(c.get_isolation_level(), c.default_isolation_level)
c.execute(one); c.execution_options(isolation_level="AUTOCOMMIT")
c.execution_options(isolation_level="nope")
c.execution_options(isolation_level="READ UNCOMMITTED"); out(c.get_isolation_level())
c.execution_options(isolation_level="READ_UNCOMMITTED"); out(c.get_isolation_level())
out(c.execution_options(foo=1) is c, c.get_execution_options())
c.execution_options(foo=1).execution_options(bar=2); out(c.get_execution_options())
x = e.execution_options(foo=1); out(x.pool is e.pool, x.dialect is e.dialect, x.get_execution_options(), e.get_execution_options())
x = e.execution_options(foo=1).execution_options(bar=2); out(dict(x.connect().get_execution_options()))
e.update_execution_options(z=1); out(e.get_execution_options())
lib.create_engine("sqlite://", isolation_level="nope").connect()
lib.create_engine("sqlite://", execution_options={"isolation_level":"nope"}).connect()
c.execute("select 1")
c.execute("select 1", {})
c.execute(5)
c.execute(None)
c.execute(sel, 5)
c.execute(sel, "x")
c.execute(sel, [1])
c.execute(sel, [(1,)])
c.execute(sel, (1, 2))
c.execute(lib.text("select :a"))
c.execute(lib.text("select :a"), [{"a": 1}, {"b": 1}])
c.execute(lib.select(lib.bindparam("q")))
out(c.execute(lib.select(lib.bindparam("q")), {"q": 3, "zz": 4}).all())
c.execute(lib.insert(t), [{"id": 4}, {"name": "x"}])
c.execute(lib.insert(t), [{"id": 14, "name": "a"}, {"id": 15}])
c.execute(lib.insert(t), [{"id": 14}, {"id": 15, "name": "a"}]); out(c.execute(sel).all())
c.execute(lib.insert(t), {}); out(c.execute(sel).all())
c.execute(lib.insert(t)); out(c.execute(sel).all())
c.execute(lib.update(t).values(zz=5))
c.execute(lib.update(t), {"zz": 5})
c.execute(lib.insert(t).values(id=1))
c.execute(lib.insert(t).values(id=1, name="x"), {"name": "y"})
c.execute(lib.insert(t), {"id": 1})
c.execute(lib.text("selec 1"))
c.execute(lib.text("select * from nope"))
c.execute(lib.text("select 1; select 2"))
c.exec_driver_sql("select 1; select 2")
c.exec_driver_sql("select ?", (1,)).all()
out(c.exec_driver_sql("select ?", (1,)).all())
out(c.exec_driver_sql("select ?", [1]).all())
out(c.exec_driver_sql("select ?", [(1,)]).all())
c.exec_driver_sql("select ?", [(1,), (2,)])
c.exec_driver_sql("insert into t (id) values (?)", [(11,), (12,)]); out(c.execute(sel).all())
c.exec_driver_sql("insert into t (id) values (:x)", {"x": 5}); out(c.execute(sel).all())
c.exec_driver_sql("insert into t (id) values (:x)", [{"x": 5}, {"x": 6}]); out(c.execute(sel).all())
c.exec_driver_sql("select ?", 5)
c.exec_driver_sql("select ?", "x")
c.exec_driver_sql("select ?", [1, 2])
c.exec_driver_sql("select ?")
c.exec_driver_sql("select ?", (1, 2))
out(c.exec_driver_sql("select 1").scalar())
out(c.scalar(sel), c.scalars(sel).all())
out(c.execute(lib.func.max(5)).all())
out(c.execute(lib.func.max(5)).scalar())
out(c.scalar(lib.func.lower("AB")))
c.execute(lib.schema.DDL("create table zz (a int)")); out(c.exec_driver_sql("select * from zz").keys())
out(c.execute(lib.schema.DDL("create table zz (a int)")).returns_rows)
c.execute(lib.select(t.c.id, u.c.id))
c.execute(lib.select(t).where(u.c.id == 5))
out(lib.inspect(c).bind is c)
out(c.engine is e, c.dialect is e.dialect, e.name, e.driver, repr(e), str(e.url))
e.dispose(); out(e.connect().closed)
x = c.execution_options(schema_translate_map={None: "main"}); out(c.execute(lib.select(t)).all())
c.execution_options(schema_translate_map={None: "nope"}); c.execute(lib.select(t))
out(c.execute(sel, execution_options={"foo": 1}).context.execution_options)
out(c.execute(lib.update(t).values(name="q"), execution_options={"preserve_rowcount": True}).rowcount)
out(c.execute(sel, execution_options={"preserve_rowcount": True}).rowcount)
out(c.execute(lib.insert(t), [{"name": "a"}, {"name": "b"}]).rowcount)
out(c.execute(sel.execution_options(yield_per=2)).fetchmany())
out([len(p) for p in c.execute(sel.execution_options(yield_per=2)).partitions()])
c.execute(sel, execution_options={"compiled_cache": None}); out("ok")
cache = {}; c.execution_options(compiled_cache=cache); c.execute(sel); c.execute(sel); out(len(cache))
out(c.execute(lib.text("select '%'"), execution_options={"no_parameters": True}).scalar())
out(c.exec_driver_sql("select '%'", execution_options={"no_parameters": True}).scalar())
lib.engine_from_config({"sqlalchemy.url": "sqlite://", "sqlalchemy.pool_recycle": "x"})
c.foo
""".strip().splitlines()  # noqa: E501


def outcome(lib: Any, script: str) -> tuple[list[str], str | None, list[str]]:
    """What a script puts out, the error that it ends with, and the warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        engine = lib.create_engine("sqlite://")
        with engine.begin() as connection:
            for sql in TABLES:
                connection.exec_driver_sql(sql)
        metadata = lib.MetaData()
        columns = lib.Column("name", lib.String), lib.Column("n", lib.Integer)
        t = lib.Table("t", metadata, lib.Column("id", lib.Integer, primary_key=True), *columns)
        u = lib.Table("u", metadata, lib.Column("id", lib.Integer, primary_key=True))
        shown: list[str] = []
        names = {"lib": lib, "e": engine, "c": engine.connect(), "t": t, "u": u}
        names["sel"] = lib.select(t.c.id).order_by(t.c.id)
        names["one"] = lib.select(lib.literal_column("1"))
        names["out"] = lambda *values: shown.append(plain(repr(values)))
        error = None
        try:
            exec(script, names)
        except Exception as raised:
            error = plain(f"{type(raised).__name__}: {raised}").removesuffix(".")
        names["c"].close()
        engine.dispose()
    told = [
        plain(f"{each.category.__name__}: {each.message}") for each in caught if each.category is not ResourceWarning
    ]
    return shown, error, [warning[:60] for warning in told]


def plain(value: str) -> str:
    """Without addresses, the libraries' names and links to errors' pages."""
    value = re.sub(r"0x[0-9a-f]+|sqlalchemy|holdfast|SQLiteDialect_pysqlite|PysqliteDialect", "..", value)
    return re.sub(r"\s*\((Background on this error at: .*?|code: \w+)\)", "", value)


@pytest.mark.parametrize("script", SCRIPTS)
def test_same_outcome(script: str) -> None:
    shown, error, warned = outcome(holdfast, script)
    expected_shown, expected_error, expected_warned = outcome(sqlalchemy, script)
    assert shown == expected_shown
    assert warned == expected_warned
    if expected_error is None:
        assert error is None
    else:
        assert error is not None
        assert error[: len(expected_error)] == expected_error
