"""What the Inspector tells about the schema, and tables made from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from holdfast import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Connection,
    CreateView,
    Date,
    DateTime,
    Double,
    DropView,
    Engine,
    Float,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    Uuid,
    exc,
    insert,
    inspect,
    select,
)
from holdfast.engine import Inspector
from holdfast.testing.requirements import requires
from holdfast.testing.suite.sample import generated_key


@pytest.fixture
def library(suite_engine: Engine, metadata: MetaData) -> MetaData:
    """Two tables with constraints and indexes of every kind."""
    Table(
        "shelf",
        metadata,
        Column("room", Integer, nullable=False),
        Column("number", Integer, nullable=False),
        Column("label", String(30)),
        PrimaryKeyConstraint("number", "room", name="pk_shelf"),
        UniqueConstraint("label", "room", name="uq_shelf_label"),
    )
    book = Table(
        "book",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("title", String(200), nullable=False),
        Column("pages", Integer, server_default="100"),
        Column("shelf_number", Integer),
        Column("shelf_room", Integer),
        ForeignKeyConstraint(
            ["shelf_number", "shelf_room"], ["shelf.number", "shelf.room"], name="fk_book_shelf", ondelete="CASCADE"
        ),
        CheckConstraint("pages > 0", name="ck_book_pages"),
    )
    Index("ix_book_title", book.c.title)
    Index("ux_book_place", book.c.title, book.c.pages, unique=True)
    metadata.create_all(suite_engine)
    return metadata


@pytest.fixture
def inspector(suite_engine: Engine, library: MetaData) -> Inspector:
    """An inspector of the library."""
    inspector: Inspector = inspect(suite_engine)
    return inspector


class TestInspector:
    def test_tables(self, inspector: Inspector) -> None:
        assert sorted(inspector.get_table_names()) == ["book", "shelf"]
        assert inspector.has_table("book")
        assert not inspector.has_table("nothing")
        assert inspector.get_view_names() == []
        assert [name for name, _ in inspector.get_sorted_table_and_fkc_names()] == ["shelf", "book", None]

    def test_columns(self, inspector: Inspector) -> None:
        columns = {each["name"]: each for each in inspector.get_columns("book")}
        assert list(columns) == ["id", "title", "pages", "shelf_number", "shelf_room"]
        assert isinstance(columns["title"]["type"], String)
        assert columns["title"]["type"].length == 200
        assert isinstance(columns["pages"]["type"], Integer)
        assert [columns[name]["nullable"] for name in ("id", "title", "pages")] == [False, False, True]
        assert "100" in columns["pages"]["default"]
        assert columns["title"]["default"] is None

    def test_primary_keys(self, inspector: Inspector) -> None:
        assert inspector.get_pk_constraint("book")["constrained_columns"] == ["id"]
        assert inspector.get_pk_constraint("shelf")["constrained_columns"] == ["number", "room"]

    def test_foreign_keys(self, inspector: Inspector) -> None:
        (key,) = inspector.get_foreign_keys("book")
        assert key["name"] == "fk_book_shelf"
        assert key["constrained_columns"] == ["shelf_number", "shelf_room"]
        assert (key["referred_table"], key["referred_columns"]) == ("shelf", ["number", "room"])
        assert key["referred_schema"] is None
        assert key["options"]["ondelete"] == "CASCADE"
        assert inspector.get_foreign_keys("shelf") == []

    def test_indexes(self, inspector: Inspector) -> None:
        found = {each["name"]: (each["column_names"], bool(each["unique"])) for each in inspector.get_indexes("book")}
        assert found["ix_book_title"] == (["title"], False)
        assert found["ux_book_place"] == (["title", "pages"], True)
        assert inspector.has_index("book", "ix_book_title")
        assert not inspector.has_index("book", "ix_nothing")

    def test_unique_constraints(self, inspector: Inspector) -> None:
        (found,) = inspector.get_unique_constraints("shelf")
        assert (found["name"], found["column_names"]) == ("uq_shelf_label", ["label", "room"])

    @requires("check_constraints")
    def test_check_constraints(self, inspector: Inspector) -> None:
        (found,) = inspector.get_check_constraints("book")
        assert found["name"] == "ck_book_pages"
        assert "pages" in found["sqltext"]
        assert inspector.get_check_constraints("shelf") == []

    def test_a_table_that_is_not_there(self, inspector: Inspector) -> None:
        for method in (inspector.get_columns, inspector.get_pk_constraint, inspector.get_indexes):
            with pytest.raises(exc.NoSuchTableError, match="nothing"):
                method("nothing")

    def test_many_tables_at_once(self, inspector: Inspector) -> None:
        assert set(inspector.get_multi_columns()) == {(None, "book"), (None, "shelf")}
        assert inspector.get_multi_pk_constraint(filter_names=["shelf"]).keys() == {(None, "shelf")}
        assert [each["name"] for each in inspector.get_multi_foreign_keys()[(None, "book")]] == ["fk_book_shelf"]
        assert inspector.get_multi_columns()[(None, "book")][1]["name"] == "title"

    @requires("views")
    def test_views(self, connection: Connection, library: MetaData) -> None:
        book = library.tables["book"]
        view = CreateView(select(book.c.title).where(book.c.pages > 5), "long_books", metadata=MetaData())
        connection.execute(view)
        try:
            inspector = inspect(connection)
            assert inspector.get_view_names() == ["long_books"]
            assert "pages" in (inspector.get_view_definition("long_books") or "")
            assert [each["name"] for each in inspector.get_columns("long_books")] == ["title"]
            assert inspector.has_table("long_books")
            assert "long_books" not in inspector.get_table_names()
        finally:
            connection.execute(DropView(view.table))
            connection.commit()

    def test_the_cache_is_cleared(self, suite_engine: Engine, inspector: Inspector, library: MetaData) -> None:
        assert "later" not in inspector.get_table_names()
        Table("later", library, Column("id", Integer, primary_key=True)).create(suite_engine)
        inspector.clear_cache()
        assert "later" in inspector.get_table_names()


class TestReflectedTables:
    def test_autoload(self, suite_engine: Engine, library: MetaData) -> None:
        reflected = MetaData()
        book = Table("book", reflected, autoload_with=suite_engine)
        assert [column.name for column in book.primary_key] == ["id"]
        assert set(reflected.tables) == {"book", "shelf"}
        assert {key.target_fullname for key in book.foreign_keys} == {"shelf.number", "shelf.room"}
        assert {"ix_book_title", "ux_book_place"} <= {str(index.name) for index in book.indexes}
        with suite_engine.connect() as connection:
            connection.execute(insert(reflected.tables["shelf"]).values(room=1, number=2))
            values = {"title": "x", "shelf_number": 2, "shelf_room": 1}
            (key,) = generated_key(connection.execute(insert(book).values(values)))
            assert connection.execute(select(book)).all() == [(key, "x", 100, 2, 1)]

    def test_metadata_reflect(self, suite_engine: Engine, library: MetaData) -> None:
        reflected = MetaData()
        reflected.reflect(suite_engine)
        assert [table.name for table in reflected.sorted_tables] == ["shelf", "book"]
        only = MetaData()
        only.reflect(suite_engine, only=["shelf"])
        assert set(only.tables) == {"shelf"}

    def test_a_copy_can_be_created(self, suite_engine: Engine, library: MetaData) -> None:
        reflected = MetaData()
        reflected.reflect(suite_engine)
        before = {name: inspect(suite_engine).get_columns(name) for name in ("book", "shelf")}
        library.drop_all(suite_engine)
        reflected.create_all(suite_engine)
        after = {name: inspect(suite_engine).get_columns(name) for name in ("book", "shelf")}
        assert repr(after) == repr(before)
        assert [key["name"] for key in inspect(suite_engine).get_foreign_keys("book")] == ["fk_book_shelf"]

    def test_overridden_columns(self, suite_engine: Engine, library: MetaData) -> None:
        book = Table("book", MetaData(), Column("pages", Text), autoload_with=suite_engine, resolve_fks=False)
        assert isinstance(book.c.pages.type, Text)
        assert isinstance(book.c.title.type, String)

    def test_a_table_that_is_not_there(self, suite_engine: Engine) -> None:
        with pytest.raises(exc.NoSuchTableError):
            Table("nothing", MetaData(), autoload_with=suite_engine)


TYPES: list[Any] = [
    Integer(),
    SmallInteger(),
    BigInteger(),
    Boolean(),
    Float(),
    Double(),
    Numeric(12, 3),
    String(33),
    Text(),
    LargeBinary(),
    Date(),
    DateTime(),
    Time(),
    Uuid(),
]


class TestReflectedTypes:
    @pytest.mark.parametrize("type_", TYPES, ids=repr)
    def test_a_reflected_type_makes_the_same_column(self, suite_engine: Engine, metadata: MetaData, type_: Any) -> None:
        Table("holder", metadata, Column("value", type_))
        metadata.create_all(suite_engine)
        reflected = inspect(suite_engine).get_columns("holder")[0]["type"]
        text = reflected.compile(dialect=suite_engine.dialect)
        metadata.drop_all(suite_engine)
        again = MetaData()
        Table("holder", again, Column("value", reflected))
        again.create_all(suite_engine)
        found = inspect(suite_engine).get_columns("holder")[0]["type"]
        assert found.compile(dialect=suite_engine.dialect) == text

    def test_precision_and_length(self, suite_engine: Engine, metadata: MetaData) -> None:
        Table("holder", metadata, Column("amount", Numeric(12, 3)), Column("word", String(33)))
        metadata.create_all(suite_engine)
        amount, word = (each["type"] for each in inspect(suite_engine).get_columns("holder"))
        assert (amount.precision, amount.scale, word.length) == (12, 3, 33)

    def test_values_through_a_reflected_table(self, suite_engine: Engine, metadata: MetaData) -> None:
        Table("holder", metadata, Column("id", Integer, primary_key=True), Column("amount", Numeric(12, 3)))
        metadata.create_all(suite_engine)
        table = Table("holder", MetaData(), autoload_with=suite_engine)
        with suite_engine.connect() as connection:
            connection.execute(insert(table).values(id=1, amount=Decimal("1.250")))
            assert connection.scalar(select(table.c.amount)) == Decimal("1.250")

    @requires("identity_columns")
    def test_identity(self, suite_engine: Engine, metadata: MetaData) -> None:
        Table("item", metadata, Column("id", Integer, Identity(always=True, start=5), primary_key=True))
        metadata.create_all(suite_engine)
        identity = inspect(suite_engine).get_columns("item")[0]["identity"]
        assert (identity["always"], identity["start"]) == (True, 5)

    @requires("stored_columns")
    def test_computed(self, suite_engine: Engine, metadata: MetaData) -> None:
        Table(
            "square",
            metadata,
            Column("side", Integer, primary_key=True, autoincrement=False),
            Column("area", Integer, Computed("side * side", persisted=True)),
        )
        metadata.create_all(suite_engine)
        computed = inspect(suite_engine).get_columns("square")[1]["computed"]
        assert "side" in computed["sqltext"]
        assert computed["persisted"]
