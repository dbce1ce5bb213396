"""Set an attribute: one of each loaded customer, without writing it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bench import database, models
from bench.workload import Bar, Stage, Workload
from bench.workloads.load import SELECT, Plain

WORK = Workload(
    name="set",
    title="set an attribute",
    setup=database.customers,
    bars=(Bar(at_least=3, over="sqlalchemy"),),
)


def assign(stage: Stage, customers: Iterable[Any]) -> None:
    with stage.measured():
        for customer in customers:
            customer.a = 5


@WORK.entry("raw", label="objects", note="plain objects")
def raw_objects(stage: Stage) -> None:
    assign(stage, [Plain(*row) for row in database.connect(stage.path).execute(SELECT)])


@WORK.entry("holdfast", "sqlalchemy", note="tracks the change")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    with db.orm.Session(db.engine) as session:
        customers = session.scalars(db.core.select(db.Customer)).all()
        assign(stage, customers)
        stage.expect(len(session.dirty), stage.rows)


@WORK.entry("django", note="does not track")
def django(stage: Stage) -> None:
    assign(stage, list(models.django(stage).Customer.objects.all()))


@WORK.entry("peewee", note="tracks the change")
def peewee(stage: Stage) -> None:
    assign(stage, list(models.peewee(stage).Customer.select()))


@WORK.entry("pony", note="tracks the change")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    with db.orm.db_session:
        assign(stage, list(db.Customer.select()))
        db.orm.rollback()


@WORK.entry("tortoise", note="does not track")
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    assign(stage, await db.Customer.all())
    await db.close()


@WORK.entry("piccolo", note="does not track")
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    assign(stage, await db.Customer.objects())
