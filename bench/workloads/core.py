"""The SQL layer without the ORM: one cached select executed many times, and one that fetches many rows."""

from __future__ import annotations

from bench import database, models
from bench.workload import Bar, Stage, Workload
from bench.workloads.load import SELECT

EXECUTE = Workload(
    name="core-execute",
    title="Core: 10,000 executions of a cached select by key",
    setup=database.customers,
    bars=(Bar(at_least=1.5, over="sqlalchemy"),),
    rows=10_000,
    unit="us an execution",
)

FETCH = Workload(
    name="core-fetch",
    title="Core: fetch all rows of a select",
    setup=database.customers,
    bars=(Bar(at_most=1.15, over="raw"), Bar(at_least=1, over="sqlalchemy")),
)


@EXECUTE.entry("raw", note="the cursor")
def raw_execute(stage: Stage) -> None:
    connection = database.connect(stage.path)
    sql = "SELECT id, name, description, a, b FROM customer WHERE id = ?"
    with stage.measured():
        for key in range(1, stage.rows + 1):
            stage.expect(connection.execute(sql, (key,)).fetchone()[3], key)


@EXECUTE.entry("holdfast", "sqlalchemy")
def core_execute(stage: Stage) -> None:
    db = models.mapped(stage)
    table = db.Customer.__table__
    statement = db.core.select(table).where(table.c.id == db.core.bindparam("key"))
    with db.engine.connect() as connection, stage.measured():
        for key in range(1, stage.rows + 1):
            stage.expect(connection.execute(statement, {"key": key}).one().a, key)


@EXECUTE.entry("holdfast", "sqlalchemy", label="new statement", note="a new statement object each", whole=False)
def core_new_statement(stage: Stage) -> None:
    db = models.mapped(stage)
    select, table = db.core.select, db.Customer.__table__
    with db.engine.connect() as connection, stage.measured():
        for key in range(1, stage.rows + 1):
            stage.expect(connection.execute(select(table).where(table.c.id == key)).one().a, key)


@FETCH.entry("raw", note="fetchall(): tuples")
def raw_fetch(stage: Stage) -> None:
    connection = database.connect(stage.path)
    with stage.measured():
        rows = connection.execute(SELECT).fetchall()
    stage.expect(len(rows), stage.rows)


@FETCH.entry("holdfast", "sqlalchemy", note="all(): named tuples")
def core_fetch(stage: Stage) -> None:
    db = models.mapped(stage)
    statement = db.core.select(db.Customer.__table__)
    with db.engine.connect() as connection, stage.measured():
        rows = connection.execute(statement).all()
    stage.expect(len(rows), stage.rows)
