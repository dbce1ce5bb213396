"""Rows: named tuples and their mappings."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from holdfast import Column, Integer, MetaData, String, Table, exc, select
from holdfast.engine import Engine, Row, result_tuple


@pytest.fixture
def row() -> Any:
    return result_tuple(["id", "name"])((1, "x"))


def test_it_is_a_tuple_with_names(row: Any) -> None:
    assert row == (1, "x")
    assert (row.id, row[1], row[-1]) == (1, "x", "x")
    assert isinstance(row, tuple)
    assert isinstance(row, Row)
    assert hash(row) == hash((1, "x"))
    assert row._fields == ("id", "name")
    assert row._asdict() == {"id": 1, "name": "x"}
    assert row.t is row.tuple() is row._tuple() is row
    assert repr(row) == "(1, 'x')"


def test_it_cannot_be_changed(row: Any) -> None:
    with pytest.raises(AttributeError):
        row.id = 2


def test_unknown_names(row: Any) -> None:
    with pytest.raises(AttributeError, match="Could not locate column in row for column 'nope'"):
        _ = row.nope
    with pytest.raises(exc.NoSuchColumnError, match="Could not locate column in row for column 'nope'"):
        row._mapping["nope"]
    with pytest.raises(KeyError):
        row._mapping[3]


def test_mapping(row: Any) -> None:
    mapping = row._mapping
    assert dict(mapping) == {"id": 1, "name": "x"} == mapping
    assert list(mapping) == list(mapping.keys()) == ["id", "name"]
    assert list(mapping.values()) == [1, "x"]
    assert list(mapping.items()) == [("id", 1), ("name", "x")]
    assert "id" in mapping
    assert "nope" not in mapping
    assert mapping.get("nope", 5) == 5
    assert len(mapping) == 2
    assert repr(mapping) == "{'id': 1, 'name': 'x'}"
    assert {**mapping} == {"id": 1, "name": "x"}


def test_names_of_tuple_methods_are_columns_and_those_of_row_are_not() -> None:
    row: Any = result_tuple(["count", "index", "t", "_mapping", "__class__"])((1, 2, 3, 4, 5))
    assert (row.count, row.index) == (1, 2)
    assert row.t == (1, 2, 3, 4, 5)
    assert row._mapping["_mapping"] == 4
    assert row._mapping["t"] == 3
    assert isinstance(row, Row)


def test_names_that_are_no_identifiers() -> None:
    row: Any = result_tuple(["a b", "x')\nimport os #"])((1, 2))
    assert getattr(row, "a b") == 1
    assert row._mapping["x')\nimport os #"] == 2


def test_a_repeated_name_is_the_last_one_and_values_keep_their_places() -> None:
    row: Any = result_tuple(["id", "id"])((1, 2))
    assert row.id == 2
    assert row._mapping["id"] == 2
    assert list(row._mapping.values()) == [1, 2]


def test_pickle() -> None:
    row = pickle.loads(pickle.dumps(result_tuple(["id", "name"])((1, "x"))))
    assert row == (1, "x")
    assert row.name == "x"
    assert pickle.loads(pickle.dumps(row._mapping))["name"] == "x"


def test_column_objects_find_values_but_not_after_pickling(engine: Engine) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("name", String))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), {"id": 1, "name": "x"})
        row = connection.execute(select(table)).one()
    assert row._mapping[table.c.name] == "x"
    assert table.c.id in row._mapping
    restored = pickle.loads(pickle.dumps(row))
    with pytest.raises(exc.NoSuchColumnError, match="Row was unpickled; lookup by ColumnElement is unsupported"):
        restored._mapping[table.c.name]


def test_comparison_and_slices(row: Any) -> None:
    assert row < (2,)
    assert row[0:1] == (1,)
    a, b = row
    assert (a, b) == (1, "x")
