"""Tables and their columns."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from holdfast import event, exc, select
from holdfast.schema import (
    BLANK_SCHEMA,
    CheckConstraint,
    Column,
    Computed,
    FetchedValue,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    Table,
    UniqueConstraint,
    insert_sentinel,
)
from holdfast.types import BigInteger, Integer, Numeric, String


@pytest.fixture
def metadata() -> MetaData:
    return MetaData()


def users(metadata: MetaData, **kw: Any) -> Table:
    return Table(
        "users", metadata, Column("id", Integer, primary_key=True), Column("user_name", String(50), key="name"), **kw
    )


def test_columns_by_key(metadata: MetaData) -> None:
    table = users(metadata)
    assert table.c.name is table.c["name"] is table.columns.name
    assert table.c.name.name == "user_name"
    assert table.c.keys() == ["id", "name"]
    assert str(table.c.name) == "users.user_name"
    assert list(table.primary_key) == [table.c.id]
    assert not table.c.id.nullable
    assert table.c.name.nullable


def test_a_metadata_has_one_table_of_a_name(metadata: MetaData) -> None:
    table = users(metadata)
    assert Table("users", metadata) is table
    with pytest.raises(exc.InvalidRequestError, match="Table 'users' is already defined for this MetaData instance"):
        users(metadata)
    assert users(metadata, keep_existing=True) is table
    with pytest.raises(exc.InvalidRequestError, match="Table 'nothing' not defined"):
        Table("nothing", metadata, must_exist=True)


def test_extend_existing_adds_and_replaces_columns(metadata: MetaData) -> None:
    table = users(metadata)
    again = Table("users", metadata, Column("name", Integer), Column("age", Integer), extend_existing=True)
    assert again is table
    assert isinstance(table.c.name.type, Integer)
    assert table.c.keys() == ["id", "name", "age"]


def test_a_failed_table_leaves_no_trace(metadata: MetaData) -> None:
    with pytest.raises(exc.ArgumentError, match=r"'SchemaItem' object, .* expected, got 'x'"):
        Table("broken", metadata, "x")  # type: ignore[arg-type]
    assert "broken" not in metadata.tables


def test_schemas() -> None:
    metadata = MetaData(schema="app")
    assert users(metadata).key == "app.users"
    assert Table("other", metadata, schema="else").fullname == "else.other"
    assert Table("bare", metadata, schema=BLANK_SCHEMA).schema is None
    assert sorted(metadata.schemas) == ["app", "else"]


def test_column_belongs_to_one_table(metadata: MetaData) -> None:
    table = users(metadata)
    with pytest.raises(exc.ArgumentError, match="Column object 'id' already assigned to Table 'users'"):
        Table("other", metadata, table.c.id)


def test_duplicate_names(metadata: MetaData) -> None:
    with pytest.raises(exc.DuplicateColumnError, match="A column with name 'a' is already present in table 't'"):
        Table("t", metadata, Column("a", Integer), Column("a", String))
    table = users(metadata)
    with pytest.raises(exc.DuplicateColumnError, match="Specify replace_existing=True"):
        table.append_column(Column("id", Integer))
    table.append_column(Column("name", Integer), replace_existing=True)
    assert isinstance(table.c.name.type, Integer)


def test_insert_column_at_a_position(metadata: MetaData) -> None:
    table = users(metadata)
    table.insert_column(Column("first", Integer), 0)
    assert table.c.keys() == ["first", "id", "name"]


@pytest.mark.parametrize(
    ("args", "kw", "message"),
    [
        (("x", Integer), {"name": "y"}, "May not pass name positionally and as a keyword"),
        (("x", Integer), {"type_": Integer}, "May not pass type_ positionally and as a keyword"),
        (("x", "foo"), {}, "'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got 'foo'"),
        (("x", Integer, Identity()), {"server_default": "5"}, "A column with an Identity object cannot specify"),
        (("x", Integer, Computed("y")), {"server_default": "5"}, "A generated column cannot specify"),
        (("x", Integer), {"default": FetchedValue()}, "ColumnDefault may not be a server-side default type"),
        (("x", Integer), {"default": lambda a, b: 1}, "takes zero or one positional arguments"),
        (("x", Integer), {"default": 1, "insert_default": 2}, "'default' and 'insert_default' parameters"),
        (("x", Integer), {"server_default": 5}, "is expected to be a str, a text"),
    ],
)
def test_contradictions(args: Any, kw: Any, message: str) -> None:
    with pytest.raises(exc.ArgumentError, match=message):
        Column(*args, **kw)


def test_unknown_arguments() -> None:
    with pytest.raises(TypeError, match="Additional arguments should be named <dialectname>_<argument>, got 'foo'"):
        Column("x", Integer, foo=1)


def test_a_column_needs_a_name(metadata: MetaData) -> None:
    with pytest.raises(exc.ArgumentError, match="Column must be constructed with a non-blank name"):
        Table("t", metadata, Column(Integer))


def test_index_and_unique_flags(metadata: MetaData) -> None:
    table = Table(
        "t",
        metadata,
        Column("a", Integer, index=True),
        Column("b", Integer, unique=True),
        Column("c", Integer, index=True, unique=True),
    )
    assert sorted((index.name, index.unique) for index in table.indexes) == [("ix_t_a", False), ("ix_t_c", True)]
    assert [list(c.columns.keys()) for c in table.constraints if isinstance(c, UniqueConstraint)] == [["b"]]
    with pytest.raises(exc.ArgumentError, match="The 'index' keyword argument on Column is boolean only"):
        Table("t2", metadata, Column("a", Integer, index="name"))


def generated(*columns: Column[Any], metadata: MetaData | None = None) -> str | None:
    table = Table("t", metadata or MetaData(), *columns)
    column = table.autoincrement_column
    return None if column is None else column.name


def test_which_keys_are_generated() -> None:
    def key(*args: Any, **kw: Any) -> Column[Any]:
        return Column("a", *args, primary_key=True, **kw)

    assert generated(key(Integer)) == "a"
    assert generated(key(BigInteger)) == "a"
    assert generated(key(String)) is None
    assert generated(key(Integer, autoincrement=False)) is None
    assert generated(key(Integer, default=4)) is None
    assert generated(key(Integer, server_default="4")) is None
    assert generated(key(Integer, server_default="4", autoincrement=True)) == "a"
    assert generated(key(Integer, Sequence("s"))) == "a"
    assert generated(key(Integer, Identity())) == "a"
    assert generated(key(Numeric(10, 0))) is None
    assert generated(key(Numeric(10, 0), autoincrement=True)) == "a"
    assert generated(key(Integer), Column("b", Integer, primary_key=True)) is None
    assert generated(key(Integer, autoincrement=True), Column("b", Integer, primary_key=True)) == "a"
    assert generated(key(ForeignKey("p.id"))) is None
    assert generated(key(Integer, ForeignKey("p.id"), autoincrement="ignore_fk")) == "a"


def test_impossible_generated_keys() -> None:
    with pytest.raises(exc.ArgumentError, match="Only one Column may be marked autoincrement=True"):
        generated(*[Column(name, Integer, primary_key=True, autoincrement=True) for name in "ab"])
    with pytest.raises(exc.ArgumentError, match="is not compatible with autoincrement=True"):
        generated(Column("a", Numeric(10, 2), primary_key=True, autoincrement=True))


def test_primary_key_constraint_marks_its_columns(metadata: MetaData) -> None:
    table = Table("t", metadata, Column("a", Integer), Column("b", Integer), PrimaryKeyConstraint("b", "a", name="pk"))
    assert [column.name for column in table.primary_key] == ["b", "a"]
    assert table.c.a.primary_key
    assert not table.c.a.nullable


def test_primary_key_said_twice_and_differently(metadata: MetaData) -> None:
    with pytest.warns(exc.SAWarning, match="Table 't' specifies columns 'a' as primary_key=True, not matching"):
        table = Table(
            "t", metadata, Column("a", Integer, primary_key=True), Column("b", Integer), PrimaryKeyConstraint("b")
        )
    assert [column.name for column in table.primary_key] == ["b"]
    assert not table.c.a.primary_key


def test_defaults() -> None:
    scalar = Column("x", Integer, default=5).default
    assert (scalar.is_scalar, scalar.arg) == (True, 5)  # type: ignore[union-attr]
    plain = Column("x", Integer, default=lambda: 7).default
    assert plain.is_callable
    assert plain.arg(None) == 7  # type: ignore[union-attr]
    aware = Column("x", Integer, default=lambda context: context).default
    assert aware.arg("context") == "context"  # type: ignore[union-attr]
    built_in = Column("x", Integer, default=list).default
    assert built_in.arg(None) == []  # type: ignore[union-attr]
    sequence = Column("x", Integer, Sequence("s")).default
    assert sequence.is_sequence  # type: ignore[union-attr]
    assert Column("x", Integer, onupdate=3).onupdate.arg == 3
    assert Column("x", Integer, default=None).default is None


def test_to_metadata_copies_everything(metadata: MetaData) -> None:
    table = Table(
        "t",
        metadata,
        Column("id", Integer, primary_key=True, comment="key", info={"a": 1}),
        Column("parent", ForeignKey("t.id", ondelete="CASCADE"), index=True),
        Column("n", Integer, default=3, server_default="3", unique=True),
        Column("g", Integer, Computed("n + 1")),
        CheckConstraint("n > 0", name="positive"),
        comment="table",
        info={"b": 2},
    )
    Index("wide", table.c.n, table.c.id.desc())
    other = MetaData()
    copy = table.to_metadata(other, schema="s")
    assert copy.key == "s.t"
    assert copy.c.keys() == table.c.keys()
    assert (copy.comment, copy.info, copy.c.id.info, copy.c.id.comment) == ("table", {"b": 2}, {"a": 1}, "key")
    assert copy.c.n.default.arg == 3  # type: ignore[union-attr]
    assert copy.c.n.server_default is not table.c.n.server_default
    assert copy.c.g.computed is not None
    assert sorted(index.name for index in copy.indexes) == ["ix_s_t_parent", "wide"]
    assert all(column.table is copy for index in copy.indexes for column in index.columns)
    assert {type(c).__name__ for c in copy.constraints} == {type(c).__name__ for c in table.constraints}
    assert len(copy.constraints) == len(table.constraints)
    [fk] = copy.c.parent.foreign_keys
    assert fk.column is copy.c.id
    assert fk.ondelete == "CASCADE"
    with pytest.warns(exc.SAWarning, match="already exists within the given MetaData - not copying"):
        assert table.to_metadata(other, schema="s") is copy


def test_copies_under_another_name(metadata: MetaData) -> None:
    assert users(metadata).to_metadata(metadata, name="people").key == "people"


def test_pickle_keeps_the_graph(metadata: MetaData) -> None:
    parent = users(metadata)
    Table("child", metadata, Column("id", ForeignKey("users.id"), primary_key=True))
    copy = pickle.loads(pickle.dumps(metadata))
    [fk] = copy.tables["child"].c.id.foreign_keys
    assert fk.column is copy.tables["users"].c.id
    assert copy.tables["users"]._token != parent._token


def test_reprs(metadata: MetaData) -> None:
    table = users(metadata)
    Table("child", metadata, Column("id", ForeignKey("users.id"), primary_key=True))
    assert repr(table.c.name) == "Column('user_name', String(length=50), table=<users>, key='name')"
    assert repr(metadata.tables["child"]) == (
        "Table('child', MetaData(), Column('id', Integer(), ForeignKey('users.id'), table=<child>, primary_key=True, "
        "nullable=False), schema=None)"
    )


def test_attach_events(metadata: MetaData) -> None:
    seen: list[tuple[str, str]] = []

    def attached(target: Any, parent: Any) -> None:
        seen.append((type(target).__name__, target.name))

    event.listen(Column, "after_parent_attach", attached)
    try:
        users(metadata)
    finally:
        event.remove(Column, "after_parent_attach", attached)
    Table("later", metadata, Column("id", Integer))
    assert seen == [("Column", "id"), ("Column", "user_name")]


def test_propagated_listeners_go_with_copies(metadata: MetaData) -> None:
    def created(target: Any, connection: Any, **kw: Any) -> None: ...

    table = users(metadata)
    event.listen(table, "before_create", created, propagate=True)
    copy = table.to_metadata(MetaData())
    assert list(copy.dispatch.before_create) == [created]


def test_one_sentinel_a_table(metadata: MetaData) -> None:
    table = Table("t", metadata, Column("id", Integer, primary_key=True), insert_sentinel("s"))
    assert table._sentinel_column is table.c.s
    with pytest.raises(exc.ArgumentError, match="a Table may have only one explicit sentinel column"):
        table.append_column(insert_sentinel("s2"))


def test_a_sentinel_is_left_out_of_statements_that_do_not_name_it(metadata: MetaData) -> None:
    table = Table("t", metadata, Column("id", Integer, primary_key=True), insert_sentinel("s"))
    assert str(select(table)) == "SELECT t.id \nFROM t"
    assert str(table.insert().returning(table)) == "INSERT INTO t (id) VALUES (:id) RETURNING t.id"
    assert str(select(table.c.s)) == "SELECT t.s \nFROM t"


def test_dialect_arguments(metadata: MetaData) -> None:
    table = users(metadata, mysql_engine="InnoDB")
    assert table.dialect_options["mysql"]["engine"] == "InnoDB"
    assert table.dialect_kwargs == {"mysql_engine": "InnoDB"}
    Table.argument_for("nowhere", "flavour", "plain")
    assert table.dialect_options["nowhere"]["flavour"] == "plain"


def test_columns_of_aliases_know_their_nature(metadata: MetaData) -> None:
    table = users(metadata)
    child = Table("child", metadata, Column("id", ForeignKey("users.id"), primary_key=True))
    alias = child.alias("c")
    assert alias.c.id.primary_key
    [fk] = alias.c.id.foreign_keys
    assert fk.column is table.c.id
    assert fk.parent is alias.c.id
    assert fk.constraint is next(iter(child.foreign_key_constraints))
    assert isinstance(alias.c.id, Column)
    assert alias.c.id.table is alias


def test_to_metadata_takes_the_schema_of_the_metadata() -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("parent", ForeignKey("t.id")))
    other = MetaData(schema="s")
    copy = table.to_metadata(other)
    assert (copy.schema, copy.key) == ("s", "s.t")
    assert copy.c.parent.references(copy.c.id)
    assert copy.to_metadata(MetaData()).schema == "s"
    assert copy.to_metadata(MetaData(), schema=None).schema is None
