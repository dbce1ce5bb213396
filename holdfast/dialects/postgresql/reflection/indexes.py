"""Indexes: pg_index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from holdfast.dialects.postgresql.expressions.exclude import ExcludeConstraint
from holdfast.dialects.postgresql.reflection.columns import options_of
from holdfast.dialects.postgresql.reflection.constraints import deferrability
from holdfast.dialects.postgresql.reflection.queries import Wanted, about, for_many, for_one, grouped
from holdfast.engine.reflection_interface import ReflectionInterface, TableKey, server_text
from holdfast.engine.table_reflection import collated

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

# Of each element: its text, whether it is a plain column, the bits of its order; its operator class and its collation
# if they are not those that it would have anyway.
_INDEXES = """
SELECT relation.name, c.relname::text, i.indisunique, i.indnkeyatts, am.amname::text, c.reloptions,
    pg_catalog.pg_get_expr(i.indpred, i.indrelid), k.conname::text, {nulls_not_distinct}, i.indisvalid,
    ARRAY(
        SELECT coalesce(a.attname::text, pg_catalog.pg_get_indexdef(i.indexrelid, place, true))
        FROM generate_series(1, i.indnatts) AS place
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[place - 1]
            AND i.indkey[place - 1] <> 0
        ORDER BY place
    ),
    ARRAY(SELECT i.indkey[place - 1] <> 0 FROM generate_series(1, i.indnatts) AS place ORDER BY place),
    ARRAY(SELECT i.indoption[place - 1] FROM generate_series(1, i.indnkeyatts) AS place ORDER BY place),
    ARRAY(
        SELECT CASE WHEN NOT o.opcdefault OR e.attoptions IS NOT NULL THEN
            CASE WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN '' ELSE n.nspname::text || '.' END
            || o.opcname::text || coalesce('(' || array_to_string(e.attoptions, ', ') || ')', '')
        END
        FROM pg_catalog.pg_attribute e
        LEFT JOIN pg_catalog.pg_opclass o ON o.oid = i.indclass[e.attnum - 1]
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
        WHERE e.attrelid = i.indexrelid AND e.attnum <= i.indnkeyatts
        ORDER BY e.attnum
    ),
    {collation_names}, {collation_schemas},
    ARRAY(
        SELECT o.oprname::text FROM unnest(k.conexclop) WITH ORDINALITY AS listed (number, place)
        JOIN pg_catalog.pg_operator o ON o.oid = listed.number ORDER BY listed.place
    ),
    k.condeferrable, k.condeferred, pg_catalog.obj_description(k.oid, 'pg_constraint')
FROM relation
LEFT JOIN pg_catalog.pg_index i ON i.indrelid = relation.oid AND NOT i.indisprimary
LEFT JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
    AND k.contype IN ('u', 'x')
ORDER BY relation.oid, c.relname
"""
_COLLATIONS = """
    ARRAY(
        SELECT {column}
        FROM generate_series(1, i.indnkeyatts) AS place
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[place - 1]
            AND i.indkey[place - 1] <> 0
        LEFT JOIN pg_catalog.pg_collation o ON o.oid = i.indcollation[place - 1]
            AND CASE WHEN a.attnum IS NULL THEN o.collname <> 'default' ELSE o.oid <> a.attcollation END
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace
        ORDER BY place
    )
"""
_INDEXES = _INDEXES.replace("{collation_names}", _COLLATIONS.format(column="o.collname::text")).replace(
    "{collation_schemas}",
    _COLLATIONS.format(column="CASE WHEN NOT pg_catalog.pg_collation_is_visible(o.oid) THEN n.nspname::text END"),
)
_DEFAULT_METHOD = "btree"
#: (descending, nulls first) -> how the order differs from the default
_SORTING = {
    (False, True): ("nulls_first",),
    (True, True): ("desc",),
    (True, False): ("desc", "nulls_last"),
}
_DESCENDING, _NULLS_FIRST = 1, 2
_SINCE_15 = (15,)


class IndexReflection(ReflectionInterface):
    """The reflection methods for indexes, and for the constraints that are nothing else (EXCLUDE)."""

    server_version_info: tuple[Any, ...] | None

    def _indexes(self, connection: Connection, wanted: Wanted) -> Iterator[tuple[TableKey, list[dict[str, Any]]]]:
        version = self.server_version_info
        distinct = "i.indnullsnotdistinct" if version is not None and version >= _SINCE_15 else "false"
        found = about(connection, wanted, _INDEXES.replace("{nulls_not_distinct}", distinct))
        for name, indexes in grouped(found):
            yield wanted.key(name), [_index(row) for row in indexes]

    get_multi_indexes = for_many(_indexes)
    get_indexes = for_one(_indexes)

    def _constraint_of_index(self, index: dict[str, Any], columns: Mapping[str, Any]) -> ExcludeConstraint | None:
        if "exclude_operators" not in index:
            return None
        names = index.get("expressions") or index["column_names"]
        options, collations = index["dialect_options"], index.get("column_collations", {})
        elements = [columns[name] if name in index["column_names"] else server_text(name) for name in names]
        return ExcludeConstraint(
            *[
                (collated(element, name, collations), operator)
                for element, name, operator in zip(elements, names, index["exclude_operators"], strict=True)
            ],
            name=index["name"],
            using=options.get("postgresql_using", _DEFAULT_METHOD),
            where=server_text(options["postgresql_where"]) if "postgresql_where" in options else None,
            ops=options.get("postgresql_ops", {}),
            deferrable=index.get("deferrable"),
            initially=index.get("initially"),
            comment=index.get("comment"),
        )


def _index(row: Any) -> dict[str, Any]:
    _, name, unique, keys, method, reloptions, predicate, constraint, not_distinct, valid = row[:10]
    elements, are_columns, orders, operator_classes, collations, collation_schemas, operators = row[10:17]
    deferrable, deferred, comment = row[17:]
    key_elements = elements[:keys]
    column_names = [text if plain else None for text, plain in zip(key_elements, are_columns, strict=False)]
    index: dict[str, Any] = {"name": name, "unique": unique, "column_names": column_names}
    if None in column_names:
        index["expressions"] = list(key_elements)
    sorting = {}
    for element, order in zip(key_elements, orders, strict=True):
        differs = _SORTING.get((bool(order & _DESCENDING), bool(order & _NULLS_FIRST)))
        if differs is not None:
            sorting[element] = differs
    if sorting:
        index["column_sorting"] = sorting
    own_collations = {
        element: {"collation": collation, "collation_schema": schema}
        for element, collation, schema in zip(key_elements, collations, collation_schemas, strict=True)
        if collation is not None
    }
    if own_collations:
        index["column_collations"] = own_collations
    if constraint is not None:
        index["duplicates_constraint"] = constraint
        if operators:
            index.update(exclude_operators=list(operators), **deferrability(deferrable, deferred))
            if comment is not None:
                index["comment"] = comment
    options: dict[str, Any] = {}
    classes = {element: cls for element, cls in zip(key_elements, operator_classes, strict=True) if cls is not None}
    if classes:
        options["postgresql_ops"] = classes
    if reloptions:
        options["postgresql_with"] = options_of(reloptions)
    if method != _DEFAULT_METHOD:
        options["postgresql_using"] = method
    if predicate is not None:
        options["postgresql_where"] = predicate
    options["postgresql_include"] = list(elements[keys:])
    if not_distinct:
        options["postgresql_nulls_not_distinct"] = True
    if not valid:
        options["postgresql_invalid"] = True
    index["dialect_options"] = options
    return index
