"""What a SELECT can say here, executed by the server."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    ARRAY,
    JSON,
    Column,
    Float,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    Uuid,
    any_,
    bindparam,
    cast,
    exc,
    func,
    lateral,
    literal,
    literal_column,
    select,
    tablesample,
    text,
    true,
    tuple_,
    values,
)
from holdfast.dialects.postgresql import JSONB

metadata = MetaData()
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(50)),
    Column("team", String),
    Column("data", JSONB),
    Column("plain", JSON),
    Column("tags", ARRAY(String)),
)
ROWS = [
    {
        "id": 1,
        "name": "Ann",
        "team": "a",
        "data": {"n": 1, "in": {"x": [10, 20]}},
        "plain": {"k": "v"},
        "tags": ["x", "y"],
    },
    {"id": 2, "name": "Bob", "team": "a", "data": {"n": 2, "b": True}, "plain": {"k": "w"}, "tags": []},
    {"id": 3, "name": "anne", "team": "b", "data": {"n": 2.5}, "plain": [1, 2], "tags": ["y", "z", "q"]},
]


@pytest.fixture
def connection(postgresql: Any) -> Any:
    with postgresql.connect() as connection:
        metadata.create_all(connection)
        connection.execute(users.insert(), ROWS)
        yield connection
        connection.rollback()


def ids(connection: Any, condition: Any) -> list[int]:
    found: list[int] = connection.scalars(select(users.c.id).where(condition).order_by(users.c.id)).all()
    return found


def test_distinct_on(connection: Any) -> None:
    statement = select(users.c.team, users.c.name).distinct(users.c.team).order_by(users.c.team, users.c.id.desc())
    assert connection.execute(statement).all() == [("a", "Bob"), ("b", "anne")]


@pytest.mark.parametrize(
    ("pattern", "flags", "expected"), [("^A", None, [1]), ("^a", "i", [1, 3]), ("^ A", "x", [1]), ("^ a", "ix", [1, 3])]
)
def test_regular_expressions(connection: Any, pattern: str, flags: str | None, expected: list[int]) -> None:
    assert ids(connection, users.c.name.regexp_match(pattern, flags=flags)) == expected
    others = [number for number in (1, 2, 3) if number not in expected]
    assert ids(connection, ~users.c.name.regexp_match(pattern, flags=flags)) == others


def test_regexp_replace(connection: Any) -> None:
    replaced = users.c.name.regexp_replace("N", "-", flags="gi")
    assert connection.scalars(select(replaced).order_by(users.c.id)).all() == ["A--", "Bob", "a--e"]


def test_case_insensitive_patterns(connection: Any) -> None:
    assert ids(connection, users.c.name.ilike("AN%")) == [1, 3]
    assert ids(connection, users.c.name.not_ilike("AN%")) == [2]
    assert ids(connection, users.c.name.icontains("NN")) == [1, 3]
    assert ids(connection, users.c.name.istartswith("b")) == [2]
    assert ids(connection, users.c.name.iendswith("N")) == [1]


@pytest.mark.parametrize("value", ["100%", "a_b", "c\\d", "it's", 'x"y', "%s", ":p", "?"])
def test_patterns_of_any_text(connection: Any, value: str) -> None:
    connection.execute(users.insert().values(id=9, name=f"<{value}>"))
    assert ids(connection, users.c.name.contains(value, autoescape=True)) == [9]
    assert ids(connection, users.c.name == f"<{value}>") == [9]
    assert ids(connection, users.c.name == literal_text(f"<{value}>")) == [9]
    assert ids(connection, users.c.name.in_([f"<{value}>"])) == [9]


def literal_text(value: str) -> Any:
    """A value that is written into the SQL."""
    return bindparam("value", value, String, literal_execute=True)


def test_a_backslash_is_one_in_any_mode_of_the_server(connection: Any) -> None:
    for mode in ("on", "off"):
        connection.exec_driver_sql(f"set standard_conforming_strings = {mode}")
        value = "a\\' or 1=1 --"
        assert connection.scalar(select(literal_text(value))) == value


def test_distinct_from(connection: Any) -> None:
    connection.execute(users.insert().values(id=9))
    assert ids(connection, users.c.name.is_distinct_from("Ann")) == [2, 3, 9]
    assert ids(connection, users.c.name.is_not_distinct_from(None)) == [9]


def test_members_of_json(connection: Any) -> None:
    def values_of(expression: Any) -> list[Any]:
        found: list[Any] = connection.scalars(select(expression).order_by(users.c.id)).all()
        return found

    assert values_of(users.c.data["n"]) == [1, 2, 2.5]
    assert values_of(users.c.data["n"].as_float()) == [1.0, 2.0, 2.5]
    assert values_of(users.c.data["b"].as_boolean()) == [None, True, None]
    assert values_of(users.c.data["in"]["x"][1].as_integer()) == [20, None, None]
    assert values_of(users.c.data["in", "x", 0]) == [10, None, None]
    assert values_of(users.c.data["in", "x", 0].as_string()) == ["10", None, None]
    assert values_of(users.c.plain["k"]) == ["v", "w", None]
    assert values_of(users.c.plain["k"].as_string()) == ["v", "w", None]
    assert values_of(users.c.plain[1]) == [None, None, 2]
    assert values_of(users.c.plain["k"].as_string() + "!") == ["v!", "w!", None]


@pytest.mark.parametrize("key", ["it's", 'a"b', "%", "%s", ":x", "{", "a,b", "$", "é", "\\", "--", ""])
def test_any_text_is_a_json_key(connection: Any, key: str) -> None:
    for column in (users.c.data, users.c.plain):
        connection.execute(users.update().values({column: {key: {key: 5}}}))
        assert connection.scalar(select(column[key][key].as_integer())) == 5
        assert connection.scalar(select(column[key, key].as_integer())) == 5
        assert connection.scalar(select(column[key, key])) == 5


def test_json_in_text(connection: Any) -> None:
    assert connection.scalar(text("select data from users where id = 2")) == {"n": 2, "b": True}


def test_arrays(connection: Any) -> None:
    assert connection.scalars(select(users.c.tags[1]).order_by(users.c.id)).all() == ["x", None, "y"]
    assert connection.scalars(select(users.c.tags[2:3]).order_by(users.c.id)).all() == [["y"], [], ["z", "q"]]
    assert connection.scalars(select(users.c.tags[:1]).order_by(users.c.id)).all() == [["x"], [], ["y"]]
    assert ids(connection, literal("y") == any_(users.c.tags)) == [1, 3]
    assert ids(connection, users.c.id == any_(literal([1, 2], ARRAY(Integer)))) == [1, 2]
    assert connection.scalar(select(func.array_agg(users.c.id)[2])) in (1, 2, 3)
    assert connection.scalar(select(cast("{4,5}", ARRAY(Integer))[2])) == 5


def test_lateral(connection: Any) -> None:
    tag = func.unnest(users.c.tags).table_valued("tag", name="t")
    inner = lateral(select(func.count().label("n")).select_from(tag), name="l")
    statement = select(users.c.id, inner.c.n).join(inner, true()).order_by(users.c.id)
    assert connection.execute(statement).all() == [(1, 2), (2, 0), (3, 3)]


def test_values(connection: Any) -> None:
    rows = values(Column("id", Integer), Column("extra", String), name="v").data([(1, "one"), (3, "three")])
    statement = select(users.c.name, rows.c.extra).join(rows, rows.c.id == users.c.id).order_by(users.c.id)
    assert connection.execute(statement).all() == [("Ann", "one"), ("anne", "three")]


def test_a_sample(connection: Any) -> None:
    everything = tablesample(users, func.bernoulli(100), name="s", seed=literal(5.5))
    assert connection.scalar(select(func.count()).select_from(everything)) == 3


def test_limits(connection: Any) -> None:
    statement = select(users.c.id).order_by(users.c.id)
    assert connection.scalars(statement.limit(1).offset(1)).all() == [2]
    assert connection.scalars(statement.offset(2)).all() == [3]
    assert connection.scalars(statement.fetch(2).offset(1)).all() == [2, 3]
    if connection.dialect.features.fetch_ties:
        by_team = select(users.c.team).order_by(users.c.team)
        assert connection.scalars(by_team.fetch(1, with_ties=True)).all() == ["a", "a"]


@pytest.mark.parametrize("read", [True, False])
@pytest.mark.parametrize("key_share", [True, False])
def test_locks(connection: Any, postgresql: Any, read: bool, key_share: bool) -> None:
    connection.commit()
    try:
        alias = users.alias("u")
        statement = select(alias, users.c.id).join(users, users.c.id == alias.c.id).where(users.c.id == 1)
        connection.execute(statement.with_for_update(read=read, key_share=key_share, of=alias)).all()
        with postgresql.connect() as other:
            free = select(users.c.id).order_by(users.c.id).with_for_update(skip_locked=True)
            assert other.scalars(free).all() == [2, 3]
            with pytest.raises(exc.OperationalError, match="could not obtain lock"):
                other.execute(select(users.c.id).with_for_update(nowait=True))
    finally:
        connection.rollback()
        metadata.drop_all(connection)
        connection.commit()


def test_only(connection: Any) -> None:
    connection.exec_driver_sql("create table more (extra text) inherits (users)")
    connection.exec_driver_sql("insert into more (id, name) values (7, 'child')")
    assert connection.scalar(select(func.count(users.c.id))) == 4
    assert connection.scalar(select(func.count(users.c.id)).with_hint(users, "ONLY")) == 3
    assert connection.execute(users.update().values(team="z").with_hint("ONLY")).rowcount == 3
    assert connection.execute(users.delete().with_hint("ONLY")).rowcount == 3


def test_common_table_expressions(connection: Any) -> None:
    for prefix in ("MATERIALIZED", "NOT MATERIALIZED"):
        named = select(users.c.id).where(users.c.team == "a").cte("a_team").prefix_with(prefix)
        assert connection.scalar(select(func.count()).select_from(named)) == 2
    moved = users.delete().where(users.c.id == 1).returning(users.c.name).cte("moved")
    assert connection.scalars(select(moved.c.name)).all() == ["Ann"]
    assert ids(connection, true()) == [2, 3]


def test_grouping_sets(connection: Any) -> None:
    statement = select(users.c.team, func.count()).group_by(func.rollup(users.c.team)).order_by(users.c.team)
    assert connection.execute(statement).all() == [("a", 2), ("b", 1), (None, 3)]
    sets = func.grouping_sets(tuple_(users.c.team, users.c.name), tuple_())
    assert len(connection.execute(select(func.count(users.c.id)).group_by(sets)).all()) == 4


def test_aggregates(connection: Any) -> None:
    names = func.aggregate_strings(users.c.name, ", ")
    assert connection.scalar(select(names).where(users.c.team == "a")) in ("Ann, Bob", "Bob, Ann")
    assert connection.scalar(select(func.percentile_cont(0.5).within_group(users.c.id))) == 2.0
    assert connection.scalar(select(func.count().filter(users.c.team == "b"))) == 1


def test_arithmetic(connection: Any) -> None:
    def value(expression: Any) -> Any:
        return connection.scalar(select(expression))

    assert value(literal(7) / literal(2)) == 3.5
    assert value(literal(7) // literal(2)) == 3
    assert value(literal(7) % literal(4)) == 3
    assert value(literal(2) ** literal(5)) == 32
    assert value(literal(6).bitwise_xor(3)) == 5
    assert value(literal(1.5, Float) + literal(1)) == 2.5
    assert value(func.substring("holdfast", 1, 4)) == "hold"


def test_empty_lists(connection: Any) -> None:
    assert ids(connection, users.c.id.in_([])) == []
    assert ids(connection, users.c.id.not_in([])) == [1, 2, 3]
    assert ids(connection, tuple_(users.c.id, users.c.name).in_([])) == []
    assert ids(connection, tuple_(users.c.id, users.c.name).in_([(1, "Ann"), (3, "Bob")])) == [1]


def test_sequences(connection: Any) -> None:
    for name in ("plain", 'we"ird', "it's", "Upper"):
        sequence = Sequence(name, start=5, increment=2)
        sequence.create(connection)
        assert connection.scalar(sequence.next_value().select()) == 5
        assert connection.scalar(select(sequence.next_value())) == 7
        assert connection.scalar(sequence) == 9
        sequence.drop(connection)


def test_parameters_of_no_known_type_get_one(connection: Any) -> None:
    assert connection.scalar(select(literal("a") + literal("b"))) == "ab"
    assert connection.scalar(select(func.concat("a", 1, None))) == "a1"
    assert connection.scalar(select(literal(None))) is None
    assert connection.scalar(select(func.jsonb_build_object("k", 5))) == {"k": 5}
    identifier = "12345678-1234-5678-1234-567812345678"
    assert str(connection.scalar(select(literal(identifier, Uuid(as_uuid=False))))) == identifier


def test_percent_signs(connection: Any) -> None:
    assert connection.scalar(select(literal_column("'100%'"))) == "100%"
    assert connection.scalar(text("select '100%' || :x"), {"x": "%s"}) == "100%%s"
    assert connection.scalar(select(literal(7).op("%")(4))) == 3
    assert connection.exec_driver_sql("select '100%%', %s", ("%s",)).all() == [("100%", "%s")]


def test_nul_characters_are_refused(connection: Any) -> None:
    with pytest.raises(exc.DataError, match="cannot contain NUL"), connection.begin_nested():
        connection.execute(select(literal("a\0b")))
    with pytest.raises(exc.DataError, match="cannot contain NUL"), connection.begin_nested():
        connection.execute(select(literal_text("a\0b")))
    with pytest.raises(exc.DataError, match="cannot contain NUL"), connection.begin_nested():
        connection.exec_driver_sql("select 1 \0 and something that is not sent")
    assert connection.scalar(select(1)) == 1


def test_large_results_stay_at_the_server(connection: Any) -> None:
    numbers = select(func.generate_series(1, 1000).column_valued("n"))
    result = connection.execute(numbers, execution_options={"stream_results": True})
    assert connection.exec_driver_sql("select count(*) from pg_cursors").scalar() == 1
    assert result.fetchmany(3) == [(1,), (2,), (3,)]
    assert len(result.all()) == 997


@pytest.mark.parametrize("size", [1, 49, 50, 51, 400])
def test_lists_of_any_length(connection: Any, size: int) -> None:
    numbers = list(range(size))
    found = [number for number in (1, 2, 3) if number < size]
    percent = literal_column("'100%'").label("per%cent")
    statement = select(users.c.id, percent).where(users.c.id.in_(numbers), users.c.name != bindparam("not", "%s"))
    for stream in (False, True):
        rows = connection.execute(statement.order_by(users.c.id), execution_options={"stream_results": stream}).all()
        assert rows == [(number, "100%") for number in found]
    pairs = [(number, "Ann") for number in numbers]
    assert ids(connection, tuple_(users.c.id, users.c.name).in_(pairs)) == [number for number in found if number == 1]
    assert connection.execute(users.delete().where(users.c.id.in_(numbers))).rowcount == len(found)


def test_a_parameter_that_is_used_twice_beside_a_long_list(connection: Any) -> None:
    name = bindparam("name", type_=String)
    statement = select(users.c.id, name).where(users.c.id.in_(range(60)), users.c.name == name)
    assert connection.execute(statement, {"name": "Bob"}).all() == [(2, "Bob")]
