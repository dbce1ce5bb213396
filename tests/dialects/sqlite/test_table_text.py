"""Reading the text of CREATE TABLE."""

from __future__ import annotations

from holdfast.dialects.sqlite.reflection import declared_type
from holdfast.dialects.sqlite.table_text import TableText


def test_names_in_any_quotes() -> None:
    text = TableText(
        'CREATE TABLE t ("a ""x""" INT, [b c] INT, `d` INT, CONSTRAINT "u 1" UNIQUE ("a ""x""", [b c], `d`))'
    )
    assert text.unique == [("u 1", ('a "x"', "b c", "d"))]


def test_strings_and_comments_do_not_confuse_it() -> None:
    text = TableText(
        "CREATE TABLE t (a TEXT DEFAULT 'CHECK (x), UNIQUE (', -- CHECK (no)\n"
        " b INT /* , UNIQUE (b) */ CONSTRAINT positive CHECK (b > 0 AND a <> ')'))"
    )
    assert text.unique == []
    assert text.checks == [("positive", "b > 0 AND a <> ')'")]


def test_constraints_behind_a_column() -> None:
    text = TableText(
        "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY AUTOINCREMENT, u INT CONSTRAINT one UNIQUE,"
        " f INT CONSTRAINT fk REFERENCES other (id) ON DELETE SET NULL NOT DEFERRABLE)"
    )
    assert text.primary_key == "pk"
    assert text.autoincrement
    assert text.unique == [("one", ("u",))]
    key = text.foreign_keys[0]
    assert (key.name, key.columns, key.referred_table, key.options) == ("fk", ("f",), "other", {"deferrable": False})


def test_generated_expressions() -> None:
    text = TableText("CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a * (2 + 1)) STORED, c AS (abs(a)))")
    assert text.generated == {"b": "a * (2 + 1)", "c": "abs(a)"}


def test_options() -> None:
    assert TableText("CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID, STRICT").options == {"WITHOUT ROWID", "STRICT"}
    assert TableText("").options == set()


def test_types() -> None:
    declared = ["VARCHAR(20)", "decimal(8, 3)", "UNSIGNED BIG INT", "", "CLOB", "foo", "DOUBLE PRECISION", "nchar(5)"]
    assert [repr(declared_type(text)) for text in declared] == [
        "VARCHAR(length=20)", "DECIMAL(precision=8, scale=3)", "INTEGER()", "NullType()", "TEXT()", "NUMERIC()",
        "DOUBLE_PRECISION()", "TEXT(length=5)",
    ]  # fmt: skip
