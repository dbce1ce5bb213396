"""Columns, comments and options of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from holdfast.dialects.postgresql.reflection.catalog_types import (
    TYPE_COLUMNS,
    TYPE_JOINS,
    NamedTypeReflection,
    NamedTypes,
    TypeText,
)
from holdfast.dialects.postgresql.reflection.queries import Wanted, about, for_many, for_one, grouped
from holdfast.engine.reflection_interface import TableKey
from holdfast.sql import types as generic

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

_COLUMNS = (
    """
SELECT relation.name, a.attname::text, a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attgenerated::text,
    a.attidentity::text, pg_catalog.col_description(relation.oid, a.attnum),
    s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
    t.typnotnull, t.typdefault,
    EXISTS (
        SELECT FROM pg_catalog.pg_depend used
        JOIN pg_catalog.pg_depend owned ON owned.classid = 'pg_catalog.pg_class'::regclass AND owned.deptype = 'a'
            AND owned.objid = used.refobjid AND owned.refclassid = owned.classid AND owned.refobjid = a.attrelid
            AND owned.refobjsubid = a.attnum
        WHERE used.classid = 'pg_catalog.pg_attrdef'::regclass AND used.objid = d.oid
            AND used.refclassid = 'pg_catalog.pg_class'::regclass
    ),
    EXISTS (
        SELECT FROM pg_catalog.pg_index key
        WHERE key.indrelid = a.attrelid AND key.indisprimary AND key.indnkeyatts = 1 AND key.indkey[0] = a.attnum
    ),
"""
    + TYPE_COLUMNS.format(type="a.atttypid", modifier="a.atttypmod", collation="a.attcollation")
    + """
FROM relation
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_type t ON t.oid = a.atttypid AND t.typtype = 'd'
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_depend own ON a.attidentity <> '' AND own.refclassid = 'pg_catalog.pg_class'::regclass
    AND own.refobjid = a.attrelid AND own.refobjsubid = a.attnum AND own.classid = 'pg_catalog.pg_class'::regclass
    AND own.deptype = 'i'
LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid = own.objid
"""
    + TYPE_JOINS.format(type="a.atttypid", collation="a.attcollation")
    + """
ORDER BY relation.oid, a.attnum
"""
)
_OWN_COLUMNS = 17
_COMMENTS = "SELECT name, pg_catalog.obj_description(oid, 'pg_class') FROM relation ORDER BY oid"
_OPTIONS = """
SELECT relation.name, c.reloptions, s.spcname::text, am.amname::text, c.relkind::text,
    ARRAY(
        SELECT CASE WHEN n.nspname = relation.schema OR pg_catalog.pg_table_is_visible(p.oid) THEN p.relname::text
            ELSE n.nspname::text || '.' || p.relname::text END
        FROM pg_catalog.pg_inherits i
        JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
        JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
        WHERE i.inhrelid = relation.oid ORDER BY i.inhseqno
    ),
    pg_catalog.pg_get_partkeydef(c.oid), pg_catalog.pg_get_expr(c.relpartbound, c.oid), c.relpersistence::text
FROM relation
JOIN pg_catalog.pg_class c ON c.oid = relation.oid
LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
ORDER BY relation.oid
"""
_DEFAULT_ACCESS_METHOD = "heap"
#: pg_class.relpersistence -> the word before TABLE
_PREFIXES = {"u": "UNLOGGED", "t": "TEMPORARY"}
_NEXT_VALUE = re.compile(r"(nextval\(')([^'.]+)('.*)$", re.DOTALL)
_SEQUENCE_DEFAULT = "nextval("


def options_of(reloptions: Iterable[str] | None) -> dict[str, str]:
    """Return the storage parameters of a relation, as in WITH (..)."""
    return dict(option.split("=", 1) for option in reloptions or ())


class ColumnReflection(NamedTypeReflection):
    """The reflection methods for columns, comments and options."""

    identifier_preparer: Any

    def _columns(self, connection: Connection, wanted: Wanted) -> Iterator[tuple[TableKey, list[dict[str, Any]]]]:
        found = about(connection, wanted, _COLUMNS)
        texts = [TypeText(*row[_OWN_COLUMNS:]) for row in found if row[1] is not None]
        named = NamedTypes(connection, texts)
        for name, columns in grouped(found):
            yield wanted.key(name), [self._column(row, named, wanted.schema) for row in columns]

    def _column(self, row: Any, named: NamedTypes, schema: str | None) -> dict[str, Any]:
        _, name, not_null, expression, generated, identity, comment = row[:7]
        domain_not_null, domain_default, owns_sequence, is_key = row[13:_OWN_COLUMNS]
        type_ = named.type_of(TypeText(*row[_OWN_COLUMNS:]), f"column '{name}'")
        default = None if generated else expression if expression is not None else domain_default
        counts = type_._type_affinity is not None and issubclass(type_._type_affinity, generic.Integer)
        autoincrement = bool(identity)
        if counts and default is not None and default.startswith(_SEQUENCE_DEFAULT):
            autoincrement = True
            if schema is not None:
                quoted = self.identifier_preparer.quote_identifier(schema).replace("'", "''")
                default = _NEXT_VALUE.sub(lambda m: f"{m[1]}{quoted}.{m[2]}{m[3]}", default)
        column = {
            "name": name,
            "type": type_,
            "nullable": not (not_null or domain_not_null),
            "default": default,
            "autoincrement": autoincrement,
            "comment": comment,
        }
        if default is not None and autoincrement and owns_sequence != is_key:
            column["dialect_options"] = {"postgresql_serial": owns_sequence}
        if generated:
            column["computed"] = {"sqltext": expression, "persisted": generated == "s"}
        if identity:
            start, increment, minvalue, maxvalue, cache, cycle = row[7:13]
            column["identity"] = {
                "always": identity == "a",
                "start": start,
                "increment": increment,
                "minvalue": minvalue,
                "maxvalue": maxvalue,
                "cache": cache,
                "cycle": cycle,
            }
        return column

    get_multi_columns = for_many(_columns)
    get_columns = for_one(_columns)

    def _comments(self, connection: Connection, wanted: Wanted) -> Iterator[tuple[TableKey, dict[str, Any]]]:
        for name, comment in about(connection, wanted, _COMMENTS):
            yield wanted.key(name), {"text": comment}

    get_multi_table_comment = for_many(_comments)
    get_table_comment = for_one(_comments)

    def _options(self, connection: Connection, wanted: Wanted) -> Iterator[tuple[TableKey, dict[str, Any]]]:
        for row in about(connection, wanted, _OPTIONS):
            name, reloptions, tablespace, access_method, relkind, parents, partition_key, bound, persistence = row
            options: dict[str, Any] = {}
            if relkind in ("r", "p", "f"):
                if persistence in _PREFIXES:
                    options["prefixes"] = [_PREFIXES[persistence]]
                if reloptions:
                    options["postgresql_with"] = options_of(reloptions)
                if tablespace is not None:
                    options["postgresql_tablespace"] = tablespace
                if access_method not in (None, _DEFAULT_ACCESS_METHOD):
                    options["postgresql_using"] = access_method
                if parents:
                    options["postgresql_inherits"] = tuple(parents)
                if partition_key is not None:
                    options["postgresql_partition_by"] = partition_key
                if bound is not None:
                    options["postgresql_partition_bound"] = bound
            yield wanted.key(name), options

    get_multi_table_options = for_many(_options)
    get_table_options = for_one(_options)
