"""The demo's queries give the right answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fabricated_distributions import write_distribution

from holdfast import create_engine, event
from holdfast.cli.demo import queries
from holdfast.cli.demo.model import Base
from holdfast.cli.demo.reading import read_inventory
from holdfast.cli.demo.saving import save
from holdfast.orm import Session


@pytest.fixture
def session(site_packages: Path) -> Iterator[Session]:
    write_distribution(site_packages, "copy", files=("copied.py,sha256=digest59,59",))
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    records = list(read_inventory([site_packages]).distributions.values())
    save(engine, records, before_first_flush=lambda session: None, advance=lambda rows: None)
    with Session(engine) as session:
        yield session
    engine.dispose()


def rows(answer: queries.Answer) -> list[tuple[object, ...]]:
    return [tuple(row) for row in answer.rows]


def test_largest_distributions(session: Session) -> None:
    assert rows(queries.largest_distributions(session))[:2] == [
        ("web-server", "2.1", 62, sum(range(60))),
        ("template-engine", "1.0", 30, sum(range(30))),
    ]


def test_largest_file_of_each(session: Session) -> None:
    assert rows(queries.largest_file_of_each(session))[:3] == [
        ("copy", "copied.py", 59),
        ("web-server", "web/module_00059.py", 59),
        ("template-engine", "template/module_00029.py", 29),
    ]


def test_most_required(session: Session) -> None:
    assert rows(queries.most_required(session))[:3] == [
        ("template-engine", 11, "1.0"),
        ("web-server", 11, "2.1"),
        ("always-missing", 1, "not installed"),
    ]


def test_required_but_absent(session: Session) -> None:
    assert rows(queries.required_but_absent(session)) == [("always-missing",)]


def test_busiest_authors(session: Session) -> None:
    assert rows(queries.busiest_authors(session)) == [("Charles", 11), ("Ada Lovelace", 2)]


def test_classifier_branches(session: Session) -> None:
    assert rows(queries.classifier_branches(session)) == [("Topic", 4, 11), ("Programming Language", 2, 2)]


def test_same_content(session: Session) -> None:
    assert rows(queries.same_content(session))[0] == ("plugin0/module_00004.py", 4, 12)


def test_portraits(session: Session) -> None:
    assert rows(queries.portraits(session)) == [("web-server", "serve, stop", "Ada Lovelace, Charles", 1)]


def test_a_portrait_costs_one_statement_for_each_relationship(session: Session) -> None:
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    queries.portraits(session)
    assert len(statements) == 4
