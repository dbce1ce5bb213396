"""Session.get_bind(clause=): the bind is found by any table that a statement touches."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import create_engine, delete, exists, func, insert, select, update
from holdfast.exc import SAWarning
from holdfast.orm import Session, aliased
from tests.orm.mapped import Address, User

ALIAS = aliased(Address)


@pytest.mark.parametrize(
    "statement",
    [
        select(Address),
        select(Address.id),
        select(ALIAS),
        select(ALIAS.id),
        select(func.count()).select_from(Address),
        select(1).where(Address.id == 3),
        select(exists().where(Address.id == 1)),
        select(select(Address).subquery()),
        select(select(Address.id).cte()),
        select(Address).union(select(Address)),
        insert(Address),
        update(Address),
        delete(Address.__table__),
    ],
    ids=lambda statement: str(statement).replace("\n", " ")[:60],
)
def test_of_a_statement(statement: Any) -> None:
    users, addresses = create_engine("sqlite://"), create_engine("sqlite://")
    session = Session(binds={User: users, Address: addresses})
    assert session.get_bind(clause=statement) is addresses


def test_options_come_too_late_for_a_connection_in_use(session: Session) -> None:
    session.connection(execution_options={"mine": 1})
    with pytest.warns(SAWarning, match="Connection is already established for the given bind; execution"):
        connection = session.connection(execution_options={"mine": 2})
    assert connection.get_execution_options()["mine"] == 1


def test_begin_nested_begins_what_it_is_in(session: Session) -> None:
    with Session(session.bind, autobegin=False) as careful:
        with careful.begin_nested():
            careful.add(User(name="kept"))
        careful.commit()
    assert session.scalars(select(User.name)).all() == ["kept"]
