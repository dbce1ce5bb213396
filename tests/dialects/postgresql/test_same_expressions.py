"""Expressions of PostgreSQL's own types have the SQL and the types that they have in SQLAlchemy."""

from __future__ import annotations

import warnings
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy
import sqlalchemy.dialects.postgresql
from sqlalchemy.dialects.postgresql import psycopg as sqlalchemy_psycopg

import holdfast
import holdfast.dialects.postgresql
from tests.dialects.postgresql.compared_expressions_of_types import (
    DIFFERENT,
    DIFFERENT_LITERALS,
    DIFFERENT_TYPES,
    EXPRESSIONS,
)

DIALECTS = {sqlalchemy: sqlalchemy_psycopg.dialect(), holdfast: holdfast.dialects.postgresql.dialect()}


def names(library: Any) -> dict[str, Any]:
    """The names that the expressions use."""
    pg, column = library.dialects.postgresql, library.column
    return {
        "sql": library,
        "pg": pg,
        "date": date,
        "datetime": datetime,
        "timedelta": timedelta,
        "timezone": timezone,
        "Decimal": Decimal,
        "A": column("a", pg.ARRAY(library.Integer)),
        "AS": column("s", pg.ARRAY(library.String)),
        "A2": column("a2", pg.ARRAY(library.Integer, dimensions=2)),
        "AZ": column("z", pg.ARRAY(library.Integer, zero_indexes=True)),
        "J": column("j", pg.JSON),
        "B": column("b", pg.JSONB),
        "H": column("h", pg.HSTORE),
        "R": column("r", pg.INT4RANGE),
        "M": column("m", pg.INT4MULTIRANGE),
        "GA": column("ga", library.ARRAY(library.Integer)),
        "GJ": column("gj", library.JSON),
        "T": column("t", library.String),
        "V": column("v", pg.TSVECTOR),
        "N": column("n", library.Integer),
    }


def outcome(library: Any, program: str) -> tuple[str, str, str]:
    """The SQL, the SQL with literals, the type; the class of the error where there is one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            expression = eval(program, names(library))
        except Exception as error:
            return (f"{type(error).__name__}", "", "")
        return (
            text(library, expression),
            text(library, expression, compile_kwargs={"literal_binds": True}),
            repr(getattr(expression, "type", None)),
        )


def text(library: Any, expression: Any, **kw: Any) -> str:
    try:
        return str(expression.compile(dialect=DIALECTS[library], **kw))
    except Exception as error:
        return f"{type(error).__name__}"


@pytest.mark.parametrize("program", EXPRESSIONS)
def test_the_same_sql(program: str) -> None:
    ours, theirs = outcome(holdfast, program), outcome(sqlalchemy, program)
    assert (ours[0] != theirs[0]) == (program in DIFFERENT), (ours[0], theirs[0])


@pytest.mark.parametrize("program", EXPRESSIONS)
def test_the_same_literals_where_there_are_some(program: str) -> None:
    ours, theirs = outcome(holdfast, program)[1], outcome(sqlalchemy, program)[1]
    if theirs != "CompileError" and program not in DIFFERENT:
        assert (ours != theirs) == (program in DIFFERENT_LITERALS), (ours, theirs)


@pytest.mark.parametrize("program", EXPRESSIONS)
def test_the_same_types(program: str) -> None:
    ours, theirs = outcome(holdfast, program), outcome(sqlalchemy, program)
    if program not in DIFFERENT:
        assert (ours[2] != theirs[2]) == (program in DIFFERENT_TYPES), (ours[2], theirs[2])
