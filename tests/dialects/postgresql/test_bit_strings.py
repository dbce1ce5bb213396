"""BitString: digits with the operators of bits, and BIT columns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import BitString as SQLAlchemyBitString

from holdfast import Column, Integer, MetaData, Table, select
from holdfast.dialects.postgresql import BIT, BitString
from holdfast.engine import Engine

PROGRAMS = (
    "a & b",
    "a | b",
    "a ^ b",
    "~a",
    "a << 2",
    "a >> 2",
    "a << 99",
    "a >> 99",
    "a + b",
    "a + '1'",
    "'1' + a",
    "'11' & a",
    "int(a)",
    "bytes(a)",
    "a.to_bytes()",
    "a.to_bytes(3)",
    "a.bit_length",
    "a.octet_length",
    "a.get_bit(1)",
    "a.has_bit(0)",
    "a.set_bit(1, True)",
    "a.set_bit(0, '0')",
    "a.set_bit(99, 1)",
    "a[0]",
    "a[1:3]",
    "a.lstrip('0')",
    "a.rstrip('1')",
    "a.removeprefix('1')",
    "a.replace('1', '0')",
    "a.zfill(9)",
    "repr(a)",
    "str(a)",
    "a == str(a)",
    "hash(a) == hash(str(a))",
    "cls.from_int(int(a), 20)",
    "cls.from_int(5, 2)",
    "cls.from_int(-1, 2)",
    "cls.from_bytes(b'\\x05')",
    "cls.from_bytes(b'\\x05', 5)",
    "cls.from_bytes(b'\\x05', length=12)",
    "cls('2')",
)
# not the empty one, which SQLAlchemy makes longer when it shifts it
digits = st.text("01", min_size=1, max_size=10)


@given(digits, digits, st.sampled_from(PROGRAMS))
def test_as_sqlalchemy(a: str, b: str, program: str) -> None:
    def outcome(cls: Any) -> Any:
        try:
            found = eval(program, {"a": cls(a), "b": cls(b), "cls": cls})
        except Exception as error:
            return type(error)
        return (type(found).__name__, found)

    assert outcome(BitString) == outcome(SQLAlchemyBitString)


def test_operators_work_on_the_server(postgresql: Engine) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("b", BIT(4)))
    bits = table.c.b
    with postgresql.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), {"id": 1, "b": BitString("1010")})
        found = connection.execute(
            select(
                bits & BitString("1100"),
                bits | BitString("0001"),
                ~bits,
                bits.bitwise_xor(BitString("1111")),
                bits << 1,
            )
        ).one()
        assert found == ("1000", "1011", "0101", "0101", "0100")
        assert all(isinstance(value, BitString) for value in found)
        assert connection.scalar(select(table.c.id).where(bits == BitString("10100"))) is None


def test_a_bit_without_length_has_one_digit() -> None:
    assert repr(BIT()) == "BIT(length=1)"
    assert repr(BIT(varying=True)) == "BIT(varying=True)"
    with pytest.raises(ValueError, match="only contain"):
        BitString("12")
