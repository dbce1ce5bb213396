"""INSERT, UPDATE, DELETE, their RETURNING, and many rows at once."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    exc,
    func,
    insert,
    literal,
    select,
    update,
)
from holdfast.testing.requirements import requires
from holdfast.testing.suite.sample import Sample, create, generated_key


@pytest.fixture
def sample(connection: Connection, metadata: MetaData) -> Sample:
    """Teams and persons."""
    return create(connection, metadata)


@pytest.fixture
def item(connection: Connection, metadata: MetaData) -> Table:
    """A table whose key the database generates."""
    table = Table(
        "item",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("name", String(50)),
        Column("amount", Integer, server_default="7"),
    )
    metadata.create_all(connection)
    connection.commit()
    return table


def rows(connection: Connection, table: Table) -> list[tuple[Any, ...]]:
    """All rows, by key."""
    return [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]


class TestInsert:
    def test_one_row(self, connection: Connection, item: Table) -> None:
        result = connection.execute(insert(item).values(name="a", amount=1))
        assert rows(connection, item) == [(*generated_key(result), "a", 1)]

    def test_generated_keys_are_reported(self, connection: Connection, item: Table) -> None:
        keys = [generated_key(connection.execute(insert(item).values(name=name)))[0] for name in "abc"]
        assert dict(connection.execute(select(item.c.id, item.c.name)).all()) == dict(zip(keys, "abc", strict=True))

    def test_given_keys_are_kept(self, connection: Connection, item: Table) -> None:
        result = connection.execute(insert(item).values(id=12, name="a"))
        assert generated_key(result) == (12,)
        assert rows(connection, item) == [(12, "a", 7)]

    def test_server_defaults(self, connection: Connection, item: Table) -> None:
        connection.execute(insert(item).values(name="a"))
        assert connection.scalar(select(item.c.amount)) == 7

    def test_no_values_at_all(self, connection: Connection, item: Table) -> None:
        key = generated_key(connection.execute(insert(item)))
        assert rows(connection, item) == [(*key, None, 7)]

    def test_many_parameter_sets(self, connection: Connection, item: Table) -> None:
        connection.execute(insert(item), [{"id": number, "name": f"n{number}"} for number in range(1, 1001)])
        assert connection.scalar(select(func.count()).select_from(item)) == 1000
        assert connection.scalar(select(item.c.name).where(item.c.id == 500)) == "n500"

    @requires("multirow_insert")
    def test_many_rows_in_values(self, connection: Connection, item: Table) -> None:
        connection.execute(insert(item).values([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]))
        assert rows(connection, item) == [(1, "a", 7), (2, "b", 7)]

    def test_expressions_as_values(self, connection: Connection, item: Table) -> None:
        connection.execute(insert(item).values(id=1, name=func.lower("ABC"), amount=literal(2) + 3))
        assert rows(connection, item) == [(1, "abc", 5)]

    def test_a_subquery_as_value(self, connection: Connection, item: Table, sample: Sample) -> None:
        oldest = select(func.max(sample.person.c.age)).scalar_subquery()
        connection.execute(insert(item).values(id=1, amount=oldest))
        assert rows(connection, item) == [(1, None, 40)]

    def test_from_select(self, connection: Connection, item: Table, sample: Sample) -> None:
        source = select(sample.person.c.id, sample.person.c.name).where(sample.person.c.age == 30)
        result = connection.execute(insert(item).from_select(["id", "name"], source))
        assert result.rowcount == 2
        assert rows(connection, item) == [(1, "ann", 7), (3, "cleo", 7)]

    def test_a_failure_names_its_kind(self, connection: Connection, sample: Sample) -> None:
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(sample.team).values(id=9, color=None))


@requires("insert_returning")
class TestInsertReturning:
    def test_one_row(self, connection: Connection, item: Table) -> None:
        row = connection.execute(insert(item).values(name="a").returning(item.c.id, item.c.amount)).one()
        assert row.amount == 7
        assert row.id == connection.scalar(select(item.c.id))

    def test_expressions(self, connection: Connection, item: Table) -> None:
        statement = insert(item).values(name="a", amount=3).returning((item.c.amount * 2).label("double"))
        assert connection.execute(statement).one().double == 6

    @pytest.mark.parametrize("count", [2, 2500])
    def test_many_parameter_sets(self, connection: Connection, item: Table, count: int) -> None:
        parameters = [{"name": f"n{number}"} for number in range(count)]
        result = connection.execute(insert(item).returning(item.c.id, item.c.name), parameters).all()
        assert sorted(row.name for row in result) == sorted(each["name"] for each in parameters)
        assert len({row.id for row in result}) == count

    @pytest.mark.parametrize("count", [2, 2500])
    def test_in_the_order_of_the_parameters(self, connection: Connection, item: Table, count: int) -> None:
        names = [f"n{number * 7919 % count}" for number in range(count)]
        statement = insert(item).returning(item.c.id, item.c.name, sort_by_parameter_order=True)
        result = connection.execute(statement, [{"name": name} for name in names]).all()
        assert [row.name for row in result] == names

    def test_from_select(self, connection: Connection, item: Table, sample: Sample) -> None:
        source = select(sample.person.c.name).where(sample.person.c.age == 30)
        statement = insert(item).from_select(["name"], source).returning(item.c.name)
        assert sorted(connection.scalars(statement)) == ["ann", "cleo"]


class TestUpdate:
    def test_some_rows(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        result = connection.execute(update(person).where(person.c.age == 30).values(age=31))
        assert result.rowcount == 2
        assert [row[2] for row in rows(connection, person)] == [31, 40, 31, None]

    @requires("rowcount")
    def test_matched_rows_count_though_nothing_changes(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        assert connection.execute(update(person).where(person.c.age == 30).values(age=30)).rowcount == 2

    def test_with_an_expression(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        connection.execute(update(person).values(age=person.c.age + person.c.id))
        assert [row[2] for row in rows(connection, person)] == [31, 42, 33, None]

    def test_with_a_correlated_subquery(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        color = select(team.c.color).where(team.c.id == person.c.team_id).scalar_subquery()
        connection.execute(update(person).where(person.c.team_id.is_not(None)).values(name=color))
        assert [row[1] for row in rows(connection, person)] == ["blue", "blue", "green", "dave"]

    def test_many_parameter_sets(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = update(person).where(person.c.id == bindparam("key")).values(age=bindparam("new"))
        connection.execute(statement, [{"key": 1, "new": 11}, {"key": 2, "new": 22}])
        assert [row[2] for row in rows(connection, person)] == [11, 22, 30, None]

    @requires("update_from")
    def test_from_another_table(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        connection.execute(update(person).where(person.c.team_id == team.c.id, team.c.color == "blue").values(name="x"))
        assert [row[1] for row in rows(connection, person)] == ["x", "x", "cleo", "dave"]

    @requires("update_returning")
    def test_returning(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = update(person).where(person.c.age == 30).values(age=31).returning(person.c.name, person.c.age)
        assert sorted(connection.execute(statement).all()) == [("ann", 31), ("cleo", 31)]

    @requires("update_returning", "update_returning_multifrom")
    def test_returning_from_another_table(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        statement = update(person).where(person.c.team_id == team.c.id).values(age=1)
        found = connection.execute(statement.returning(person.c.id, team.c.color)).all()
        assert sorted(found) == [(1, "blue"), (2, "blue"), (3, "green")]

    @requires("ctes_for_dml")
    def test_behind_a_cte(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        young = select(person.c.id).where(person.c.age == 30).cte("young")
        connection.execute(update(person).where(person.c.id.in_(select(young.c.id))).values(age=0).add_cte(young))
        assert [row[2] for row in rows(connection, person)] == [0, 40, 0, None]


class TestDelete:
    def test_some_rows(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        assert connection.execute(delete(person).where(person.c.age == 30)).rowcount == 2
        assert [row[0] for row in rows(connection, person)] == [2, 4]

    def test_by_a_subquery(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        blue = select(team.c.id).where(team.c.color == "blue")
        connection.execute(delete(person).where(person.c.team_id.in_(blue)))
        assert [row[0] for row in rows(connection, person)] == [3, 4]

    def test_many_parameter_sets(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        connection.execute(delete(person).where(person.c.id == bindparam("key")), [{"key": 1}, {"key": 2}])
        assert [row[0] for row in rows(connection, person)] == [3, 4]

    @requires("delete_using")
    def test_using_another_table(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        connection.execute(delete(person).where(person.c.team_id == team.c.id, team.c.color == "blue"))
        assert [row[0] for row in rows(connection, person)] == [3, 4]

    @requires("delete_returning")
    def test_returning(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = delete(person).where(person.c.age == 30).returning(person.c.name)
        assert sorted(connection.scalars(statement)) == ["ann", "cleo"]

    @requires("foreign_keys")
    def test_a_foreign_key_protects(self, connection: Connection, sample: Sample) -> None:
        with pytest.raises(exc.IntegrityError):
            connection.execute(delete(sample.team))
