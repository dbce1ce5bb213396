"""The same program text gives the same SQL, or the same error, on holdfast and on SQLAlchemy."""

from __future__ import annotations

import datetime
import importlib
import re
import warnings
from typing import Any

import pytest
import sqlalchemy
import sqlalchemy.sql

import holdfast
import holdfast.sql
from tests.sql.compared_clauses import CLAUSES
from tests.sql.compared_constructs import CONSTRUCTS, DIFFERENT_CONSTRUCTS
from tests.sql.compared_definitions import DEFINITIONS
from tests.sql.compared_expressions import DIFFERENT, EXPRESSIONS
from tests.sql.compared_mistakes import MISTAKES
from tests.sql.compared_statements import DIFFERENT_STATEMENTS, STATEMENTS

ALL = {**EXPRESSIONS, **STATEMENTS, **CLAUSES, **CONSTRUCTS, **DEFINITIONS, **MISTAKES}
ALL_DIFFERENT = {**DIFFERENT, **DIFFERENT_STATEMENTS, **DIFFERENT_CONSTRUCTS}
CASES = [pytest.param(text, id=f"{topic}: {text}") for topic, texts in ALL.items() for text in texts]


def namespace(library: Any) -> dict[str, Any]:
    """The names that the expressions use, from one of the libraries."""
    names = {name: getattr(library.sql, name) for name in dir(library.sql) if not name.startswith("_")}
    names.update({name: getattr(library, name) for name in dir(library) if not name.startswith("_")})
    column, table, Column, Integer, String = (
        names[name] for name in ("column", "table", "Column", "Integer", "String")
    )
    metadata = names["MetaData"]()
    names.update({name: column(name, Integer) for name in "abc"})
    names.update(
        s=column("s", String), n=column("n"), d=column("d", names["DateTime"]), bo=column("bo", names["Boolean"])
    )
    names.update(t=table("t", column("a", Integer), column("s", String)), t2=table("t2", column("b"), column("c")))
    names["u"] = names["Table"](
        "users", metadata, Column("id", Integer, primary_key=True), Column("name", String(50)), Column("age", Integer)
    )
    names["ad"] = names["Table"](
        "addresses",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", names["ForeignKey"]("users.id")),
        Column("email", String),
    )
    names["p1"] = names["select"](names["u"].c.id, names["u"].c.name)
    names.update(m=metadata, TPC=names["LABEL_STYLE_TABLENAME_PLUS_COL"], datetime=datetime)
    return names


def all_names(library: Any) -> dict[str, Any]:
    """As :func:`namespace`, with the modules, the DDL constructs and a dialect."""
    names = namespace(library)
    for module in ("schema", "types", "sql.expression", "sql.operators"):
        names[module.rpartition(".")[2]] = importlib.import_module(f"{library.__name__}.{module}")
    schema = names["schema"]
    names.update({name: getattr(schema, name) for name in dir(schema) if name[:1].isupper()})
    names["sqlite"] = importlib.import_module(f"{library.__name__}.dialects.sqlite").dialect()
    return names


def outcome(library: Any, text: str) -> str:
    """The SQL of an expression, or its error, without what must differ: addresses, module names, links."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = str(eval(text, all_names(library)))
    except Exception as error:
        result = f"{type(error).__name__}: {error}".partition(" (Background")[0]
    result = re.sub(r"<(sqlalchemy|holdfast)[\w.]*\.(\w+)( object)? at 0x[0-9a-f]+", r"<\2", result)
    return re.sub(r"%\(\d+ ", "%(", result)


@pytest.mark.parametrize("text", CASES)
def test_same_sql(text: str):
    expected, actual = outcome(sqlalchemy, text), outcome(holdfast, text)
    if text in ALL_DIFFERENT:
        assert actual != expected, "no longer different: take it out of DIFFERENT"
        refused = ALL_DIFFERENT[text].startswith("refused")
        assert refused or "Error" not in actual.partition(":")[0] or "Error" in expected, actual
    else:
        assert actual == expected
