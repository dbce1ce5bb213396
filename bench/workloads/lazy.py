"""Lazy collections: 1,000 parents loaded plainly, then the children of each looked at; the figure is SELECTs sent.

They are counted in the driver, by sqlite3's trace callback, on whatever connection the peer makes.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from bench import database, models
from bench.workload import Bar, Stage, Workload
from bench.workloads.eager import PARENTS, children_of

WORK = Workload(
    name="lazy",
    title="lazy collection access on 1,000 parents",
    setup=database.families,
    bars=(Bar(at_most=3),),
    rows=PARENTS * database.CHILDREN,
    unit="SELECT statements",
)


def trace_every_connection() -> list[str]:
    """Make each connection of this process append the statements it runs to the list that is returned."""
    statements: list[str] = []
    original = sqlite3.connect

    def connect(*arguments: Any, **keywords: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = original(*arguments, **keywords)
        connection.set_trace_callback(statements.append)
        return connection

    for module in (sqlite3, sqlite3.dbapi2):
        module.connect = connect  # type: ignore[attr-defined]
    return statements


def counted(stage: Stage, statements: list[str]) -> None:
    """The figure is the number of SELECTs; the raw entry's other statements and transaction control do not count."""
    selects = [sql for sql in statements if sql.lstrip("( ").upper().startswith(("SELECT", "WITH"))]
    stage.figure = len(selects)


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    statements = trace_every_connection()
    db = models.mapped(stage)
    with db.orm.Session(db.engine) as session:
        statements.clear()
        with stage.measured():
            parents = session.scalars(db.core.select(db.Parent)).all()
            stage.expect(sum(len(parent.children) for parent in parents), children_of(stage))
    counted(stage, statements)


@WORK.entry("django")
def django(stage: Stage) -> None:
    statements = trace_every_connection()
    db = models.django(stage)
    statements.clear()
    with stage.measured():
        stage.expect(sum(len(parent.children.all()) for parent in db.Parent.objects.all()), children_of(stage))
    counted(stage, statements)


@WORK.entry("peewee")
def peewee(stage: Stage) -> None:
    statements = trace_every_connection()
    db = models.peewee(stage)
    statements.clear()
    with stage.measured():
        stage.expect(sum(len(list(parent.children)) for parent in db.Parent.select()), children_of(stage))
    counted(stage, statements)


@WORK.entry("pony")
def pony(stage: Stage) -> None:
    statements = trace_every_connection()
    db = models.pony(stage)
    statements.clear()
    with db.orm.db_session, stage.measured():
        stage.expect(sum(len(list(parent.children)) for parent in db.Parent.select()), children_of(stage))
    counted(stage, statements)


@WORK.entry("tortoise")
async def tortoise(stage: Stage) -> None:
    statements = trace_every_connection()
    db = await models.tortoise(stage)
    statements.clear()
    found = 0
    with stage.measured():
        for parent in await db.Parent.all():
            found += len(await parent.children)
    stage.expect(found, children_of(stage))
    counted(stage, statements)
    await db.close()
