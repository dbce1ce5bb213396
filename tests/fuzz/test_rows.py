"""Random statements give the rows that SQLAlchemy gives, executed once and again with other values, on each server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import exc as reference_exc

import holdfast
import holdfast.types
from holdfast.engine import Engine
from tests.fuzz.programs import NAMES, Builder, Node, schema, selects, sets_of, values, writes

EXAMPLES = {"sqlite": 150, "postgresql": 100, "mariadb": 50}


class Side(NamedTuple):
    library: Any
    connection: Any
    table: Any


class Sides(NamedTuple):
    """The same rows, for both libraries."""

    ours: Side
    reference: Side


@pytest.fixture
def sides(database: Engine) -> Iterator[Sides]:
    made = schema(holdfast)
    made.create(database)
    filled = [
        {name: (row * place) % 5 if (row + place) % 4 else None for place, name in enumerate(NAMES)}
        for row in range(1, 7)
    ]
    with database.begin() as connection:
        connection.execute(made.insert(), filled)
    driver = {"mariadb": "mysql+pymysql"}.get(database.dialect.name, database.url.drivername)
    url = database.url.set(drivername=driver).render_as_string(hide_password=False)
    options = {"ssl_disabled": True} if database.dialect.name == "mariadb" else {}
    engine = sqlalchemy.create_engine(url, connect_args=options)
    with database.connect() as ours, engine.connect() as reference:
        yield Sides(Side(holdfast, ours, made), Side(sqlalchemy, reference, schema(sqlalchemy)))
    engine.dispose()


def many(database: Engine) -> Any:
    return settings(
        max_examples=EXAMPLES[database.dialect.name], deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def rows_of(side: Side, node: Node, stream: list[Any]) -> list[str]:
    builder = Builder(side.library, side.table, stream)
    result = side.connection.execute(builder.select(node), builder.given)
    return sorted(map(repr, map(tuple, result)))


def test_selects(database: Engine, sides: Sides):
    @given(node=selects(), streams=st.lists(values, min_size=2, max_size=3))
    @many(database)
    def check(node: Node, streams: list[list[Any]]) -> None:
        for stream in streams:
            try:
                expected = rows_of(sides.reference, node, stream)
            except (reference_exc.SQLAlchemyError, TypeError, KeyError):
                # A name that is given twice, a LIMIT that the server does not take; KeyError of PyMySQL, for a
                # parameter beside a `literal_execute` one.
                sides.reference.connection.rollback()
                return
            try:
                found = rows_of(sides.ours, node, stream)
            except holdfast.exc.CompileError as refused:
                # Which generated name it is depends on the name of a column that a subquery has twice.
                assert "conflicts with unique bind parameter" in str(refused)
                return
            assert found == expected

    check()


def inserted(side: Side, node: Node) -> tuple[list[str], list[str]]:
    given_, returned, _, _, page = node
    statement = side.table.insert().returning(*[side.table.c[name] for name in returned], sort_by_parameter_order=True)
    options = {"insertmanyvalues_page_size": page} if page else {}
    found = side.connection.execute(statement, list(sets_of(node, 100)), execution_options=options).all()
    written = [side.table.c[name] for name in given_]
    stored = side.connection.execute(
        side.library.select(*written).where(side.table.c.id > 6).order_by(side.table.c.id)
    ).all()
    # Generated keys go on counting.
    without_key = [row._mapping for row in found]
    return [repr([row[name] for name in returned if name != "id"]) for row in without_key], list(map(repr, stored))


def test_inserts(database: Engine, sides: Sides):
    @given(node=writes())
    @many(database)
    def check(node: Node) -> None:
        try:
            expected = inserted(sides.reference, node)
        finally:
            sides.reference.connection.rollback()
        try:
            assert inserted(sides.ours, node) == expected
        finally:
            sides.ours.connection.rollback()

    check()
