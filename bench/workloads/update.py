"""Change one attribute of every loaded customer, each to a value of its own, and commit."""

from __future__ import annotations

from bench import database, models
from bench.workload import Bar, Stage, Workload

WORK = Workload(
    name="update",
    title="change one attribute on all, commit",
    setup=database.customers,
    bars=(Bar(at_least=5, over="sqlalchemy"), Bar(ahead_of="every peer")),
)
SLOW = 10_000


def check(stage: Stage) -> None:
    """Every row has the new value, seen from another connection."""
    connection = database.connect(stage.path)
    found = connection.execute("SELECT count(*) FROM customer WHERE a = b * 2").fetchone()
    stage.expect(found, (stage.rows,))


@WORK.entry("raw", note="UPDATE .. FROM (VALUES ..), 500 rows each")
def raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    pairs = [(key, b * 2) for key, b in connection.execute("SELECT id, b FROM customer")]
    with stage.measured():
        for start in range(0, len(pairs), 500):
            part = pairs[start : start + 500]
            values = ",".join(["(?,?)"] * len(part))
            sql = f"UPDATE customer SET a = v.column2 FROM (VALUES {values}) AS v WHERE customer.id = v.column1"
            connection.execute(sql, [value for pair in part for value in pair])
        connection.commit()
    check(stage)


@WORK.entry("raw", label="executemany")
def raw_executemany(stage: Stage) -> None:
    connection = database.connect(stage.path)
    pairs = [(b * 2, key) for key, b in connection.execute("SELECT id, b FROM customer")]
    with stage.measured():
        connection.executemany("UPDATE customer SET a = ? WHERE id = ?", pairs)
        connection.commit()
    check(stage)


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    with db.orm.Session(db.engine) as session:
        customers = session.scalars(db.core.select(db.Customer)).all()
        with stage.measured():
            for customer in customers:
                customer.a = customer.b * 2
            session.commit()
    check(stage)


@WORK.entry(
    "holdfast", "sqlalchemy", label="update()", note="bulk by primary key, dictionaries; no objects", whole=False
)
def mapped_bulk(stage: Stage) -> None:
    db = models.mapped(stage)
    with db.orm.Session(db.engine) as session:
        keys = session.execute(db.core.select(db.Customer.id, db.Customer.b)).all()
        values = [{"id": key, "a": b * 2} for key, b in keys]
        with stage.measured():
            session.execute(db.core.update(db.Customer), values)
            session.commit()
    check(stage)


@WORK.entry("django", label="save(update_fields)", most_rows=SLOW)
def django(stage: Stage) -> None:
    db = models.django(stage)
    customers = list(db.Customer.objects.all())
    with stage.measured(), db.atomic():
        for customer in customers:
            customer.a = customer.b * 2
            customer.save(update_fields=["a"])
    check(stage)


@WORK.entry("django", label="bulk_update()", most_rows=SLOW)
def django_bulk(stage: Stage) -> None:
    db = models.django(stage)
    customers = list(db.Customer.objects.all())
    with stage.measured(), db.atomic():
        for customer in customers:
            customer.a = customer.b * 2
        db.Customer.objects.bulk_update(customers, ["a"], batch_size=500)
    check(stage)


@WORK.entry("peewee", label="save(only)", most_rows=SLOW)
def peewee(stage: Stage) -> None:
    db = models.peewee(stage)
    customers = list(db.Customer.select())
    with stage.measured(), db.db.atomic():
        for customer in customers:
            customer.a = customer.b * 2
            customer.save(only=["a"])
    check(stage)


@WORK.entry("peewee", label="bulk_update()", most_rows=SLOW)
def peewee_bulk(stage: Stage) -> None:
    db = models.peewee(stage)
    customers = list(db.Customer.select())
    with stage.measured(), db.db.atomic():
        for customer in customers:
            customer.a = customer.b * 2
        db.Customer.bulk_update(customers, fields=["a"], batch_size=100)
    check(stage)


@WORK.entry("pony")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    with db.orm.db_session:
        customers = list(db.Customer.select())
        with stage.measured():
            for customer in customers:
                customer.a = customer.b * 2
            db.orm.commit()
    check(stage)


@WORK.entry("tortoise", label="save(update_fields)", most_rows=SLOW)
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    customers = await db.Customer.all()
    with stage.measured():
        async with db.in_transaction():
            for customer in customers:
                customer.a = customer.b * 2
                await customer.save(update_fields=["a"])
    check(stage)
    await db.close()


@WORK.entry("tortoise", label="bulk_update()", most_rows=SLOW)
async def tortoise_bulk(stage: Stage) -> None:
    db = await models.tortoise(stage)
    customers = await db.Customer.all()
    with stage.measured():
        async with db.in_transaction():
            for customer in customers:
                customer.a = customer.b * 2
            await db.Customer.bulk_update(customers, fields=["a"], batch_size=500)
    check(stage)
    await db.close()


@WORK.entry("piccolo", label="save(columns)", most_rows=SLOW)
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    customers = await db.Customer.objects()
    with stage.measured():
        async with db.transaction():
            for customer in customers:
                customer.a = customer.b * 2
                await customer.save(columns=[db.Customer.a])
    check(stage)
