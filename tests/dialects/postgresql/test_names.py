"""Any text is a name: quoted right, or refused clearly, never interpreted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    bindparam,
    exc,
    func,
    insert,
    literal,
    select,
)
from holdfast.dialects.postgresql import dialect
from holdfast.dialects.postgresql.identifiers import RESERVED_WORDS
from holdfast.schema import CreateSchema

NAMES = [
    "plain",
    "Mixed Case",
    'a"b',
    '"; DROP TABLE users; --',
    "a'b",
    "100%",
    "%s",
    "%(x)s",
    "a:b",
    "?",
    "a.b",
    '".".',
    " leading",
    "trailing ",
    "1st",
    "$1",
    "a$b",
    "é",
    "e\u0301",
    "日本語",
    "😀",
    "a\nb",
    "a\tb",
    "\x01\x02",
    "\x7f",
    "\u202e",
    "a\\b",
    "\\",
    "--",
    "/*",
    "user",
    "select",
    "Select",
    "lateral",
    "tablesample",
    "x" * 63,
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_everything(postgresql: Any, name: str) -> None:
    metadata = MetaData(schema=name)
    table = Table(
        name,
        metadata,
        Column(name, Integer, Sequence(name[:60] + "_sq", metadata=metadata), primary_key=True, comment=name),
        Column("value", String),
        CheckConstraint("value <> ''", name=name),
        comment=name,
    )
    Index(name[:60] + "_ix", table.c.value)
    with postgresql.connect() as connection:
        connection.execute(CreateSchema(name))
        metadata.create_all(connection)
        connection.execute(insert(table).values(value=name))
        connection.execute(insert(table).values({name: 7, "value": "seven"}))
        alias = table.alias(name)
        statement = select(alias.c[name].label(name)).where(alias.c.value == name).order_by(name)
        assert connection.execute(statement).mappings().all() == [{name: 1}]
        changed = table.update().where(table.c[name] == bindparam("key")).values(value="x").returning(table.c[name])
        assert connection.execute(changed, {"key": 7}).mappings().all() == [{name: 7}]
        many = [{name: number, "value": "many"} for number in (10, 11)]
        assert len(connection.execute(insert(table).returning(table.c[name]), many).all()) == 2
        named = select(table.c[name]).cte(name)
        assert connection.scalar(select(func.count()).select_from(named)) == 4
        assert connection.scalar(select(literal(5).label(name)).subquery(name).select()) == 5
        metadata.drop_all(connection)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_savepoints_and_parameters(postgresql: Any, name: str) -> None:
    with postgresql.connect() as connection:
        connection.begin()
        postgresql.dialect.do_savepoint(connection, name)
        postgresql.dialect.do_rollback_to_savepoint(connection, name)
        postgresql.dialect.do_release_savepoint(connection, name)
        assert connection.scalar(select(bindparam(name, type_=Integer)), {name: 5}) == 5


@pytest.mark.parametrize("name", ["C", "en-x-icu", 'no such "one"'])
def test_names_of_collations(postgresql: Any, name: str) -> None:
    with postgresql.connect() as connection:
        statement = select(literal("a", String).collate(name))
        if name.startswith("no"):
            with pytest.raises(exc.ProgrammingError, match=r'collation "no such "one"" for encoding .* does not exist'):
                connection.execute(statement)
        else:
            assert connection.scalar(statement) == "a"


def test_names_with_a_nul_are_refused(postgresql: Any) -> None:
    with postgresql.connect() as connection:
        with pytest.raises(exc.DataError, match="cannot contain NUL"):
            connection.execute(select(literal(5).label("a\0b")))
        connection.rollback()
        with pytest.raises(exc.DataError, match="cannot contain NUL"):
            Table("a\0b", MetaData(), Column("x", Integer)).create(connection, checkfirst=False)


def test_every_word_that_the_server_reserves_is_quoted(postgresql: Any) -> None:
    with postgresql.connect() as connection:
        words = connection.exec_driver_sql("select word from pg_get_keywords() where catcode in ('R', 'T')").scalars()
        assert set(words) <= RESERVED_WORDS


PREPARER = dialect().identifier_preparer


@given(st.text(min_size=1))
def test_a_quoted_name_ends_where_it_should(name: str) -> None:
    quoted = PREPARER.quote(name)
    if quoted != name:
        assert quoted[0] == quoted[-1] == '"'
        assert '"' not in quoted[1:-1].replace('""', "")
        assert quoted[1:-1].replace('""', '"') == name
    else:
        assert name.replace("_", "a").replace("$", "a").isalnum()
        assert name == name.lower()
