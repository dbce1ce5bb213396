"""Typical queries: each function takes a session and returns an answer, a small table to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from holdfast import Engine, func, select
from holdfast.cli.demo.model import Classifier, Distribution, EntryPoint, File, Person, Requirement
from holdfast.orm import Session, aliased, selectinload

ROWS = 5
"""The number of rows that an answer has at the most."""


@dataclass(frozen=True)
class Answer:
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]


def ask(engine: Engine) -> list[Answer]:
    """Asks all questions in one session."""
    with Session(engine) as session:
        return [question(session) for question in QUESTIONS]


def largest_distributions(session: Session) -> Answer:
    """A join with aggregates."""
    size = func.sum(File.size)
    statement = (
        select(Distribution.name, Distribution.version, func.count(), size)
        .join(Distribution.files)
        .group_by(Distribution.id)
        .order_by(size.desc(), Distribution.name)
        .limit(ROWS)
    )
    return Answer("Largest distributions", ("name", "version", "files", "bytes"), session.execute(statement).all())


def largest_file_of_each(session: Session) -> Answer:
    """A window function in a subquery."""
    rank = func.row_number().over(partition_by=File.distribution_id, order_by=[File.size.desc(), File.path])
    ranked = (
        select(File.distribution_id, File.path, File.size, rank.label("rank")).where(File.size.is_not(None)).subquery()
    )
    statement = (
        select(Distribution.name, ranked.c.path, ranked.c.size)
        .join(ranked, ranked.c.distribution_id == Distribution.id)
        .where(ranked.c.rank == 1)
        .order_by(ranked.c.size.desc(), Distribution.name)
        .limit(ROWS)
    )
    return Answer("Largest file of each", ("name", "file", "bytes"), session.execute(statement).all())


def most_required(session: Session) -> Answer:
    """The association object between two aliases of one class."""
    source, target = aliased(Distribution), aliased(Distribution)
    dependents = func.count(source.id.distinct())
    statement = (
        select(target.name, dependents, target.version)
        .join(Requirement, Requirement.target_id == target.id)
        .join(source, Requirement.source_id == source.id)
        .group_by(target.id)
        .order_by(dependents.desc(), target.name)
        .limit(ROWS)
    )
    rows = [(name, count, version or "not installed") for name, count, version in session.execute(statement)]
    return Answer("Most required", ("name", "required by", "version"), rows)


def required_but_absent(session: Session) -> Answer:
    """EXISTS, both ways: required without any marker, and not installed."""
    statement = (
        select(Distribution.name)
        .where(Distribution.version.is_(None), Distribution.required_by.any(Requirement.marker == ""))
        .order_by(Distribution.name)
        .limit(ROWS)
    )
    return Answer("Required always, yet absent", ("name",), session.execute(statement).all())


def busiest_authors(session: Session) -> Answer:
    """A many-to-many relationship, with a condition on the groups."""
    count = func.count()
    statement = (
        select(Person.name, count)
        .join(Person.distributions)
        .where(Person.name != "")
        .group_by(Person.name)
        .having(count > 1)
        .order_by(count.desc(), Person.name)
        .limit(ROWS)
    )
    return Answer("Authors of several", ("author", "distributions"), session.execute(statement).all())


def classifier_branches(session: Session) -> Answer:
    """A recursive common table expression that walks the tree from its roots."""
    root = aliased(Classifier, name="root")
    branch = (
        select(root.id.label("classifier_id"), root.name.label("root_name"))
        .where(root.parent_id.is_(None))
        .cte("branch", recursive=True)
    )
    branch = branch.union_all(
        select(Classifier.id, branch.c.root_name).join(branch, Classifier.parent_id == branch.c.classifier_id)
    )
    nodes = func.count(branch.c.classifier_id.distinct())
    statement = (
        select(branch.c.root_name, nodes, func.count(Distribution.id.distinct()))
        .join(Classifier, Classifier.id == branch.c.classifier_id)
        .join(Classifier.distributions)
        .group_by(branch.c.root_name)
        .order_by(nodes.desc(), branch.c.root_name)
        .limit(ROWS)
    )
    return Answer(
        "Branches of the classifiers", ("root", "nodes in use", "distributions"), session.execute(statement).all()
    )


def same_content(session: Session) -> Answer:
    """One content under several distributions."""
    owners = func.count(File.distribution_id.distinct())
    statement = (
        select(func.min(File.path), File.size, owners)
        .where(File.digest.is_not(None), File.size > 0)
        .group_by(File.digest, File.size)
        .having(owners > 1)
        .order_by(owners.desc(), File.size.desc(), func.min(File.path))
        .limit(ROWS)
    )
    return Answer("Same content in several", ("a path", "bytes", "distributions"), session.execute(statement).all())


def portraits(session: Session) -> Answer:
    """Whole objects with their relationships, in one SELECT for the objects and one for each relationship."""
    statement = (
        select(Distribution)
        .where(Distribution.entry_points.any(EntryPoint.group == "console_scripts"))
        .order_by(Distribution.name)
        .limit(ROWS)
        .options(
            selectinload(Distribution.authors),
            selectinload(Distribution.entry_points),
            selectinload(Distribution.requirements).joinedload(Requirement.target),
        )
    )
    rows = [
        (
            distribution.name,
            ", ".join(point.name for point in distribution.entry_points if point.group == "console_scripts"),
            ", ".join(author.name or author.email for author in distribution.authors),
            sum(requirement.target.installed for requirement in distribution.requirements),
        )
        for distribution in session.scalars(statement)
    ]
    return Answer("Distributions with commands", ("name", "commands", "authors", "requirements installed"), rows)


QUESTIONS = (
    largest_distributions,
    largest_file_of_each,
    most_required,
    required_but_absent,
    busiest_authors,
    classifier_branches,
    same_content,
    portraits,
)
