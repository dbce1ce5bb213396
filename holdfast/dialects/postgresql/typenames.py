"""The names of types in PostgreSQL.

Source: PostgreSQL manual, "Data Types".
"""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql.compiler.typenames import TypeCompiler


class PostgreSQLTypeCompiler(TypeCompiler):
    """The names of types in PostgreSQL."""

    def visit_ARRAY(self, type_: Any, **kw: Any) -> str:
        item, collation = self.name_and_collation(type_.item_type, **kw)
        return f"{item}{'[]' * (type_.dimensions or 1)}{collation}"

    def visit_FLOAT(self, type_: Any, **kw: Any) -> str:
        return "FLOAT" if not type_.precision else f"FLOAT({int(type_.precision)})"

    def visit_double(self, type_: Any, **kw: Any) -> str:
        return self.visit_DOUBLE_PRECISION(type_, **kw)

    def visit_datetime(self, type_: Any, **kw: Any) -> str:
        return self.visit_TIMESTAMP(type_, **kw)

    def visit_TIMESTAMP(self, type_: Any, **kw: Any) -> str:
        return self._zoned("TIMESTAMP", type_)

    def visit_TIME(self, type_: Any, **kw: Any) -> str:
        return self._zoned("TIME", type_)

    def _zoned(self, name: str, type_: Any) -> str:
        precision = getattr(type_, "precision", None)
        digits = "" if precision is None else f"({int(precision)})"
        return f"{name}{digits} {'WITH' if type_.timezone else 'WITHOUT'} TIME ZONE"

    def visit_INTERVAL(self, type_: Any, **kw: Any) -> str:
        text = "INTERVAL"
        if type_.fields is not None:
            text += f" {_interval_fields(type_.fields)}"
        return text if type_.precision is None else f"{text} ({int(type_.precision)})"

    def visit_BIT(self, type_: Any, **kw: Any) -> str:
        if not type_.varying:
            # the bare word means a single digit, the quoted name any number of them
            return '"bit"' if type_.length is None else f"BIT({int(type_.length)})"
        return "BIT VARYING" if type_.length is None else f"BIT VARYING({int(type_.length)})"

    def visit_BPCHAR(self, type_: Any, **kw: Any) -> str:
        return "BPCHAR"

    def visit_large_binary(self, type_: Any, **kw: Any) -> str:
        return "BYTEA"

    def visit_BYTEA(self, type_: Any, **kw: Any) -> str:
        return "BYTEA"

    def visit_CITEXT(self, type_: Any, **kw: Any) -> str:
        return self._sized("CITEXT", type_) if type_.collation else "CITEXT"

    def visit_ENUM(self, type_: Any, **kw: Any) -> str:
        return self._named(type_, "PostgreSQL ENUM type requires a name.")

    def visit_DOMAIN(self, type_: Any, **kw: Any) -> str:
        return self._named(type_, "PostgreSQL DOMAIN type requires a name.")

    def _named(self, type_: Any, refusal: str) -> str:
        if type_.name is None:
            raise exc.CompileError(refusal)
        translate = self.schema_translate_map
        schema = translate.get(type_.schema, type_.schema) if translate else type_.schema
        name = self._quoted(type_.name)
        return f"{self._quoted(schema)}.{name}" if schema and not self.dialect.identifier_preparer.omit_schema else name

    def _quoted(self, name: str) -> str:
        preparer = self.dialect.identifier_preparer
        quoted: str = preparer.quote_identifier(name) if name in _TYPE_WORDS else preparer.quote(name)
        return quoted

    def visit_json_int_index(self, type_: Any, **kw: Any) -> str:
        return "INT"

    def visit_json_str_index(self, type_: Any, **kw: Any) -> str:
        return "TEXT"

    def visit_json_path(self, type_: Any, **kw: Any) -> str:
        return "TEXT[]"


# Where a type is expected these mean something else than a type of that name: the key words that the manual calls
# "non-reserved (cannot be function or type)", "SQL Key Words".
_WORDS = """
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int
    integer interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar
    json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out overlay
    position precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes
    xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
"""
_TYPE_WORDS = frozenset(_WORDS.split())
_INTERVAL_FIELDS = frozenset(
    (
        "YEAR",
        "MONTH",
        "DAY",
        "HOUR",
        "MINUTE",
        "SECOND",
        "YEAR TO MONTH",
        "DAY TO HOUR",
        "DAY TO MINUTE",
        "DAY TO SECOND",
        "HOUR TO MINUTE",
        "HOUR TO SECOND",
        "MINUTE TO SECOND",
    )
)


def _interval_fields(fields: str) -> str:
    """The fields as they are, when they are some; nothing else gets into the SQL."""
    if " ".join(fields.upper().split()) not in _INTERVAL_FIELDS:
        raise exc.CompileError(f"Unexpected INTERVAL fields: {fields!r}; expected one of {sorted(_INTERVAL_FIELDS)}")
    return fields


def _visit(name: str) -> Any:
    def visit(self: PostgreSQLTypeCompiler, type_: Any, **kw: Any) -> str:
        return name

    return visit


#: the types whose name says it all
_PLAIN = (
    *("INET", "CIDR", "MACADDR", "MACADDR8", "MONEY", "OID", "REGCLASS", "REGCONFIG", "TSVECTOR", "TSQUERY"),
    *("HSTORE", "JSON", "JSONB", "JSONPATH"),
    *(f"{kind}{what}" for kind in ("INT4", "INT8", "NUM", "DATE", "TS", "TSTZ") for what in ("RANGE", "MULTIRANGE")),
)
for _name in _PLAIN:
    setattr(PostgreSQLTypeCompiler, f"visit_{_name}", _visit(_name))
