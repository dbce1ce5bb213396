"""The warning of FROM elements whose rows are combined each with each."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from holdfast import (
    Integer,
    and_,
    case,
    create_engine,
    delete,
    exc,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
    true,
    union,
    update,
)
from holdfast.sql import FROM_LINTING

UNCONNECTED = {
    "two tables": lambda u, a: select(u, a),
    "conditions on one each": lambda u, a: select(u, a).where(u.c.id == 5, a.c.id == 5),
    "an arithmetic mixture": lambda u, a: select(u, a).where(u.c.id + a.c.id == 5),
    "text": lambda u, a: select(u, a).where(text("users.id = addresses.user_id")),
    "a subquery": lambda u, a: select(u, select(a.c.id).subquery("inner")),
    "a CTE": lambda u, a: select(u, select(a.c.id).cte("inner")),
    "an alias": lambda u, a: select(u, u.alias("other")),
    "beside a join": lambda u, a: select(u, u.alias("other")).select_from(u.join(a)),
    "inside of a subquery": lambda u, a: select(u).where(u.c.id.in_(select(a.c.id).select_from(a, a.alias("b")))),
    "in a union": lambda u, a: union(select(u.c.id).select_from(a), select(a.c.id)),
    "in an update": lambda u, a: update(u).where(a.c.id == 5).values(age=1),
    "in a delete": lambda u, a: delete(u).where(a.c.id == 5),
}
CONNECTED = {
    "one table": lambda u, a: select(u),
    "a join": lambda u, a: select(u).join(a),
    "a join on true": lambda u, a: select(u).join(a, true()),
    "a comparison": lambda u, a: select(u, a).where(u.c.id == a.c.user_id),
    "a comparison the other way": lambda u, a: select(u, a).where(a.c.user_id > u.c.id),
    "within OR": lambda u, a: select(u, a).where(or_(u.c.id == a.c.user_id, u.c.id == 5)),
    "within NOT": lambda u, a: select(u, a).where(~(u.c.id == a.c.user_id)),
    "within CASE": lambda u, a: select(u, a).where(case((u.c.id == a.c.user_id, true()), else_=false())),
    "LIKE": lambda u, a: select(u, a).where(u.c.name.like(a.c.email)),
    "BETWEEN": lambda u, a: select(u, a).where(u.c.id.between(a.c.id, a.c.user_id)),
    "through a subquery": lambda u, a: select(u, a).where(
        exists(select(literal(1)).select_from(b := a.alias()).where(b.c.id == a.c.id, b.c.user_id == u.c.id))
    ),
    "a correlated subquery": lambda u, a: select(u).where(exists(select(a.c.id).where(a.c.user_id == u.c.id))),
    "LATERAL": lambda u, a: select(u, select(a.c.id).where(a.c.user_id == u.c.id).lateral("l")),
    "a function that says so": lambda u, a: select(
        u, func.json_each("[1]").table_valued("value", joins_implicitly=True)
    ),
    "a connected update": lambda u, a: update(u).where(and_(a.c.user_id == u.c.id)).values(age=1),
    "a scalar subquery": lambda u, a: select(u.c.id, select(func.count(a.c.id)).scalar_subquery()),
}


def compiled(statement: Any, **kw: Any) -> str:
    return str(statement.compile(linting=FROM_LINTING, **kw))


@pytest.mark.parametrize("name", UNCONNECTED)
def test_unconnected(users: Any, addresses: Any, name: str):
    with pytest.warns(exc.SAWarning, match="has a cartesian product between FROM element"):
        compiled(UNCONNECTED[name](users, addresses))


@pytest.mark.parametrize("name", CONNECTED)
def test_connected(users: Any, addresses: Any, name: str):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled(CONNECTED[name](users, addresses))


def test_the_warning_names_the_elements(users: Any, addresses: Any):
    with pytest.warns(exc.SAWarning) as caught:
        compiled(select(users.alias(), addresses.alias("b")))
    assert str(caught[0].message) == (
        'SELECT statement has a cartesian product between FROM element(s) "b" and FROM element "users_1".  Apply join '
        "condition(s) between each element to resolve."
    )


def test_text_alone_is_not_looked_at(users: Any, addresses: Any):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        str(select(users, addresses))


@pytest.mark.parametrize("on", [True, False])
def test_an_engine_warns_once_a_shape_unless_it_is_told_not_to(on: bool):
    engine = create_engine("sqlite://", enable_from_linting=on)
    rows = [select(literal(1, Integer).label("n")).subquery() for _ in range(2)]
    statement = select(rows[0].c.n, rows[1].c.n.label("m"))
    with engine.connect() as connection, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            assert connection.execute(statement).all() == [(1, 1)]
    assert len(caught) == on
    engine.dispose()
