"""CREATE, ALTER and DROP: tables, constraints, indexes, schemas, views, comments."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    CheckConstraint,
    Column,
    Computed,
    Connection,
    CreateTableAs,
    CreateView,
    DropView,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    exc,
    func,
    insert,
    inspect,
    select,
    text,
)
from holdfast.schema import AddConstraint, CreateSchema, DropConstraint, DropSchema
from holdfast.testing.requirements import requires
from holdfast.testing.suite.sample import create


class TestTables:
    def test_create_and_drop(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("plain", metadata, Column("id", Integer, primary_key=True))
        table.create(connection)
        assert inspect(connection).has_table("plain")
        table.drop(connection)
        assert not inspect(connection).has_table("plain")

    def test_a_second_create_all_does_nothing(self, suite_engine: Engine, metadata: MetaData) -> None:
        Table("plain", metadata, Column("id", Integer, primary_key=True))
        metadata.create_all(suite_engine)
        metadata.create_all(suite_engine)
        assert inspect(suite_engine).has_table("plain")

    def test_checkfirst_false(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("plain", metadata, Column("id", Integer, primary_key=True))
        with pytest.raises(exc.DBAPIError):
            table.drop(connection, checkfirst=False)
        connection.rollback()
        table.create(connection, checkfirst=False)
        with pytest.raises(exc.DBAPIError):
            table.create(connection, checkfirst=False)
        connection.rollback()

    @requires("alter_constraints")
    def test_tables_that_refer_to_each_other(self, suite_engine: Engine, metadata: MetaData) -> None:
        Table(
            "egg",
            metadata,
            Column("id", Integer, primary_key=True),
            Column("hen_id", Integer),
            ForeignKeyConstraint(["hen_id"], ["hen.id"], name="fk_egg_hen", use_alter=True),
        )
        Table(
            "hen",
            metadata,
            Column("id", Integer, primary_key=True),
            Column("egg_id", ForeignKey("egg.id", name="fk_hen_egg")),
        )
        metadata.create_all(suite_engine)
        inspector = inspect(suite_engine)
        assert inspector.get_foreign_keys("egg")[0]["referred_table"] == "hen"
        assert inspector.get_foreign_keys("hen")[0]["referred_table"] == "egg"
        metadata.drop_all(suite_engine)
        assert inspect(suite_engine).get_table_names() == []

    @requires("temporary_tables")
    def test_temporary_tables(self, suite_engine: Engine) -> None:
        table = Table("fleeting", MetaData(), Column("id", Integer, primary_key=True), prefixes=["TEMPORARY"])
        with suite_engine.connect() as connection:
            table.create(connection)
            connection.execute(insert(table).values(id=1))
            connection.commit()
            assert connection.scalar(select(func.count()).select_from(table)) == 1
            with suite_engine.connect() as other:
                assert not inspect(other).has_table("fleeting")
            table.drop(connection)
            connection.commit()

    @requires("create_table_as")
    def test_create_table_as(self, connection: Connection, metadata: MetaData) -> None:
        sample = create(connection, metadata)
        source = select(sample.person.c.id, sample.person.c.name).where(sample.person.c.age == 30)
        statement = CreateTableAs(source, "copy", metadata=metadata)
        connection.execute(statement)
        copy = statement.table
        assert connection.execute(select(copy).order_by(copy.c.id)).all() == [(1, "ann"), (3, "cleo")]
        connection.commit()

    @requires("views")
    def test_views(self, connection: Connection, metadata: MetaData) -> None:
        sample = create(connection, metadata)
        source = select(sample.person.c.name).where(sample.person.c.age == 30)
        statement = CreateView(source, "young", metadata=MetaData())
        connection.execute(statement)
        try:
            assert sorted(connection.scalars(select(statement.table.c.name))) == ["ann", "cleo"]
            assert inspect(connection).get_view_names() == ["young"]
        finally:
            connection.execute(DropView(statement.table))
            connection.commit()

    @requires("comments")
    def test_comments(self, connection: Connection, metadata: MetaData) -> None:
        comment = 'it\'s 100% \\ "quoted" :x ünï'
        Table("noted", metadata, Column("id", Integer, primary_key=True, comment=comment), comment=comment)
        metadata.create_all(connection)
        inspector = inspect(connection)
        assert inspector.get_table_comment("noted") == {"text": comment}
        assert inspector.get_columns("noted")[0]["comment"] == comment

    @pytest.mark.parametrize("default", ["it's", "100%", "back\\slash", "a:b", "", "ünï"])
    def test_server_defaults_are_quoted(self, connection: Connection, metadata: MetaData, default: str) -> None:
        table = Table(
            "holder",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("value", String(50), server_default=default),
        )
        metadata.create_all(connection)
        connection.execute(insert(table).values(id=1))
        assert connection.scalar(select(table.c.value)) == default


class TestConstraints:
    def test_not_null_and_unique(self, connection: Connection, metadata: MetaData) -> None:
        table = Table(
            "strict",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("name", String(20), nullable=False),
            Column("code", Integer),
            UniqueConstraint("name", "code", name="uq_strict"),
        )
        metadata.create_all(connection)
        connection.execute(insert(table).values(id=1, name="a", code=1))
        connection.commit()
        for values in ({"id": 2, "name": None}, {"id": 2, "name": "a", "code": 1}, {"id": 1, "name": "b"}):
            with pytest.raises(exc.IntegrityError):
                connection.execute(insert(table).values(values))
            connection.rollback()

    @requires("check_constraints")
    def test_check(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("strict", metadata, Column("id", Integer, primary_key=True, autoincrement=False))
        table.append_constraint(CheckConstraint(table.c.id > 10, name="ck_strict"))
        metadata.create_all(connection)
        connection.execute(insert(table).values(id=11))
        with pytest.raises(exc.DBAPIError):
            connection.execute(insert(table).values(id=1))
        connection.rollback()

    @requires("foreign_keys")
    @pytest.mark.parametrize(("action", "left"), [("CASCADE", []), ("SET NULL", [(1, None)])])
    def test_actions_of_foreign_keys(
        self, connection: Connection, metadata: MetaData, action: str, left: list[Any]
    ) -> None:
        parent = Table("parent", metadata, Column("id", Integer, primary_key=True, autoincrement=False))
        child = Table(
            "child",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("parent_id", ForeignKey("parent.id", ondelete=action)),
        )
        metadata.create_all(connection)
        connection.execute(insert(parent).values(id=1))
        connection.execute(insert(child).values(id=1, parent_id=1))
        connection.execute(parent.delete())
        assert connection.execute(select(child)).all() == left

    @requires("foreign_keys", "deferrable_constraints")
    def test_deferred_foreign_keys(self, connection: Connection, metadata: MetaData) -> None:
        parent = Table("parent", metadata, Column("id", Integer, primary_key=True, autoincrement=False))
        child = Table(
            "child",
            metadata,
            Column("parent_id", ForeignKey("parent.id", deferrable=True, initially="DEFERRED"), primary_key=True),
        )
        metadata.create_all(connection)
        connection.execute(insert(child).values(parent_id=1))
        connection.execute(insert(parent).values(id=1))
        connection.commit()
        connection.execute(insert(child).values(parent_id=2))
        with pytest.raises(exc.IntegrityError):
            connection.commit()

    @requires("alter_constraints")
    def test_add_and_drop(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("strict", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
        metadata.create_all(connection)
        constraint = UniqueConstraint(table.c.name, name="uq_later")
        connection.execute(AddConstraint(constraint))
        assert [each["name"] for each in inspect(connection).get_unique_constraints("strict")] == ["uq_later"]
        connection.execute(DropConstraint(constraint))
        assert inspect(connection).get_unique_constraints("strict") == []

    def test_names_by_convention(self, connection: Connection, metadata: MetaData) -> None:
        metadata.naming_convention = {"uq": "uq_%(table_name)s_%(column_0_name)s"}
        Table(
            "strict",
            metadata,
            Column("id", Integer, primary_key=True),
            Column("name", String(20)),
            UniqueConstraint("name"),
        )
        metadata.create_all(connection)
        assert [each["name"] for each in inspect(connection).get_unique_constraints("strict")] == ["uq_strict_name"]


class TestIndexes:
    def test_create_and_drop(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("searched", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
        metadata.create_all(connection)
        index = Index("ix_later", table.c.name)
        index.create(connection)
        assert [each["name"] for each in inspect(connection).get_indexes("searched")] == ["ix_later"]
        index.drop(connection)
        assert inspect(connection).get_indexes("searched") == []

    def test_unique(self, connection: Connection, metadata: MetaData) -> None:
        table = Table(
            "searched", metadata, Column("id", Integer, primary_key=True), Column("name", String(20), index=True)
        )
        Index("ux_name", table.c.name, table.c.id, unique=True)
        metadata.create_all(connection)
        found = {each["name"]: each for each in inspect(connection).get_indexes("searched")}
        assert bool(found["ux_name"]["unique"])
        assert not found["ix_searched_name"]["unique"]
        assert found["ux_name"]["column_names"] == ["name", "id"]

    @requires("expression_indexes")
    def test_on_expressions(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("searched", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
        Index("ux_lower", func.lower(table.c.name), unique=True)
        metadata.create_all(connection)
        connection.execute(insert(table).values(id=1, name="A"))
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(table).values(id=2, name="a"))
        connection.rollback()


class TestComputedColumns:
    @pytest.mark.parametrize(
        "persisted",
        [
            pytest.param(True, marks=requires("stored_columns"), id="stored"),
            pytest.param(False, marks=requires("virtual_columns"), id="virtual"),
        ],
    )
    def test_values(self, connection: Connection, metadata: MetaData, persisted: bool) -> None:
        table = Table(
            "square",
            metadata,
            Column("side", Integer, primary_key=True, autoincrement=False),
            Column("area", Integer, Computed("side * side", persisted=persisted)),
        )
        metadata.create_all(connection)
        connection.execute(insert(table), [{"side": 2}, {"side": 3}])
        connection.execute(table.update().where(table.c.side == 2).values(side=4))
        assert connection.execute(select(table).order_by(table.c.side)).all() == [(3, 9), (4, 16)]


@requires("create_schema")
class TestSchemas:
    @pytest.fixture
    def schema(self, suite_engine: Engine) -> Any:
        """A second schema; a name that begins with the database's is free where schemas are databases."""
        name = f"{suite_engine.url.database}_second"
        with suite_engine.begin() as connection:
            connection.execute(CreateSchema(name))
        yield name
        with suite_engine.begin() as connection:
            connection.execute(DropSchema(name))

    @pytest.fixture
    def tables(self, suite_engine: Engine, schema: str) -> Any:
        """Tables of the same name in both."""
        metadata = MetaData()
        tables = [
            Table("twin", metadata, Column("id", Integer, primary_key=True, autoincrement=False), schema=each)
            for each in (None, schema)
        ]
        metadata.create_all(suite_engine)
        yield tables
        metadata.drop_all(suite_engine)

    def test_tables_of_the_same_name(self, suite_engine: Engine, tables: list[Table]) -> None:
        plain, other = tables
        with suite_engine.connect() as connection:
            connection.execute(insert(plain).values(id=1))
            connection.execute(insert(other).values(id=2))
            assert list(connection.scalars(select(plain.c.id))) == [1]
            left, right = plain.alias("l"), other.alias("r")
            joined = select(left.c.id, right.c.id).join_from(left, right, left.c.id < right.c.id)
            assert connection.execute(joined).all() == [(1, 2)]

    def test_schema_translate_map(self, suite_engine: Engine, schema: str, tables: list[Table]) -> None:
        plain, other = tables
        with suite_engine.connect().execution_options(schema_translate_map={None: schema}) as connection:
            connection.execute(insert(plain).values(id=7))
            assert list(connection.scalars(select(other.c.id))) == [7]
            connection.commit()
        with suite_engine.connect() as connection:
            assert list(connection.scalars(select(plain.c.id))) == []

    def test_reflection(self, suite_engine: Engine, schema: str, tables: list[Table]) -> None:
        inspector = inspect(suite_engine)
        assert schema in inspector.get_schema_names()
        assert inspector.has_schema(schema)
        assert inspector.get_table_names(schema=schema) == ["twin"]
        assert inspector.has_table("twin", schema=schema)
        assert not inspector.has_table("other", schema=schema)

    def test_the_schema_of_plain_names(self, suite_engine: Engine, tables: list[Table]) -> None:
        with suite_engine.connect() as connection:
            connection.execute(insert(tables[0]).values(id=1))
            default = suite_engine.dialect.default_schema_name
            assert connection.scalar(select(Table("twin", MetaData(), schema=default, autoload_with=connection).c.id))
            assert connection.scalar(text("SELECT id FROM twin")) == 1
