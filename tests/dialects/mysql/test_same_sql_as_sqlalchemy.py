"""The same program text gives the same SQL of MySQL and of MariaDB on holdfast and on SQLAlchemy, and the same
warnings about it; or an error of the same class."""

from __future__ import annotations

import importlib
import re
import warnings
from functools import cache
from typing import Any

import pytest
import sqlalchemy
import sqlalchemy.schema
from sqlalchemy.dialects import mysql as sqlalchemy_mysql
from sqlalchemy.dialects.mysql import mariadb as sqlalchemy_mariadb

import holdfast
import holdfast.schema
from holdfast.dialects.mysql import reserved_words
from holdfast.dialects.mysql.dialect import MySQLDialect
from holdfast.dialects.mysql.mariadb import MariaDBDialect
from tests.dialects.mysql.compared_ddl import DDL
from tests.dialects.mysql.compared_ddl import DIFFERENT as DIFFERENT_DDL
from tests.dialects.mysql.compared_expressions import DIFFERENT, EXPRESSIONS
from tests.sql.compared_expressions import DIFFERENT as DIFFERENT_ANYWHERE
from tests.sql.compared_expressions import EXPRESSIONS as GENERAL
from tests.sql.compared_statements import DIFFERENT_STATEMENTS, STATEMENTS
from tests.sql.test_same_sql_as_sqlalchemy import namespace

SERVERS = ("mysql", "mariadb")
#: What a warning has to be about to be compared: the others do not come from these dialects.
WARNINGS = ("CAST", "Additional column names")

general = {text for texts in (*GENERAL.values(), *STATEMENTS.values()) for text in texts if ".compile(" not in text}
general -= {*DIFFERENT_ANYWHERE, *DIFFERENT_STATEMENTS}
own = {text for texts in EXPRESSIONS.values() for text in texts}


@cache
def peer(server: str) -> Any:
    """SQLAlchemy's dialect, as it is after a connection to MySQL 8 or MariaDB 10.11."""
    dialect: Any
    if server == "mysql":
        dialect = sqlalchemy_mysql.dialect()
        dialect.server_version_info = (8, 0, 36)
        dialect.use_mysql_for_share = dialect.supports_for_update_of = True
        dialect._requires_alias_for_on_duplicate_key = True
    else:
        dialect = sqlalchemy_mariadb.MariaDBDialect()
        dialect.server_version_info = (10, 11, 2)
        dialect.insert_returning = dialect.delete_returning = True
        dialect.supports_sequences = dialect.supports_native_uuid = True
    dialect._support_float_cast = True
    return dialect


@cache
def ours(server: str) -> Any:
    return MySQLDialect() if server == "mysql" else MariaDBDialect()


def names_of(library: Any, dialect: Any) -> dict[str, Any]:
    """The names that the expressions and the DDL use."""
    names = namespace(library)
    names.update({name: getattr(library.schema, name) for name in dir(library.schema) if name[0].isupper()})
    names["mysql"] = importlib.import_module(f"{library.__name__}.dialects.mysql")
    names["D"] = dialect
    column, Column, Integer, String = (names[name] for name in ("column", "Column", "Integer", "String"))
    names["j"], names["num"] = column("j", names["JSON"]), column("num", names["Numeric"](10, 2))
    names["by"] = column("by", names["LargeBinary"])
    names["k"] = names["Table"](
        "words",
        names["m"],
        Column("id", Integer, primary_key=True),
        Column("word", String(50), unique=True),
        Column("count", Integer),
        Column("note", String(50)),
    )

    def table(*columns: Any, **options: Any) -> Any:
        metadata = names["MetaData"]()
        for name, schema in (("u", None), ("v", "sch")):
            names["Table"](name, metadata, Column("id", Integer, primary_key=True), schema=schema)
        return names["Table"]("t", metadata, *columns, **options)

    names["T"] = table
    names["C"] = lambda cls, of: next(found for found in of.constraints if isinstance(found, cls))
    return names


def outcome(library: Any, text: str, dialect: Any) -> str:
    """The SQL and its warnings, or the class of the error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            names = names_of(library, dialect)
            element = eval(text, names)
            if isinstance(element, names["Table"]):
                element = names["CreateTable"](element)
            compiled = element if isinstance(element, str) or ".compile(" in text else element.compile(dialect=dialect)
            sql = " ".join(str(compiled).split())
        except Exception as error:
            return type(error).__name__
    said = [str(warning.message).partition(" (Background")[0] for warning in caught]
    sql = re.sub(r" at 0x[0-9a-f]+", "", re.sub(r"\b(sqlalchemy|holdfast)[\w.]*\.", "", sql))
    return "\n".join([sql, *(text for text in said if any(about in text for about in WARNINGS))])


def compare(text: str, server: str, different: dict[str, str], verbatim: bool = False) -> None:
    expected, actual = outcome(sqlalchemy, text, peer(server)), outcome(holdfast, text, ours(server))
    if verbatim:
        # SQLAlchemy executes DDL with parameters, so that it doubles percent signs.
        expected = expected.replace("%%", "%")
    if text not in different:
        assert actual == expected
    elif server == SERVERS[-1]:
        others = (outcome(sqlalchemy, text, peer(SERVERS[0])), outcome(holdfast, text, ours(SERVERS[0])))
        assert actual != expected or others[0] != others[1], "no longer different: take it out of DIFFERENT"
        assert "Error" not in actual or "Error" in expected or "Error" in different[text], actual


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("text", sorted(general))
def test_general_expressions(text: str, server: str) -> None:
    compare(text, server, DIFFERENT)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("text", sorted(own))
def test_expressions_of_these_dialects(text: str, server: str) -> None:
    compare(text, server, DIFFERENT)


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("text", sorted({text for texts in DDL.values() for text in texts}))
def test_ddl(text: str, server: str) -> None:
    compare(text, server, DIFFERENT_DDL, verbatim=True)


@pytest.mark.parametrize("server", SERVERS)
def test_reserved_words_are_quoted_where_sqlalchemy_does(server: str) -> None:
    words = reserved_words.MYSQL if server == "mysql" else reserved_words.MARIADB
    assert peer(server).identifier_preparer.reserved_words <= words
