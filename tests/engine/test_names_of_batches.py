"""Tables and columns that have the names that batches give to their rows."""

from __future__ import annotations

import pytest

from holdfast import Column, Integer, MetaData, Table, select
from holdfast.engine import Engine
from holdfast.engine.batch import DeleteBatch, InsertBatch, UpdateBatch


@pytest.mark.parametrize("name", ["v", "V", "v_new", "column1", "number", "excluded"])
def test_a_table_with_a_name_of_the_batches(database: Engine, name: str) -> None:
    columns = [Column(other, Integer) for other in ("column2", "number", "v", "v.column1", "v_new")]
    table = Table(name, MetaData(), Column("column1", Integer, primary_key=True), *columns)
    table.create(database)
    rows = [(number, None, number * 2, 7, number) for number in range(5)]
    with database.connect() as connection:
        dialect = connection.dialect
        returned = InsertBatch(dialect, table, columns, (table.c.column1,)).execute(connection, rows)
        keys = [key for (key,) in returned]
        update = UpdateBatch(dialect, table, (table.c.column1,), (table.c.column2, table.c.v))
        assert update.execute(connection, [(key, key * 10, None) for key in keys]) == 5
        expected = [(key, key * 10, row[1], None, row[3], row[4]) for key, row in zip(keys, rows, strict=True)]
        assert connection.execute(select(table).order_by(table.c.column1)).all() == expected
        assert DeleteBatch(dialect, table, (table.c.column1,)).execute(connection, returned[1:]) == 4
        assert connection.execute(select(table)).all() == expected[:1]
