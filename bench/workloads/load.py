"""Load objects: every customer, all five columns, as a list of mapped objects."""

from __future__ import annotations

from bench import database, models
from bench.workload import Bar, Stage, Workload

WORK = Workload(
    name="load",
    title="load objects, `scalars(select(C)).all()`",
    setup=database.customers,
    bars=(Bar(at_least=3.5, over="sqlalchemy"), Bar(at_most=2.2, over="raw objects"), Bar(ahead_of="every peer")),
)
SELECT = "SELECT id, name, description, a, b FROM customer"


class Plain:
    """What a program without an ORM would make of a row."""

    def __init__(self, id: int, name: str, description: str, a: int, b: int) -> None:
        self.id = id
        self.name = name
        self.description = description
        self.a = a
        self.b = b


@WORK.entry("raw", note="fetchall(): tuples")
def raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    with stage.measured():
        found = connection.execute(SELECT).fetchall()
    stage.expect(len(found), stage.rows)


@WORK.entry("raw", label="objects", note="a plain object for each row")
def raw_objects(stage: Stage) -> None:
    connection = database.connect(stage.path)
    with stage.measured():
        found = [Plain(*row) for row in connection.execute(SELECT)]
    stage.expect(found[-1].a, stage.rows)


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    with db.orm.Session(db.engine) as session:
        with stage.measured():
            found = session.scalars(db.core.select(db.Customer)).all()
        stage.expect((len(found), found[-1].a), (stage.rows, stage.rows))


@WORK.entry("django")
def django(stage: Stage) -> None:
    db = models.django(stage)
    with stage.measured():
        found = list(db.Customer.objects.all())
    stage.expect((len(found), found[-1].a), (stage.rows, stage.rows))


@WORK.entry("peewee")
def peewee(stage: Stage) -> None:
    db = models.peewee(stage)
    with stage.measured():
        found = list(db.Customer.select())
    stage.expect((len(found), found[-1].a), (stage.rows, stage.rows))


@WORK.entry("pony")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    with db.orm.db_session:
        with stage.measured():
            found = list(db.Customer.select())
        stage.expect((len(found), found[-1].a), (stage.rows, stage.rows))


@WORK.entry("tortoise")
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    with stage.measured():
        found = await db.Customer.all()
    stage.expect((len(found), found[-1].a), (stage.rows, stage.rows))
    await db.close()


@WORK.entry("piccolo")
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    with stage.measured():
        found = await db.Customer.objects()
    stage.expect((len(found), found[-1].a), (stage.rows, stage.rows))
