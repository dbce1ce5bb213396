"""Memory of a loaded object: what tracemalloc counts after loading every customer, divided by their number.

The rows' values count too; they are the same for every peer. tracemalloc slows the work, so the time means nothing.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

from bench import database, models
from bench.workload import Bar, Stage, Workload
from bench.workloads.load import SELECT, Plain

WORK = Workload(
    name="memory",
    title="memory per loaded object (tracemalloc)",
    setup=database.customers,
    bars=(Bar(at_most=0.6, over="sqlalchemy"),),
    scale=0.2,
    unit="bytes an object",
)


@contextmanager
def traced(stage: Stage) -> Iterator[None]:
    """Count what the block allocates and keeps; the block must hold its objects in a name outside."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    with stage.measured():
        yield
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    stage.figure = (after - before) / stage.rows


@WORK.entry("raw", label="objects", note="plain objects")
def raw_objects(stage: Stage) -> None:
    connection = database.connect(stage.path)
    with traced(stage):
        found = [Plain(*row) for row in connection.execute(SELECT)]
    stage.expect(len(found), stage.rows)


@WORK.entry("holdfast", "sqlalchemy")
def mapped(stage: Stage) -> None:
    db = models.mapped(stage)
    with db.orm.Session(db.engine) as session:
        with traced(stage):
            found = session.scalars(db.core.select(db.Customer)).all()
        stage.expect(len(found), stage.rows)


@WORK.entry("django")
def django(stage: Stage) -> None:
    db = models.django(stage)
    with traced(stage):
        found = list(db.Customer.objects.all())
    stage.expect(len(found), stage.rows)


@WORK.entry("peewee")
def peewee(stage: Stage) -> None:
    db = models.peewee(stage)
    with traced(stage):
        found = list(db.Customer.select())
    stage.expect(len(found), stage.rows)


@WORK.entry("pony")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    with db.orm.db_session:
        with traced(stage):
            found = list(db.Customer.select())
        stage.expect(len(found), stage.rows)


@WORK.entry("tortoise")
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    with traced(stage):
        found = await db.Customer.all()
    stage.expect(len(found), stage.rows)
    await db.close()


@WORK.entry("piccolo")
async def piccolo(stage: Stage) -> None:
    db = await models.piccolo(stage)
    with traced(stage):
        found = await db.Customer.objects()
    stage.expect(len(found), stage.rows)
