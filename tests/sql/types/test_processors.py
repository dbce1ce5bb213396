"""What happens to values on the way to the driver and back."""

from __future__ import annotations

import datetime as dt
import enum
import pickle
import uuid
from decimal import Decimal
from typing import Any

import pytest

from holdfast.types import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Interval,
    LargeBinary,
    Numeric,
    PickleType,
    String,
    Time,
    TypeEngine,
    Uuid,
)

ID = uuid.UUID(int=1)


class Colour(enum.Enum):
    red = 1
    blue = 2
    crimson = 1  # noqa: PIE796


def sent(type_: TypeEngine[Any], dialect: Any, value: Any) -> Any:
    processor = type_._bind(dialect)
    return value if processor is None else processor(value)


def read(type_: TypeEngine[Any], dialect: Any, value: Any) -> Any:
    processor = type_._result(dialect)
    return value if processor is None else processor(value)


def literal(type_: TypeEngine[Any], dialect: Any, value: Any) -> str:
    processor = type_._literal(dialect)
    assert processor is not None
    return str(processor(value))


@pytest.mark.parametrize(
    "type_", [Integer(), String(), Date(), Time(), DateTime(), LargeBinary(), Numeric(asdecimal=False)]
)
def test_nothing_to_do_is_none(type_: TypeEngine[Any], plain: Any) -> None:
    assert type_._result(plain) is None


def test_processors_are_made_once_per_dialect(plain: Any, rich: Any) -> None:
    type_ = Boolean()
    assert type_._bind(plain) is type_._bind(plain)
    assert type_._bind(plain) is not type_._bind(rich)


def test_a_type_does_not_collect_dialects(plain: Any) -> None:
    type_ = Integer()
    for _ in range(50):
        type_._bind(type(plain)())
    assert len(type_._memos or ()) <= 8


def test_numeric(plain: Any, rich: Any) -> None:
    assert sent(Numeric(), plain, Decimal("1.5")) == 1.5
    assert sent(Numeric(), rich, Decimal("1.5")) == Decimal("1.5")
    assert str(read(Numeric(10, 2), plain, 1.234)) == "1.23"
    assert str(read(Numeric(), plain, 1.5)) == "1.5000000000"
    assert str(read(Numeric(decimal_return_scale=3), plain, 1.5)) == "1.500"
    assert read(Numeric(asdecimal=False), rich, Decimal("1.5")) == 1.5
    assert read(Numeric(), plain, None) is None


def test_float(plain: Any) -> None:
    assert Float()._result(plain) is None
    assert read(Float(asdecimal=True), plain, 1.5) == Decimal("1.5")


def test_boolean(plain: Any, rich: Any) -> None:
    assert [sent(Boolean(), plain, value) for value in (True, False, None, 0)] == [1, 0, None, 0]
    assert sent(Boolean(), rich, 1) is True
    assert [read(Boolean(), plain, value) for value in (1, 0, None)] == [True, False, None]
    with pytest.raises(ValueError, match="Value 2 is not None, True, or False"):
        sent(Boolean(), plain, 2)
    with pytest.raises(TypeError, match="Not a boolean value: 'x'"):
        sent(Boolean(), plain, "x")


def test_enum_of_strings(plain: Any) -> None:
    type_ = Enum("a", "b", name="letter")
    assert sent(type_, plain, "a") == "a"
    assert sent(type_, plain, "unknown") == "unknown"
    assert read(type_, plain, "b") == "b"
    with pytest.raises(LookupError, match=r"'c' is not among the defined enum values\. Enum name: letter"):
        read(type_, plain, "c")
    with pytest.raises(LookupError, match="'c' is not among"):
        sent(Enum("a", "b", validate_strings=True), plain, "c")


