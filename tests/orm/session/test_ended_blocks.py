"""A `with` block whose transaction has ended before the block: nothing more is sent, it would belong to no block."""

from __future__ import annotations

import pytest

from holdfast import select
from holdfast.exc import InvalidRequestError
from holdfast.orm import Session
from tests.orm.mapped import User

CLOSED = "Can't operate on closed transaction inside context manager.  Please complete the context manager"


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_nothing_is_written_after_the_end(session: Session, end: str) -> None:
    with session.begin():
        getattr(session, end)()
        with pytest.raises(InvalidRequestError, match=CLOSED):
            session.add(User(name="lost"))
    session.add(User(name="kept"))
    session.commit()
    assert session.scalars(select(User.name)).all() == ["kept"]


def test_nothing_is_sent_after_the_end_of_a_savepoint(session: Session) -> None:
    session.add(User(name="outer"))
    with session.begin_nested() as savepoint:
        savepoint.rollback()
        with pytest.raises(InvalidRequestError, match=CLOSED):
            session.scalars(select(User)).all()
    assert session.scalars(select(User.name)).all() == ["outer"]


def test_blocks_in_blocks(session: Session) -> None:
    with session.begin():
        with session.begin_nested() as savepoint:
            savepoint.commit()
        session.add(User(name="kept"))
    with session.begin():
        assert session.scalars(select(User.name)).all() == ["kept"]


def test_an_exception_ends_the_block_for_good(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), session.begin():
        session.commit()
        _ = 1 / 0
    session.add(User(name="kept"))
    session.commit()
