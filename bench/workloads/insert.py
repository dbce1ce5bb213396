"""Insert new objects, whose keys the database generates, in one transaction.

The objects (for some bulk functions: dictionaries) are made before the clock starts, except for Pony, where making an
object is what inserts it. What does not give the generated keys back is shown, but is not the same work: all bulk
functions compete in `bulk`, where everyone starts from the same values.
"""

from __future__ import annotations

from bench import database, models
from bench.workload import Bar, Stage, Workload

WORK = Workload(
    name="insert",
    title="add_all + commit, generated keys",
    setup=database.empty,
    bars=(Bar(at_least=5, over="sqlalchemy"), Bar(ahead_of="every peer")),
)
SLOW = 10_000
INSERT = "INSERT INTO customer (name, description, a, b) VALUES "
NO_KEYS = "does not return the keys"


def check(stage: Stage) -> None:
    """All are there (and the one that was before), seen from another connection."""
    connection = database.connect(stage.path)
    found = connection.execute("SELECT count(*), max(a), max(name) FROM customer").fetchone()
    names = [name for name, _, _, _ in database.customer_rows(stage.rows)]
    stage.expect(found, (stage.rows + 1, stage.rows, max(names)))


@WORK.entry("raw", note="multi-row INSERT .. RETURNING id, 500 rows each")
def raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    rows = database.customer_rows(stage.rows)
    keys = []
    with stage.measured():
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            sql = INSERT + ",".join(["(?,?,?,?)"] * len(part)) + " RETURNING id"
            keys += connection.execute(sql, [value for row in part for value in row]).fetchall()
        connection.commit()
    stage.expect(len(keys), stage.rows)
    check(stage)


@WORK.entry("raw", label="executemany", note=NO_KEYS, whole=False)
def raw_executemany(stage: Stage) -> None:
    connection = database.connect(stage.path)
    rows = database.customer_rows(stage.rows)
    with stage.measured():
        connection.executemany(INSERT + "(?,?,?,?)", rows)
        connection.commit()
    check(stage)


@WORK.entry("holdfast", "sqlalchemy", note="add_all() and commit()")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with db.orm.Session(db.engine) as session:
        with stage.measured():
            session.add_all(customers)
            session.commit()
        stage.expect(customers[-1].a, stage.rows)
        stage.expect(len({customer.id for customer in customers[:100]}), min(100, stage.rows))
    check(stage)


@WORK.entry("holdfast", "sqlalchemy", label="insert()", note=f"bulk, dictionaries; {NO_KEYS}", whole=False)
def mapped_bulk(stage: Stage) -> None:
    db = models.mapped(stage)
    values = database.customer_values(stage.rows)
    with db.orm.Session(db.engine) as session, stage.measured():
        session.execute(db.core.insert(db.Customer), values)
        session.commit()
    check(stage)


@WORK.entry("holdfast", "sqlalchemy", label="insert().returning()", note="bulk, dictionaries; loads the objects")
def mapped_bulk_returning(stage: Stage) -> None:
    db = models.mapped(stage)
    values = database.customer_values(stage.rows)
    with db.orm.Session(db.engine) as session:
        with stage.measured():
            made = session.scalars(db.core.insert(db.Customer).returning(db.Customer), values).all()
            session.commit()
        stage.expect(len(made), stage.rows)
    check(stage)


@WORK.entry("django", label="save()", most_rows=SLOW)
def django(stage: Stage) -> None:
    db = models.django(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with stage.measured(), db.atomic():
        for customer in customers:
            customer.save()
    check(stage)


@WORK.entry("django", label="bulk_create()")
def django_bulk(stage: Stage) -> None:
    db = models.django(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with stage.measured(), db.atomic():
        db.Customer.objects.bulk_create(customers)
    stage.expect(customers[-1].pk is not None, True)
    check(stage)


@WORK.entry("peewee", label="save()", most_rows=SLOW)
def peewee(stage: Stage) -> None:
    db = models.peewee(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with stage.measured(), db.db.atomic():
        for customer in customers:
            customer.save()
    check(stage)


@WORK.entry("peewee", label="bulk_create()", note=NO_KEYS, whole=False)
def peewee_bulk(stage: Stage) -> None:
    db = models.peewee(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with stage.measured(), db.db.atomic():
        db.Customer.bulk_create(customers, batch_size=500)
    check(stage)


@WORK.entry("peewee", label="insert_many()", note=f"dictionaries; {NO_KEYS}", whole=False)
def peewee_many(stage: Stage) -> None:
    db = models.peewee(stage)
    values = database.customer_values(stage.rows)
    with stage.measured(), db.db.atomic():
        for batch in db.package.chunked(values, 500):
            db.Customer.insert_many(batch).execute()
    check(stage)


@WORK.entry("pony", note="with making the objects")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    values = database.customer_values(stage.rows)
    with db.orm.db_session, stage.measured():
        for each in values:
            db.Customer(**each)
        db.orm.commit()
    check(stage)


@WORK.entry("tortoise", label="save()", most_rows=SLOW)
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with stage.measured():
        async with db.in_transaction():
            for customer in customers:
                await customer.save()
    check(stage)
    await db.close()


@WORK.entry("tortoise", label="bulk_create()", note=NO_KEYS, whole=False)
async def tortoise_bulk(stage: Stage) -> None:
    db = await models.tortoise(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with stage.measured():
        async with db.in_transaction():
            await db.Customer.bulk_create(customers, batch_size=500)
    check(stage)
    await db.close()


@WORK.entry("piccolo", label="save()", most_rows=SLOW)
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with stage.measured():
        async with db.transaction():
            for customer in customers:
                await customer.save()
    check(stage)


@WORK.entry("piccolo", label="insert()")
async def piccolo_bulk(stage: Stage) -> None:
    db = await models.piccolo(stage)
    customers = [db.Customer(**values) for values in database.customer_values(stage.rows)]
    with stage.measured():
        async with db.transaction():
            for start in range(0, len(customers), 500):
                await db.Customer.insert(*customers[start : start + 500])
    check(stage)
