"""The Inspector beside SQLAlchemy's; and tables that are created, reflected and created again."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy

from holdfast import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Enum,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    create_engine,
    func,
    inspect,
    text,
)
from holdfast.dialects import mysql
from holdfast.engine import Connection, Engine
from holdfast.types import UserDefinedType
from tests.dialects.mysql.reflection.comparison import common, everything, ours, prepare, reflected, theirs


class Geometry(UserDefinedType[Any]):
    """A type that is not known to holdfast."""

    cache_ok = True

    def get_col_spec(self, **kw: Any) -> str:
        return "GEOMETRY"


PARENT = """
CREATE TABLE parent (
    id int NOT NULL AUTO_INCREMENT PRIMARY KEY, code varchar(10) NOT NULL, b int unsigned,
    UNIQUE KEY uq_code (code), UNIQUE KEY uq2 (id, b)
)"""

COLUMNS = r"""
CREATE TABLE `Rich Tab%le` (
    id bigint unsigned NOT NULL AUTO_INCREMENT COMMENT 'the key; it''s "quoted" `x` \\ back 100%' PRIMARY KEY,
    a int NOT NULL DEFAULT 5, b int(11) zerofill, c decimal(10,2) unsigned NOT NULL DEFAULT 1.50, d double(10,3),
    e float, f float(7,2), g bit(8), h bit, i year DEFAULT 2020,
    j datetime(3) DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3),
    k timestamp NOT NULL DEFAULT current_timestamp ON UPDATE current_timestamp, l timestamp NULL,
    m time(6) DEFAULT '10:11:12.5', n date DEFAULT '2020-01-01',
    o varchar(20) CHARACTER SET latin1 DEFAULT 'it''s \\ "x"', p char(3) COLLATE utf8mb4_bin,
    q enum('a','b''c','d,e','f(g)','h\'i','100%') DEFAULT 'b''c', r set('x','y') NOT NULL DEFAULT 'x,y',
    q2 enum('a') CHARACTER SET latin1, r2 set('ü', '') COLLATE utf8mb4_bin,
    s text, t longtext CHARACTER SET latin1 COLLATE latin1_general_ci, u tinyblob, v varbinary(20) DEFAULT 'ab',
    w binary(4), x json, y uuid DEFAULT uuid(), ac int DEFAULT (a * 2),
    aa int GENERATED ALWAYS AS (a + 1) STORED, ab varchar(30) GENERATED ALWAYS AS (concat(o, ')')) VIRTUAL,
    af tinyint(1) NOT NULL DEFAULT 0, ai int NULL DEFAULT NULL, aj nvarchar(5), ak mediumint unsigned zerofill,
    al smallint, an varchar(5) DEFAULT NULL COMMENT 'c', ao boolean DEFAULT true, ap blob DEFAULT 'abc',
    aq int AS (a + 2) PERSISTENT, ar numeric(5), at tinytext, au mediumtext, av mediumblob, aw longblob
) COMMENT = 'table comment; it''s \\ 100%' ROW_FORMAT = DYNAMIC AUTO_INCREMENT = 100 DEFAULT CHARSET = utf8mb4"""

KEYS = """
CREATE TABLE `keys` (
    id bigint unsigned NOT NULL, a int NOT NULL, b int unsigned, c int, d int, e float, f float,
    o varchar(20), s text, am geometry NOT NULL,
    PRIMARY KEY (id, a),
    UNIQUE KEY uq_o (o), UNIQUE KEY (c, d), KEY ix_prefix (o(5), s(10)), KEY ix_desc (a DESC, b ASC),
    KEY `ix c%omment` (b) COMMENT 'index comment', FULLTEXT KEY ft (s), SPATIAL KEY sp (am),
    KEY ix_hash (e) USING HASH, KEY ix_btree (e) USING BTREE, KEY ix_kbs (f) KEY_BLOCK_SIZE = 4,
    CONSTRAINT fk_p FOREIGN KEY (a) REFERENCES parent (id) ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT `fk 2` FOREIGN KEY (a, b) REFERENCES parent (id, b) ON DELETE NO ACTION,
    FOREIGN KEY (b) REFERENCES {other}.target (id) ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT fk_null FOREIGN KEY (c) REFERENCES parent (id) ON DELETE SET NULL,
    CONSTRAINT ck_1 CHECK (d > 0 and (o <> ')' or e < 5)), CHECK (f between 1 and 10),
    CONSTRAINT `ck 2%` CHECK (s like '%x''%')
)"""

# Some with a meaning to the machine or to an engine.
OPTIONS = """
CREATE TABLE options (a int PRIMARY KEY, b varchar(100)) ENGINE = Aria TRANSACTIONAL = 1 PAGE_CHECKSUM = 1
    CHECKSUM = 1 MAX_ROWS = 100 MIN_ROWS = 5 AVG_ROW_LENGTH = 50 DELAY_KEY_WRITE = 1 PACK_KEYS = 0 ROW_FORMAT = PAGE
    DEFAULT CHARSET = latin1 COLLATE = latin1_bin CONNECTION = 'x''y'"""
PARTITIONS = """
CREATE TABLE partitions (a int NOT NULL, b int) ENGINE = InnoDB STATS_PERSISTENT = 1 STATS_SAMPLE_PAGES = 10
    PARTITION BY RANGE (a) SUBPARTITION BY HASH (b) SUBPARTITIONS 2 (
        PARTITION p0 VALUES LESS THAN (10) COMMENT 'x;''y', PARTITION p1 VALUES LESS THAN MAXVALUE
    )"""
HASHED = "CREATE TABLE hashed (a int NOT NULL, b int) PARTITION BY HASH (a) PARTITIONS 4"
VERSIONED = """
CREATE TABLE versioned (
    a int, b int, s timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END,
    PERIOD FOR SYSTEM_TIME (s, e), PRIMARY KEY (a, e)
) WITH SYSTEM VERSIONING"""


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
@pytest.mark.parametrize(
    ("name", "statements"),
    [
        ("parent", [PARENT]),
        ("Rich Tab%le", [COLUMNS]),
        ("keys", [PARENT, "CREATE TABLE {other}.target (id int unsigned PRIMARY KEY)", KEYS]),
        ("options", [OPTIONS]),
        ("partitions", [PARTITIONS]),
        ("hashed", [HASHED]),
        ("versioned", [VERSIONED]),
        ("sequence", ["CREATE SEQUENCE sequence START WITH 5"]),
    ],
)
def test_tables_made_with_sql(
    connection: Connection, oracle: sqlalchemy.Connection, other: str, name: str, statements: list[str]
) -> None:
    prepare(connection, *(statement.replace("{other}", other) for statement in statements))
    assert common(ours(connection, name)) == theirs(oracle, name)


def test_the_other_driver_tells_the_same(connection: Connection, mariadb: Engine) -> None:
    pytest.importorskip("MySQLdb", reason="mysqlclient is not installed")
    prepare(connection, PARENT, COLUMNS, PARTITIONS)
    engine = create_engine(mariadb.url.set(drivername="mariadb+mysqldb"))
    with engine.connect() as mysqldb:
        for name in ("parent", "Rich Tab%le", "partitions"):
            assert ours(mysqldb, name) == ours(connection, name)
    engine.dispose()


def rich_metadata(other: str) -> MetaData:
    """Everything that the DDL of this dialect can create."""
    metadata = MetaData()
    Table("target", metadata, Column("id", mysql.INTEGER(unsigned=True), primary_key=True), schema=other)
    parent = Table("parent", metadata, Column("id", Integer, primary_key=True), Column("b", Integer))
    Index("ix_pair", parent.c.id, parent.c.b)
    Table(
        "Weird name %",
        metadata,
        Column("id", BigInteger, primary_key=True, comment="it's a \\ key"),
        Column("parent_id", ForeignKey("parent.id", name="fk_parent", ondelete="CASCADE", onupdate="SET NULL")),
        Column("other_id", mysql.INTEGER(unsigned=True), ForeignKey(f"{other}.target.id")),
        Column("pair", Integer),
        Column("amount", Numeric(38, 10), nullable=False, server_default="1.5"),
        Column("ratio", Float(53)),
        Column("flag", Boolean, server_default=text("1")),
        Column("name", String(50, collation="utf8mb4_bin"), server_default="it's \\ here"),
        Column("latin", mysql.VARCHAR(20, charset="latin1"), unique=True),
        Column("body", Text),
        Column("kind", Enum("a", "b'", "c%", "d,e"), server_default="b'"),
        Column("members", mysql.SET("x", "y")),
        Column("created", DateTime, server_default=func.now()),
        Column("precise", mysql.DATETIME(fsp=6), server_default=func.current_timestamp(6)),
        Column("stamp", mysql.TIMESTAMP(fsp=3), server_default=text("now(3) ON UPDATE now(3)")),
        Column("day", Date, server_default=text("'2020-01-01'")),
        Column("data", JSON),
        Column("key", Uuid, server_default=text("uuid()")),
        Column("address", mysql.INET6, index=True),
        Column("blob", LargeBinary(100)),
        Column("bits", mysql.BIT(4), server_default=text("b'101'")),
        Column("double", Integer, Computed("pair * 2", persisted=True)),
        Column("twice", Integer, Computed("pair * 2")),
        UniqueConstraint("amount", "ratio", name="uq_pair"),
        CheckConstraint("amount > 0", name="ck_amount"),
        ForeignKeyConstraint(["parent_id", "pair"], ["parent.id", "parent.b"], name="fk_pair"),
        Index("ix_prefix", "name", "body", mariadb_length={"name": 5, "body": 10}),
        Index("ix_text", "body", mariadb_prefix="FULLTEXT"),
        Index("ix_using", "day", mariadb_using="btree"),
        comment="it's \\ 100%",
        mariadb_engine="InnoDB",
        mariadb_charset="utf8mb4",
        mariadb_collate="utf8mb4_unicode_ci",
        mariadb_row_format="DYNAMIC",
    )
    table = metadata.tables["Weird name %"]
    Index("ix_desc", table.c.amount.desc(), table.c.ratio)
    return metadata


def test_tables_made_with_ddl(connection: Connection, oracle: sqlalchemy.Connection, other: str) -> None:
    metadata = rich_metadata(other)
    metadata.create_all(connection)
    for table in metadata.tables.values():
        found = common(ours(connection, table.name, schema=table.schema))
        expected = theirs(oracle, table.name, schema=table.schema)
        # addresses are not known there, and BIT loses its default
        for columns in (found["get_columns"], expected["get_columns"]):
            columns[:] = [column for column in columns if column["name"] not in ("address", "bits")]
        assert found == expected


def test_reflected_tables_created_again(connection: Connection, other: str) -> None:
    rich_metadata(other).create_all(connection)
    prepare(connection, "CREATE VIEW view AS SELECT id, pair FROM `Weird name %`")
    reflected = MetaData()
    reflected.reflect(connection, views=True)
    assert set(reflected.tables) == {"parent", "Weird name %", f"{other}.target", "view"}
    before = everything(connection, reflected)

    connection.exec_driver_sql("DROP VIEW view")
    reflected.remove(reflected.tables["view"])
    before.pop("view")
    reflected.drop_all(connection)
    assert inspect(connection).get_table_names() == []
    reflected.create_all(connection)
    assert everything(connection, reflected) == before


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_tables_made_with_sql_created_again(connection: Connection, other: str) -> None:
    prepare(connection, PARENT, f"CREATE TABLE {other}.target (id int unsigned PRIMARY KEY)", COLUMNS)
    prepare(connection, KEYS.replace("{other}", other), OPTIONS, PARTITIONS, HASHED)
    metadata = reflected(connection)
    # a type that is not known can be told afterwards
    metadata.tables["keys"].c.am.type = Geometry()
    before = everything(connection, metadata)
    metadata.drop_all(connection)
    metadata.create_all(connection)
    assert everything(connection, metadata) == before
