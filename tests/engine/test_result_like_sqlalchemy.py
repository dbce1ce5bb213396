"""Each line is run on a fresh result, by SQLAlchemy and by holdfast: same value, or same beginning of the same error.

What differs on purpose is in `test_result.py` and `test_row.py`: a Row is a tuple; errors go on where theirs stop;
`columns()` without columns is an ArgumentError; `tuples()` and its like are not deprecated.
"""

from __future__ import annotations

import copy
import pickle
import re
from typing import Any

import pytest
import sqlalchemy

import holdfast

TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n INTEGER)"
ROWS = "INSERT INTO t VALUES (1, 'a', 5), (2, 'b', NULL), (3, 'a', 5)"

SCRIPTS = """
r.all()
[r.first(), r.closed]
r.first(); r.all()
r.one()
q('id = 1').one()
q('id = 9').one()
q('id = 9').one_or_none()
q('id = 1').one_or_none()
r.one_or_none()
q('id = 9').first()
q('id = 9').scalar()
r.scalar()
[r.scalar(), r.closed]
r.scalar(); r.fetchone()
r.scalar_one()
q('id = 1').scalar_one()
q('id = 9').scalar_one()
r.scalar_one_or_none()
q('id = 9').scalar_one_or_none()
q('id = 1').scalar_one_or_none()
[r.fetchone(), r.fetchone(), r.fetchone(), r.fetchone(), r.fetchone()]
[r.fetchmany(2), r.fetchmany(2), r.fetchmany(2)]
r.fetchmany()
r.fetchall()
[next(r), next(r), next(r)]
next(r); next(r); next(r); next(r)
list(r)
list(iter(r))
[list(p) for p in r.partitions(2)]
[list(p) for p in r.partitions()]
[list(p) for p in r.yield_per(2).partitions()]
r.yield_per(2).all()
r.yield_per(2).fetchmany()
list(r.keys())
r.keys()
'id' in r.keys()
'zz' in r.keys()
t.c.id in r.keys()
len(r.keys())
r.keys() == ['id','name','n']
r.close(); r.closed
r.close(); r.all()
r.close(); r.fetchone()
r.close(); r.first()
r.close(); r.keys()
r.close(); r.close()
r.close(); list(r)
r.close(); r.scalars().all()
r.scalars().all()
r.scalars(1).all()
r.scalars('name').all()
r.scalars(t.c.name).all()
r.scalars('zz').all()
r.scalars(7).all()
r.scalars(-1).all()
r.scalars().first()
r.scalars().one()
q('id = 1').scalars().one()
q('id = 9').scalars().one()
r.scalars().one_or_none()
q('id = 9').scalars().one_or_none()
r.scalars().fetchall()
r.scalars().fetchmany(2)
list(r.scalars())
next(r.scalars())
[list(p) for p in r.scalars().partitions(2)]
r.scalars(1).unique().all()
r.scalars(2).unique().all()
r.unique().scalars(1).all()
r.columns(1).unique().all()
r.unique(lambda x: x.name).all()
r.unique(lambda x: x[1]).fetchmany(2)
r.unique(lambda x: x.name).one()
r.unique(lambda x: x.name).first()
[list(p) for p in r.columns('name').unique().partitions(1)]
r.columns('name', 'id').all()
r.columns(2, 0).all()
r.columns(t.c.n).all()
r.columns('zz').all()
r.columns(5).all()
r.columns('name').keys()
r.columns('name').scalars().all()
r.columns('name','id').columns('id').all()
r.columns('name').columns('id').all()
r.columns('name', 'name').all()
r.mappings().all()
r.mappings().first()
r.mappings().one()
q('id = 1').mappings().one()
r.mappings().one_or_none()
q('id=9').mappings().one_or_none()
r.mappings().keys()
r.mappings().fetchone()
r.mappings().fetchmany(2)
r.mappings().columns('name').all()
r.mappings().unique().all()
[list(p) for p in r.mappings().partitions(2)]
next(r.mappings())
r.columns('name').mappings().all()
r.freeze()().all()
[f := r.freeze(), f().all(), f().scalars().all()][1:]
f = r.freeze(); f().scalars().unique().all()
r.unique(lambda x: x[1]).freeze()().all()
r.columns('name').freeze()().all()
r.freeze().data
q('id=1').merge(q('id=2')).all()
q('id=1').merge(q('id=2')).scalars().all()
q('id=1').merge(q('id=9'), q('id=3')).fetchmany(2)
q('id=1').merge(q('id=2')).one()
q('id=1').merge(q('id=2')).keys()
m = q('id=1').merge(q('id=2')); m.close(); m.all()
r.returns_rows
r.rowcount
r.lastrowid
r.is_insert
r.inserted_primary_key
r.inserted_primary_key_rows
r.returned_defaults
r.last_inserted_params()
r.last_updated_params()
r.lastrow_has_defaults()
r.postfetch_cols()
r.prefetch_cols()
r.supports_sane_rowcount()
r.supports_sane_multi_rowcount()
r.closed
r.all(); r.closed
r.all(); r.fetchone()
list(r); r.closed
r.closed
d.rowcount
d.returns_rows
d.all()
d.first()
d.keys()
d.scalar()
d.fetchone()
d.closed
d.mappings().all()
d.scalars().all()
d.one()
d.inserted_primary_key
d.is_insert
i.inserted_primary_key
i.inserted_primary_key.id
i.is_insert
i.rowcount
i.lastrowid
i.all()
i.closed
i.last_inserted_params()
i.returned_defaults
im.inserted_primary_key
im.inserted_primary_key_rows
im.rowcount
u.last_updated_params()
u.rowcount
row
row.id
row[0]
row[-1]
row[0:2]
row[9]
row.zz
row['id']
row._mapping
row._mapping['id']
row._mapping[t.c.id]
row._mapping['zz']
row._mapping[0]
row._mapping.get('zz')
dict(row._mapping)
list(row._mapping)
list(row._mapping.items())
list(row._mapping.values())
list(row._mapping.keys())
'id' in row._mapping
t.c.id in row._mapping
t2.c.id in row._mapping
len(row._mapping)
row._mapping == {'id':1,'name':'a','n':5}
row._mapping[t2.c.id]
row._asdict()
row._fields
row.count(1)
row.index(5)
row == (1,'a',5)
(1,'a',5) == row
row != (1,'a',5)
row < (1,'b',5)
row > (1,'a',4)
row == [1,'a',5]
hash(row) == hash((1,'a',5))
len(row)
tuple(row)
list(row)
'a' in row
row.id = 5
del row.id
pickle.loads(pickle.dumps(row))
pickle.loads(pickle.dumps(row)).name
pickle.loads(pickle.dumps(row))._mapping['n']
pickle.loads(pickle.dumps(row))._mapping[t.c.id]
pickle.loads(pickle.dumps(row)) == row
copy.copy(row)
copy.deepcopy(row)
repr(row)
str(row)
str(row._mapping)
repr(row._mapping)
type(row).__name__
dup.keys()
dup.all()
dup.first().id
dup.first()._mapping['id']
dup.first()._fields
dup.first()._asdict()
dup.first()._mapping[t.c.id]
dup.first()._mapping[t2.c.id]
dup.mappings().all()
dup.scalars('id').all()
dup.columns('id').all()
lab.first().x
lab.first()._mapping['x']
lab.first()._mapping
txt.first().id
txt.keys()
txtdup.keys()
txtdup.all()
txtdup.first().x
fn.keys()
fn.first()
cnt.first().count
cnt.first()._mapping['count']
idx.first().index
idx.first()
exec_.all()
exec_.keys()
exec_.first().id
""".strip().splitlines()


