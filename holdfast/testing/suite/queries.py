"""Clauses of SELECT, joins, set operations, CTEs and window functions."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import (
    Connection,
    Integer,
    MetaData,
    String,
    all_,
    and_,
    any_,
    column,
    delete,
    distinct,
    exc,
    except_,
    except_all,
    exists,
    false,
    func,
    insert,
    intersect,
    intersect_all,
    lateral,
    literal,
    select,
    text,
    true,
    tuple_,
    union,
    union_all,
    values,
)
from holdfast.testing.requirements import requires
from holdfast.testing.suite.sample import Sample, create


@pytest.fixture
def sample(connection: Connection, metadata: MetaData) -> Sample:
    """Teams and persons."""
    return create(connection, metadata)


def fetched(connection: Connection, statement: Any) -> list[tuple[Any, ...]]:
    """The rows of a statement as plain tuples."""
    return [tuple(row) for row in connection.execute(statement)]


class TestClauses:
    def test_where_order_by(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = select(person.c.name).where(person.c.age == 30).order_by(person.c.name.desc())
        assert fetched(connection, statement) == [("cleo",), ("ann",)]

    def test_order_by_a_label(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        negative = (-person.c.id).label("negative")
        assert fetched(connection, select(negative).order_by(negative)) == [(-4,), (-3,), (-2,), (-1,)]
        assert fetched(connection, select(negative).order_by("negative").limit(1)) == [(-4,)]

    def test_group_by_having(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        counted = func.count().label("counted")
        statement = select(person.c.age, counted).group_by(person.c.age).having(func.count() > 1)
        assert fetched(connection, statement) == [(30, 2)]

    def test_distinct(self, connection: Connection, sample: Sample) -> None:
        age = sample.person.c.age
        assert fetched(connection, select(age).distinct().where(age.is_not(None)).order_by(age)) == [(30,), (40,)]
        assert connection.scalar(select(func.count(distinct(age)))) == 2

    @requires("distinct_on")
    def test_distinct_on(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = select(person.c.age, person.c.name).distinct(person.c.age).where(person.c.age.is_not(None))
        assert fetched(connection, statement.order_by(person.c.age, person.c.id)) == [(30, "ann"), (40, "bob")]

    @pytest.mark.parametrize(
        ("limit", "offset", "found"),
        [(2, None, [1, 2]), (None, 2, [3, 4]), (2, 1, [2, 3]), (0, None, []), (10, 3, [4]), (1, 9, [])],
    )
    def test_limit_and_offset(
        self, connection: Connection, sample: Sample, limit: int | None, offset: int | None, found: list[int]
    ) -> None:
        statement = select(sample.person.c.id).order_by(sample.person.c.id).limit(limit).offset(offset)
        assert list(connection.scalars(statement)) == found

    @requires("fetch")
    def test_fetch(self, connection: Connection, sample: Sample) -> None:
        statement = select(sample.person.c.id).order_by(sample.person.c.id)
        assert list(connection.scalars(statement.fetch(2).offset(1))) == [2, 3]

    @requires("fetch_ties")
    def test_fetch_with_ties(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = select(person.c.name).where(person.c.age > 0).order_by(person.c.age).fetch(1, with_ties=True)
        assert sorted(connection.scalars(statement)) == ["ann", "cleo"]

    @requires("fetch_percent")
    def test_fetch_percent(self, connection: Connection, sample: Sample) -> None:
        statement = select(sample.person.c.id).order_by(sample.person.c.id).fetch(50, percent=True)
        assert list(connection.scalars(statement)) == [1, 2]

    @requires("nulls_ordering")
    def test_where_nulls_are_sorted(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        first = select(person.c.id).order_by(person.c.age.desc().nulls_first(), person.c.id)
        last = select(person.c.id).order_by(person.c.age.asc().nulls_last(), person.c.id)
        assert list(connection.scalars(first)) == [4, 2, 1, 3]
        assert list(connection.scalars(last)) == [1, 3, 2, 4]

    @requires("for_update")
    def test_for_update(self, connection: Connection, sample: Sample) -> None:
        statement = select(sample.person.c.id).where(sample.person.c.id == 1).with_for_update()
        assert list(connection.scalars(statement)) == [1]

    @requires("for_update_nowait", "for_update_skip_locked")
    def test_locked_rows(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = select(person.c.id).where(person.c.id < 3).order_by(person.c.id)
        connection.execute(statement.where(person.c.id == 1).with_for_update())
        with connection.engine.connect() as other:
            assert list(other.scalars(statement.with_for_update(skip_locked=True))) == [2]
            with pytest.raises(exc.OperationalError):
                other.execute(statement.with_for_update(nowait=True))

    @requires("tablesample")
    def test_tablesample(self, connection: Connection, sample: Sample) -> None:
        everybody = sample.person.tablesample(100)
        assert connection.scalar(select(func.count()).select_from(everybody)) == 4

    @requires("grouping_sets")
    def test_grouping_sets(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = (
            select(person.c.age, person.c.team_id, func.count())
            .where(person.c.age.is_not(None))
            .group_by(func.grouping_sets(tuple_(person.c.age), tuple_(person.c.team_id)))
        )
        found = fetched(connection, statement)
        assert set(found) == {(30, None, 2), (40, None, 1), (None, 1, 2), (None, 2, 1)}

    def test_text_with_parameters_and_columns(self, connection: Connection, sample: Sample) -> None:
        statement = text("SELECT name, id FROM person WHERE id > :low ORDER BY id").bindparams(low=2)
        typed = statement.columns(column("name", String), column("id", Integer))
        assert fetched(connection, typed) == [("cleo", 3), ("dave", 4)]

    def test_a_colon_and_a_percent_sign_in_text(self, connection: Connection) -> None:
        assert connection.scalar(text(r"SELECT '50% \:off'")) == "50% :off"


class TestIn:
    @pytest.mark.parametrize("ids", [[], [2], [1, 2, 99]])
    def test_lists(self, connection: Connection, sample: Sample, ids: list[int]) -> None:
        person = sample.person
        found = list(connection.scalars(select(person.c.id).where(person.c.id.in_(ids)).order_by(person.c.id)))
        assert found == [each for each in ids if each != 99]
        others = set(connection.scalars(select(person.c.id).where(person.c.id.not_in(ids))))
        assert others == {1, 2, 3, 4} - set(ids)

    @requires("tuple_in")
    def test_tuples(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        pair = tuple_(person.c.name, person.c.age)
        for pairs, found in (([("ann", 30), ("bob", 1)], [1]), ([], []), ([("bob", 40)], [2])):
            assert list(connection.scalars(select(person.c.id).where(pair.in_(pairs)))) == found

    def test_subqueries(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        statement = select(team.c.color).where(team.c.id.not_in(select(person.c.team_id).where(person.c.age > 0)))
        assert list(connection.scalars(statement)) == ["empty"]

    def test_a_long_list(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        condition = person.c.id.in_(range(2, 2000))
        assert connection.scalar(select(func.count()).where(condition)) == 3

    @requires("quantified_comparisons")
    def test_any_and_all(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        ages = select(person.c.age).where(person.c.age.is_not(None)).scalar_subquery()
        oldest = select(person.c.name).where(person.c.age >= all_(ages))
        assert list(connection.scalars(oldest)) == ["bob"]
        taken = select(person.c.team_id).where(person.c.team_id.is_not(None)).scalar_subquery()
        assert sorted(connection.scalars(select(team.c.id).where(team.c.id == any_(taken)))) == [1, 2]


class TestJoins:
    def test_inner(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        statement = select(person.c.name, team.c.color).join_from(person, team).order_by(person.c.id)
        assert fetched(connection, statement) == [("ann", "blue"), ("bob", "blue"), ("cleo", "green")]

    def test_left_outer(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        statement = select(person.c.name, team.c.color).outerjoin_from(person, team).order_by(person.c.id)
        assert fetched(connection, statement)[-1] == ("dave", None)

    @requires("full_outer_join")
    def test_full_outer(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        statement = select(person.c.name, team.c.color).select_from(person.join(team, full=True))
        found = set(fetched(connection, statement))
        assert {("dave", None), (None, "empty")} < found
        assert len(found) == 5

    def test_with_itself(self, connection: Connection, sample: Sample) -> None:
        first, second = sample.person.alias(), sample.person.alias("other")
        same_age = and_(first.c.age == second.c.age, first.c.id < second.c.id)
        statement = select(first.c.name, second.c.name).join_from(first, second, same_age)
        assert fetched(connection, statement) == [("ann", "cleo")]

    def test_with_a_join(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        other = person.alias("other")
        nested = team.join(person, person.c.team_id == team.c.id)
        statement = (
            select(other.c.name, team.c.color)
            .select_from(other.outerjoin(nested, and_(nested.c.team_id == other.c.team_id, person.c.id == 1)))
            .order_by(other.c.id)
        )
        assert fetched(connection, statement) == [("ann", "blue"), ("bob", "blue"), ("cleo", None), ("dave", None)]

    @requires("lateral")
    def test_lateral(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        first = lateral(
            select(person.c.name).where(person.c.team_id == team.c.id).order_by(person.c.id).limit(1), name="first"
        )
        statement = select(team.c.color, first.c.name).outerjoin_from(team, first, true()).order_by(team.c.id)
        assert fetched(connection, statement) == [("blue", "ann"), ("green", "cleo"), ("empty", None)]

    @requires("values_in_from")
    def test_with_values(self, connection: Connection, sample: Sample) -> None:
        given = values(column("id", Integer), column("word", String), name="given").data([(1, "x"), (3, "y")])
        person = sample.person
        statement = select(person.c.name, given.c.word).join_from(person, given, person.c.id == given.c.id)
        assert fetched(connection, statement.order_by(person.c.id)) == [("ann", "x"), ("cleo", "y")]


class TestSubqueries:
    def test_in_from(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        counted = select(person.c.team_id, func.count().label("members")).group_by(person.c.team_id).subquery()
        statement = select(sample.team.c.color, counted.c.members).join_from(
            sample.team, counted, counted.c.team_id == sample.team.c.id
        )
        assert sorted(fetched(connection, statement)) == [("blue", 2), ("green", 1)]

    def test_scalar_and_correlated(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        members = select(func.count()).where(person.c.team_id == team.c.id).scalar_subquery()
        statement = select(team.c.color, members.label("members")).order_by(members.desc(), team.c.id)
        assert fetched(connection, statement) == [("blue", 2), ("green", 1), ("empty", 0)]

    def test_exists(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        member = exists().where(person.c.team_id == team.c.id)
        assert list(connection.scalars(select(team.c.color).where(~member))) == ["empty"]
        assert connection.scalar(select(member.select_from(team, person)))


class TestSetOperations:
    def test_union(self, connection: Connection, sample: Sample) -> None:
        age = select(sample.person.c.age.label("number")).where(sample.person.c.age == 30)
        assert fetched(connection, union(age, age)) == [(30,)]
        assert len(fetched(connection, union_all(age, age))) == 4

    def test_order_and_limit(self, connection: Connection, sample: Sample) -> None:
        one, other = select(sample.team.c.id), select(sample.person.c.id)
        statement = union(one, other).order_by("id").limit(2).offset(1)
        assert list(connection.scalars(statement)) == [2, 3]

    def test_intersect_and_except(self, connection: Connection, sample: Sample) -> None:
        one, other = select(sample.team.c.id), select(sample.person.c.team_id)
        assert sorted(connection.scalars(intersect(one, other))) == [1, 2]
        assert sorted(connection.scalars(except_(one, other))) == [3]

    @requires("set_operations_all")
    def test_all(self, connection: Connection, sample: Sample) -> None:
        one = select(sample.person.c.age).where(sample.person.c.age == 30)
        other = one.where(sample.person.c.id == 1)
        assert list(connection.scalars(intersect_all(one, other))) == [30]
        assert list(connection.scalars(except_all(one, other))) == [30]

    @requires("nested_set_operations")
    def test_nested(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        youngest = select(person.c.id).order_by(person.c.id).limit(1)
        last = select(person.c.id).order_by(person.c.id.desc()).limit(1)
        assert sorted(connection.scalars(union_all(youngest, last))) == [1, 4]
        nobody = select(person.c.id).where(false())
        assert sorted(connection.scalars(union_all(except_(youngest, nobody), last))) == [1, 4]

    def test_as_a_subquery(self, connection: Connection, sample: Sample) -> None:
        both = union(select(sample.team.c.id), select(sample.person.c.id)).subquery()
        assert connection.scalar(select(func.count()).select_from(both)) == 4


@requires("ctes")
class TestCTEs:
    def test_used_twice(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        aged = select(person.c.id, person.c.age).where(person.c.age.is_not(None)).cte("aged")
        other = aged.alias("other")
        statement = select(aged.c.id, other.c.id).join_from(aged, other, aged.c.age < other.c.age)
        assert sorted(fetched(connection, statement)) == [(1, 2), (3, 2)]

    def test_one_on_another(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        aged = select(person.c.id, person.c.age).where(person.c.age.is_not(None)).cte("aged")
        old = select(aged.c.id).where(aged.c.age > 35).cte("old")
        assert list(connection.scalars(select(old.c.id))) == [2]

    def test_recursive(self, connection: Connection) -> None:
        numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
        numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 50))
        assert connection.scalar(select(func.sum(numbers.c.n))) == 1275

    def test_in_a_subquery(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        young = select(person.c.team_id).where(person.c.age == 30).cte("young")
        statement = select(sample.team.c.color).where(sample.team.c.id.in_(select(young.c.team_id)))
        assert sorted(connection.scalars(statement)) == ["blue", "green"]

    def test_in_insert_from_select(self, connection: Connection, sample: Sample) -> None:
        team, person = sample
        extra = select((person.c.id + 10).label("id"), person.c.name).where(person.c.id < 3).cte("extra")
        connection.execute(insert(team).from_select(["id", "color"], select(extra.c.id, extra.c.name)))
        assert fetched(connection, select(team).where(team.c.id > 10).order_by(team.c.id)) == [(11, "ann"), (12, "bob")]

    @requires("dml_in_ctes")
    def test_with_dml(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        gone = delete(person).where(person.c.age == 30).returning(person.c.name).cte("gone")
        assert sorted(connection.scalars(select(gone.c.name))) == ["ann", "cleo"]
        assert connection.scalar(select(func.count()).select_from(person)) == 2


@requires("window_functions")
class TestWindows:
    def test_ranking(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        by_age = func.rank().over(order_by=person.c.age.desc())
        statement = select(person.c.name, by_age.label("rank")).where(person.c.age.is_not(None))
        assert sorted(fetched(connection, statement)) == [("ann", 2), ("bob", 1), ("cleo", 2)]

    def test_partitions(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        number = func.row_number().over(partition_by=person.c.age, order_by=person.c.id)
        statement = select(person.c.id, number.label("number")).order_by(person.c.id)
        assert fetched(connection, statement) == [(1, 1), (2, 1), (3, 2), (4, 1)]

    @pytest.mark.parametrize(
        ("frame", "sums"),
        [
            ({"rows": (None, 0)}, [1, 3, 6, 10]),
            ({"rows": (-1, 1)}, [3, 6, 9, 7]),
            ({"rows": (0, None)}, [10, 9, 7, 4]),
            ({"range_": (None, 0)}, [1, 3, 6, 10]),
        ],
    )
    def test_frames(self, connection: Connection, sample: Sample, frame: dict[str, Any], sums: list[int]) -> None:
        number = sample.person.c.id
        window = func.sum(number).over(order_by=number, **frame)
        assert [int(each) for each in connection.scalars(select(window).order_by(number))] == sums

    @requires("window_groups")
    def test_groups(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        window = func.count().over(order_by=person.c.age, groups=(-1, 0))
        statement = select(window).where(person.c.age.is_not(None)).order_by(person.c.age)
        assert list(connection.scalars(statement)) == [2, 2, 3]

    def test_neighbours(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        before = func.lag(person.c.name).over(order_by=person.c.id)
        assert list(connection.scalars(select(before).order_by(person.c.id))) == [None, "ann", "bob", "cleo"]


class TestAggregates:
    def test_of_columns(self, connection: Connection, sample: Sample) -> None:
        age = sample.person.c.age
        found = connection.execute(select(func.count(), func.count(age), func.sum(age), func.min(age), func.max(age)))
        assert tuple(int(each) for each in found.one()) == (4, 3, 100, 30, 40)

    def test_of_nothing(self, connection: Connection, sample: Sample) -> None:
        statement = select(func.count(), func.sum(sample.person.c.age)).where(false())
        assert tuple(connection.execute(statement).one()) == (0, None)

    @requires("aggregate_filter")
    def test_filter(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = select(func.count().filter(person.c.age == 30), func.count().filter(person.c.age > 99))
        assert fetched(connection, statement) == [(2, 0)]

    @requires("ordered_set_aggregates")
    def test_within_group(self, connection: Connection, sample: Sample) -> None:
        statement = select(func.percentile_cont(0.5).within_group(sample.person.c.id.asc()))
        assert connection.scalar(statement) == 2.5

    def test_strings(self, connection: Connection, sample: Sample) -> None:
        person = sample.person
        statement = select(func.aggregate_strings(person.c.name, ", ")).where(person.c.id == 1)
        assert connection.scalar(statement) == "ann"
        joined: Any = connection.scalar(select(func.aggregate_strings(person.c.name, "|")).where(person.c.age == 30))
        assert sorted(joined.split("|")) == ["ann", "cleo"]
