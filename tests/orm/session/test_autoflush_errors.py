"""What a user is told when an autoflush fails."""

from __future__ import annotations

import pytest

from holdfast import select
from holdfast.exc import IntegrityError
from holdfast.orm import Session
from tests.orm.mapped import Address, User


def test_the_error_says_that_a_query_flushed(session: Session) -> None:
    session.add(User())
    with pytest.raises(IntegrityError, match="raised as a result of Query-invoked autoflush; consider using"):
        session.scalars(select(Address)).all()


def test_the_error_of_a_flush_does_not(session: Session) -> None:
    session.add(User())
    with pytest.raises(IntegrityError) as caught:
        session.flush()
    assert "autoflush" not in str(caught.value)
