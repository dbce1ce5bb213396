"""DDL that MariaDB executes, through both drivers, seen with the server's own eyes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from holdfast import (
    TIMESTAMP,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    exc,
    func,
    insert,
    literal,
    select,
    text,
    true,
)
from holdfast.dialects import mysql
from holdfast.engine import Engine
from holdfast.schema import (
    AddConstraint,
    CreateIndex,
    CreateSchema,
    CreateTable,
    CreateTableAs,
    CreateView,
    DropColumnComment,
    DropConstraint,
    DropIndex,
    DropSchema,
    DropTableComment,
    DropView,
    SetColumnComment,
    SetTableComment,
)


def created(engine: Engine, table: Table) -> str:
    """Create a table and return the server's SHOW CREATE TABLE."""
    table.create(engine)
    return shown(engine, table.name)


def shown(engine: Engine, name: str) -> str:
    quoted = engine.dialect.identifier_preparer.quote(name)
    with engine.connect() as connection:
        row = connection.exec_driver_sql(f"SHOW CREATE TABLE {quoted}").one()
    return str(row[1])


def of(*columns: Any, **options: Any) -> Table:
    return Table("t", MetaData(), *columns, **options)


def test_auto_increment(server: Engine) -> None:
    table = of(Column("id", BigInteger, primary_key=True), Column("x", Integer))
    assert "`id` bigint(20) NOT NULL AUTO_INCREMENT" in created(server, table)


def test_the_generated_part_of_a_composite_key_comes_first(server: Engine) -> None:
    table = of(Column("a", Integer, primary_key=True), Column("b", Integer, primary_key=True, autoincrement=True))
    assert "PRIMARY KEY (`b`,`a`)" in created(server, table)


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        ("it's \\ 50%", "DEFAULT 'it''s \\\\ 50%'"),
        (text("'abc'"), "DEFAULT 'abc'"),
        (func.concat("a", "b"), "DEFAULT concat('a','b')"),
        (text("concat('a', '%')"), "DEFAULT concat('a','%')"),
        (literal("x") + "y", "DEFAULT concat('x','y')"),
        (text("NULL"), "DEFAULT NULL"),
        (text("(concat('(', ')'))"), "DEFAULT concat('(',')')"),
        (text("concat('a') "), "DEFAULT concat('a')"),
        (text("('a') || ('b')"), "DEFAULT ('a' or 'b')"),
        (text(r"('\')(')"), "DEFAULT ''')('"),
    ],
)
def test_defaults(server: Engine, default: Any, expected: str) -> None:
    assert expected in created(server, of(Column("x", String(50), server_default=default)))


def test_timestamps(server: Engine) -> None:
    both = text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")
    table = of(
        Column("a", TIMESTAMP),
        Column("b", TIMESTAMP, nullable=False, server_default=both),
        Column("c", DateTime, server_default=func.now()),
        Column("d", mysql.TIMESTAMP(fsp=6), server_default=func.current_timestamp(6)),
    )
    sql = created(server, table)
    assert "`a` timestamp NULL DEFAULT NULL" in sql
    assert "`b` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()" in sql
    assert "`c` datetime DEFAULT current_timestamp()" in sql
    assert "`d` timestamp(6) NULL DEFAULT current_timestamp(6)" in sql


def test_generated_columns(server: Engine) -> None:
    table = of(
        Column("a", Integer),
        Column("b", Integer, Computed("a % 5"), nullable=False),
        Column("c", Integer, Computed(column("a") * 2, persisted=True)),
    )
    sql = created(server, table)
    assert "GENERATED ALWAYS AS (`a` MOD 5) VIRTUAL" in sql
    assert "GENERATED ALWAYS AS (`a` * 2) STORED" in sql
    with server.begin() as connection:
        connection.execute(insert(table).values(a=7))
        assert connection.execute(select(table)).one() == (7, 2, 14)


