"""New objects become rows: order, generated keys, and the least number of statements."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from holdfast import func, inspect, select, text
from holdfast.exc import IntegrityError, SAWarning
from holdfast.orm import Session
from tests.orm.servers import on_sqlite
from tests.orm.unitofwork.library import Author, Book


def test_generated_keys_arrive_in_the_order_of_add(session: Session) -> None:
    authors = [Author(name=f"a{n}") for n in range(50)]

    session.add_all(authors)
    session.flush()

    assert [author.id for author in authors] == list(range(1, 51))
    assert session.scalars(select(Author.name).order_by(Author.id)).all() == [f"a{n}" for n in range(50)]


def test_many_objects_need_one_statement(session: Session, statements: Any) -> None:
    session.add_all([Author(name=f"a{n}") for n in range(50)])

    session.flush()

    assert len(statements.of_kind("INSERT")) == 1


def test_a_new_object_is_in_the_identity_map_afterwards(session: Session) -> None:
    author = Author(name="Ann")
    session.add(author)

    session.flush()

    assert inspect(author).persistent
    assert session.get(Author, author.id) is author
    assert not session.new


def test_objects_without_values_are_inserted_too(session: Session) -> None:
    first, second = Author(), Author()
    session.add_all([first, second])

    session.flush()

    assert (first.id, second.id) == (1, 2)


@on_sqlite
def test_a_given_key_ends_the_run_so_that_later_generated_keys_follow_it(session: Session) -> None:
    authors = [Author(name="a"), Author(id=50, name="b"), Author(name="c")]
    session.add_all(authors)

    session.flush()

    assert [author.id for author in authors] == [1, 50, 51]


def test_None_as_key_means_generated(session: Session) -> None:
    author = Author(id=None, name="Ann")
    session.add(author)

    session.flush()

    assert author.id == 1


def test_sql_expressions_are_evaluated_and_then_loaded(session: Session) -> None:
    author = Author(name=func.upper("ann"))
    session.add_all([Author(name="first"), author])

    session.flush()

    assert "name" not in author.__dict__
    assert author.name == "ANN"


def test_parents_come_before_children_whatever_the_order_of_add(session: Session) -> None:
    author = Author(name="Ann")
    book = Book(title="One", author=author)
    session.add(book)

    session.flush()

    assert book.author_id == author.id == 1


def test_a_plain_foreign_key_orders_the_tables_as_well(session: Session) -> None:
    session.add(Book(title="One", author_id=7))
    session.add(Author(id=7))

    session.flush()  # foreign keys are enforced here

    assert session.connection().exec_driver_sql("select author_id from book").scalar() == 7


def test_a_taken_key_is_warned_of_and_refused_by_the_database(session: Session) -> None:
    first = Author(id=1)
    session.add(first)
    session.flush()
    session.add(Author(id=1))

    with (
        pytest.warns(
            SAWarning,
            match="^New instance <Author at .*> with identity key .* conflicts with persistent instance <Author at",
        ),
        pytest.raises(IntegrityError),
    ):
        session.flush()


def test_flush_of_a_subset_leaves_the_rest_pending(session: Session) -> None:
    one, two = Author(name="one"), Author(name="two")
    session.add_all([one, two])

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        session.flush([two])

    assert two in session and inspect(two).persistent
    assert inspect(one).pending
    with session.no_autoflush:
        assert session.execute(text("select name from author")).scalars().all() == ["two"]


def test_values_that_were_never_set_are_known_to_be_null(session: Session, statements: Any) -> None:
    author = Author()
    session.add(author)
    session.flush()
    statements.clear()

    assert author.name is None
    assert not statements
