"""Arrays and HSTOREs in PostgreSQL's text form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import holdfast as hf
from holdfast.dialects import postgresql as pg
from holdfast.dialects.postgresql.types.array_text import array_text, parse_array
from holdfast.dialects.postgresql.types.hstore import hstore_text, parse_hstore
from holdfast.engine import Engine

texts = st.text(max_size=8) | st.sampled_from(["NULL", "null", '"', "\\", "{}", ",", " a ", "=>", "a=>b"])


@given(st.lists(texts))
def test_an_array_is_read_as_it_was_written(members: list[str]) -> None:
    assert parse_array(array_text(members)) == members


@given(st.dictionaries(texts, texts | st.none()))
def test_an_hstore_is_read_as_it_was_written(values: dict[str, str | None]) -> None:
    assert parse_hstore(hstore_text(values)) == values


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("{}", []),
        ("{NULL,a}", [None, "a"]),
        ('{"NULL","a b"}', ["NULL", "a b"]),
        ("{{a,b},{c,NULL}}", [["a", "b"], ["c", None]]),
        ("[0:1]={a,b}", ["a", "b"]),
        ('{"",\'}', ["", "'"]),
    ],
)
def test_arrays_as_the_server_writes_them(text: str, members: list[Any]) -> None:
    assert parse_array(text) == members


def test_members_become_values() -> None:
    assert parse_array("{{1,NULL},{3,4}}", int) == [[1, None], [3, 4]]


def test_what_is_no_hstore_is_refused() -> None:
    with pytest.raises(ValueError, match="not an HSTORE"):
        parse_hstore('"a"=>"b" nonsense')
    with pytest.raises(ValueError, match="consists of strings"):
        hstore_text({"a": 5})  # type: ignore[dict-item]  # that is the point


def test_the_server_writes_and_reads_the_same(postgresql: Engine) -> None:
    members = ["", " a ", "NULL", "null", '"', "\\", '\\"', "{", ",", "'", "😀", "a\nb"]
    values = dict.fromkeys(members, "x") | {"n": None, "v": '"\\'}
    with postgresql.connect() as connection:
        connection.exec_driver_sql("CREATE EXTENSION hstore")
        written = connection.scalar(hf.select(hf.cast(hf.literal(members, pg.ARRAY(hf.Text)), hf.Text)))
        assert parse_array(written) == members
        assert connection.scalar(hf.select(hf.cast(hf.literal(array_text(members)), pg.ARRAY(hf.Text)))) == members
        assert connection.scalar(hf.select(hf.literal(values, pg.HSTORE))) == values
