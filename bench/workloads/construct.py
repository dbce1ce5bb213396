"""Construct with keywords: new customers, which no session knows."""

from __future__ import annotations

from typing import Any

from bench import database, models
from bench.workload import Bar, Stage, Workload
from bench.workloads.load import Plain

WORK = Workload(
    name="construct",
    title="construct with keywords",
    setup=database.empty,
    bars=(Bar(at_least=5, over="sqlalchemy"),),
)


def construct(stage: Stage, cls: Any) -> None:
    with stage.measured():
        made = [cls(name="name", description="description", a=i, b=i) for i in range(stage.rows)]
    stage.expect(made[-1].b, stage.rows - 1)


@WORK.entry("raw", label="objects", note="plain objects")
def raw_objects(stage: Stage) -> None:
    with stage.measured():
        made = [Plain(id=i, name="name", description="description", a=i, b=i) for i in range(stage.rows)]
    stage.expect(made[-1].b, stage.rows - 1)


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    construct(stage, models.mapped(stage).Customer)


@WORK.entry("django")
def django(stage: Stage) -> None:
    construct(stage, models.django(stage).Customer)


@WORK.entry("peewee")
def peewee(stage: Stage) -> None:
    construct(stage, models.peewee(stage).Customer)


@WORK.entry("pony", note="a new object joins the session at once")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    with db.orm.db_session:
        construct(stage, db.Customer)
        db.orm.rollback()


@WORK.entry("tortoise")
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    construct(stage, db.Customer)
    await db.close()


@WORK.entry("piccolo")
async def piccolo(stage: Stage) -> None:
    construct(stage, (await models.piccolo(stage)).Customer)
