"""Read loaded attributes: five of each customer, in one loop that is the same for every peer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bench import database, models
from bench.workload import Bar, Stage, Workload
from bench.workloads.load import SELECT, Plain

WORK = Workload(
    name="read",
    title="read loaded attributes",
    setup=database.customers,
    bars=(Bar(at_least=8, over="sqlalchemy"),),
    unit="us a row of 5 attributes",
)


def read(stage: Stage, customers: Iterable[Any]) -> None:
    with stage.measured():
        for customer in customers:
            customer.id  # noqa: B018
            customer.name  # noqa: B018
            customer.description  # noqa: B018
            customer.a  # noqa: B018
            customer.b  # noqa: B018


@WORK.entry("raw", label="objects", note="plain objects")
def raw_objects(stage: Stage) -> None:
    read(stage, [Plain(*row) for row in database.connect(stage.path).execute(SELECT)])


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    with db.orm.Session(db.engine) as session:
        read(stage, session.scalars(db.core.select(db.Customer)).all())


@WORK.entry("django")
def django(stage: Stage) -> None:
    read(stage, list(models.django(stage).Customer.objects.all()))


@WORK.entry("peewee")
def peewee(stage: Stage) -> None:
    read(stage, list(models.peewee(stage).Customer.select()))


@WORK.entry("pony")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    with db.orm.db_session:
        read(stage, list(db.Customer.select()))


@WORK.entry("tortoise")
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    read(stage, await db.Customer.all())
    await db.close()


@WORK.entry("piccolo")
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    read(stage, await db.Customer.objects())
