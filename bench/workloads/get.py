"""Get 2,000 customers by primary key, one by one, none of them loaded before.

One connection and one transaction for all, where the peer has such a thing.
"""

from __future__ import annotations

from bench import database, models
from bench.workload import Bar, Stage, Workload

WORK = Workload(
    name="get",
    title="Session.get of 2,000 keys, not in the map",
    setup=database.customers,
    bars=(Bar(at_least=4, over="sqlalchemy"), Bar(ahead_of="every peer")),
    unit="us a key",
)
KEYS = 2_000


def keys_of(stage: Stage) -> list[int]:
    """Keys spread over the whole table, but not customer 1, which opening loads."""
    step = max(1, (stage.rows - 1) // KEYS)
    return list(range(2, stage.rows + 1, step))[:KEYS]


@WORK.entry("raw", note="a plain tuple")
def raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    keys = keys_of(stage)
    sql = "SELECT id, name, description, a, b FROM customer WHERE id = ?"
    with stage.measured(len(keys)):
        found = [connection.execute(sql, (key,)).fetchone() for key in keys]
    stage.expect([row[3] for row in found], keys)


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    keys = keys_of(stage)
    with db.orm.Session(db.engine) as session:
        with stage.measured(len(keys)):
            found = [session.get(db.Customer, key) for key in keys]
        stage.expect([customer.a for customer in found], keys)


@WORK.entry("django")
def django(stage: Stage) -> None:
    db = models.django(stage)
    keys = keys_of(stage)
    with stage.measured(len(keys)):
        found = [db.Customer.objects.get(pk=key) for key in keys]
    stage.expect([customer.a for customer in found], keys)


@WORK.entry("peewee")
def peewee(stage: Stage) -> None:
    db = models.peewee(stage)
    keys = keys_of(stage)
    with stage.measured(len(keys)):
        found = [db.Customer.get_by_id(key) for key in keys]
    stage.expect([customer.a for customer in found], keys)


@WORK.entry("pony", label="get()", note="`Customer[key]` alone does not read the row")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    keys = keys_of(stage)
    with db.orm.db_session:
        with stage.measured(len(keys)):
            found = [db.Customer.get(id=key) for key in keys]
        stage.expect([customer.a for customer in found], keys)


@WORK.entry("tortoise")
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    keys = keys_of(stage)
    with stage.measured(len(keys)):
        found = [await db.Customer.get(id=key) for key in keys]
    stage.expect([customer.a for customer in found], keys)
    await db.close()


@WORK.entry("piccolo")
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    keys = keys_of(stage)
    async with db.transaction():
        with stage.measured(len(keys)):
            found = [await db.Customer.objects().get(db.Customer.id == key) for key in keys]
    stage.expect([customer.a for customer in found], keys)