def test_comments(server: Engine) -> None:
    table = of(Column("x", Integer, nullable=False, server_default="5", comment="50% it's \\ a"), comment="t's \\ %")
    sql = created(server, table)
    assert "COMMENT '50% it''s \\\\ a'" in sql
    assert "COMMENT='t''s \\\\ %'" in sql
    with server.begin() as connection:
        connection.execute(DropTableComment(table))
        connection.execute(DropColumnComment(table.c.x))
    assert "COMMENT" not in shown(server, "t")
    table.comment, table.c.x.comment = "new", "newer"
    with server.begin() as connection:
        connection.execute(SetTableComment(table))
        connection.execute(SetColumnComment(table.c.x))
    sql = shown(server, "t")
    assert "`x` int(11) NOT NULL DEFAULT 5 COMMENT 'newer'" in sql
    assert "COMMENT='new'" in sql


def test_options_of_tables(server: Engine) -> None:
    table = of(
        Column("x", Integer),
        mariadb_engine="Aria",
        mariadb_charset="latin1",
        mariadb_collate="latin1_german2_ci",
        mariadb_row_format="PAGE",
        mysql_engine="InnoDB",
    )
    sql = created(server, table)
    assert "ENGINE=Aria DEFAULT CHARSET=latin1 COLLATE=latin1_german2_ci" in sql
    assert "ROW_FORMAT=PAGE" in sql


def test_names_of_options_are_checked(server: Engine) -> None:
    table = of(Column("x", Integer), **{"mariadb_engine=x; drop": "y"})
    with pytest.raises(exc.CompileError, match="Unexpected name of a table option: 'ENGINE=X;_DROP'"):
        CreateTable(table).compile(server)


def test_partitions(server: Engine) -> None:
    table = of(
        Column("x", Integer),
        mariadb_partition_by="RANGE (x)",
        mariadb_partition_definitions="PARTITION few VALUES LESS THAN (10), PARTITION many VALUES LESS THAN MAXVALUE",
    )
    assert "PARTITION BY RANGE (`x`)" in created(server, table)


def test_indexes(server: Engine) -> None:
    table = of(Column("a", String(200)), Column("b", Text), Column("c", Integer))
    Index("lengths", table.c.a, table.c.b, mariadb_length={"a": 10, "b": 20})
    Index("descending", table.c.a.desc(), mariadb_length=5)
    Index("words", table.c.b, mariadb_prefix="FULLTEXT")
    Index("tree", table.c.c, mariadb_using="BTREE", unique=True)
    sql = created(server, table)
    assert "KEY `lengths` (`a`(10),`b`(20))" in sql
    assert "KEY `descending` (`a`(5) DESC)" in sql
    assert "FULLTEXT KEY `words` (`b`)" in sql
    assert "UNIQUE KEY `tree` (`c`) USING BTREE" in sql
    again = Index("again", table.c.c)
    with server.begin() as connection:
        for _ in range(2):
            connection.execute(CreateIndex(again, if_not_exists=True))
        for _ in range(2):
            connection.execute(DropIndex(again, if_exists=True))
    assert "again" not in shown(server, "t")


@pytest.mark.parametrize("option", [{"mariadb_using": "BTREE) x"}, {"mariadb_prefix": "FULLTEXT; DROP"}])
def test_words_in_indexes_are_checked(server: Engine, option: dict[str, str]) -> None:
    index = Index("ix", of(Column("x", Integer)).c.x, **option)
    with server.connect() as connection, pytest.raises(exc.CompileError, match="Unexpected"):
        connection.execute(CreateIndex(index))


def test_constraints_are_added_and_dropped(server: Engine) -> None:
    metadata = MetaData()
    parent = Table("parent", metadata, Column("id", Integer, primary_key=True))
    child = Table(
        "child",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("p", Integer),
        Column("x", Integer),
    )
    metadata.create_all(server)
    constraints: list[Any] = [
        ForeignKeyConstraint(["p"], [parent.c.id], name="fk%", ondelete="CASCADE", onupdate="SET NULL"),
        UniqueConstraint("p", name="uq`"),
        CheckConstraint("x > 5 AND x % 2 = 0", name="ck"),
    ]
    for constraint in constraints:
        child.append_constraint(constraint)
    with server.begin() as connection:
        for constraint in constraints:
            connection.execute(AddConstraint(constraint))
    sql = shown(server, "child")
    assert "CONSTRAINT `fk%` FOREIGN KEY (`p`) REFERENCES `parent` (`id`) ON DELETE CASCADE ON UPDATE SET NULL" in sql
    assert "UNIQUE KEY `uq``` (`p`)" in sql
    assert "CONSTRAINT `ck` CHECK (`x` > 5 and `x` MOD 2 = 0)" in sql
    with server.begin() as connection:
        for constraint in constraints:
            connection.execute(DropConstraint(constraint))
            connection.execute(DropConstraint(constraint, if_exists=True))
        connection.execute(DropConstraint(child.primary_key))
    assert not re.search("KEY|CHECK", shown(server, "child").replace("KEY `fk%`", ""))


