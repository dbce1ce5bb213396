"""From the catalog's types to type objects; enumerations and domains.

Rules: a type is looked up by the name that the SQL standard has for it, then by its own; its arguments are those that
`format_type()` writes behind it.  Enumerations and domains are read for the types that refer to them only, each kind
with one query for each level of domains over domains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.dialects.postgresql import types as pg
from holdfast.dialects.postgresql.reflection.queries import rows
from holdfast.engine.reflection_interface import ReflectionInterface, server_text
from holdfast.sql import types as generic
from holdfast.sql.types import NULLTYPE, TypeEngine
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

#: What is selected of a type: `{type}` is its number, `{modifier}` its modifier, `{collation}` the collation; the
#: members' type of an array stands for it.  The columns are the fields of TypeText.
TYPE_COLUMNS = """
    e.oid, e.typtype::text, e.typname::text, pg_catalog.format_type(e.oid, NULL),
    pg_catalog.format_type(e.oid, {modifier}), e.oid <> {type},
    CASE WHEN {collation} <> e.typcollation THEN co.collname::text END,
    CASE WHEN NOT pg_catalog.pg_collation_is_visible(co.oid) THEN cn.nspname::text END
"""
TYPE_JOINS = """
LEFT JOIN pg_catalog.pg_type member ON member.typarray = {type}
LEFT JOIN pg_catalog.pg_type e ON e.oid = coalesce(member.oid, {type})
LEFT JOIN pg_catalog.pg_collation co ON co.oid = {collation}
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
"""
_ENUMS = """
SELECT t.oid, t.typname::text, n.nspname::text, pg_catalog.pg_type_is_visible(t.oid),
    ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND {where}
ORDER BY n.nspname, t.typname
"""
_DOMAINS = (
    """
SELECT t.oid, t.typname::text, n.nspname::text, pg_catalog.pg_type_is_visible(t.oid), t.typnotnull, t.typdefault,
    ARRAY(
        SELECT ARRAY[k.conname::text, pg_catalog.pg_get_expr(k.conbin, 0, true)]
        FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname
    ),
    pg_catalog.format_type(t.typbasetype, t.typtypmod),
"""
    + TYPE_COLUMNS.format(type="t.typbasetype", modifier="t.typtypmod", collation="t.typcollation")
    + """
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
"""
    + TYPE_JOINS.format(type="t.typbasetype", collation="t.typcollation")
    + """
WHERE t.typtype = 'd' AND {where}
ORDER BY n.nspname, t.typname
"""
)
_DOMAIN_COLUMNS = 8

_ARGUMENTS = re.compile(r"\(([\d, -]+)\)")
_ENUM, _DOMAIN = "e", "d"


class TypeText(NamedTuple):
    """What the catalog says of a type; of an array, what it says of its members' type."""

    oid: int
    kind: str
    own_name: str
    name: str
    text: str
    is_array: bool
    collation: str | None
    collation_schema: str | None


class NamedTypes:
    """The enumerations and domains that types refer to, by number.

    :param texts: the types.
    """

    def __init__(self, connection: Connection, texts: Iterable[TypeText]) -> None:
        self.enums: dict[int, Any] = {}
        self.domains: dict[int, Any] = {}
        pending = list(texts)
        while pending:
            enums = {text.oid for text in pending if text.kind == _ENUM} - self.enums.keys()
            domains = {text.oid for text in pending if text.kind == _DOMAIN} - self.domains.keys()
            pending = []
            if enums:
                found = rows(connection, _ENUMS.format(where="t.oid = ANY (:oids)"), oids=list(enums))
                self.enums.update((row[0], row) for row in found)
            if domains:
                found = rows(connection, _DOMAINS.format(where="t.oid = ANY (:oids)"), oids=list(domains))
                self.domains.update((row[0], row) for row in found)
                pending = [_base_of(row) for row in found]

    def type_of(self, text: TypeText, described: str) -> TypeEngine[Any]:
        """Return the type object.

        :param described: what has the type, for the warning that it is not known.
        """
        if text.kind == _ENUM:
            found: Any = self._enum(self.enums[text.oid])
        elif text.kind == _DOMAIN:
            found = self._domain(self.domains[text.oid], described)
        else:
            cls = pg.ISCHEMA_NAMES.get(text.name) or pg.ISCHEMA_NAMES.get(text.own_name)
            if cls is None:
                warn(f"Did not recognize type '{text.text}' of {described}")
                return NULLTYPE
            found = _made(cls, text)
        return pg.ARRAY(found) if text.is_array else found

    def _enum(self, row: Any) -> pg.ENUM:
        _, name, schema, visible, labels = row
        return pg.ENUM(*labels, name=name, schema=None if visible else schema)

    def _domain(self, row: Any, described: str) -> pg.DOMAIN:
        _, name, schema, visible, not_null, default, checks, _ = row[:_DOMAIN_COLUMNS]
        return pg.DOMAIN(
            name,
            self.type_of(_base_of(row), described),
            schema=None if visible else schema,
            default=None if default is None else server_text(default),
            constraint_name=checks[0][0] if checks else None,
            not_null=not_null,
            check=" AND ".join(f"({check})" for _, check in checks)
            if len(checks) > 1
            else checks[0][1]
            if checks
            else None,
        )


