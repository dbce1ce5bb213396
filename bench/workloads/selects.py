"""10,000 short selects, a new statement object each, which finds one customer."""

from __future__ import annotations

from bench import database, models
from bench.workload import Bar, Stage, Workload

WORK = Workload(
    name="selects",
    title="10,000 short selects, new statement object each",
    setup=database.customers,
    bars=(Bar(at_least=3, over="sqlalchemy"),),
    rows=10_000,
    unit="us a select",
)


@WORK.entry("raw", note="plain tuples")
def raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    sql = "SELECT id, name, description, a, b FROM customer WHERE id = ?"
    with stage.measured():
        for key in range(1, stage.rows + 1):
            (row,) = connection.execute(sql, (key,)).fetchall()
            stage.expect(row[3], key)


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    select, Customer = db.core.select, db.Customer
    with db.orm.Session(db.engine) as session, stage.measured():
        for key in range(1, stage.rows + 1):
            (customer,) = session.scalars(select(Customer).where(Customer.id == key)).all()
            stage.expect(customer.a, key)


@WORK.entry("django")
def django(stage: Stage) -> None:
    db = models.django(stage)
    with stage.measured():
        for key in range(1, stage.rows + 1):
            (customer,) = db.Customer.objects.filter(id=key)
            stage.expect(customer.a, key)


@WORK.entry("peewee")
def peewee(stage: Stage) -> None:
    Customer = models.peewee(stage).Customer
    with stage.measured():
        for key in range(1, stage.rows + 1):
            (customer,) = Customer.select().where(Customer.id == key)
            stage.expect(customer.a, key)


@WORK.entry("pony")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    Customer = db.Customer
    with db.orm.db_session, stage.measured():
        for key in range(1, stage.rows + 1):
            (customer,) = Customer.select(lambda c: c.id == key)  # noqa: B023 (Pony reads it at once)
            stage.expect(customer.a, key)


@WORK.entry("tortoise")
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    with stage.measured():
        for key in range(1, stage.rows + 1):
            (customer,) = await db.Customer.filter(id=key)
            stage.expect(customer.a, key)
    await db.close()


@WORK.entry("piccolo")
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    Customer = db.Customer
    async with db.transaction():
        with stage.measured():
            for key in range(1, stage.rows + 1):
                (customer,) = await Customer.objects().where(Customer.id == key)
                stage.expect(customer.a, key)
