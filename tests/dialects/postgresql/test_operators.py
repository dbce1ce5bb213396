"""The operators of PostgreSQL's own types do on the server what they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import holdfast as hf
from holdfast.dialects import postgresql as pg
from holdfast.engine import Connection, Engine

R = pg.Range


@pytest.fixture
def connection(postgresql: Engine) -> Iterator[Connection]:
    with postgresql.connect() as connection:
        yield connection


def value(connection: Connection, expression: Any) -> Any:
    """The value of an expression, which is the same with literals in the place of parameters."""
    statement = hf.select(expression)
    found = connection.scalar(statement)
    sql = str(statement.compile(connection.engine, compile_kwargs={"literal_binds": True}))
    literal = connection.execute(
        hf.text(sql.replace(":", r"\:").replace("%%", "%")).columns(hf.column("x", expression.type))
    ).scalar()
    assert literal == found, sql
    return found


A = hf.literal([1, 2, 3], pg.ARRAY(hf.Integer))
S = hf.literal(["a", "b"], pg.ARRAY(hf.String))
Z = hf.literal([1, 2, 3], pg.ARRAY(hf.Integer, zero_indexes=True))
M2 = hf.literal([[1, 2], [3, 4]], pg.ARRAY(hf.Integer, dimensions=2))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (A[1], 1),
        (A[2:3], [2, 3]),
        (A[2:], [2, 3]),
        (A[:2], [1, 2]),
        (Z[0], 1),
        (Z[0:1], [1, 2]),
        (M2[2][1], 3),
        (M2[1:1], [[1, 2]]),
        (A.concat([4]), [1, 2, 3, 4]),
        (A.contains([3, 1]), True),
        (A.contained_by([1]), False),
        (A.overlap([3, 9]), True),
        (hf.literal(0) < hf.all_(A), True),
        (hf.any_(S) == "b", True),
        (S.contains(["a"]), True),
        (S == ["a", "b"], True),
        (hf.literal(2) == hf.any_(A), True),
        (pg.array([1, 2])[2], 2),
        (pg.array([1, 2]) + pg.array([3]), [1, 2, 3]),
        (pg.array([], type_=hf.Integer), []),
        (pg.array([pg.array([1]), pg.array([2])]), [[1], [2]]),
        (pg.array([1, 2]).contains([1]), True),
        (hf.literal(1).in_([1, 2]), True),
        (hf.cast(["1"], pg.ARRAY(hf.Integer))[1], 1),
        (A.in_([[1, 2, 3], [4]]), True),
    ],
)
def test_arrays(connection: Connection, expression: Any, expected: Any) -> None:
    assert value(connection, expression) == expected


def test_any_and_all_of_old_programs(connection: Connection) -> None:
    with pytest.warns(hf.exc.SADeprecationWarning, match=r"The ARRAY.Comparator.any\(\) and ARRAY.Comparator.all\(\)"):
        old = [A.any(2), A.all(0, operator=hf.sql.operators.lt), S.any("b"), pg.Any(5, A), pg.All(5, A)]
    assert [value(connection, expression) for expression in old] == [True, True, True, False, False]


def test_array_agg(connection: Connection) -> None:
    rows = hf.values(hf.column("n", hf.Integer), hf.column("s", hf.String), name="v").data([(1, "b"), (2, "a")])
    n, s = rows.c.n, rows.c.s
    assert connection.scalar(hf.select(pg.array_agg(pg.aggregate_order_by(s, s)))) == ["a", "b"]
    assert connection.scalar(hf.select(pg.array_agg(pg.aggregate_order_by(n, n.desc()))[1])) == 2
    assert connection.scalar(hf.select(pg.array_agg(n).contains([2]))) is True
    joined = hf.func.string_agg(s, pg.aggregate_order_by(hf.literal("-"), s))
    assert connection.scalar(hf.select(joined)) == "a-b"


J = hf.literal({"a": {"b": [1, "x", None]}, "t": True, "n": "1.5", "q'\"": 1, "1": 2}, pg.JSONB)
P = hf.literal({"a": {"b": [1, "x"]}, "s": "text"}, pg.JSON)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (J["a"]["b"][0], 1),
        (J["a", "b", 1], "x"),
        (J["a", "b", 1].astext, "x"),
        (J["a"]["b"][1].astext, "x"),
        (J["t"].as_boolean(), True),
        (J["n"].as_float(), 1.5),
        (J["n"].as_numeric(10, 2), Decimal("1.50")),
        (J["a"]["b"][0].as_integer() + 1, 2),
        (J["n"].as_string() + "!", "1.5!"),
        (J["n"].astext + "!" + "?", "1.5!?"),
        (J["n"].astext == "1.5", True),
        (J["q'\""].as_integer(), 1),
        (J[("q'\"",)].as_integer(), 1),
        (J["missing"].is_(None), True),
        (J.has_key("a"), True),
        (J.has_all(["a", "t"]), True),
        (J.has_any(["zz"]), False),
        (J["a"].has_key("b"), True),
        (J.contains({"t": True}), True),
        (J.contained_by({}), False),
        (J.delete_path(["a", "b"])["a"], {}),
        (J.delete_path(pg.array(["a", "b"]))["a"], {}),
        (J.path_exists("$.a.b[*] ? (@ == 1)"), True),
        (J.path_match("$.t == true"), True),
        ((J + {"z": 1})["z"], 1),
        ((J - "a").has_key("a"), False),
        (J == J, True),
        (P["a"]["b"][1], "x"),
        (P["a", "b", 0], 1),
        (P["s"].astext, "text"),
        (P["s"].as_string() + "!", "text!"),
        (hf.literal({"k": [1]}, hf.JSON)["k"][0].as_integer(), 1),
        (hf.func.jsonb_build_object("k", 1, type_=pg.JSONB)["k"], 1),
    ],
)
def test_json(connection: Connection, expression: Any, expected: Any) -> None:
    assert value(connection, expression) == expected


def test_null_in_json(connection: Connection) -> None:
    column = hf.column("x", pg.JSONB(none_as_null=True))
    assert connection.scalar(hf.select(hf.literal(None, pg.JSONB).is_(None))) is False
    assert connection.scalar(hf.select(hf.literal(None, column.type).is_(None))) is True
    assert connection.scalar(hf.select(hf.literal(pg.JSONB.NULL, column.type) == hf.literal(None, pg.JSONB))) is True


H = hf.literal({"a": "1", "b": None, "c": "x"}, pg.HSTORE)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (H["a"], "1"),
        (H["b"], None),
        (H["c"] + "!", "x!"),
        (H.has_key("b"), True),
        (H.has_all(["a", "b"]), True),
        (H.has_any(pg.array(["z"])), False),
        (H.defined("b"), False),
        (H.contains({"a": "1"}), True),
        (H.contained_by({"a": "1"}), False),
        (H.delete("a"), {"b": None, "c": "x"}),
        (H.delete(["a", "b"]), {"c": "x"}),
        (H.delete({"a": "1", "c": "y"}), {"b": None, "c": "x"}),
        (H.slice(["a"]), {"a": "1"}),
        (H.keys(), ["a", "b", "c"]),
        (H.vals(), ["1", None, "x"]),
        (H.array(), ["a", "1", "b", None, "c", "x"]),
        (H.matrix(), [["a", "1"], ["b", None], ["c", "x"]]),
        (H + {"a": "2"}, {"a": "2", "b": None, "c": "x"}),
        (pg.hstore("k", "v"), {"k": "v"}),
        (pg.hstore(pg.array(["k"]), pg.array(["v"])) + pg.hstore("l", "w"), {"k": "v", "l": "w"}),
        (pg.hstore("k", "v")["k"], "v"),
    ],
)
def test_hstore(connection: Connection, expression: Any, expected: Any) -> None:
    connection.exec_driver_sql("CREATE EXTENSION hstore")
    assert value(connection, expression) == expected


RANGE = hf.literal(R(1, 5))
MULTI = hf.literal(pg.MultiRange([R(1, 3), R(7, 9)]))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (RANGE.contains(4), True),
        (RANGE.contains(R(2, 3)), True),
        (RANGE.contained_by(R(0, 9)), True),
        (RANGE.overlaps(R(4, 9)), True),
        (RANGE << R(5, 6), True),
        (RANGE >> R(5, 6), False),
        (RANGE.not_extend_right_of(R(1, 4)), False),
        (RANGE.not_extend_left_of(R(1, 4)), True),
        (RANGE.adjacent_to(R(5, 6)), True),
        (RANGE.union(R(5, 9)), R(1, 9)),
        (RANGE.difference(R(3, 9)), R(1, 3)),
        (RANGE * R(3, 9), R(3, 5)),
        (R(0, 4, bounds="(]") == RANGE, True),
        (R(2, 3) > RANGE, True),
        (RANGE.in_([R(1, 5), R(2, 3)]), True),
        (hf.literal(R(2**40, 2**41)).contains(2**40), True),
        (hf.literal(R(1, 2**40)).contains(5), True),
        (hf.literal(R(Decimal(1), Decimal(5))).contains(3), True),
        (hf.literal(R(date(2020, 1, 1), None)).contains(date(2021, 1, 1)), True),
        (MULTI.contains(8), True),
        (MULTI.contains(R(1, 2)), True),
        (MULTI.overlaps([R(2, 4)]), True),
        (MULTI.union([R(3, 7)]), [R(1, 9)]),
        (MULTI - [R(1, 2)], [R(2, 3), R(7, 9)]),
        (MULTI.adjacent_to(RANGE), False),
        ([R(1, 3), R(7, 9)] == MULTI, True),
    ],
)
def test_ranges(connection: Connection, expression: Any, expected: Any) -> None:
    assert value(connection, expression) == expected


V = hf.func.to_tsvector("english", "The fat rats")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (V, "'fat':2 'rat':3"),
        (hf.func.to_tsquery("english", "rats & fat"), "'rat' & 'fat'"),
        (hf.func.plainto_tsquery("english", "fat rats"), "'fat' & 'rat'"),
        (hf.func.phraseto_tsquery("english", "fat rats"), "'fat' <-> 'rat'"),
        (hf.func.websearch_to_tsquery("english", "fat -cat"), "'fat' & !'cat'"),
        (V.match("rat", postgresql_regconfig="english"), True),
        (~V.match("cat", postgresql_regconfig="english"), True),
        (hf.literal("fat rats").match("rats", postgresql_regconfig="english"), True),
        (V.bool_op("@@")(hf.func.to_tsquery("english", "cat")), False),
        (
            hf.func.ts_headline("english", "fat rats", hf.func.to_tsquery("english", "rat"), "StartSel=<, StopSel=>"),
            "fat <rats>",
        ),
        (V == "'fat':2 'rat':3", True),
    ],
)
def test_full_text_search(connection: Connection, expression: Any, expected: Any) -> None:
    assert value(connection, expression) == expected


def test_citext_compares_without_case(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE EXTENSION citext")
    text = hf.cast("ABC", pg.CITEXT)
    assert value(connection, text == "abc") is True
    assert value(connection, text.in_(["abc"])) is True
    assert value(connection, hf.cast(text, hf.Text) == "abc") is False


def test_addresses(connection: Connection) -> None:
    address = hf.cast("10.1.2.3", pg.INET)
    assert value(connection, address == "10.1.2.3") is True
    assert value(connection, address.bool_op("<<")("10.0.0.0/8")) is True
    assert str(connection.scalar(hf.select(address + 5))) == "10.1.2.8"


def test_intervals(connection: Connection) -> None:
    from datetime import datetime, timedelta

    moment = hf.literal(datetime(2020, 1, 31))
    assert value(connection, moment + timedelta(days=1, seconds=5)) == datetime(2020, 2, 1, 0, 0, 5)
    assert value(connection, moment - hf.literal(datetime(2020, 1, 1))) == timedelta(days=30)
    assert value(connection, hf.literal(date(2020, 1, 31)) + timedelta(hours=1)) == datetime(2020, 1, 31, 1)


def test_a_nested_operand_stands_in_parentheses(connection: Connection) -> None:
    """``||`` and ``->>`` have one rank: without parentheses the text would be concatenated before it is read."""
    assert value(connection, hf.literal("x") + J["n"].astext) == "x1.5"
    assert value(connection, hf.literal("x") + J["n"].astext + "y" + J["n"].astext) == "x1.5y1.5"


def test_distinct_on(connection: Connection) -> None:
    rows = hf.values(hf.column("a", hf.Integer), hf.column("b", hf.Integer), name="v").data([(1, 1), (1, 2), (2, 3)])
    statement = hf.select(rows.c.a, rows.c.b).ext(pg.distinct_on(rows.c.a)).order_by(rows.c.a, rows.c.b.desc())
    assert connection.execute(statement).all() == [(1, 2), (2, 3)]


def test_an_exclude_constraint(postgresql: Engine) -> None:
    metadata = hf.MetaData()
    table = hf.Table(
        "booking",
        metadata,
        hf.Column("id", hf.Integer, primary_key=True),
        hf.Column("during", pg.TSRANGE, nullable=False),
        hf.Column("cancelled", hf.Boolean, nullable=False),
        pg.ExcludeConstraint(("during", "&&"), name="no_overlap", where=hf.text("NOT cancelled")),
    )
    metadata.create_all(postgresql)
    copy = table.to_metadata(hf.MetaData())
    assert [type(found) for found in copy.constraints if found.name == "no_overlap"] == [pg.ExcludeConstraint]
    row = {"during": pg.Range(None, None), "cancelled": False}
    with postgresql.connect() as connection:
        connection.execute(table.insert(), row)
        connection.execute(table.insert(), {**row, "cancelled": True})
        with pytest.raises(hf.exc.IntegrityError, match="no_overlap"):
            connection.execute(table.insert(), row)
