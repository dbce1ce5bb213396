"""SHOW CREATE TABLE taken apart, as MySQL and MariaDB of several versions write it; no server is asked."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast.dialects.mysql.pymysql import PyMySQLDialect
from holdfast.dialects.mysql.reflection.column_types import column_type
from holdfast.dialects.mysql.reflection.create_table import CreateTable, KeyPart
from holdfast.sql.types.string import text_literal

MYSQL_8 = r"""CREATE TABLE `t` (
  `id` bigint unsigned NOT NULL AUTO_INCREMENT,
  `a` int NOT NULL DEFAULT '5',
  `b` varchar(20) COLLATE utf8mb4_bin DEFAULT (concat(_utf8mb4'a',_utf8mb4'b,c)')) COMMENT 'it''s \\ "b"\n',
  `c` varchar(20) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT NULL,
  `d` int GENERATED ALWAYS AS ((`a` + 1)) STORED,
  `e` int GENERATED ALWAYS AS ((`a` + 2)) VIRTUAL NOT NULL /*!80023 INVISIBLE */,
  `f` timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP /*!80023 INVISIBLE */,
  `g` point NOT NULL /*!80003 SRID 4326 */,
  `h` json DEFAULT NULL,
  `i` binary(16) DEFAULT (uuid_to_bin(uuid())) /*!50606 STORAGE DISK */ /*!50606 COLUMN_FORMAT DYNAMIC */,
  PRIMARY KEY (`id`),
  UNIQUE KEY `uq` (`a` DESC,`b`(10)),
  KEY `ix_lower` ((lower(`b`)),`a`),
  KEY `ix_hidden` (`a`) /*!80000 INVISIBLE */,
  FULLTEXT KEY `ft` (`b`) /*!50100 WITH PARSER `ngram` */ ,
  CONSTRAINT `fk` FOREIGN KEY (`a`, `id`) REFERENCES `other`.`p` (`x`, `y`) ON DELETE RESTRICT ON UPDATE SET NULL,
  CONSTRAINT `ck` CHECK ((`a` > 0)) /*!80016 NOT ENFORCED */
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='c'
/*!80016 ENCRYPTION='Y' */
/*!50100 PARTITION BY RANGE (`a`)
(PARTITION p0 VALUES LESS THAN (10) ENGINE = InnoDB,
 PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = InnoDB) */"""


@pytest.fixture(scope="module")
def mysql_8() -> CreateTable:
    return CreateTable(MYSQL_8)


def test_columns(mysql_8: CreateTable) -> None:
    columns = {column.name: column for column in mysql_8.columns}
    assert list(columns) == ["id", *"abcdefghi"]
    assert columns["id"].autoincrement
    assert columns["id"].unsigned
    assert [name for name, column in columns.items() if not column.nullable] == ["id", "a", "e", "g"]
    assert columns["b"].collation == "utf8mb4_bin"
    assert columns["b"].comment == 'it\'s \\ "b"\n'
    assert (columns["c"].charset, columns["c"].collation) == ("latin1", "latin1_bin")


def test_defaults(mysql_8: CreateTable) -> None:
    assert {column.name: column.default for column in mysql_8.columns if column.default is not None} == {
        "a": "'5'",
        "b": "(concat(_utf8mb4'a',_utf8mb4'b,c)'))",
        "f": "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
        "i": "(uuid_to_bin(uuid()))",
    }


def test_generated_columns(mysql_8: CreateTable) -> None:
    generated = {column.name: (column.generated, column.persisted) for column in mysql_8.columns if column.generated}
    assert generated == {"d": ("((`a` + 1))", True), "e": ("((`a` + 2))", False)}


def test_types(mysql_8: CreateTable) -> None:
    dialect = PyMySQLDialect()
    with pytest.warns(Warning, match="Did not recognize type 'point' of column 'g'"):
        types = {column.name: column_type(column, mysql_8) for column in mysql_8.columns}
    types.pop("g")
    assert [type_.compile(dialect=dialect) for type_ in types.values()] == [
        "BIGINT UNSIGNED", "INTEGER", "VARCHAR(20) COLLATE utf8mb4_bin",
        "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin", "INTEGER", "INTEGER", "TIMESTAMP", "JSON", "BINARY(16)",
    ]  # fmt: skip


def test_keys(mysql_8: CreateTable) -> None:
    primary, unique, lower, hidden, full_text = mysql_8.keys
    assert (primary.kind, primary.name, [part.name for part in primary.parts]) == ("PRIMARY", None, ["id"])
    assert unique.parts == [KeyPart("a", None, None, True), KeyPart("b", None, 10, False)]
    assert lower.parts == [KeyPart(None, "(lower(`b`))", None, False), KeyPart("a", None, None, False)]
    assert (hidden.kind, hidden.name) == ("", "ix_hidden")
    assert (full_text.kind, full_text.options) == ("FULLTEXT", {"with_parser": "ngram"})


def test_constraints(mysql_8: CreateTable) -> None:
    (key,) = mysql_8.foreign_keys
    assert (key.name, key.columns, key.schema, key.table, key.referred_columns) == (
        "fk", ["a", "id"], "other", "p", ["x", "y"],
    )  # fmt: skip
    assert key.rules == {"DELETE": "RESTRICT", "UPDATE": "SET NULL"}
    assert mysql_8.checks == [("ck", "(`a` > 0)")]


def test_options(mysql_8: CreateTable) -> None:
    assert mysql_8.options == {
        "engine": "InnoDB",
        "auto_increment": "7",
        "default charset": "utf8mb4",
        "collate": "utf8mb4_0900_ai_ci",
        "comment": "c",
        "encryption": "Y",
        "partition_by": "RANGE (`a`)",
        "partition_definitions": "PARTITION p0 VALUES LESS THAN (10) ENGINE = InnoDB, "
        "PARTITION p1 VALUES LESS THAN MAXVALUE ENGINE = InnoDB",
    }


def test_an_index_of_an_expression(mysql_8: CreateTable) -> None:
    class Dialect(PyMySQLDialect):
        def _table(self, *args: Any, **kw: Any) -> CreateTable:
            return mysql_8

    by_name = {index["name"]: index for index in Dialect().get_indexes(None, "t")}  # type: ignore[arg-type]  # not asked
    assert by_name["ix_lower"] == {
        "name": "ix_lower",
        "column_names": [None, "a"],
        "expressions": ["(lower(`b`))", "a"],
        "unique": False,
    }
    assert by_name["ft"]["dialect_options"] == {"mysql_prefix": "FULLTEXT", "mysql_with_parser": "ngram"}


def test_names_in_double_quotes() -> None:
    """As SQL mode ANSI_QUOTES has them."""
    statement = CreateTable('CREATE TABLE "t" ("a""b" int, KEY "k" ("a""b"))')
    assert statement.columns[0].name == 'a"b'
    assert statement.keys[0].parts[0].name == 'a"b'


def test_strings_of_another_sql_mode() -> None:
    """The server writes backslashes twice whatever the mode; expressions are rewritten for the connection's."""
    dialect = PyMySQLDialect()
    dialect._backslash_escapes = False
    statement = CreateTable(r"CREATE TABLE `t` (`a` varchar(9) DEFAULT 'x\\y''z')", text_literal(dialect))
    assert statement.columns[0].default == r"'x\y''z'"


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE `t` (`a` int)",
        "CREATE TABLE `t` (`a` int) ENGINE=X WITH SYSTEM VERSIONING",
        "CREATE TABLE `t` (`a` int, PERIOD FOR SYSTEM_TIME (`s`, `e`))",
        "CREATE TABLE `t` (`a` int DEFAULT NULL WITHOUT SYSTEM VERSIONING)",
        "CREATE TABLE `t` (`a` int /*M!100301 COMPRESSED*/ DEFAULT NULL, SOMETHING NEW (`a`))",
        "CREATE TABLE `t` (`a` int `attribute`='x,y' `other`=yes)",
    ],
)
def test_what_is_not_known_is_passed_over(text: str) -> None:
    statement = CreateTable(text)
    assert [column.name for column in statement.columns] == ["a"]
    assert statement.columns[0].default is None
    assert not statement.keys
