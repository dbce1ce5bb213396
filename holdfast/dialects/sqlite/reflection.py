"""What is in a SQLite database: the PRAGMAs, and for what they leave out the text of CREATE TABLE (``table_text.py``).

Every method takes a Connection; ``schema`` is the name of an attached database, None for all that a plain name finds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.dialects.sqlite.table_text import IndexText, TableText
from holdfast.dialects.sqlite.types import DECLARED, Untyped
from holdfast.engine.reflection_interface import ReflectionInterface
from holdfast.sql import seams as sql_seams
from holdfast.sql import types as generic
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

# Values of the "hidden" column of PRAGMA table_xinfo.
_HIDDEN, _VIRTUAL, _STORED = 1, 2, 3
_TYPE = re.compile(r"\s*([\w ]*?)\s*(?:\(\s*([^)]*)\))?\s*$")


class SQLiteReflection(ReflectionInterface):
    """The reflection methods of the SQLite dialect."""

    identifier_preparer: Any
    default_schema_name: Any

    # -- names

    def get_schema_names(self, connection: Connection, **kw: Any) -> list[str]:
        """The attached databases."""
        return [row[1] for row in self._pragma(connection, None, "database_list") if row[1] != "temp"]

    def get_table_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The tables."""
        return self._names(connection, schema, "table", kw.get("sqlite_include_internal", False))

    def get_view_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The views."""
        return self._names(connection, schema, "view", kw.get("sqlite_include_internal", False))

    def get_temp_table_names(self, connection: Connection, **kw: Any) -> list[str]:
        """The temporary tables."""
        return self._names(connection, "temp", "table", kw.get("sqlite_include_internal", False))

    def get_temp_view_names(self, connection: Connection, **kw: Any) -> list[str]:
        """The temporary views."""
        return self._names(connection, "temp", "view", kw.get("sqlite_include_internal", False))

    def get_materialized_view_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """None: SQLite has no materialized views."""
        return []

    def get_view_definition(self, connection: Connection, view_name: str, schema: str | None = None, **kw: Any) -> str:
        """The text of CREATE VIEW."""
        text = self._master_text(connection, view_name, schema, "view")
        if text is None:
            raise exc.NoSuchTableError(_full_name(view_name, schema))
        return text

    # -- whether something is there

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a table, temporary table or view."""
        if schema is not None and schema not in self.get_schema_names(connection) and schema != "temp":
            return False
        return bool(self._pragma(connection, schema, "table_info", table_name))

    def has_index(
        self, connection: Connection, table_name: str, index_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Whether a table has an index."""
        return any(row[1] == index_name for row in self._pragma(connection, schema, "index_list", table_name))

    def has_schema(self, connection: Connection, schema_name: str, **kw: Any) -> bool:
        """Whether a database of that name is attached."""
        return schema_name in self.get_schema_names(connection)

    def has_sequence(self, connection: Connection, sequence_name: str, schema: str | None = None, **kw: Any) -> bool:
        """False: SQLite has no sequences."""
        return False

    # -- a table

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The columns."""
        rows = self._pragma(connection, schema, "table_xinfo", table_name)
        rows = [row for row in rows if row[6] != _HIDDEN]
        if not rows:
            raise exc.NoSuchTableError(_full_name(table_name, schema))
        generated = {}
        if any(row[6] in (_VIRTUAL, _STORED) for row in rows):
            generated = self._table_text(connection, table_name, schema).generated
        columns = []
        for _, name, declared, notnull, default, key, hidden in rows:
            column = {
                "name": name,
                "type": declared_type(declared if hidden == 0 else declared.upper().replace("GENERATED ALWAYS", "")),
                "nullable": not notnull,
                "default": default,
                "primary_key": key,
            }
            if hidden:
                column["default"] = None
                column["computed"] = {"sqltext": generated.get(name, ""), "persisted": hidden == _STORED}
            columns.append(column)
        return columns

    def get_pk_constraint(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """The primary key."""
        rows = self._columns_or_refuse(connection, table_name, schema)
        keys = sorted((row[5], row[1]) for row in rows if row[5])
        name = self._table_text(connection, table_name, schema).primary_key if keys else None
        return {"constrained_columns": [column for _, column in keys], "name": name}

    def get_foreign_keys(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The foreign keys."""
        self._columns_or_refuse(connection, table_name, schema)
        found: dict[int, dict[str, Any]] = {}
        for number, _, target, local, referred, onupdate, ondelete, _ in self._pragma(
            connection, schema, "foreign_key_list", table_name
        ):
            key = found.get(number)
            if key is None:
                key = found[number] = {
                    "name": None,
                    "constrained_columns": [],
                    "referred_schema": schema,
                    "referred_table": target,
                    "referred_columns": [],
                    "options": {
                        option: action
                        for option, action in (("onupdate", onupdate), ("ondelete", ondelete))
                        if action not in ("NO ACTION", None)
                    },
                }
            key["constrained_columns"].append(local)
            if referred is not None:
                key["referred_columns"].append(referred)
        for key in found.values():
            if not key["referred_columns"]:
                # REFERENCES without columns means the primary key.
                target_key = self._primary_key_of(connection, key["referred_table"], schema)
                key["referred_columns"] = target_key or list(key["constrained_columns"])
        self._name_foreign_keys(connection, table_name, schema, list(found.values()))
        # SQLite numbers them from the last to the first.
        return [found[number] for number in sorted(found, reverse=True)]

    def _name_foreign_keys(
        self, connection: Connection, table_name: str, schema: str | None, keys: list[dict[str, Any]]
    ) -> None:
        if not keys:
            return
        texts = list(self._table_text(connection, table_name, schema).foreign_keys)
        for key in reversed(keys):
            wanted = (tuple(_lower(key["constrained_columns"])), key["referred_table"].lower())
            for text in texts:
                if (tuple(_lower(text.columns)), text.referred_table.lower()) == wanted:
                    key["name"] = text.name
                    key["options"].update(text.options)
                    texts.remove(text)
                    break

    def _primary_key_of(self, connection: Connection, table_name: str, schema: str | None) -> list[str]:
        rows = self._pragma(connection, schema, "table_info", table_name)
        return [name for _, name in sorted((row[5], row[1]) for row in rows if row[5])]

    def get_indexes(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The indexes, without those that SQLite makes for constraints."""
        self._columns_or_refuse(connection, table_name, schema)
        indexes = []
        for _, name, unique, _, partial in self._pragma(connection, schema, "index_list", table_name):
            if name.startswith("sqlite_autoindex") and not kw.get("include_auto_indexes"):
                continue
            parts = [row for row in self._pragma(connection, schema, "index_xinfo", name) if row[5]]
            columns = [row[2] for row in parts]
            options: dict[str, Any] = {}
            index = {"name": name, "column_names": columns, "unique": unique, "dialect_options": options}
            if partial or None in columns:
                text = IndexText(self._master_text(connection, name, schema, "index") or "")
                if partial:
                    options["sqlite_where"] = sql_seams.text(text.where.replace(":", r"\:"))
                if None in columns:
                    index["expressions"] = [
                        column or part for column, part in zip(columns, text.expressions, strict=True)
                    ]
            descending = {row[2]: ("desc",) for row in parts if row[3] and row[2] is not None}
            if descending:
                index["column_sorting"] = descending
            indexes.append(index)
        return sorted(indexes, key=lambda index: index["name"])

    def get_unique_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The unique constraints; their names stand in the table's text only."""
        self._columns_or_refuse(connection, table_name, schema)
        named = list(self._table_text(connection, table_name, schema).unique)
        found = []
        for _, index, _, origin, _ in reversed(self._pragma(connection, schema, "index_list", table_name)):
            if origin != "u":
                continue
            columns = [row[2] for row in self._pragma(connection, schema, "index_info", index)]
            name = None
            for candidate in named:
                if _lower(candidate[1]) == _lower(columns):
                    name = candidate[0]
                    named.remove(candidate)
                    break
            found.append({"name": name, "column_names": columns})
        return found

    def get_check_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The check constraints, those with a name first."""
        self._columns_or_refuse(connection, table_name, schema)
        checks = self._table_text(connection, table_name, schema).checks
        found = [{"sqltext": condition, "name": name} for name, condition in checks]
        return sorted(found, key=lambda check: check["name"] or "~")

    def get_table_options(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """WITHOUT ROWID, STRICT and AUTOINCREMENT."""
        self._columns_or_refuse(connection, table_name, schema)
        text = self._table_text(connection, table_name, schema)
        options: dict[str, Any] = {}
        if "WITHOUT ROWID" in text.options:
            options["sqlite_with_rowid"] = False
        if "STRICT" in text.options:
            options["sqlite_strict"] = True
        if text.autoincrement:
            options["sqlite_autoincrement"] = True
        return options

    # -- how it is asked

    def _pragma(self, connection: Connection, schema: str | None, pragma: str, name: str | None = None) -> list[Any]:
        quote = self.identifier_preparer.quote_identifier
        prefix = "" if schema is None else f"{quote(schema)}."
        argument = "" if name is None else f"({quote(name)})"
        return list(connection.exec_driver_sql(f"PRAGMA {prefix}{pragma}{argument}").fetchall())

    def _columns_or_refuse(self, connection: Connection, table_name: str, schema: str | None) -> list[Any]:
        rows = self._pragma(connection, schema, "table_info", table_name)
        if not rows:
            raise exc.NoSuchTableError(_full_name(table_name, schema))
        return rows

    def _master(self, schema: str | None) -> list[str]:
        if schema is None:
            return ["sqlite_master", "sqlite_temp_master"]
        if schema == "temp":
            return ["sqlite_temp_master"]
        return [f"{self.identifier_preparer.quote_identifier(schema)}.sqlite_master"]

    def _names(self, connection: Connection, schema: str | None, kind: str, internal: bool) -> list[str]:
        master = self._master(schema)[0]
        condition = "" if internal else r" AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        sql = f"SELECT name FROM {master} WHERE type = ?{condition} ORDER BY name"
        return [row[0] for row in connection.exec_driver_sql(sql, (kind,))]

    def _master_text(self, connection: Connection, name: str, schema: str | None, kind: str) -> str | None:
        for master in self._master(schema):
            sql = f"SELECT sql FROM {master} WHERE lower(name) = lower(?) AND type = ?"
            row = connection.exec_driver_sql(sql, (name, kind)).first()
            if row is not None:
                text: str | None = row[0]
                return text
        return None

    def _table_text(self, connection: Connection, name: str, schema: str | None) -> TableText:
        return TableText(self._master_text(connection, name, schema, "table") or "")


def _full_name(name: str, schema: str | None) -> str:
    return f"{schema}.{name}" if schema else name


def _lower(names: Any) -> list[str]:
    return [name.lower() for name in names]


def declared_type(text: str) -> Any:
    """Return the type that a declaration means: a known name, else by SQLite's rules of affinity (page "Datatypes In
    SQLite", 3.1)."""
    found = _TYPE.match(text or "")
    name, arguments = (found.group(1).upper(), found.group(2)) if found else (text.upper(), None)
    cls: Any = DECLARED.get(name)
    if cls is None:
        if "INT" in name:
            cls = generic.INTEGER
        elif "CHAR" in name or "CLOB" in name or "TEXT" in name:
            cls = generic.TEXT
        elif not name:
            cls = Untyped
        elif "BLOB" in name:
            cls = generic.BLOB
        elif "REAL" in name or "FLOA" in name or "DOUB" in name:
            cls = generic.REAL
        else:
            cls = generic.NUMERIC
    if arguments:
        numbers = [int(number) for number in re.findall(r"\d+", arguments)]
        try:
            return cls(*numbers)
        except TypeError:
            warn(f"Could not instantiate type {cls.__name__} with reflected arguments {numbers}; using no arguments.")
    return cls()
