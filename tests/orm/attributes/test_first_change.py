"""The first change of a loaded object is as light as it can be: no SQL, no dictionary, nothing for the garbage
collector to count.
"""

from __future__ import annotations

import gc

import pytest

from holdfast import create_engine, event, inspect, select
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Sheet(Base):
    __tablename__ = "sheet"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    pages: Mapped[int]
    text: Mapped[str] = mapped_column(deferred=True)


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Sheet(id=n, title=f"sheet {n}", pages=n, text="...") for n in range(500)])
        session.commit()
        yield session
    engine.dispose()


def statements_of(session):
    found = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: found.append(args[2]))
    return found


def test_many_first_changes_allocate_nothing_that_is_collected(session):
    sheets = session.scalars(select(Sheet)).all()
    gc.disable()
    try:
        before = gc.get_count()[0]
        for sheet in sheets:
            sheet.pages = 7
        allocated = gc.get_count()[0] - before
    finally:
        gc.enable()
    assert allocated < 20
    assert len(session.dirty) == 500


def test_setting_an_attribute_that_is_not_loaded_asks_the_database_nothing(session):
    sheet = session.get_one(Sheet, 1)
    statements = statements_of(session)
    sheet.text = "new"
    assert statements == []
    assert inspect(sheet).attrs.text.history == (["new"], (), ())


def test_setting_an_expired_attribute_asks_the_database_nothing(session):
    sheet = session.get_one(Sheet, 1)
    session.expire(sheet)
    statements = statements_of(session)
    sheet.pages = 9
    assert statements == []
    session.flush()
    assert statements == ["UPDATE sheet SET pages = ? WHERE id = ?"]


def test_the_former_value_is_the_one_before_the_first_change(session):
    sheet = session.get_one(Sheet, 3)
    sheet.pages = 10
    sheet.pages = 11
    assert inspect(sheet).attrs.pages.history == ([11], (), [3])


def test_a_second_attribute_joins_the_first(session):
    sheet = session.get_one(Sheet, 3)
    sheet.pages, sheet.title = 10, "ten"
    assert inspect(sheet).attrs.pages.history == ([10], (), [3])
    assert inspect(sheet).attrs.title.history == (["ten"], (), ["sheet 3"])


def test_a_change_back_is_no_net_change(session):
    sheet = session.get_one(Sheet, 3)
    sheet.pages = 10
    sheet.pages = 3
    assert sheet in session.dirty
    assert not session.is_modified(sheet)


def test_a_changed_object_is_held_by_its_session(session):
    session.get_one(Sheet, 4).pages = 40
    gc.collect()
    session.commit()
    assert session.get_one(Sheet, 4).pages == 40


def test_an_object_that_left_its_session_is_not_dirty_there(session):
    sheet = session.get_one(Sheet, 4)
    sheet.pages = 40
    session.expunge(sheet)
    assert not session.dirty
    session.add(sheet)
    assert sheet in session.dirty


def test_a_session_that_is_gone_holds_nothing(session):
    other = Session(session.get_bind())
    sheet = other.get_one(Sheet, 1)
    home = inspect(sheet).home
    other.rollback()
    del other
    gc.collect()
    sheet.pages = 3
    assert home() is None
    assert home.touched == []
