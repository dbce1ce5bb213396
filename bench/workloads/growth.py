"""Growth: what a row costs among a million, divided by what it costs among a thousand.

The small figure is the median of several runs, each on a fresh database; the large one is a single run. Nothing is
kept from one run to the next. The raw entries show how much of the growth is the database's and Python's own.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench import database, models
from bench.workload import Bar, Stage, Workload
from bench.workloads.load import SELECT, Plain

SMALL_SHARE = 1_000
REPEATS = 15


def workload(name: str, title: str) -> Workload:
    return Workload(
        name=f"growth-{name}",
        title=f"growth from 1,000 to 1,000,000 rows: {title}",
        setup=database.empty,
        bars=(Bar(at_most=1.3),),
        scale=10,
        unit="times the cost of a row",
    )


LOAD = workload("load", "load objects")
INSERT = workload("insert", "add_all + commit")
UPDATE = workload("update", "change one attribute on all, commit")
DELETE = workload("delete", "delete all, commit")
WORK = (LOAD, INSERT, UPDATE, DELETE)


class Clock:
    """Seconds of the block that an action measures."""

    seconds = 0.0

    @contextmanager
    def measured(self) -> Any:
        started = time.perf_counter()
        yield
        self.seconds = time.perf_counter() - started


def grow(stage: Stage, action: Callable[[Clock, int], None], seeded: bool) -> None:
    """Measure `action(clock, rows)` on few and on many rows; it finds that many in the database when `seeded`."""

    def per_row(rows: int) -> float:
        refill(stage.path, rows if seeded else 0)
        clock = Clock()
        action(clock, rows)
        return clock.seconds / rows

    small = max(10, stage.rows // SMALL_SHARE)
    per_row(small)
    cheap = statistics.median(per_row(small) for _ in range(REPEATS))
    large = per_row(stage.rows)
    stage.seconds, stage.count = large * stage.rows, stage.rows
    stage.figure = large / cheap


def refill(path: Path, rows: int) -> None:
    """Empty the customers and put `rows` new ones in."""
    connection = database.connect(path)
    connection.execute("DELETE FROM customer")
    sql = "INSERT INTO customer (name, description, a, b) VALUES (?, ?, ?, ?)"
    connection.executemany(sql, database.customer_rows(rows))
    connection.commit()
    connection.close()


@LOAD.entry("raw", label="objects")
def load_raw(stage: Stage) -> None:
    connection = database.connect(stage.path)

    def action(clock: Clock, rows: int) -> None:
        with clock.measured():
            found = [Plain(*row) for row in connection.execute(SELECT)]
        stage.expect(len(found), rows)

    grow(stage, action, seeded=True)


@LOAD.entry("holdfast", "sqlalchemy")
def load(stage: Stage) -> None:
    db = models.mapped(stage)

    def action(clock: Clock, rows: int) -> None:
        with db.orm.Session(db.engine) as session:
            with clock.measured():
                found = session.scalars(db.core.select(db.Customer)).all()
            stage.expect(len(found), rows)

    grow(stage, action, seeded=True)


@INSERT.entry("raw", note="executemany")
def insert_raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    sql = "INSERT INTO customer (name, description, a, b) VALUES (?, ?, ?, ?)"

    def action(clock: Clock, rows: int) -> None:
        values = database.customer_rows(rows)
        with clock.measured():
            connection.executemany(sql, values)
            connection.commit()

    grow(stage, action, seeded=False)


@INSERT.entry("holdfast")
def insert(stage: Stage) -> None:
    db = models.mapped(stage)

    def action(clock: Clock, rows: int) -> None:
        customers = [db.Customer(**values) for values in database.customer_values(rows)]
        with db.orm.Session(db.engine) as session, clock.measured():
            session.add_all(customers)
            session.commit()

    grow(stage, action, seeded=False)


def change(session: Any, customers: list[Any]) -> None:
    for customer in customers:
        customer.a = customer.b * 2


def delete_each(session: Any, customers: list[Any]) -> None:
    for customer in customers:
        session.delete(customer)


def written(stage: Stage, db: SimpleNamespace, work: Callable[[Any, list[Any]], None]) -> None:
    def action(clock: Clock, rows: int) -> None:
        with db.orm.Session(db.engine) as session:
            customers = session.scalars(db.core.select(db.Customer)).all()
            stage.expect(len(customers), rows)
            with clock.measured():
                work(session, customers)
                session.commit()

    grow(stage, action, seeded=True)


@UPDATE.entry("holdfast")
def update(stage: Stage) -> None:
    written(stage, models.mapped(stage), change)


@DELETE.entry("holdfast")
def delete(stage: Stage) -> None:
    written(stage, models.mapped(stage), delete_each)
