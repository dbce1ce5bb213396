"""Types as values: copies, keys, text, variants, what they are derived from."""

from __future__ import annotations

import datetime as dt
import pickle
from decimal import Decimal
from typing import Any

import pytest

from holdfast import exc
from holdfast import types as t
from holdfast.sql.types import results
from holdfast.sql.types.base import resolve_value


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (t.Integer(), "Integer()"),
        (t.Numeric(10, 2), "Numeric(precision=10, scale=2)"),
        (t.String(5, "C"), "String(length=5, collation='C')"),
        (t.DateTime(timezone=True), "DateTime(timezone=True)"),
        (t.Enum("a", "b", name="n", native_enum=False), "Enum('a', 'b', name='n', native_enum=False)"),
        (t.JSON(none_as_null=True), "JSON(none_as_null=True)"),
        (t.ARRAY(t.Integer, dimensions=2), "ARRAY(Integer(), dimensions=2)"),
        (t.TupleType(t.Integer, t.String()), "TupleType(Integer(), String())"),
        (t.PickleType(), "PickleType()"),
        (t.Interval(), "Interval()"),
    ],
)
def test_repr(type_: t.TypeEngine[Any], text: str) -> None:
    assert repr(type_) == text


@pytest.mark.parametrize(
    "type_",
    [
        t.Numeric(10, 2),
        t.String(5),
        t.Enum("a", "b", name="n"),
        t.ARRAY(t.String(3)),
        t.Uuid(as_uuid=False),
        t.Interval(),
        t.PickleType(),
        t.JSON(none_as_null=True),
    ],
)
def test_copies_and_pickles_have_the_same_key(type_: t.TypeEngine[Any]) -> None:
    assert type_.copy()._static_key == type_._static_key
    assert pickle.loads(pickle.dumps(type_))._static_key == type_._static_key


def test_keys_tell_types_apart() -> None:
    keys = [t.String(5), t.String(6), t.VARCHAR(5), t.Text(5), t.ARRAY(t.String(5)), t.ARRAY(t.String(6)), t.Enum("a")]
    assert len({type_._static_key for type_ in keys}) == len(keys)
    assert t.String(5)._static_key == t.String(5)._static_key


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (True, t.Boolean),
        (1, t.Integer),
        (1.5, t.Double),
        ("x", t.String),
        (b"x", t.LargeBinary),
        (Decimal(1), t.Numeric),
        (dt.datetime(2020, 1, 1), t.DateTime),
        (dt.date(2020, 1, 1), t.Date),
        (dt.timedelta(1), t.Interval),
        (None, t.NullType),
        ([1], t.NullType),
    ],
)
def test_types_of_python_values(value: Any, type_: type[Any]) -> None:
    assert type(resolve_value(value)) is type_


def test_a_compared_value_of_another_family_has_its_own_type() -> None:
    column_type = t.Numeric(10, 2)
    assert column_type.coerce_compared_value(None, Decimal(1)) is column_type
    assert column_type.coerce_compared_value(None, [1]) is column_type
    assert isinstance(column_type.coerce_compared_value(None, "x"), t.String)
    binary = t.LargeBinary()
    assert binary.coerce_compared_value(None, "text") is binary


def test_subclasses_of_python_types_resolve_as_their_base() -> None:
    class Label(str):
        pass

    assert isinstance(resolve_value(Label("x")), t.String)


def test_results_are_a_table() -> None:
    for op, pairs in results.RESULTS.items():
        for (left, right), result in pairs.items():
            _, type_ = left()._adapt(op, right())
            assert type_._type_affinity is result, (op, left, right)


def test_unlisted_pairs_result_in_the_left_type() -> None:
    from operator import add, mod, sub

    left = t.Integer()
    assert left._adapt(mod, t.Integer()) == (mod, left)
    date = t.Date()
    assert date._adapt(add, t.Integer())[1] is date
    assert isinstance(date._adapt(sub, t.Date())[1], t.Integer)


def test_string_addition_is_concatenation() -> None:
    from operator import add

    from holdfast.sql.operators import concat_op

    assert t.String()._adapt(add, t.Text())[0] is concat_op
    assert t.String()._adapt(add, t.Integer())[0] is add
    assert isinstance(t.Enum("a")._adapt(add, t.String())[1], t.String)
    assert not isinstance(t.Enum("a")._adapt(add, t.String())[1], t.Enum)


def test_variants(plain: Any, rich: Any) -> None:
    type_ = t.String(5).with_variant(t.Integer(), "rich")
    assert isinstance(type_.dialect_impl(rich), t.Integer)
    assert isinstance(type_.dialect_impl(plain), t.String)
    with pytest.raises(exc.ArgumentError, match="Dialect 'rich' is already present in the mapping"):
        type_.with_variant(t.Text(), "rich")
    with pytest.raises(exc.ArgumentError, match="can't pass a type that already has variants"):
        t.Text().with_variant(type_, "other")
    assert type_._static_key != t.String(5)._static_key


def test_colspecs_decide_by_the_nearest_class(plain: Any) -> None:
    class OwnString(t.String):
        pass

    class OwnText(t.Text):
        pass

    plain.colspecs = {t.String: OwnString, t.Text: OwnText}
    assert type(t.VARCHAR(5).dialect_impl(plain)) is OwnString
    assert t.VARCHAR(5).dialect_impl(plain).length == 5  # type: ignore[attr-defined]
    assert type(t.UnicodeText().dialect_impl(plain)) is OwnText
    own = OwnString(3)
    assert own.dialect_impl(plain) is own


@pytest.mark.parametrize(
    ("type_", "generic"),
    [
        (t.VARCHAR(3), "String(length=3)"),
        (t.BIGINT(), "BigInteger()"),
        (t.NVARCHAR(3), "Unicode(length=3)"),
        (t.DECIMAL(3, 2), "Numeric(precision=3, scale=2)"),
        (t.TIMESTAMP(timezone=True), "DateTime(timezone=True)"),
        (t.BLOB(3), "LargeBinary(length=3)"),
        (t.REAL(), "Float()"),
        (t.DOUBLE(), "Double()"),
        (t.Enum("a", "b"), "Enum('a', 'b')"),
    ],
)
def test_as_generic(type_: t.TypeEngine[Any], generic: str) -> None:
    assert repr(type_.as_generic()) == generic


def test_null_type_is_generic_on_demand() -> None:
    with pytest.raises(NotImplementedError, match="heuristic method was unsuccessful"):
        t.NullType().as_generic()
    assert t.NullType().as_generic(allow_nulltype=True)._isnull


def test_evaluates_none() -> None:
    type_ = t.String(5).evaluates_none()
    assert type_.should_evaluate_none
    assert type_.copy().should_evaluate_none
    assert not t.String().should_evaluate_none


def test_enum_arguments() -> None:
    with pytest.raises(ValueError, match="When provided, length must be larger or equal"):
        t.Enum("abc", length=2)
    with pytest.raises(exc.ArgumentError, match="takes strings or one enum class"):
        t.Enum(["a", "b"])  # type: ignore[call-overload]
    assert t.Enum("a", "bcd").length == 3


def test_arrays_are_not_nested() -> None:
    with pytest.raises(ValueError, match="Do not nest ARRAY types"):
        t.ARRAY(t.ARRAY(t.Integer))
