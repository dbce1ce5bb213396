"""The reflection methods of the dialect, for one table each.

``schema`` is a database, None the one of the connection. In SQL mode ANSI the server leaves out the options of tables,
their comments among them. Temporary tables are reflected by their names; the servers list them nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.dialects.mysql.reflection.column_types import column_type
from holdfast.dialects.mysql.reflection.create_table import ColumnText, CreateTable, KeyText
from holdfast.dialects.mysql.reflection.tokens import tokens_of
from holdfast.dialects.mysql.versioning import ROW_TIMES
from holdfast.engine.features import Features
from holdfast.engine.reflection_interface import ReflectionInterface
from holdfast.sql.types import Integer
from holdfast.sql.types.string import text_literal

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection

# Numbers of errors: no such table, no such database, a view of something that is not there any more, a table where a
# sequence was meant.
NO_SUCH_TABLE = 1146
UNKNOWN_DATABASE = 1049
INVALID_VIEW = 1356
NOT_SEQUENCE = 4089

# Names stand in these texts, which the drivers must not format.
NO_PARAMETERS = {"no_parameters": True}

# Attributes of columns that are arguments of a Column -> their names there.
_COLUMN_OPTIONS = {
    "invisible": "invisible",
    "compressed": "compressed",
    "unversioned": "without_system_versioning",
}

# Options that belong to the data or to the machine, not to the definition.
_NOT_REFLECTED = frozenset({"auto_increment", "data directory", "index directory", "sequence"})


class MySQLReflection(ReflectionInterface):
    """The reflection methods of MySQL and MariaDB."""

    identifier_preparer: Any
    default_schema_name: str | None
    features: Features
    _backslash_escapes: bool

    # -- names

    def get_schema_names(self, connection: Connection, **kw: Any) -> list[str]:
        """The databases."""
        return [row[0] for row in connection.exec_driver_sql("SHOW SCHEMAS")]

    def _names(
        self,
        connection: Connection,
        schema: str | None,
        *kinds: str,
        info_cache: dict[Any, Any] | None = None,
        **kw: Any,
    ) -> list[str]:
        cache = {} if info_cache is None else info_cache
        key = ("names_and_kinds", schema)
        if key not in cache:
            source = "" if schema is None else f" FROM {self.identifier_preparer.quote_identifier(schema)}"
            rows = connection.exec_driver_sql(f"SHOW FULL TABLES{source}", execution_options=NO_PARAMETERS)
            cache[key] = [(name, kind) for name, kind in rows]
        return [name for name, kind in cache[key] if kind in kinds]

    def get_table_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The tables."""
        return self._names(connection, schema, "BASE TABLE", "SYSTEM VERSIONED", **kw)

    def get_view_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The views."""
        return self._names(connection, schema, "VIEW", "SYSTEM VIEW", **kw)

    def get_sequence_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """The sequences; MariaDB has them."""
        return self._names(connection, schema, "SEQUENCE", **kw)

    def get_view_definition(self, connection: Connection, view_name: str, schema: str | None = None, **kw: Any) -> str:
        """The text of CREATE VIEW."""
        text = self._show_create(connection, view_name, schema)
        if not _is_view(text):
            raise exc.NoSuchTableError(_plain(view_name, schema))
        return text

    # -- whether something is there

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a table, temporary table, view or sequence."""
        try:
            self._show_create(connection, table_name, schema)
        except exc.NoSuchTableError:
            return False
        return True

    def has_index(
        self, connection: Connection, table_name: str, index_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Whether a table has an index; names are compared without regard to case, as the servers do."""
        try:
            statement = self._table(connection, table_name, schema)
        except exc.NoSuchTableError:
            return False
        wanted = index_name.lower()
        return any(key.name is not None and key.name.lower() == wanted for key in statement.keys)

    def has_schema(self, connection: Connection, schema_name: str, **kw: Any) -> bool:
        """Whether there is a database of that name."""
        sql = "SELECT 1 FROM information_schema.schemata WHERE schema_name = %s"
        return connection.exec_driver_sql(sql, (schema_name,)).first() is not None

    def has_sequence(self, connection: Connection, sequence_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a sequence of that name."""
        if not self.features.sequences:
            return False
        sql = f"SHOW CREATE SEQUENCE {self._qualified(sequence_name, schema)}"
        try:
            self._show(connection, sql, sequence_name, schema)
        except exc.NoSuchTableError:
            return False
        return True

    # -- a table

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The columns."""
        statement = self._table(connection, table_name, schema, **kw)
        return [self._column(column, statement) for column in statement.columns]

    def _column(self, column: ColumnText, statement: CreateTable) -> dict[str, Any]:
        type_ = column_type(column, statement)
        found: dict[str, Any] = {
            "name": column.name,
            "type": type_,
            "nullable": column.nullable,
            "default": column.default,
            "comment": column.comment,
        }
        if isinstance(type_, Integer):
            found["autoincrement"] = column.autoincrement
        if column.generated is not None:
            persisted = None if column.generated in ROW_TIMES else column.persisted
            found["computed"] = {"sqltext": column.generated, "persisted": persisted}
        options = {
            f"{self.name}_{option}": True for name, option in _COLUMN_OPTIONS.items() if getattr(column, name)
        }  # fmt: skip
        if options:
            found["dialect_options"] = options
        return found

    def get_pk_constraint(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """The primary key, which has no name of its own."""
        for key in self._table(connection, table_name, schema, **kw).keys:
            if key.kind == "PRIMARY":
                found: dict[str, Any] = {"constrained_columns": [part.name for part in key.parts], "name": None}
                options = self._key_options(key)
                descending = [part.name for part in key.parts if part.descending]
                if descending:
                    options[f"{self.name}_descending"] = descending
                if options:
                    found["dialect_options"] = options
                return found
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The foreign keys."""
        return [
            {
                "name": key.name,
                "constrained_columns": key.columns,
                "referred_schema": schema if key.schema is None else key.schema,
                "referred_table": key.table,
                "referred_columns": key.referred_columns,
                "options": {f"on{rule.lower()}": action for rule, action in key.rules.items() if action != "NO ACTION"},
            }
            for key in self._table(connection, table_name, schema, **kw).foreign_keys
        ]

    def get_indexes(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The indexes, those of unique constraints among them, as there is no difference."""
        keys = self._table(connection, table_name, schema, **kw).keys
        return [self._index(key) for key in _sorted(keys) if key.kind != "PRIMARY"]

    def _index(self, key: KeyText) -> dict[str, Any]:
        options = self._key_options(key)
        if key.kind not in ("", "UNIQUE"):
            options[f"{self.name}_prefix"] = key.kind
        found: dict[str, Any] = {
            "name": key.name,
            "column_names": [part.name for part in key.parts],
            "unique": key.kind == "UNIQUE",
        }
        if any(part.expression for part in key.parts):
            found["expressions"] = [part.name or part.expression for part in key.parts]
        sorting = {part.name: ("desc",) for part in key.parts if part.descending and part.name is not None}
        if sorting:
            found["column_sorting"] = sorting
        if options:
            found["dialect_options"] = options
        return found

    def _key_options(self, key: KeyText) -> dict[str, Any]:
        return {f"{self.name}_{name}": value for name, value in key.options.items()}

    def get_unique_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The unique constraints; each is an index as well."""
        keys = self._table(connection, table_name, schema, **kw).keys
        return [
            {"name": key.name, "column_names": [part.name for part in key.parts], "duplicates_index": key.name}
            for key in _sorted(keys)
            if key.kind == "UNIQUE"
        ]

    def get_check_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """The check constraints; those of columns, which have no name but tell the column, come last.

        MariaDB's type JSON is LONGTEXT with the check ``json_valid()`` of the column.
        """
        statement = self._table(connection, table_name, schema, **kw)
        found: list[dict[str, Any]] = [
            {"name": check.name, "sqltext": check.condition}
            for check in sorted(statement.checks, key=lambda check: check.name or "")
        ]
        found += [
            {"name": None, "sqltext": column.check, "column": column.name}
            for column in statement.columns
            if column.check is not None
        ]
        return found

    def get_table_comment(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """The comment."""
        return {"text": self._table(connection, table_name, schema, **kw).options.get("comment")}

    def get_table_options(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """Engine, character set and all that stands behind the columns."""
        statement = self._table(connection, table_name, schema, **kw)
        options = {
            f"{self.name}_{name}": value for name, value in statement.options.items() if name not in _NOT_REFLECTED
        }
        if statement.periods:
            options[f"{self.name}_periods"] = statement.periods
        if statement.temporary:
            options["prefixes"] = ["TEMPORARY"]
        return options

    # -- how it is asked

    def _qualified(self, name: str, schema: str | None) -> str:
        quote = self.identifier_preparer.quote_identifier
        return str(quote(name) if schema is None else f"{quote(schema)}.{quote(name)}")

    def _table(
        self,
        connection: Connection,
        name: str,
        schema: str | None,
        info_cache: dict[Any, Any] | None = None,
        **kw: Any,
    ) -> CreateTable:
        """What a table or view consists of; from the Inspector's cache when it was asked for before."""
        cache = {} if info_cache is None else info_cache
        key = ("create_table", schema, name)
        if key not in cache:
            text = self._show_create(connection, name, schema)
            if _is_view(text):
                cache[key] = self._view(connection, name, schema)
            else:
                cache[key] = CreateTable(text, None if self._backslash_escapes else text_literal(self))
        statement: CreateTable = cache[key]
        return statement

    def _show_create(self, connection: Connection, name: str, schema: str | None) -> str:
        text: str = self._show(connection, f"SHOW CREATE TABLE {self._qualified(name, schema)}", name, schema)[0][1]
        return text

    def _view(self, connection: Connection, name: str, schema: str | None) -> CreateTable:
        """A view, as a table with its columns."""
        quote = self.identifier_preparer.quote_identifier
        columns = []
        for field, type_, nullable, _, default, *_ in self._show(
            connection, f"DESCRIBE {self._qualified(name, schema)}", name, schema
        ):
            text = f"{quote(field)} {type_}{'' if nullable == 'YES' else ' NOT NULL'}"
            columns.append(text if default is None else f"{text} DEFAULT {_string(default)}")
        return CreateTable(f"CREATE TABLE {quote(name)} ({', '.join(columns)})")

    def _show(self, connection: Connection, sql: str, name: str, schema: str | None) -> list[Any]:
        try:
            return list(connection.exec_driver_sql(sql, execution_options=NO_PARAMETERS).fetchall())
        except exc.DBAPIError as error:
            number = error.orig.args[0] if error.orig is not None and error.orig.args else None
            if number in (NO_SUCH_TABLE, UNKNOWN_DATABASE, NOT_SEQUENCE):
                raise exc.NoSuchTableError(_plain(name, schema)) from error
            if number == INVALID_VIEW:
                raise exc.UnreflectableTableError(
                    f"Table or view named {self._qualified(name, schema)} could not be reflected: {error}"
                ) from error
            raise


def _is_view(text: str) -> bool:
    """Whether a CREATE statement makes a view: the word comes before any name in quotes that is not the definer's."""
    words = [token.upper for token in tokens_of(text[:1000]) if token.kind == "word"]
    return next((word for word in words if word in ("TABLE", "VIEW", "SEQUENCE")), "") == "VIEW"


def _plain(name: str, schema: str | None) -> str:
    """A table's name for messages."""
    return name if schema is None else f"{schema}.{name}"


def _string(text: str) -> str:
    """A string as the server writes it."""
    escaped = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _sorted(keys: list[KeyText]) -> list[KeyText]:
    return sorted(keys, key=lambda key: key.name or "")
