"""Parameters keep apart whatever columns are named; the same on each of the three databases."""

from __future__ import annotations

import pytest

from holdfast import Column, Integer, MetaData, Table, bindparam, insert, select, tuple_, update
from holdfast.engine import Engine


@pytest.fixture
def table(database: Engine) -> Table:
    metadata = MetaData()
    names = ("a b", "a.b", "a_b", "a:b", "aCb", "id_1", "id_1_1")
    table = Table("odd", metadata, Column("id", Integer, primary_key=True), *[Column(name, Integer) for name in names])
    metadata.create_all(database)
    return table


def test_names_that_drivers_do_not_take(database: Engine, table: Table):
    """Blanks, dots and colons are written in another way, which may be the name of another column."""
    odd = table.c["a b", "a.b", "a_b", "a:b", "aCb"]
    values = {column.key: number for number, column in enumerate(odd)}
    with database.begin() as connection:
        connection.execute(insert(table), values)
        connection.execute(insert(table), [values, values])
        connection.execute(insert(table).values(values))
        connection.execute(insert(table).values([values, values]))
        assert connection.execute(select(*odd)).all() == [(0, 1, 2, 3, 4)] * 6
        change = update(table).where(table.c.id == bindparam("i d"))
        connection.execute(change, [{"i d": 1, "a b": 10, "a.b": 11}, {"i d": 2, "a b": 20, "a.b": 21}])
        changed = select(*odd).where(table.c["a b"] > 9, table.c["a.b"] > 10).order_by(table.c.id)
        assert connection.execute(changed).all() == [(10, 11, 2, 3, 4), (20, 21, 2, 3, 4)]
        given = connection.execute(
            select(bindparam("a b"), bindparam("a.b"), bindparam("a_b")), {"a b": 1, "a.b": 2, "a_b": 3}
        )
        assert given.all() == [(1, 2, 3)]


def test_members_of_lists_beside_parameters_of_their_names(database: Engine, table: Table):
    """The members of the list `id_1` are `id_1_1`, `id_1_2`; the parameter of a column `id_1` would be `id_1_1` too."""
    c = table.c
    with database.begin() as connection:
        connection.execute(insert(table), [{"id": 1, "id_1": 1, "id_1_1": 2}, {"id": 2, "id_1": 3, "id_1_1": 2}])
        for conditions in [
            (c.id.in_([1, 2]), c.id_1 == 3),
            (c.id_1 == 3, c.id.in_([1, 2])),
            (c.id_1 == 3, c.id.in_([1, 2]), c.id_1.in_([1, 3]), c.id_1_1 == 2),
            (tuple_(c.id, c.id_1).in_([(1, 2), (2, 3)]), c.id_1_1.in_([2]), c.id_1 == 3),
        ]:
            assert connection.scalars(select(c.id).where(*conditions)).all() == [2]
        named = select(c.id).where(c.id.in_(bindparam("x", expanding=True)), c.id_1 == bindparam("x_1"))
        assert connection.scalars(named, {"x": [1, 2], "x_1": 3}).all() == [2]
