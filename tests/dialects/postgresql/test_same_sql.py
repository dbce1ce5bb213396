"""The same program gives the same SQL, or the same error, on holdfast and on SQLAlchemy, for PostgreSQL."""

from __future__ import annotations

import importlib
import re
import warnings
from typing import Any

import pytest
import sqlalchemy
import sqlalchemy.dialects.postgresql
from sqlalchemy.dialects.postgresql import psycopg as sqlalchemy_psycopg

import holdfast
import holdfast.dialects.postgresql
from holdfast.dialects.postgresql import psycopg as holdfast_psycopg
from tests.dialects.postgresql.compared_statements import DDL, DIFFERENT, STATEMENTS, TYPES
from tests.sql.compared_expressions import DIFFERENT as GENERALLY_DIFFERENT
from tests.sql.compared_expressions import EXPRESSIONS
from tests.sql.compared_statements import DIFFERENT_STATEMENTS
from tests.sql.compared_statements import STATEMENTS as GENERAL_STATEMENTS
from tests.sql.test_same_sql_as_sqlalchemy import namespace

DIALECTS = {sqlalchemy: sqlalchemy_psycopg.dialect(), holdfast: holdfast_psycopg.dialect()}
EVERYWHERE = [text for texts in (*EXPRESSIONS.values(), *GENERAL_STATEMENTS.values()) for text in texts]
#: On this dialect alone.
HERE = {
    "try_cast(a,String)": "the message says more",
    "t": "a table has a text of its own",
    "u": "a table has a text of its own",
    "select(u.c.id).with_hint(u,'HINT %(name)s').with_statement_hint('SH')": "the message says more",
}


def names(library: Any) -> dict[str, Any]:
    """The names that the programs use."""
    module = importlib.import_module(f"{library.__name__}.dialects.postgresql")
    schema = importlib.import_module(f"{library.__name__}.schema")
    found = namespace(library)
    found.update({name: getattr(schema, name) for name in dir(schema) if name[0].isupper()})
    found.update({name: getattr(module, name) for name in dir(module) if name[0].isupper()})
    found["types"] = importlib.import_module(f"{library.__name__}.types")
    found.update(pg=module, DD=DIALECTS[library], m2=found["MetaData"](), m2x=found["MetaData"]())
    column, integer, table, metadata = found["Column"], found["Integer"], found["Table"], found["MetaData"]()
    table("o", found["m2x"], column("id", integer, primary_key=True))
    columns = [column("a", integer), column("b", integer), column("c", found["String"]), column("j", module.JSONB)]
    found["tt"] = table("tt", metadata, *columns)
    found["ts"] = table("T s", metadata, column("a", integer), schema="Sc")
    found["TD"] = type("TD", (found["TypeDecorator"],), {"impl": integer, "cache_ok": True})
    return found


def outcome(library: Any, program: str) -> str:
    """The SQL, or the error, without what must differ."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = eval(program, names(library))
            if hasattr(result, "compile") and not hasattr(result, "bind"):
                result = result.compile(dialect=DIALECTS[library])
            text = str(result)
        except Exception as error:
            text = f"{type(error).__name__}: {error}".partition(" (Background")[0]
    text = re.sub(r"<(sqlalchemy|holdfast)[\w.]*\.(\w+)( object)? at 0x[0-9a-f]+", r"<\2", text)
    return re.sub(r"%\(\d+ ", "%(", text)


@pytest.mark.parametrize("program", EVERYWHERE)
def test_what_all_databases_have(program: str) -> None:
    if program not in GENERALLY_DIFFERENT and program not in DIFFERENT_STATEMENTS:
        compare(program, HERE)


@pytest.mark.parametrize("program", [*STATEMENTS, *TYPES, *DDL, *DIFFERENT])
def test_what_this_database_has(program: str) -> None:
    compare(program, DIFFERENT)


def compare(program: str, different: dict[str, str]) -> None:
    expected, actual = outcome(sqlalchemy, program), outcome(holdfast, program)
    if program in different:
        assert actual != expected, "no longer different: take it out"
    else:
        assert actual == expected
