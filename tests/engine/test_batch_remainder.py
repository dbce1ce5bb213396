"""The rows that are left behind the full chunks of a batch are written like the others."""

from __future__ import annotations

import pytest

from holdfast import Column, Integer, MetaData, Table, insert, select
from holdfast.engine import Engine
from holdfast.engine.batch import UpdateBatch

table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("x", Integer))


@pytest.mark.parametrize("rest", [1, 2])
def test_the_last_rows_get_their_values(database: Engine, rest: int) -> None:
    table.create(database)
    with database.begin() as connection:
        batch = UpdateBatch(database.dialect, table, (table.c.id,), (table.c.x,))
        count = batch.chunk + rest
        connection.execute(insert(table), [{"id": n, "x": 0} for n in range(1, count + 1)])
        assert batch.execute(connection, [(n, -n) for n in range(1, count + 1)]) == count
        values = connection.execute(select(table).order_by(table.c.id)).all()
        assert values == [(n, -n) for n in range(1, count + 1)]