def _base_of(row: Any) -> TypeText:
    return TypeText(*row[_DOMAIN_COLUMNS:])


def _made(cls: Any, text: TypeText) -> TypeEngine[Any]:
    """The type with what stands in parentheses behind its name."""
    found = _ARGUMENTS.search(text.text)
    arguments = [int(number) for number in found.group(1).split(",")] if found else []
    keywords: dict[str, Any] = {}
    if issubclass(cls, (pg.TIMESTAMP, pg.TIME)):
        keywords = {"timezone": "with time zone" in text.name, "precision": arguments[0] if arguments else None}
        arguments = []
    elif issubclass(cls, pg.INTERVAL):
        fields = _ARGUMENTS.sub("", text.text).removeprefix("interval").strip()
        keywords = {"fields": fields or None, "precision": arguments[0] if arguments else None}
        arguments = []
    elif issubclass(cls, pg.BIT):
        keywords = {"varying": "varying" in text.name}
    elif issubclass(cls, generic.Double):
        arguments = [53]
    if text.collation is not None and issubclass(cls, generic.String):
        keywords["collation"] = text.collation
        if text.collation_schema is not None:
            keywords["collation_schema"] = text.collation_schema
    made: TypeEngine[Any] = cls(*arguments, **keywords)
    return made


def _of_schema(schema: str | None) -> tuple[str, dict[str, str]]:
    if schema == "*":
        return "true", {}
    if schema is None:
        return "pg_catalog.pg_type_is_visible(t.oid)", {}
    return "n.nspname = :schema", {"schema": schema}


class NamedTypeReflection(ReflectionInterface):
    """The reflection methods for enumerations and domains."""

    def get_enums(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """The enumerations: name, schema, visible (a plain name finds it), labels.

        :param schema: None: those that plain names find; "*": of all schemas.
        """
        where, parameters = _of_schema(schema)
        return [
            {"name": name, "schema": its_schema, "visible": visible, "labels": list(labels)}
            for _, name, its_schema, visible, labels in rows(connection, _ENUMS.format(where=where), **parameters)
        ]

    def get_domains(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """The domains: name, schema, visible, type, nullable, default, constraints, collation, collation_schema.

        :param schema: None: those that plain names find; "*": of all schemas.
        """
        where, parameters = _of_schema(schema)
        found = []
        for row in rows(
            connection, _DOMAINS.format(where=f"{where} AND n.nspname <> 'information_schema'"), **parameters
        ):
            _, name, its_schema, visible, not_null, default, checks, text = row[:_DOMAIN_COLUMNS]
            base = _base_of(row)
            found.append(
                {
                    "name": name,
                    "schema": its_schema,
                    "visible": visible,
                    "type": text,
                    "nullable": not not_null,
                    "default": default,
                    "constraints": [{"name": check_name, "check": check} for check_name, check in checks],
                    "collation": base.collation,
                    "collation_schema": base.collation_schema,
                }
            )
        return found