class Names(dict[str, Any]):
    """The names of the scripts, each made when it is first used: results of all kinds on a table of three rows.

    :param lib: sqlalchemy or holdfast.
    """

    def __init__(self, lib: Any, connection: Any) -> None:
        self.lib = lib
        self.execute = connection.execute
        self.exec_driver_sql = connection.exec_driver_sql
        id_ = lib.Column("id", lib.Integer, primary_key=True)
        t = lib.Table("t", lib.MetaData(), id_, lib.Column("name", lib.String), lib.Column("n", lib.Integer))
        super().__init__(t=t, t2=t.alias("t2"), pickle=pickle, copy=copy)

    def __missing__(self, name: str) -> Any:
        lib, t, t2, execute = self.lib, self["t"], self["t2"], self.execute
        made = {
            "r": lambda: execute(lib.select(t).order_by(t.c.id)),
            "q": lambda: lambda where: execute(lib.select(t).where(lib.text(where))),
            "d": lambda: execute(lib.delete(t).where(t.c.id == 1)),
            "u": lambda: execute(lib.update(t).where(t.c.id == 1), {"name": "zz"}),
            "i": lambda: execute(lib.insert(t), {"name": "x"}),
            "im": lambda: execute(lib.insert(t), [{"name": "x"}, {"name": "y"}]),
            "row": lambda: execute(lib.select(t).order_by(t.c.id)).first(),
            "dup": lambda: execute(lib.select(t.c.id, t2.c.id).where(t.c.id == t2.c.id - 1).order_by(t.c.id)),
            "lab": lambda: execute(lib.select(t.c.id.label("x"), (t.c.id + 5).label("y")).order_by(t.c.id)),
            "txt": lambda: execute(lib.text("select id, name from t order by id")),
            "txtdup": lambda: execute(lib.text("select id as x, n as x from t order by id")),
            "fn": lambda: execute(lib.select(lib.func.max(t.c.id), lib.func.max(t.c.n))),
            "cnt": lambda: execute(lib.select(lib.func.count(t.c.id).label("count"))),
            "idx": lambda: execute(lib.select(t.c.id.label("index"), t.c.n.label("keys"))),
            "exec_": lambda: self.exec_driver_sql("select id, n from t"),
        }[name]
        self[name] = value = made()
        return value


def outcome(lib: Any, script: str) -> str:
    """What the last of the script's statements gives, or its error."""
    engine = lib.create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(TABLE)
            connection.exec_driver_sql(ROWS)
            names = Names(lib, connection)
            *first, last = script.split("; ")
            try:
                exec("\n".join(first), {}, names)
                if re.match(r"del |[\w.]+ = ", last):
                    exec(last, {}, names)
                    return "done"
                value = repr(eval(last, {}, names))
            except Exception as error:
                return f"{type(error).__name__}: {error}"
    finally:
        engine.dispose()
    return re.sub(r"0x[0-9a-f]+|sqlalchemy|holdfast", "..", value)


@pytest.mark.parametrize("script", SCRIPTS)
def test_same_outcome(script: str) -> None:
    expected = outcome(sqlalchemy, script)
    found = outcome(holdfast, script)
    if re.match(r"\w+(Error|Found): ", expected):
        expected = expected.removesuffix(".")
        assert found[: len(expected)] == expected
    else:
        assert found == expected
