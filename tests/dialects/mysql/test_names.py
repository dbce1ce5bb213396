"""Hostile names are quoted right, or refused with a clear error; they are never interpreted."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    column,
    exc,
    func,
    insert,
    select,
    update,
)
from holdfast.dialects.mysql import reserved_words
from holdfast.dialects.mysql.dialect import MySQLDialect
from holdfast.dialects.mysql.identifiers import MySQLPreparer
from holdfast.dialects.mysql.mariadb import MariaDBDialect
from holdfast.engine import Engine
from holdfast.sql import quoted_name

HOSTILE = [
    "a`b",
    "``",
    'a"b',
    "a'b",
    "a%b",
    "%s",
    "%(x)s",
    "%%",
    "a:b",
    ":x",
    "a?b",
    "a.b",
    "a b",
    " a",
    "a;--",
    "/*x*/",
    "#",
    "a\\b",
    "\\'",
    "a\tb",
    "a\nb",
    "\x01",
    "\x7f",
    "ü",
    "中文",
    "\u2028",
    "1e5",
    "5",
    "$x",
    "Mixed",
    "select",
    "VALUES",
    "x" * 64,
    "(",
    "a,b",
    "a=b",
    "DROP TABLE t",
]
#: Names that begin with what the server takes away from labels, so that nothing finds such a column.
STRIPPED = {" a", "\x01", "\x7f"}
#: What the servers do not take, and the beginning of the error.
REFUSED = {
    "😀": "has a character that mariadb does not allow",
    "a\0b": "has a character that mariadb does not allow",
    "a ": "Incorrect (table|column|index) name|Incorrect column name",
    "a\n": "Incorrect (table|column|index) name|Incorrect column name",
    "x" * 65: "Incorrect table name|too long",
}


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_names_of_everything(server: Engine, name: str) -> None:
    metadata = MetaData()
    table = Table(name, metadata, Column("id", Integer, primary_key=True), Column(name, String(20), key="value"))
    Index(name, table.c.value)
    table.create(server)
    with server.begin() as connection:
        assert connection.execute(insert(table).values(value="x")).inserted_primary_key == (1,)
        connection.execute(insert(table), [{"value": "y"}, {"value": "z"}])
        returned = connection.execute(insert(table).returning(table.c.id), [{"value": "v"}, {"value": "w"}])
        assert returned.all() == [(4,), (5,)]
        alias = table.alias(name)
        statement = select(alias.c.value.label(name)).where(alias.c.value.in_(["x", "y"])).order_by(alias.c.id)
        rows = connection.execute(statement).all()
        assert [tuple(row) for row in rows] == [("x",), ("y",)]
        assert rows[0]._mapping[name] == "x"
        common = select(table.c.value).where(table.c.id == 1).cte(name)
        if name in STRIPPED:
            with pytest.raises(exc.OperationalError, match="Unknown column"):
                connection.scalar(select(common.c.value))
        else:
            assert connection.scalar(select(common.c.value)) == "x"
        by_name = update(table).where(table.c.value == bindparam(f"{name} old")).values(value=bindparam(f"{name} new"))
        assert connection.execute(by_name, {f"{name} old": "x", f"{name} new": "changed"}).rowcount == 1
        assert connection.scalar(select(func.count()).select_from(table)) == 5
    table.drop(server)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_names_of_savepoints(server: Engine, name: str) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True))
    table.create(server)
    with server.connect() as connection:
        connection.execute(insert(table).values(id=1))
        server.dialect.do_savepoint(connection, name)
        connection.execute(insert(table).values(id=2))
        server.dialect.do_rollback_to_savepoint(connection, name)
        server.dialect.do_release_savepoint(connection, name)
        assert connection.scalars(select(table.c.id)).all() == [1]
    table.drop(server)


@pytest.mark.parametrize(("name", "message"), REFUSED.items(), ids=[ascii(name[:5]) for name in REFUSED])
def test_refused_names(server: Engine, name: str, message: str) -> None:
    with pytest.raises((exc.IdentifierError, exc.DBAPIError), match=message):
        Table(name, MetaData(), Column("x", Integer)).create(server)
    with pytest.raises((exc.IdentifierError, exc.DBAPIError), match=message.replace("table name", "column name")):
        Table("t", MetaData(), Column(name, Integer)).create(server)


@pytest.mark.parametrize("words", [reserved_words.MYSQL, reserved_words.MARIADB], ids=["mysql", "mariadb"])
def test_reserved_words_are_quoted(words: frozenset[str]) -> None:
    dialect = MySQLDialect() if words is reserved_words.MYSQL else MariaDBDialect()
    preparer: Any = dialect.identifier_preparer
    assert all(preparer.quote(word) == f"`{word}`" for word in words)
    assert preparer.quote("plain") == "plain"


def test_every_reserved_word_can_be_a_column(server: Engine) -> None:
    words = sorted(reserved_words.MARIADB | reserved_words.MYSQL)
    table = Table("words", MetaData(), *(Column(word, Integer) for word in words))
    table.create(server)
    with server.begin() as connection:
        connection.execute(insert(table), [{word: number for number, word in enumerate(words)}])
        assert connection.execute(select(table)).one() == tuple(range(len(words)))


def test_keywords_that_the_server_refuses_bare_are_reserved_here(server: Engine) -> None:
    dialect: Any = server.dialect
    with server.connect() as connection:
        listed = connection.exec_driver_sql("SELECT LOWER(word) FROM information_schema.keywords").scalars()
        keywords = [word for word in listed if word.isidentifier()]
        refused = set()
        for word in keywords:
            try:
                connection.exec_driver_sql(f"SELECT q.{word}, {word} FROM (SELECT 1 AS `{word}`) AS q")
            except exc.ProgrammingError:
                refused.add(word)
        assert len(keywords) > 500
        assert refused <= dialect.identifier_preparer.reserved_words


def test_quoting_can_be_forced() -> None:
    preparer = MySQLPreparer(MySQLDialect())
    assert preparer.quote(quoted_name("plain", True)) == "`plain`"
    assert MySQLPreparer(MySQLDialect(), ansi_quotes=True).quote('a"b') == '"a""b"'
    assert str(select(column("a%b")).compile(dialect=MySQLDialect())) == "SELECT `a%%b`"
