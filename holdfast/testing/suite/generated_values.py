"""Values that the database or the program supplies: keys, sequences, identity columns, defaults."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from holdfast import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Engine,
    Identity,
    Integer,
    MetaData,
    Sequence,
    String,
    Table,
    exc,
    func,
    insert,
    inspect,
    select,
    update,
)
from holdfast.testing.requirements import requires
from holdfast.testing.suite.sample import generated_key


class TestAutoincrement:
    def test_keys_are_generated(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("item", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
        metadata.create_all(connection)
        keys = [generated_key(connection.execute(insert(table).values(name=name))).id for name in "abc"]
        assert len(set(keys)) == 3
        assert set(connection.scalars(select(table.c.id))) == set(keys)

    def test_after_a_given_key(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("item", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
        metadata.create_all(connection)
        connection.execute(insert(table).values(id=500, name="given"))
        key = generated_key(connection.execute(insert(table).values(name="generated"))).id
        assert connection.scalar(select(table.c.name).where(table.c.id == key)) == "generated"

    def test_a_key_of_two_columns(self, connection: Connection, metadata: MetaData) -> None:
        table = Table(
            "part",
            metadata,
            Column("a", Integer, primary_key=True, autoincrement=False),
            Column("b", Integer, primary_key=True, autoincrement=False),
        )
        metadata.create_all(connection)
        assert generated_key(connection.execute(insert(table).values(a=1, b=2))) == (1, 2)

    def test_autoincrement_false(self, connection: Connection, metadata: MetaData) -> None:
        table = Table("given", metadata, Column("id", String(5), primary_key=True), Column("n", Integer))
        metadata.create_all(connection)
        assert generated_key(connection.execute(insert(table).values(id="x"))) == ("x",)


@requires("sequences")
class TestSequences:
    @pytest.fixture
    def sequence(self, suite_engine: Engine, metadata: MetaData) -> Sequence:
        """A sequence of its own."""
        sequence = Sequence("counter", start=10, increment=5, metadata=metadata)
        metadata.create_all(suite_engine)
        return sequence

    def test_next_values(self, connection: Connection, sequence: Sequence) -> None:
        assert [connection.scalar(sequence) for _ in range(3)] == [10, 15, 20]
        assert connection.scalar(select(sequence.next_value())) == 25

    def test_as_a_default(self, connection: Connection, metadata: MetaData) -> None:
        sequence = Sequence("counter", start=100)
        table = Table("item", metadata, Column("id", Integer, sequence, primary_key=True), Column("name", String(9)))
        metadata.create_all(connection)
        keys = [generated_key(connection.execute(insert(table).values(name=name))).id for name in "ab"]
        assert keys == [100, 101]

    def test_as_a_server_default(self, connection: Connection, metadata: MetaData) -> None:
        sequence = Sequence("counter", start=7, metadata=metadata)
        table = Table(
            "item",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("number", Integer, server_default=sequence.next_value()),
        )
        metadata.create_all(connection)
        connection.execute(insert(table).values(id=1))
        assert connection.scalar(select(table.c.number)) == 7

    def test_reflection(self, suite_engine: Engine, sequence: Sequence) -> None:
        inspector = inspect(suite_engine)
        assert inspector.get_sequence_names() == ["counter"]
        assert inspector.has_sequence("counter")
        assert not inspector.has_sequence("nothing")

    def test_drop(self, suite_engine: Engine, sequence: Sequence) -> None:
        sequence.drop(suite_engine)
        assert not inspect(suite_engine).has_sequence("counter")


@requires("identity_columns")
class TestIdentity:
    def test_options(self, connection: Connection, metadata: MetaData) -> None:
        table = Table(
            "item",
            metadata,
            Column("id", BigInteger, Identity(start=42, increment=2), primary_key=True),
            Column("name", String(20)),
        )
        metadata.create_all(connection)
        keys = [generated_key(connection.execute(insert(table).values(name=name))).id for name in "ab"]
        assert keys == [42, 44]

    def test_always(self, connection: Connection, metadata: MetaData) -> None:
        table = Table(
            "item",
            metadata,
            Column("id", Integer, Identity(always=True), primary_key=True),
            Column("name", String(20)),
        )
        metadata.create_all(connection)
        with pytest.raises(exc.DBAPIError):
            connection.execute(insert(table).values(id=5, name="given"))
        connection.rollback()


class TestDefaults:
    @pytest.fixture
    def item(self, connection: Connection, metadata: MetaData) -> Table:
        """A column for each way to come by a value."""
        counter = itertools.count(1)
        table = Table(
            "item",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("constant", String(20), default="it's 100%"),
            Column("called", Integer, default=lambda: next(counter)),
            Column("computed", String(20), default=func.lower("ABC")),
            Column("from_others", Integer, default=lambda context: context.get_current_parameters()["id"] * 2),
            Column("server", Integer, server_default="5"),
            Column("changed", String(20), onupdate="touched"),
            Column("moment", DateTime, server_default=func.now()),
        )
        metadata.create_all(connection)
        return table

    def row(self, connection: Connection, item: Table, key: int = 1) -> Any:
        """A row by its key."""
        return connection.execute(select(item).where(item.c.id == key)).one()

    def test_on_insert(self, connection: Connection, item: Table) -> None:
        connection.execute(insert(item).values(id=1))
        row = self.row(connection, item)
        assert row[:-1] == (1, "it's 100%", 1, "abc", 2, 5, None)
        assert row.moment is not None

    def test_given_values_win(self, connection: Connection, item: Table) -> None:
        connection.execute(insert(item).values(id=1, constant=None, called=9, computed="x", server=None))
        assert self.row(connection, item)[:-1] == (1, None, 9, "x", 2, None, None)

    def test_many_rows(self, connection: Connection, item: Table) -> None:
        connection.execute(insert(item), [{"id": 1}, {"id": 2}, {"id": 3}])
        assert [self.row(connection, item, key).called for key in (1, 2, 3)] == [1, 2, 3]
        assert [self.row(connection, item, key).from_others for key in (1, 2, 3)] == [2, 4, 6]

    def test_on_update(self, connection: Connection, item: Table) -> None:
        connection.execute(insert(item).values(id=1))
        connection.execute(update(item).values(called=7))
        row = self.row(connection, item)
        assert (row.called, row.changed, row.constant) == (7, "touched", "it's 100%")