def test_checks_of_types(server: Engine) -> None:
    table = of(
        Column("b", Boolean(create_constraint=True, name="is_bool")),
        Column("e", Enum("a", "50%", native_enum=False, create_constraint=True, name="is_e")),
        Column("n", Enum("it's", "b")),
    )
    table.create(server)
    with server.begin() as connection:
        connection.execute(insert(table).values(b=True, e="50%", n="it's"))
        assert connection.execute(select(table)).one() == (True, "50%", "it's")
        with pytest.raises(exc.DBAPIError, match="is_bool"):
            connection.exec_driver_sql("INSERT INTO t (b) VALUES (5)")


def test_foreign_keys_in_a_cycle(server: Engine) -> None:
    metadata = MetaData()
    Table("a", metadata, Column("id", Integer, primary_key=True), Column("b", ForeignKey("b.id", name="a_b")))
    Table("b", metadata, Column("id", Integer, primary_key=True), Column("a", ForeignKey("a.id", name="b_a")))
    metadata.create_all(server)
    assert "FOREIGN KEY" in shown(server, "a")
    assert "FOREIGN KEY" in shown(server, "b")
    metadata.drop_all(server)


def test_match_is_refused(server: Engine) -> None:
    table = of(Column("x", ForeignKey("u.id", match="FULL")))
    Table("u", table.metadata, Column("id", Integer, primary_key=True))
    with pytest.raises(exc.CompileError, match="MySQL ignores the 'MATCH' keyword"):
        CreateTable(table).compile(server)


def test_keys_with_an_algorithm(server: Engine) -> None:
    table = of(Column("x", Integer), PrimaryKeyConstraint("x", mariadb_using="HASH"), mariadb_engine="MEMORY")
    assert "PRIMARY KEY (`x`) USING HASH" in created(server, table)


def test_schemas_are_databases(server: Engine) -> None:
    schema = f"{server.url.database} s%'x"
    with server.begin() as connection:
        connection.execute(CreateSchema(schema))
        try:
            table = of(Column("x", Integer), schema=schema)
            table.create(connection)
            connection.execute(insert(table).values(x=5))
            assert connection.scalar(select(table.c.x).where(table.c.x == 5)) == 5
            moved = of(Column("x", Integer), schema="elsewhere")
            mapped = connection.execution_options(schema_translate_map={"elsewhere": schema})
            assert mapped.scalar(select(moved.c.x)) == 5
        finally:
            connection.execute(DropSchema(schema, cascade=True))


def test_views_and_copies(server: Engine) -> None:
    table = of(Column("x", Integer), Column("y", String(10)))
    table.create(server)
    metadata = MetaData()
    view = CreateView(select(table.c.x).where(table.c.y.like("50%")), "v%", metadata=metadata, or_replace=True)
    with server.begin() as connection:
        connection.execute(insert(table), [{"x": 1, "y": "50%"}, {"x": 2, "y": "no"}])
        connection.execute(view)
        assert connection.execute(select(view.table)).all() == [(1,)]
        connection.execute(DropView(view.table))
        copy = CreateTableAs(select(table.c.x, true().label("t")), "copied", temporary=True)
        connection.execute(copy)
        assert connection.execute(select(copy.table)).all() == [(1, 1), (2, 1)]


def test_create_all_leaves_out_what_is_there(server: Engine) -> None:
    metadata = MetaData()
    table = Table("t", metadata, Column("id", Integer, primary_key=True), Column("x", String(10), index=True))
    for _ in range(2):
        metadata.create_all(server)
    with server.begin() as connection:
        assert connection.execute(insert(table).values(x="a")).inserted_primary_key == (1,)
    for _ in range(2):
        metadata.drop_all(server)
