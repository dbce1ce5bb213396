"""Load 1,000 parents with their ten children each, by a join or by a second select, and look at every child.

Both run on a database where nothing is loaded. Only SQLAlchemy and holdfast have the join for collections.
"""

from __future__ import annotations

from bench import database, models
from bench.workload import Bar, Stage, Workload

PARENTS = 1_000
JOINED = Workload(
    name="joinedload",
    title="select + joinedload, 1,000 parents x 10 children",
    setup=database.families,
    bars=(Bar(at_least=3, over="sqlalchemy"),),
    rows=PARENTS * database.CHILDREN,
    unit="us a child",
)
SELECTIN = Workload(
    name="selectinload",
    title="select + selectinload, 1,000 parents x 10 children",
    setup=database.families,
    bars=(Bar(at_least=3, over="sqlalchemy"),),
    rows=PARENTS * database.CHILDREN,
    unit="us a child",
)


def children_of(stage: Stage) -> int:
    return max(1, stage.rows // database.CHILDREN) * database.CHILDREN


def mapped(stage: Stage, strategy: str) -> None:
    db = models.mapped(stage)
    load = getattr(db.orm, strategy)
    with db.orm.Session(db.engine) as session, stage.measured():
        parents = session.scalars(db.core.select(db.Parent).options(load(db.Parent.children))).unique().all()
        stage.expect(sum(len(parent.children) for parent in parents), children_of(stage))


@JOINED.entry("raw", note="tuples of both tables")
def joined_raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    sql = "SELECT * FROM parent LEFT OUTER JOIN child ON parent.id = child.parent_id"
    with stage.measured():
        found = connection.execute(sql).fetchall()
    stage.expect(len(found), children_of(stage))


@JOINED.entry("holdfast", "sqlalchemy")
def joined(stage: Stage) -> None:
    mapped(stage, "joinedload")


@SELECTIN.entry("raw", note="tuples of both tables")
def selectin_raw(stage: Stage) -> None:
    connection = database.connect(stage.path)
    with stage.measured():
        parents = connection.execute("SELECT * FROM parent").fetchall()
        found = []
        for start in range(0, len(parents), 500):
            keys = [parent[0] for parent in parents[start : start + 500]]
            sql = f"SELECT * FROM child WHERE parent_id IN ({','.join('?' * len(keys))})"
            found += connection.execute(sql, keys).fetchall()
    stage.expect(len(found), children_of(stage))


@SELECTIN.entry("holdfast", "sqlalchemy")
def selectin(stage: Stage) -> None:
    mapped(stage, "selectinload")


@SELECTIN.entry("django", note="prefetch_related()")
def django(stage: Stage) -> None:
    db = models.django(stage)
    with stage.measured():
        parents = list(db.Parent.objects.prefetch_related("children"))
        stage.expect(sum(len(parent.children.all()) for parent in parents), children_of(stage))


@SELECTIN.entry("peewee", note="prefetch()")
def peewee(stage: Stage) -> None:
    db = models.peewee(stage)
    with stage.measured():
        parents = db.package.prefetch(db.Parent.select(), db.Child.select())
        stage.expect(sum(len(parent.children) for parent in parents), children_of(stage))


@SELECTIN.entry("pony", note="prefetch()")
def pony(stage: Stage) -> None:
    db = models.pony(stage)
    with db.orm.db_session, stage.measured():
        parents = list(db.Parent.select().prefetch(db.Parent.children))
        stage.expect(sum(len(parent.children) for parent in parents), children_of(stage))


@SELECTIN.entry("tortoise", note="prefetch_related()")
async def tortoise(stage: Stage) -> None:
    db = await models.tortoise(stage)
    with stage.measured():
        parents = await db.Parent.all().prefetch_related("children")
        stage.expect(sum(len(parent.children) for parent in parents), children_of(stage))
    await db.close()
