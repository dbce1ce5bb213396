"""How the catalog is asked: which relations, and rows by name.

Source: PostgreSQL manual, "System Catalogs", "System Catalog Information Functions".

Rules: every query about tables begins with the same `relation` (oid, name, schema), made from schema, names, kind and
scope; each relation has at least one row in what is found, so that a table without any of what is asked for is told
from one that is not there.  Parameters only, no name ever becomes part of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast import exc
from holdfast.engine.reflection_interface import ObjectKind, ObjectScope, TableKey
from holdfast.sql import seams as sql_seams

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

#: kind -> values of pg_class.relkind: tables, partitioned and foreign ones; views; materialized views
RELKINDS = {
    ObjectKind.TABLE: ("r", "p", "f"),
    ObjectKind.VIEW: ("v",),
    ObjectKind.MATERIALIZED_VIEW: ("m",),
}
ALL_RELKINDS = tuple(relkind for relkinds in RELKINDS.values() for relkind in relkinds)

_RELATION = """
WITH relation AS (
    SELECT c.oid, c.relname::text AS name, n.nspname::text AS schema
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind::text = ANY (:relkinds) AND c.relpersistence::text = ANY (:persistence) AND {where}
)
"""
_VISIBLE = "pg_catalog.pg_table_is_visible(c.oid) AND n.nspname <> 'pg_catalog'"
_IN_SCHEMA = "n.nspname = :schema"
_NAMED = " AND c.relname = ANY (:names)"


class Wanted(NamedTuple):
    """Which relations are asked about, and the ``postgresql_`` options of the question."""

    schema: str | None
    names: Collection[str] | None
    kind: ObjectKind
    scope: ObjectScope
    options: Mapping[str, Any]

    @classmethod
    def one(cls, name: str, schema: str | None, options: Mapping[str, Any]) -> Wanted:
        """Only the relation of a name, whatever it is."""
        return cls(schema, (name,), ObjectKind.ANY, ObjectScope.ANY, options)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of `relation`."""
        found: dict[str, Any] = {
            "relkinds": [relkind for kind, relkinds in RELKINDS.items() if kind in self.kind for relkind in relkinds],
            "persistence": persistence(self.scope),
        }
        if self.schema is not None:
            found["schema"] = self.schema
        if self.names is not None:
            found["names"] = list(self.names)
        return found

    def key(self, name: str) -> TableKey:
        """What the relation of a name is called in the result."""
        return (self.schema, name)


def persistence(scope: ObjectScope) -> list[str]:
    """Return the values of pg_class.relpersistence: permanent, unlogged, temporary."""
    lasting = ["p", "u"] if ObjectScope.DEFAULT in scope else []
    return [*lasting, "t"] if ObjectScope.TEMPORARY in scope else lasting


def rows(connection: Connection, sql: str, **parameters: Any) -> Any:
    """Execute a query and return its rows."""
    return connection.execute(sql_seams.text(sql), parameters).all()


def about(connection: Connection, wanted: Wanted, sql: str) -> Any:
    """Execute a query that begins with `relation`, and return its rows."""
    where = (_VISIBLE if wanted.schema is None else _IN_SCHEMA) + ("" if wanted.names is None else _NAMED)
    return rows(connection, _RELATION.format(where=where) + sql, **wanted.parameters)


def grouped(found: Any) -> Iterator[tuple[str, list[Any]]]:
    """Return for each relation its name, the first column, and its rows; a row whose second column is NULL says only
    that the relation is there."""
    tables: dict[str, list[Any]] = {}
    for row in found:
        table = tables.setdefault(row[0], [])
        if row[1] is not None:
            table.append(row)
    yield from tables.items()


#: A method that reads one kind of thing: (dialect, connection, wanted) -> pairs of key and value.
Reading = Callable[[Any, Any, Wanted], Iterable[tuple[TableKey, Any]]]


def for_many(read: Reading) -> Any:
    """Make the ``get_multi_..()`` of ``ReflectionInterface`` for many tables."""

    def get_multi(
        self: Any,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, Any]]:
        return read(self, connection, Wanted(schema, filter_names, kind, scope, kw))

    return get_multi


def for_one(read: Reading) -> Any:
    """Make the ``get_..()`` for one table, the other form with one name."""

    def get(self: Any, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> Any:
        return single(read(self, connection, Wanted.one(table_name, schema, kw)), table_name, schema)

    return get


def single(found: Any, name: str, schema: str | None) -> Any:
    """Return the only value of a form for many tables.

    :raises NoSuchTableError: there is none.
    """
    for _, value in found:
        return value
    raise exc.NoSuchTableError(name if schema is None else f"{schema}.{name}")
