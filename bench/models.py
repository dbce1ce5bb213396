"""The peers' models of the same three tables, beside each other.

Each function opens the file with one peer, in the way that its documentation shows, and returns what the workloads
need: the session or database object, and the classes. A process opens one peer. Each opens by loading customer 1,
so that mappings are configured and the connection is there before anything is measured, and by reading back
the connection's durability settings.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

from bench import database
from bench.workload import Stage


def _settings(execute: Any) -> dict[str, Any]:
    """The durability settings in force; `execute` runs a PRAGMA and returns its only value."""
    return {name: execute(f"PRAGMA {name}") for name in database.EXPECTED}


def mapped(stage: Stage) -> SimpleNamespace:
    """holdfast or SQLAlchemy: the same code, but for the imports."""
    core, orm = importlib.import_module(stage.peer), importlib.import_module(f"{stage.peer}.orm")
    column = orm.mapped_column

    class Base(orm.DeclarativeBase):  # type: ignore[misc, name-defined]  # the library is chosen at run time
        pass

    class Customer(Base):
        __tablename__ = "customer"
        id = column(core.Integer, primary_key=True)
        name = column(core.String(50), nullable=False)
        description = column(core.String(200), nullable=False)
        a = column(core.Integer, nullable=False)
        b = column(core.Integer, nullable=False)

    class Parent(Base):
        __tablename__ = "parent"
        id = column(core.Integer, primary_key=True)
        name = column(core.String(50), nullable=False)
        children = orm.relationship("Child", back_populates="parent")

    class Child(Base):
        __tablename__ = "child"
        id = column(core.Integer, primary_key=True)
        name = column(core.String(50), nullable=False)
        parent_id = column(core.ForeignKey("parent.id"), nullable=False)
        parent = orm.relationship("Parent", back_populates="children")

    engine = core.create_engine(f"sqlite:///{stage.path}")

    @core.event.listens_for(engine, "connect")  # type: ignore[untyped-decorator]
    def foreign_keys(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = ON")

    with orm.Session(engine) as session:
        session.get_one(Customer, 1)
        stage.settings = _settings(lambda pragma: session.execute(core.text(pragma)).scalar())
    return SimpleNamespace(core=core, orm=orm, engine=engine, Customer=Customer, Parent=Parent, Child=Child)


def django(stage: Stage) -> SimpleNamespace:
    import django as package  # type: ignore[import-untyped]  # has no annotations
    from django.conf import settings  # type: ignore[import-untyped]

    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(stage.path)}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    )
    package.setup()
    from django.db import connection, models, transaction  # type: ignore[import-untyped]

    class Customer(models.Model):  # type: ignore[misc]  # Any
        name = models.CharField(max_length=50)
        description = models.CharField(max_length=200)
        a = models.IntegerField()
        b = models.IntegerField()

        class Meta:
            app_label = "bench"
            db_table = "customer"

    class Parent(models.Model):  # type: ignore[misc]  # Any
        name = models.CharField(max_length=50)

        class Meta:
            app_label = "bench"
            db_table = "parent"

    class Child(models.Model):  # type: ignore[misc]  # Any
        name = models.CharField(max_length=50)
        parent = models.ForeignKey(Parent, on_delete=models.DO_NOTHING, related_name="children")

        class Meta:
            app_label = "bench"
            db_table = "child"

    Customer.objects.get(pk=1)

    def execute(pragma: str) -> Any:
        with connection.cursor() as cursor:
            return cursor.execute(pragma).fetchone()[0]

    stage.settings = _settings(execute)
    return SimpleNamespace(atomic=transaction.atomic, Customer=Customer, Parent=Parent, Child=Child)


def peewee(stage: Stage) -> SimpleNamespace:
    import peewee as package

    db = package.SqliteDatabase(str(stage.path), pragmas={"foreign_keys": 1})

    class Base(package.Model):
        class Meta:
            database = db

    class Customer(Base):
        name = package.CharField(max_length=50)
        description = package.CharField(max_length=200)
        a = package.IntegerField()
        b = package.IntegerField()

    class Parent(Base):
        name = package.CharField(max_length=50)

    class Child(Base):
        name = package.CharField(max_length=50)
        parent = package.ForeignKeyField(Parent, backref="children")

    db.connect()
    Customer.get_by_id(1)
    execute: Any = db.execute_sql
    stage.settings = _settings(lambda pragma: execute(pragma).fetchone()[0])
    return SimpleNamespace(package=package, db=db, Customer=Customer, Parent=Parent, Child=Child)


def pony(stage: Stage) -> SimpleNamespace:
    from pony import orm  # type: ignore[import-untyped]  # has no annotations

    db = orm.Database()
    Entity: Any = db.Entity

    class Customer(Entity):  # type: ignore[misc]  # Any
        _table_ = "customer"
        id = orm.PrimaryKey(int, auto=True)
        name = orm.Required(str, 50)
        description = orm.Required(str, 200)
        a = orm.Required(int)
        b = orm.Required(int)

    class Parent(Entity):  # type: ignore[misc]  # Any
        _table_ = "parent"
        id = orm.PrimaryKey(int, auto=True)
        name = orm.Required(str, 50)
        children = orm.Set("Child")

    class Child(Entity):  # type: ignore[misc]  # Any
        _table_ = "child"
        id = orm.PrimaryKey(int, auto=True)
        name = orm.Required(str, 50)
        parent = orm.Required(Parent, column="parent_id")

    db.bind(provider="sqlite", filename=str(stage.path))
    db.generate_mapping(create_tables=False)
    with orm.db_session:
        Customer.get(id=1)
        stage.settings = _settings(lambda pragma: db.execute(pragma).fetchone()[0])
    return SimpleNamespace(orm=orm, db=db, Customer=Customer, Parent=Parent, Child=Child)


async def tortoise(stage: Stage) -> SimpleNamespace:
    from tortoise import Tortoise, connections, fields
    from tortoise.models import Model
    from tortoise.transactions import in_transaction

    class Customer(Model):
        id = fields.IntField(primary_key=True)
        name = fields.CharField(max_length=50)
        description = fields.CharField(max_length=200)
        a = fields.IntField()
        b = fields.IntField()

        class Meta:
            table = "customer"

    class Parent(Model):
        id = fields.IntField(primary_key=True)
        name = fields.CharField(max_length=50)
        children: fields.ReverseRelation[Any]

        class Meta:
            table = "parent"

    class Child(Model):
        id = fields.IntField(primary_key=True)
        name = fields.CharField(max_length=50)
        parent: Any = fields.ForeignKeyField("models.Parent", related_name="children")

        class Meta:
            table = "child"

    module = ModuleType("bench_tortoise_models")
    for model in (Customer, Parent, Child):
        model.__module__ = module.__name__
        setattr(module, model.__name__, model)
    sys.modules[module.__name__] = module  # it takes models from modules only
    await Tortoise.init(db_url=f"sqlite://{stage.path}", modules={"models": [module.__name__]})
    await Customer.get(id=1)
    connection = connections.get("default")
    stage.settings = {
        name: (await connection.execute_query_dict(f"PRAGMA {name}"))[0][name] for name in database.EXPECTED
    }
    return SimpleNamespace(
        close=connections.close_all, in_transaction=in_transaction, Customer=Customer, Parent=Parent, Child=Child
    )


async def piccolo(stage: Stage) -> SimpleNamespace:
    from piccolo.columns import ForeignKey, Integer, Varchar
    from piccolo.engine.sqlite import SQLiteEngine
    from piccolo.table import Table

    engine = SQLiteEngine(path=str(stage.path))

    class Customer(Table, db=engine, tablename="customer"):
        name = Varchar(length=50)
        description = Varchar(length=200)
        a = Integer()
        b = Integer()

    class Parent(Table, db=engine, tablename="parent"):
        name = Varchar(length=50)

    class Child(Table, db=engine, tablename="child"):
        name = Varchar(length=50)
        parent = ForeignKey(Parent, db_column_name="parent_id")

    await Customer.objects().get(Customer.id == 1)  # type: ignore[attr-defined]  # Piccolo adds `id`
    stage.settings = {name: (await Customer.raw(f"PRAGMA {name}"))[0][name] for name in database.EXPECTED}
    return SimpleNamespace(transaction=engine.transaction, Customer=Customer, Parent=Parent, Child=Child)
