"""Expressions and statements that MariaDB evaluates, through both drivers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from holdfast import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Sequence,
    String,
    Table,
    Text,
    and_,
    case,
    cast,
    column,
    delete,
    exc,
    exists,
    extract,
    false,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
    text,
    true,
    tuple_,
    union,
    update,
    values,
)
from holdfast.dialects import mysql
from holdfast.dialects.mysql.dialect import MySQLDialect
from holdfast.engine import Connection, Engine
from holdfast.sql import aggregate_order_by

metadata = MetaData()
words = Table(
    "words",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("word", String(50), unique=True),
    Column("count", Integer, nullable=False, server_default="0"),
    Column("note", String(200)),
    Column("data", JSON),
)
other = Table("other", metadata, Column("id", Integer, primary_key=True), Column("name", String(50)))


@pytest.fixture
def connection(server: Engine) -> Iterator[Connection]:
    metadata.create_all(server)
    with server.connect() as connection:
        connection.execute(
            insert(words),
            [
                {"word": "ant", "count": 1, "note": "Six Legs", "data": {"a": [1, {"b": True}], "s": 'q"', "n": None}},
                {"word": "bee", "count": 2, "note": "50% \\ it's", "data": {"a": [], "f": 1.5, "big": 2**53}},
                {"word": "cat", "count": 3, "note": None, "data": None},
            ],
        )
        connection.execute(insert(other), [{"id": 1, "name": "one"}, {"id": 2, "name": "two"}])
        yield connection


A, S = literal(7), literal("it's a 50% \\ Test")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (A / 2, Decimal("3.5000")),
        (A // 2, 3),
        (literal(7.5) // 2, 3),
        (-A // 2, -4),
        (A % 4, 3),
        (A**2, 49),
        (A.bitwise_and(3), 3),
        (A.bitwise_or(8), 15),
        (A.bitwise_xor(1), 6),
        (A.bitwise_lshift(1), 14),
        (A.bitwise_rshift(1), 3),
        (S + "!", "it's a 50% \\ Test!"),
        ("<" + S + ">", "<it's a 50% \\ Test>"),
        (S.startswith("it's"), 1),
        (S.endswith("Test"), 1),
        (S.contains("50%", autoescape=True), 1),
        (S.contains("51%", autoescape=True), 0),
        (S.contains("\\", autoescape=True), 1),
        (S.like("%a/_5%", escape="/"), 0),
        (S.like("%50^%%", escape="^"), 1),
        (S.ilike("IT'S%"), 1),
        (S.icontains("TEST"), 1),
        (S.not_like("x%"), 1),
        (S.regexp_match("^it.*Test$"), 1),
        (~S.regexp_match("nothing"), 1),
        (S.collate("utf8mb4_bin").regexp_match("test"), 0),
        (S.collate("utf8mb4_bin").regexp_match("test", flags="i"), 1),
        (S.regexp_replace("[0-9]+%", "#"), "it's a # \\ Test"),
        (S.collate("utf8mb4_bin").regexp_replace("TEST", "x", flags="i"), "it's a 50% \\ x"),
        (literal(None, Integer).is_not_distinct_from(None), 1),
        (A.is_distinct_from(null()), 1),
        (A.is_distinct_from(7), 0),
        (A.in_([1, 7]), 1),
        (A.in_([]), 0),
        (~A.in_([]), 1),
        (tuple_(A, S).in_([(7, "x"), (7, "it's a 50% \\ Test")]), 1),
        (A.between(7, 8), 1),
        (and_(true(), A == 7), 1),
        (and_(false(), A == 7), 0),
        (true(), 1),
        (cast("12", Integer), 12),
        (cast("12", mysql.INTEGER(unsigned=True)), 12),
        (cast(12, String(5)), "12"),
        (cast("1.239", Numeric(10, 2)), Decimal("1.24")),
        (cast("1.5", Float), 1.5),
        (cast("2020-01-02", Date), datetime.date(2020, 1, 2)),
        (cast("2020-01-02 03:04:05", DateTime), datetime.datetime(2020, 1, 2, 3, 4, 5)),
        (cast("2020-01-02 03:04:05.5", mysql.DATETIME(fsp=6)), datetime.datetime(2020, 1, 2, 3, 4, 5, 500000)),
        (cast("abc", LargeBinary), b"abc"),
        (case((A == 7, "seven"), else_="other"), "seven"),
        (extract("year", literal(datetime.date(2020, 5, 6))), 2020),
        (extract("microsecond", literal(datetime.datetime(2020, 1, 1, 0, 0, 0, 5))), 5),
        (func.char_length(literal("äö")), 2),
        (func.concat("a", "b"), "ab"),
        (func.coalesce(None, "x"), "x"),
        (literal_column("5 % 3"), 2),
        (literal_column("'50%'"), "50%"),
        (text("'a%' LIKE 'a%'"), 1),
        (exists(select(literal(1))), 1),
        (A.op("%")(4), 3),
        (A.op("DIV")(2), 3),
    ],
)
def test_expressions(server: Engine, expression: Any, value: Any) -> None:
    with server.connect() as connection:
        assert connection.scalar(select(expression)) == value


def test_full_text(server: Engine) -> None:
    table = Table(
        "t",
        MetaData(),
        Column("a", Text),
        Column("b", Text),
        Index("one", "a", mariadb_prefix="FULLTEXT"),
        Index("both", "a", "b", mariadb_prefix="FULLTEXT"),
    )
    table.create(server)
    with server.begin() as connection:
        connection.execute(
            insert(table), [{"a": "quick fox", "b": "lazy dog"}, {"a": "slow turtle", "b": "quick hare"}]
        )
    with server.connect() as connection:
        assert connection.scalars(select(table.c.b).where(table.c.a.match("+fox"))).all() == ["lazy dog"]
        assert connection.scalars(select(table.c.b).where(~table.c.a.match("fox"))).all() == ["quick hare"]
        both = mysql.match(table.c.a, table.c.b, against="quick").in_natural_language_mode()
        assert len(connection.scalars(select(table.c.a).where(both)).all()) == 2


@pytest.mark.parametrize(
    ("member", "value"),
    [
        (words.c.data["a"], [1, {"b": True}]),
        (words.c.data["a"][1], {"b": True}),
        (words.c.data[("a", 0)].as_integer(), 1),
        (words.c.data[("a", 1, "b")].as_boolean(), True),
        (words.c.data["s"].as_string(), 'q"'),
        (words.c.data["s"], 'q"'),
        (words.c.data["n"], None),
        (words.c.data["n"].as_string(), None),
        (words.c.data["n"].as_integer(), None),
        (words.c.data["n"].as_boolean(), None),
        (words.c.data["nothing"].as_float(), None),
        (words.c.data["nothing"], None),
    ],
)
def test_members_of_json(connection: Connection, member: Any, value: Any) -> None:
    assert connection.execute(select(member).where(words.c.word == "ant")).scalar_one() == value


def test_numbers_in_json(connection: Connection) -> None:
    data = words.c.data
    row = connection.execute(
        select(data["f"].as_float(), data["f"].as_numeric(10, 2), data["big"].as_integer(), data["f"]).where(
            words.c.word == "bee"
        )
    ).one()
    assert row == (1.5, Decimal("1.50"), 2**53, 1.5)


def test_conditions_on_json(connection: Connection) -> None:
    of = select(words.c.word)
    assert connection.scalars(of.where(words.c.data["s"].as_string() == 'q"')).all() == ["ant"]
    assert connection.scalars(of.where(words.c.data[("a", 1, "b")].as_boolean())).all() == ["ant"]
    assert connection.scalars(of.where(words.c.data["f"].as_float() > 1)).all() == ["bee"]


# -- SELECT


def test_limits(connection: Connection) -> None:
    ordered = select(words.c.word).order_by(words.c.word)
    assert connection.scalars(ordered.limit(2)).all() == ["ant", "bee"]
    assert connection.scalars(ordered.limit(1).offset(1)).all() == ["bee"]
    assert connection.scalars(ordered.offset(1)).all() == ["bee", "cat"]
    assert connection.scalars(ordered.fetch(1).offset(2)).all() == ["cat"]
    assert connection.scalars(ordered.fetch(1, with_ties=True)).all() == ["ant"]


def test_values(connection: Connection) -> None:
    data = values(column("x", Integer), column("y", String), name="v").data([(1, "ant"), (2, "cat")])
    joined = select(data.c.x, words.c.count).join(words, words.c.word == data.c.y).order_by(data.c.x)
    assert connection.execute(joined).all() == [(1, 1), (2, 3)]
    assert connection.execute(select(data.cte("c")).order_by("x")).all() == [(1, "ant"), (2, "cat")]
    keys = values(column("k", Integer)).data([(1,), (3,)])
    assert connection.scalars(select(words.c.word).where(words.c.id.in_(keys.scalar_values()))).all() == ["ant", "cat"]


def test_common_table_expressions(connection: Connection) -> None:
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 5))
    assert connection.scalars(select(numbers.c.n)).all() == [1, 2, 3, 4, 5]
    short = select(func.concat(words.c.word, "s").label("word")).where(words.c.count < 3).cte("short")
    assert connection.execute(insert(words).from_select(["word"], select(short.c.word))).rowcount == 2


def test_set_operations(connection: Connection) -> None:
    one, two = select(words.c.id), select(other.c.id)
    assert sorted(connection.scalars(union(one.limit(2), two.order_by(other.c.id).limit(1)))) == [1, 2]
    assert sorted(connection.scalars(one.intersect(two))) == [1, 2]
    assert connection.scalars(one.except_(two)).all() == [3]


def test_aggregates(connection: Connection) -> None:
    joined = aggregate_order_by(func.aggregate_strings(words.c.word, "'; "), words.c.word.desc())
    assert connection.scalar(select(joined)) == "cat'; bee'; ant"
    # Statements of one shape share their compiled form, but not the separator.
    for separator in ("|", "%", "\\", "%s"):
        statement = select(func.aggregate_strings(words.c.word, separator))
        assert connection.scalar(statement) == separator.join(("ant", "bee", "cat"))
    rolled = select(words.c.word, func.sum(words.c.count)).group_by(func.rollup(words.c.word))
    assert connection.execute(rolled).all()[-1] == (None, 6)
    ranked = select(words.c.word, func.rank().over(order_by=words.c.count.desc())).order_by(words.c.word)
    assert [rank for _, rank in connection.execute(ranked)] == [3, 2, 1]


def test_locks_and_hints(connection: Connection) -> None:
    for options in ({}, {"nowait": True}, {"skip_locked": True}, {"read": True}, {"of": words}):
        assert connection.execute(select(words.c.id).with_for_update(**options)).all() == [(1,), (2,), (3,)]
    hinted = select(words.c.word).with_hint(words, "FORCE INDEX (word)").order_by(words.c.word)
    assert connection.scalars(hinted.prefix_with("SQL_NO_CACHE")).first() == "ant"


# -- INSERT, UPDATE, DELETE


def test_insert_returning(connection: Connection) -> None:
    one = connection.execute(insert(words).values(word="dog").returning(words.c.id, words.c.count))
    assert one.all() == [(4, 0)]
    many = insert(words).returning(words.c.id, words.c.word, sort_by_parameter_order=True)
    assert connection.execute(many, [{"word": "eel"}, {"word": "fox"}]).all() == [(5, "eel"), (6, "fox")]


def test_the_generated_key(connection: Connection) -> None:
    assert connection.execute(insert(words).values(word="dog")).inserted_primary_key == (4,)
    assert connection.execute(insert(words).values(id=literal(40) + 2, word="x")).inserted_primary_key == (42,)
    assert connection.execute(insert(words).values({})).inserted_primary_key == (43,)


def test_on_duplicate_key_update(connection: Connection) -> None:
    statement = mysql.insert(words).values(word="ant", count=10, note="new")
    new = statement.inserted
    changed = statement.on_duplicate_key_update(count=words.c.count + new.count, note=func.concat(new.note, "!"))
    assert connection.execute(changed).rowcount == 2
    row = select(words.c.count, words.c.note).where(words.c.word == "ant")
    assert connection.execute(row).one() == (11, "new!")
    # Assignments of a list come in its order, and see those before them.
    pairs = [("note", "first"), ("count", func.char_length(words.c.note))]
    connection.execute(statement.on_duplicate_key_update(pairs))
    assert connection.execute(row).one() == (5, "first")
    many = mysql.insert(words)
    many = many.on_duplicate_key_update(count=many.inserted.count)
    connection.execute(many, [{"word": "ant", "count": 100}, {"word": "gnu", "count": 200}])
    counts = select(words.c.word, words.c.count).where(words.c.count >= 100).order_by(words.c.word)
    assert connection.execute(counts).all() == [("ant", 100), ("gnu", 200)]


def test_the_new_row_has_a_name_in_mysql() -> None:
    statement = mysql.insert(words).values(word="x")
    sql = str(statement.on_duplicate_key_update(count=statement.inserted.count + 1).compile(dialect=MySQLDialect()))
    assert sql == "INSERT INTO words (word) VALUES (%s) AS new ON DUPLICATE KEY UPDATE count = (new.count + %s)"


def test_on_duplicate_key_update_checks_its_arguments() -> None:
    statement = mysql.insert(words).values(word="x")
    with pytest.raises(exc.ArgumentError, match="Can't pass kwargs and positional arguments simultaneously"):
        statement.on_duplicate_key_update({"count": 1}, note="x")
    with pytest.raises(exc.ArgumentError, match="Only a single dictionary or list of tuples"):
        statement.on_duplicate_key_update({"count": 1}, {"note": "x"})
    with pytest.raises(ValueError, match="update parameter dictionary must not be empty"):
        statement.on_duplicate_key_update({})
    with pytest.warns(exc.SAWarning, match="Additional column names not matching any column keys.*'nosuch'"):
        statement.on_duplicate_key_update(nosuch=1, count=2)
    with pytest.raises(exc.InvalidRequestError, match="already has an ON DUPLICATE KEY clause"):
        statement.on_duplicate_key_update(count=1).on_duplicate_key_update(count=2)


def test_insert_ignore(connection: Connection) -> None:
    ignoring = insert(words).prefix_with("IGNORE")
    assert connection.execute(ignoring, [{"word": "ant"}, {"word": "hen"}]).rowcount == 1


def test_limits_of_update_and_delete(connection: Connection) -> None:
    limited = update(words).values(count=9).with_dialect_options(mariadb_limit=2)
    assert connection.execute(limited).rowcount == 2
    assert connection.execute(update(words).values(count=8).ext(mysql.limit(1))).rowcount == 1
    assert connection.execute(delete(words).with_dialect_options(mariadb_limit=1)).rowcount == 1
    assert connection.execute(delete(words).ext(mysql.limit(1))).rowcount == 1


def test_update_of_several_tables(connection: Connection) -> None:
    joined = words.c.id == other.c.id
    both = update(words).values({words.c.note: other.c.name, other.c.name: "seen"}).where(joined)
    connection.execute(both)
    assert connection.scalars(select(other.c.name)).all() == ["seen", "seen"]
    connection.execute(update(words.join(other, joined)).values({words.c.count: 77}))
    assert connection.scalar(select(func.count()).where(words.c.count == 77)) == 2
    alias = words.alias("w")
    assert connection.execute(update(alias).values(count=5).where(alias.c.id == other.c.id)).rowcount == 2


def test_delete_with_other_tables(connection: Connection) -> None:
    assert connection.execute(delete(words).where(words.c.id == other.c.id, other.c.name == "one")).rowcount == 1
    alias = words.alias("w")
    assert connection.execute(delete(alias).where(alias.c.id == other.c.id)).rowcount == 1
    assert connection.execute(delete(alias).where(alias.c.word == "cat")).rowcount == 1


def test_delete_returning(connection: Connection) -> None:
    statement = delete(words).where(words.c.count > 1).returning(words.c.word)
    assert sorted(connection.scalars(statement)) == ["bee", "cat"]


def test_sequences(server: Engine) -> None:
    numbers = Sequence("num%bers", start=10, increment=5)
    table = Table("t", MetaData(), Column("id", Integer, numbers, primary_key=True), Column("x", Integer))
    table.metadata.create_all(server)
    with server.begin() as connection:
        assert connection.scalar(numbers) == 10
        assert connection.scalar(select(numbers.next_value())) == 15
        assert connection.execute(insert(table).values(x=1)).inserted_primary_key == (20,)
        connection.execute(insert(table), [{"x": 2}, {"x": 3}])
        assert connection.scalars(select(table.c.id).order_by(table.c.id)).all() == [20, 25, 30]
    table.metadata.drop_all(server)


def test_literals_written_into_the_text(server: Engine) -> None:
    dialect = server.dialect
    samples: list[tuple[Any, Any]] = [
        ('it\'s \\ "q" 50% %s :x ?\n\r\t\0\x1a', String()),
        ("😀 \U0010ffff", String()),
        (2**63 - 1, Integer()),
        (-5, Integer()),
        (1.5e-7, Float()),
        (Decimal("12345678901234567890.123456789"), Numeric(38, 9)),
        (b"\x00\xff'\\%", LargeBinary()),
        (datetime.date(1, 1, 1), Date()),
        (datetime.datetime(9999, 12, 31, 23, 59, 59), DateTime()),
        (True, Boolean()),
        (False, Boolean()),
        (None, String()),
        ({"k'\\": ["50%", 1, None]}, JSON()),
    ]
    with server.connect() as connection:
        for value, type_ in samples:
            bound, inline = (literal(value, type_), literal(value, type_, literal_execute=True))
            if isinstance(type_, (Date, DateTime)):
                bound, inline = cast(bound, type_), cast(inline, type_)
            row = connection.execute(select(bound, inline)).one()
            assert row == (value, value), (value, dialect.driver)
