"""Names of schemas, tables, views, sequences, and whether something is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.dialects.postgresql.reflection.queries import ALL_RELKINDS, persistence, rows
from holdfast.engine.reflection_interface import ObjectScope, ReflectionInterface, TableKey

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

_NAMES = """
SELECT c.relname::text
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind::text = ANY (:relkinds) AND c.relpersistence::text = ANY (:persistence) AND {where}
ORDER BY c.relname
"""
_VISIBLE = "pg_catalog.pg_{what}_is_visible({alias}.oid) AND n.nspname <> 'pg_catalog'"
_IN_SCHEMA = "n.nspname = :schema"
_HAS_TYPE = """
SELECT 1
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typname = :name AND {where}
"""
_HAS_INDEX = """
SELECT 1
FROM pg_catalog.pg_class i
JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE i.relname = :index AND c.relname = :name AND {where}
"""
_VIEW_DEFINITION = """
SELECT pg_catalog.pg_get_viewdef(c.oid)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = :name AND c.relkind IN ('v', 'm') AND {where}
"""
_OID = """
SELECT c.oid
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = :name AND c.relkind::text = ANY (:relkinds) AND {where}
"""


def _where(schema: str | None, what: str = "table", alias: str = "c") -> tuple[str, dict[str, str]]:
    if schema is None:
        return _VISIBLE.format(what=what, alias=alias), {}
    return _IN_SCHEMA, {"schema": schema}


class NameReflection(ReflectionInterface):
    """The reflection methods that return names and booleans."""

    def _relation_names(
        self, connection: Connection, relkinds: Iterable[str], schema: str | None, scope: ObjectScope
    ) -> list[str]:
        where, parameters = _where(schema)
        if schema is None and scope is ObjectScope.TEMPORARY:
            where = "n.oid = pg_catalog.pg_my_temp_schema()"
        found = rows(
            connection,
            _NAMES.format(where=where),
            relkinds=list(relkinds),
            persistence=persistence(scope),
            **parameters,
        )
        return [row[0] for row in found]

    def get_schema_names(self, connection: Connection, **kw: Any) -> list[str]:
        """The schemas, without PostgreSQL's own."""
        sql = "SELECT nspname::text FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' ORDER BY nspname"
        return [row[0] for row in rows(connection, sql)]

    def get_table_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The tables, partitioned ones and partitions among them."""
        return self._relation_names(connection, ("r", "p"), schema, ObjectScope.DEFAULT)

    def get_temp_table_names(self, connection: Connection, **kw: Any) -> list[str]:
        """The temporary tables of this connection."""
        return self._relation_names(connection, ("r", "p"), None, ObjectScope.TEMPORARY)

    def get_foreign_table_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The foreign tables."""
        return self._relation_names(connection, ("f",), schema, ObjectScope.ANY)

    def get_view_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The views."""
        return self._relation_names(connection, ("v",), schema, ObjectScope.DEFAULT)

    def get_temp_view_names(self, connection: Connection, **kw: Any) -> list[str]:
        """The temporary views of this connection."""
        return self._relation_names(connection, ("v",), None, ObjectScope.TEMPORARY)

    def get_materialized_view_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The materialized views."""
        return self._relation_names(connection, ("m",), schema, ObjectScope.DEFAULT)

    def get_sequence_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The sequences."""
        return self._relation_names(connection, ("S",), schema, ObjectScope.ANY)

    def get_view_definition(self, connection: Connection, view_name: str, schema: str | None = None, **kw: Any) -> str:
        """The SELECT of a view or materialized view."""
        where, parameters = _where(schema)
        found = rows(connection, _VIEW_DEFINITION.format(where=where), name=view_name, **parameters)
        if not found:
            raise exc.NoSuchTableError(view_name if schema is None else f"{schema}.{view_name}")
        text: str = found[0][0]
        return text

    def get_table_oid(self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> int:
        """The number of a table or view in pg_class."""
        where, parameters = _where(schema)
        sql = _OID.format(where=where)
        found = rows(connection, sql, name=table_name, relkinds=list(ALL_RELKINDS), **parameters)
        if not found:
            raise exc.NoSuchTableError(table_name if schema is None else f"{schema}.{table_name}")
        oid: int = found[0][0]
        return oid

    # -- whether something is there

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a table, temporary table, foreign table or view."""
        return bool(self._present(connection, (table_name,), ALL_RELKINDS, schema))

    def has_multi_table(
        self, connection: Connection, table_names: Iterable[str], schema: str | None = None, **kw: Any
    ) -> Iterable[tuple[TableKey, bool]]:
        """As `has_table()`, for many names with one query."""
        names = list(table_names)
        present = self._present(connection, names, ALL_RELKINDS, schema)
        return [((schema, name), name in present) for name in names]

    def has_sequence(self, connection: Connection, sequence_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a sequence."""
        return bool(self._present(connection, (sequence_name,), ("S",), schema))

    def _present(
        self, connection: Connection, names: Collection[str], relkinds: Iterable[str], schema: str | None
    ) -> set[str]:
        where, parameters = _where(schema)
        found = rows(
            connection,
            _NAMES.format(where=f"{where} AND c.relname = ANY (:names)"),
            relkinds=list(relkinds),
            persistence=persistence(ObjectScope.ANY),
            names=list(names),
            **parameters,
        )
        return {row[0] for row in found}

    def has_schema(self, connection: Connection, schema_name: str, **kw: Any) -> bool:
        """Whether there is a schema."""
        return bool(rows(connection, "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = :name", name=schema_name))

    def has_index(
        self, connection: Connection, table_name: str, index_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Whether a table has an index."""
        where, parameters = _where(schema)
        return bool(rows(connection, _HAS_INDEX.format(where=where), name=table_name, index=index_name, **parameters))

    def has_type(self, connection: Connection, type_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a type.

        :param schema: "*": in any schema.
        """
        where, parameters = ("true", {}) if schema == "*" else _where(schema, "type", "t")
        return bool(rows(connection, _HAS_TYPE.format(where=where), name=type_name, **parameters))
