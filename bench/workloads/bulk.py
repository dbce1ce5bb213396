"""From plain values to committed rows, each peer in its fastest documented way: objects or dictionaries, keys or none.

The values are tuples; making the objects or dictionaries counts. holdfast's own entry makes objects and gives keys.
"""

from __future__ import annotations

from typing import Any

from bench import database, models
from bench.workload import Bar, Stage, Workload
from bench.workloads.insert import NO_KEYS, check

WORK = Workload(
    name="bulk",
    title="from values to committed rows: construct + add_all + commit beside every peer's bulk insert",
    setup=database.empty,
    bars=(Bar(at_least=5, over="sqlalchemy"), Bar(ahead_of="every peer")),
)
Values = list[tuple[str, str, int, int]]


def made(cls: Any, values: Values) -> list[Any]:
    """An object of each row of values (`dict` makes dictionaries)."""
    return [cls(name=name, description=description, a=a, b=b) for name, description, a, b in values]


@WORK.entry("holdfast", "sqlalchemy", note="objects, add_all() and commit()")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    values = database.customer_rows(stage.rows)
    with db.orm.Session(db.engine) as session, stage.measured():
        session.add_all(made(db.Customer, values))
        session.commit()
    check(stage)


@WORK.entry("holdfast", "sqlalchemy", label="insert()", note=f"dictionaries; {NO_KEYS}")
def mapped_bulk(stage: Stage) -> None:
    db = models.mapped(stage)
    values = database.customer_rows(stage.rows)
    with db.orm.Session(db.engine) as session, stage.measured():
        session.execute(db.core.insert(db.Customer), made(dict, values))
        session.commit()
    check(stage)


@WORK.entry("django", label="bulk_create()")
def django(stage: Stage) -> None:
    db = models.django(stage)
    values = database.customer_rows(stage.rows)
    with stage.measured(), db.atomic():
        db.Customer.objects.bulk_create(made(db.Customer, values))
    check(stage)


@WORK.entry("peewee", label="bulk_create()", note=NO_KEYS)
def peewee(stage: Stage) -> None:
    db = models.peewee(stage)
    values = database.customer_rows(stage.rows)
    with stage.measured(), db.db.atomic():
        db.Customer.bulk_create(made(db.Customer, values), batch_size=500)
    check(stage)


@WORK.entry("peewee", label="insert_many()", note=f"tuples; {NO_KEYS}")
def peewee_many(stage: Stage) -> None:
    db = models.peewee(stage)
    values = database.customer_rows(stage.rows)
    Customer = db.Customer
    fields = [Customer.name, Customer.description, Customer.a, Customer.b]
    with stage.measured(), db.db.atomic():
        for batch in db.package.chunked(values, 500):
            Customer.insert_many(batch, fields=fields).execute()
    check(stage)


@WORK.entry("pony")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    values = database.customer_rows(stage.rows)
    with db.orm.db_session, stage.measured():
        made(db.Customer, values)
        db.orm.commit()
    check(stage)


@WORK.entry("tortoise", label="bulk_create()", note=NO_KEYS)
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    values = database.customer_rows(stage.rows)
    with stage.measured():
        async with db.in_transaction():
            await db.Customer.bulk_create(made(db.Customer, values), batch_size=500)
    check(stage)
    await db.close()


@WORK.entry("piccolo", label="insert()")
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    values = database.customer_rows(stage.rows)
    with stage.measured():
        customers = made(db.Customer, values)
        async with db.transaction():
            for start in range(0, len(customers), 500):
                await db.Customer.insert(*customers[start : start + 500])
    check(stage)
