"""XA transactions, on MariaDB."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from holdfast import Column, Integer, MetaData, Table, exc, insert, select
from holdfast.dialects.mysql.twophase import _identifier
from holdfast.engine import Engine

table = Table("t", MetaData(), Column("id", Integer, primary_key=True))

HOSTILE = ["a'b", "a\\", "a\\' , 'b", "100%", "%s", 'x"y', "`", "😀", "x" * 64, ""]


@pytest.fixture
def filled(server: Engine) -> Iterator[Engine]:
    table.create(server)
    yield server
    with server.connect() as connection:
        for xid in connection.recover_twophase():
            if xid in HOSTILE or xid.startswith("holdfast"):
                connection.rollback_prepared(xid, recover=True)


def rows(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.scalars(select(table.c.id).order_by(table.c.id)))


def test_commit_and_rollback(filled: Engine) -> None:
    with filled.connect() as connection:
        for number, prepared, committed in ((1, True, True), (2, True, False), (3, False, True), (4, False, False)):
            transaction = connection.begin_twophase()
            connection.execute(insert(table).values(id=number))
            if prepared:
                transaction.prepare()
            if committed:
                transaction.commit()
            else:
                transaction.rollback()
    assert rows(filled) == [1, 3]


@pytest.mark.parametrize("xid", HOSTILE[:-1], ids=ascii)
def test_identifiers(filled: Engine, xid: str) -> None:
    with filled.connect() as connection:
        transaction = connection.begin_twophase(xid)
        connection.execute(insert(table).values(id=1))
        transaction.prepare()
        assert xid in connection.recover_twophase()
        transaction.commit()
        assert xid not in connection.recover_twophase()
    assert rows(filled) == [1]


def test_another_connection_ends_what_was_prepared(filled: Engine) -> None:
    for number, xid in ((1, "holdfast commit"), (2, "holdfast rollback")):
        connection = filled.connect()
        transaction = connection.begin_twophase(xid)
        connection.execute(insert(table).values(id=number))
        transaction.prepare()
        # The client goes away.
        connection.invalidate()
        connection.close()
    with filled.connect() as connection:
        assert {"holdfast commit", "holdfast rollback"} <= set(connection.recover_twophase())
        connection.commit_prepared("holdfast commit", recover=True)
        connection.rollback_prepared("holdfast rollback", recover=True)
    assert rows(filled) == [1]


def test_an_error_leaves_a_transaction_that_can_be_rolled_back(filled: Engine) -> None:
    with filled.connect() as connection:
        transaction = connection.begin_twophase()
        connection.execute(insert(table).values(id=1))
        with pytest.raises(exc.IntegrityError):
            connection.execute(insert(table).values(id=1))
        transaction.rollback()
    assert rows(filled) == []


def test_identifiers_of_other_programs() -> None:
    assert _identifier(1, 3, 0, b"abc") == "abc"
    assert _identifier(1, 3, 0, "abc") == "abc"
    assert _identifier(1, 3, 2, b"abcde") == (b"abc", b"de", 1)
    assert _identifier(7, 3, 0, b"abc") == (b"abc", b"", 7)
    assert _identifier(1, 2, 0, b"\xff\xfe") == (b"\xff\xfe", b"", 1)