def test_enum_class_is_stored_by_name(plain: Any) -> None:
    type_ = Enum(Colour)
    assert type_.enums == ["red", "blue"]
    assert type_.name == "colour"
    assert sent(type_, plain, Colour.blue) == "blue"
    assert sent(type_, plain, "blue") == "blue"
    assert sent(type_, plain, None) is None
    assert read(type_, plain, "red") is Colour.red
    with pytest.raises(LookupError, match="'5' is not among"):
        sent(type_, plain, 5)


def test_enum_values_callable(plain: Any) -> None:
    type_ = Enum(Colour, values_callable=lambda cls: [str(item.value) for item in cls])
    assert sent(type_, plain, Colour.blue) == "2"
    assert read(type_, plain, "1") is Colour.red


def test_enum_aliases(plain: Any) -> None:
    assert Enum(Colour, omit_aliases=False).enums == ["red", "blue", "crimson"]
    assert sent(Enum(Colour), plain, Colour.crimson) == "red"


def test_json(plain: Any) -> None:
    assert sent(JSON(), plain, {"a": [1, None]}) == '{"a": [1, null]}'
    assert sent(JSON(), plain, None) == "null"
    assert sent(JSON(none_as_null=True), plain, None) is None
    assert sent(JSON(none_as_null=True), plain, JSON.NULL) == "null"
    assert read(JSON(), plain, '{"a": 1}') == {"a": 1}
    assert read(JSON(), plain, None) is None
    assert JSON().should_evaluate_none
    assert not JSON(none_as_null=True).should_evaluate_none


def test_uuid(plain: Any, rich: Any) -> None:
    assert sent(Uuid(), plain, ID) == ID.hex
    assert read(Uuid(), plain, ID.hex) == ID
    assert sent(Uuid(as_uuid=False), plain, str(ID)) == ID.hex
    assert read(Uuid(as_uuid=False), plain, ID.hex) == str(ID)
    assert Uuid()._bind(rich) is None
    assert read(Uuid(as_uuid=False), rich, ID) == str(ID)
    assert sent(Uuid(native_uuid=False), rich, ID) == ID.hex


def test_interval_counts_from_the_epoch(plain: Any) -> None:
    assert sent(Interval(), plain, dt.timedelta(days=1)) == dt.datetime(1970, 1, 2)
    assert read(Interval(), plain, dt.datetime(1970, 1, 2)) == dt.timedelta(days=1)
    assert sent(Interval(), plain, None) is None


def test_pickle(plain: Any) -> None:
    stored = sent(PickleType(), plain, {"a": 1})
    assert pickle.loads(stored) == {"a": 1}
    assert read(PickleType(), plain, stored) == {"a": 1}
    assert read(PickleType(), plain, None) is None
    assert PickleType(comparator=lambda a, b: True).compare_values(1, 2)


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        (Integer(), 5, "5"),
        (Integer(), "6", "6"),
        (Numeric(), Decimal("1.5"), "1.5"),
        (String(), "it's", "'it''s'"),
        (Date(), dt.date(2020, 1, 2), "'2020-01-02'"),
        (Time(), dt.time(1, 2, 3, 4), "'01:02:03.000004'"),
        (DateTime(), dt.datetime(2020, 1, 2, 3, 4, 5), "'2020-01-02 03:04:05'"),
        (Interval(), dt.timedelta(1), "'1970-01-02 00:00:00'"),
        (LargeBinary(), b"a'b", "'a''b'"),
        (Boolean(), True, "1"),
        (Enum(Colour), Colour.red, "'red'"),
        (Uuid(), ID, f"'{ID.hex}'"),
        (JSON(), {"a": "it's"}, "'{\"a\": \"it''s\"}'"),
    ],
)
def test_literals(type_: TypeEngine[Any], value: Any, expected: str, plain: Any) -> None:
    assert literal(type_, plain, value) == expected


@pytest.mark.parametrize("type_", [Integer(), Numeric(), Uuid(as_uuid=False)])
def test_text_is_never_a_literal_number_or_uuid(type_: TypeEngine[Any], plain: Any) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        literal(type_, plain, "1; DROP TABLE users")
