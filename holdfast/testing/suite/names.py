"""Names with every kind of character: quoted, and never taken for SQL."""

from __future__ import annotations

import pytest

from holdfast import (
    LABEL_STYLE_TABLENAME_PLUS_COL,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    func,
    insert,
    inspect,
    select,
    update,
)
from holdfast.testing.requirements import requires

NAMES = [
    "select",
    "MixedCase",
    "UPPER",
    "with space",
    "with.dot",
    "it's",
    'double"quote',
    'two""quotes',
    "back`tick",
    "br[ack]et",
    "100%",
    "%s",
    "%(name)s",
    ":colon",
    "::cast",
    "quest?ion",
    "semi;colon",
    "com--ment",
    "com/*ment*/",
    "#hash",
    "back\\slash",
    "tab\tinside",
    "new\nline",
    "1digit",
    "_under",
    "$dollar",
    "comma,",
    "(parens)",
    "ünïcödé",
    "漢字",
    pytest.param("smile\U0001f600", marks=requires("supplementary_names")),
    pytest.param("space ", marks=requires("names_ending_with_space")),
]


class TestNames:
    @pytest.mark.parametrize("name", NAMES)
    def test_tables_and_columns(self, connection: Connection, metadata: MetaData, name: str) -> None:
        table = Table(name, metadata, Column("id", Integer, primary_key=True), Column(name, String(20)))
        metadata.create_all(connection)
        connection.execute(insert(table).values({"id": 1, name: "one"}))
        connection.execute(insert(table), [{"id": 2, name: "two"}])
        connection.execute(update(table).where(table.c[name] == "two").values({name: "2"}))
        row = connection.execute(select(table).order_by(table.c.id)).mappings().all()
        assert [dict(each) for each in row] == [{"id": 1, name: "one"}, {"id": 2, name: "2"}]
        assert inspect(connection).has_table(name)
        assert [each["name"] for each in inspect(connection).get_columns(name)] == ["id", name]
        connection.commit()

    @pytest.mark.parametrize("name", NAMES)
    def test_aliases_labels_and_parameters(self, connection: Connection, metadata: MetaData, name: str) -> None:
        table = Table("plain", metadata, Column("id", Integer, primary_key=True))
        metadata.create_all(connection)
        connection.execute(insert(table).values(id=1))
        alias = table.alias(name)
        cte = select(alias.c.id.label(name)).where(alias.c.id == bindparam(name, 1)).cte(f"{name}x")
        row = connection.execute(select(cte.c[name], func.count().label(f"{name}x")).group_by(cte.c[name])).one()
        assert dict(row._mapping) == {name: 1, f"{name}x": 1}
        assert connection.scalar(select(alias.c.id).where(alias.c.id == bindparam(name)), {name: 1}) == 1

    @pytest.mark.parametrize("name", NAMES)
    def test_indexes_and_foreign_keys(self, suite_engine: Engine, metadata: MetaData, name: str) -> None:
        parent = Table(name, metadata, Column(name, Integer, primary_key=True))
        child = Table(
            f"{name}x",
            metadata,
            Column("id", Integer, primary_key=True),
            Column(name, ForeignKey(parent.c[name], name=f"fk {name}")),
        )
        Index(f"ix {name}", child.c[name])
        metadata.create_all(suite_engine)
        inspector = inspect(suite_engine)
        assert f"ix {name}" in [each["name"] for each in inspector.get_indexes(child.name)]
        (key,) = inspector.get_foreign_keys(child.name)
        assert (key["constrained_columns"], key["referred_table"], key["referred_columns"]) == ([name], name, [name])

    @requires("savepoints")
    @pytest.mark.parametrize("name", NAMES)
    def test_savepoints(self, suite_engine: Engine, metadata: MetaData, name: str) -> None:
        table = Table("t", metadata, Column("id", Integer, primary_key=True))
        metadata.create_all(suite_engine)
        dialect = suite_engine.dialect
        with suite_engine.connect() as connection:
            connection.execute(insert(table).values(id=1))
            dialect.do_savepoint(connection, name)
            connection.execute(insert(table).values(id=2))
            dialect.do_rollback_to_savepoint(connection, name)
            dialect.do_release_savepoint(connection, name)
            assert connection.scalars(select(table.c.id)).all() == [1]

    def test_quotes_in_the_text_of_a_reserved_word(self, connection: Connection) -> None:
        quote = connection.dialect.identifier_preparer.quote
        assert quote("select") != "select"
        assert quote("plain") == "plain"
        assert quote("MixedCase") != "MixedCase"

    def test_long_labels_are_shortened(self, connection: Connection, metadata: MetaData) -> None:
        long = "x" * 40
        table = Table("t" * 30, metadata, Column(long, Integer, primary_key=True))
        other = Table("u" * 30, metadata, Column(long, Integer, primary_key=True))
        metadata.create_all(connection)
        for each in (table, other):
            connection.execute(insert(each).values({long: 5}))
        joined = table.join(other, table.c[long] == other.c[long])
        statement = select(table, other).select_from(joined).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
        row = connection.execute(statement).one()
        assert row._mapping[table.c[long]] == row._mapping[other.c[long]] == 5
