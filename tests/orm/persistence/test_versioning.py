"""Mappers with a version_id_col: each UPDATE and DELETE finds the version that was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from holdfast import String, text
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column
from holdfast.orm.exc import StaleDataError


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


class Page(Base):
    __tablename__ = "page"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session


@pytest.fixture
def page(session: Session) -> Page:
    page = Page(text="a")
    session.add(page)
    session.commit()
    return page


def test_versions_count_from_one(session: Session, page: Page) -> None:
    assert page.version == 1

    page.text = "b"
    session.flush()

    assert page.version == 2


def test_a_row_with_another_version_is_stale(session: Session, page: Page) -> None:
    assert page.version == 1
    session.execute(text("update page set version = 77"))
    page.text = "b"

    with pytest.raises(StaleDataError, match=r"^UPDATE statement on table 'page' expected to update"):
        session.flush()


def test_a_delete_of_another_version_is_stale(session: Session, page: Page) -> None:
    assert page.version == 1
    session.execute(text("update page set version = 77"))
    session.delete(page)

    with pytest.raises(StaleDataError, match=r"^DELETE statement on table 'page' expected to delete"):
        session.flush()


def test_setting_the_version_of_an_expired_object_compares_the_one_that_was_there(session: Session, page: Page) -> None:
    session.expire(page)
    page.version = 50
    page.text = "b"
    session.flush()
    assert session.execute(text("SELECT text, version FROM page")).all() == [("b", 2)]
