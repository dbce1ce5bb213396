"""Delete every loaded customer, object by object, and commit. (One DELETE for a whole table is another thing.)"""

from __future__ import annotations

from bench import database, models
from bench.workload import Bar, Stage, Workload

WORK = Workload(
    name="delete",
    title="delete all, commit",
    setup=database.customers,
    bars=(Bar(at_least=5, over="sqlalchemy"),),
)
SLOW = 10_000


def check(stage: Stage) -> None:
    """No row is left, seen from another connection."""
    stage.expect(database.connect(stage.path).execute("SELECT count(*) FROM customer").fetchone(), (0,))


@WORK.entry("raw", note="executemany by key")
def raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    keys = connection.execute("SELECT id FROM customer").fetchall()
    with stage.measured():
        connection.executemany("DELETE FROM customer WHERE id = ?", keys)
        connection.commit()
    check(stage)


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    with db.orm.Session(db.engine) as session:
        customers = session.scalars(db.core.select(db.Customer)).all()
        with stage.measured():
            for customer in customers:
                session.delete(customer)
            session.commit()
    check(stage)


@WORK.entry("django", most_rows=SLOW)
def django(stage: Stage) -> None:
    db = models.django(stage)
    customers = list(db.Customer.objects.all())
    with stage.measured(), db.atomic():
        for customer in customers:
            customer.delete()
    check(stage)


@WORK.entry("peewee", most_rows=SLOW)
def peewee(stage: Stage) -> None:
    db = models.peewee(stage)
    customers = list(db.Customer.select())
    with stage.measured(), db.db.atomic():
        for customer in customers:
            customer.delete_instance()
    check(stage)


@WORK.entry("pony")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    with db.orm.db_session:
        customers = list(db.Customer.select())
        with stage.measured():
            for customer in customers:
                customer.delete()
            db.orm.commit()
    check(stage)


@WORK.entry("tortoise", most_rows=SLOW)
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    customers = await db.Customer.all()
    with stage.measured():
        async with db.in_transaction():
            for customer in customers:
                await customer.delete()
    check(stage)
    await db.close()


@WORK.entry("piccolo", most_rows=SLOW)
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    customers = await db.Customer.objects()
    with stage.measured():
        async with db.transaction():
            for customer in customers:
                await customer.remove()
    check(stage)
