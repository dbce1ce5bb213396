"""Primary keys, unique constraints, checks and foreign keys: pg_constraint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from holdfast.dialects.postgresql.reflection.queries import Wanted, about, for_many, for_one, grouped
from holdfast.engine.reflection_interface import ReflectionInterface, TableKey

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

_NAMES_OF = """
    ARRAY(
        SELECT a.attname::text FROM unnest({numbers}) WITH ORDINALITY AS listed (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = {table} AND a.attnum = listed.number ORDER BY listed.place
    )
"""
# indkey counts from 0 and is no array of the usual kind; the columns of INCLUDE stand behind the key's.
_INCLUDED = _NAMES_OF.format(
    numbers="(string_to_array(i.indkey::text, ' ')::smallint[])[i.indnkeyatts + 1:]", table="k.conrelid"
)
_KEYS = (
    """
SELECT relation.name, k.conname::text, """
    + _NAMES_OF.format(numbers="k.conkey", table="k.conrelid")
    + """, pg_catalog.obj_description(k.oid, 'pg_constraint'), """
    + _INCLUDED
    + """, {nulls_not_distinct}, k.condeferrable, k.condeferred
FROM relation
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = relation.oid AND k.contype = '{kind}'
LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid
ORDER BY relation.oid, k.conname
"""
)
_CHECKS = """
SELECT relation.name, k.conname::text, pg_catalog.pg_get_expr(k.conbin, k.conrelid, true),
    pg_catalog.obj_description(k.oid, 'pg_constraint'), k.connoinherit, k.convalidated
FROM relation
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = relation.oid AND k.contype = 'c'
ORDER BY relation.oid, k.conname
"""
_FOREIGN_KEYS = (
    """
SELECT relation.name, k.conname::text, """
    + _NAMES_OF.format(numbers="k.conkey", table="k.conrelid")
    + ", rn.nspname::text, r.relname::text, pg_catalog.pg_table_is_visible(r.oid), "
    + _NAMES_OF.format(numbers="k.confkey", table="k.confrelid")
    + """, k.confupdtype::text, k.confdeltype::text, {set_columns},
    k.condeferrable, k.condeferred, k.confmatchtype::text, k.convalidated,
    pg_catalog.obj_description(k.oid, 'pg_constraint')
FROM relation
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = relation.oid AND k.contype = 'f' AND k.conparentid = 0
LEFT JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
ORDER BY relation.oid, k.conname
"""
)
#: NULLS NOT DISTINCT, and the columns of SET NULL, since version 15
_SINCE_15 = (15,)
_ACTIONS = {"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
_MATCHES = {"f": "FULL", "p": "PARTIAL"}


class ConstraintReflection(ReflectionInterface):
    """The reflection methods for constraints."""

    identifier_preparer: Any
    default_schema_name: str | None
    server_version_info: tuple[Any, ...] | None

    def _is_at_least(self, version: tuple[int, ...]) -> bool:
        return self.server_version_info is not None and self.server_version_info >= version

    # -- primary keys and unique constraints

    def _keys(self, connection: Connection, wanted: Wanted, kind: str) -> Iterator[tuple[str, list[Any]]]:
        distinct = "i.indnullsnotdistinct" if self._is_at_least(_SINCE_15) else "false"
        return grouped(
            about(connection, wanted, _KEYS.replace("{nulls_not_distinct}", distinct).replace("{kind}", kind))
        )

    def _primary_keys(self, connection: Connection, wanted: Wanted) -> Iterator[tuple[TableKey, dict[str, Any]]]:
        for name, found in self._keys(connection, wanted, "p"):
            if not found:
                yield wanted.key(name), {"constrained_columns": [], "name": None}
                continue
            _, constraint, columns, comment, included, _, deferrable, deferred = found[0]
            key = {
                "constrained_columns": list(columns),
                "name": constraint,
                "comment": comment,
                "dialect_options": {"postgresql_include": list(included)},
            }
            yield wanted.key(name), {**key, **deferrability(deferrable, deferred)}

    def _unique_constraints(
        self, connection: Connection, wanted: Wanted
    ) -> Iterator[tuple[TableKey, list[dict[str, Any]]]]:
        for name, found in self._keys(connection, wanted, "u"):
            yield (
                wanted.key(name),
                [
                    {
                        "column_names": list(columns),
                        "name": constraint,
                        "comment": comment,
                        "dialect_options": {
                            "postgresql_include": list(included),
                            "postgresql_nulls_not_distinct": not_distinct,
                        },
                        **deferrability(deferrable, deferred),
                    }
                    for _, constraint, columns, comment, included, not_distinct, deferrable, deferred in found
                ],
            )

    # -- checks

    def _checks(self, connection: Connection, wanted: Wanted) -> Iterator[tuple[TableKey, list[dict[str, Any]]]]:
        for name, found in grouped(about(connection, wanted, _CHECKS)):
            checks = []
            for _, constraint, condition, comment, no_inherit, validated in found:
                check = {"name": constraint, "sqltext": condition, "comment": comment}
                options = {"not_valid": not validated, "no_inherit": no_inherit}
                if any(options.values()):
                    check["dialect_options"] = {option: True for option, value in options.items() if value}
                checks.append(check)
            yield wanted.key(name), checks

    # -- foreign keys

    def _foreign_keys(self, connection: Connection, wanted: Wanted) -> Iterator[tuple[TableKey, list[dict[str, Any]]]]:
        """The foreign keys; with the option ``postgresql_ignore_search_path`` they name the schema of each referred
        table but those in the default schema, also where the search path leads to it."""
        ignore_search_path = bool(wanted.options.get("postgresql_ignore_search_path"))
        set_columns = "ARRAY[]::text[]"
        if self._is_at_least(_SINCE_15):
            set_columns = _NAMES_OF.format(numbers="k.confdelsetcols", table="k.conrelid")
        found = about(connection, wanted, _FOREIGN_KEYS.replace("{set_columns}", set_columns))
        for name, keys in grouped(found):
            yield wanted.key(name), [self._foreign_key(row, wanted.schema, ignore_search_path) for row in keys]

    def _foreign_key(self, row: Any, schema: str | None, ignore_search_path: bool) -> dict[str, Any]:
        _, name, columns, referred_schema, referred_table, visible, referred_columns = row[:7]
        onupdate, ondelete, set_columns, deferrable, deferred, match, validated, comment = row[7:]
        options: dict[str, Any] = {}
        if onupdate in _ACTIONS:
            options["onupdate"] = _ACTIONS[onupdate]
        if ondelete in _ACTIONS:
            only = ", ".join(self.identifier_preparer.quote(column) for column in set_columns)
            options["ondelete"] = f"{_ACTIONS[ondelete]} ({only})" if only else _ACTIONS[ondelete]
        options.update(deferrability(deferrable, deferred))
        if match in _MATCHES:
            options["match"] = _MATCHES[match]
        key = {
            "name": name,
            "constrained_columns": list(columns),
            "referred_schema": self._referred_schema(referred_schema, visible, schema, ignore_search_path),
            "referred_table": referred_table,
            "referred_columns": list(referred_columns),
            "options": options,
            "comment": comment,
        }
        return key if validated else {**key, "dialect_options": {"postgresql_not_valid": True}}

    def _referred_schema(self, actual: str, visible: bool, schema: str | None, ignore_search_path: bool) -> str | None:
        """The schema that the Table of a reference is to have, so that it meets the one that a plain name makes."""
        if ignore_search_path:
            return schema if actual == self.default_schema_name else actual
        return actual if not visible or actual == schema else None

    # -- the public forms

    get_multi_pk_constraint = for_many(_primary_keys)
    get_pk_constraint = for_one(_primary_keys)
    get_multi_unique_constraints = for_many(_unique_constraints)
    get_unique_constraints = for_one(_unique_constraints)
    get_multi_check_constraints = for_many(_checks)
    get_check_constraints = for_one(_checks)
    get_multi_foreign_keys = for_many(_foreign_keys)
    get_foreign_keys = for_one(_foreign_keys)


def deferrability(deferrable: bool, deferred: bool) -> dict[str, Any]:
    """Return what is said of a constraint that is deferrable."""
    if not deferrable:
        return {}
    return {"deferrable": True, "initially": "DEFERRED"} if deferred else {"deferrable": True}
