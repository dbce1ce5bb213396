"""A server that keeps the names of tables in lower case, as those on Windows do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from holdfast import Column, ForeignKey, Integer, MetaData, Table, create_engine, insert, inspect, select
from holdfast.engine import Engine
from tests import servers
from tests.servers.private import PrivateMariaDB


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with servers.running(PrivateMariaDB({"lower_case_table_names": 1})) as server:
        engine = create_engine(server.url)
        yield engine
        engine.dispose()


def test_names_in_any_case(engine: Engine) -> None:
    metadata = MetaData()
    Table("Parent", metadata, Column("Id", Integer, primary_key=True))
    Table("Child", metadata, Column("id", Integer, primary_key=True), Column("up", ForeignKey("Parent.Id")))
    metadata.create_all(engine)
    # checkfirst asks the server, which does not tell the names apart
    metadata.create_all(engine)
    inspector = inspect(engine)
    assert inspector.get_table_names() == ["child", "parent"]
    for name in ("Child", "child", "CHILD"):
        assert inspector.has_table(name)
        assert [column["name"] for column in inspector.get_columns(name)] == ["id", "up"]
    (key,) = inspector.get_foreign_keys("Child")
    assert (key["referred_table"], key["referred_columns"]) == ("parent", ["Id"])

    reflected = MetaData()
    child = Table("Child", reflected, autoload_with=engine)
    assert child.c.up.references(reflected.tables["parent"].c.Id)
    with engine.begin() as connection:
        connection.execute(insert(reflected.tables["parent"]), {"Id": 1})
        connection.execute(insert(child), {"id": 2, "up": 1})
        assert connection.execute(select(child)).one() == (2, 1)
    metadata.drop_all(engine)
    assert inspect(engine).get_table_names() == []
