"""What a dialect tells about a database: one method a kind of thing, for one table.

Every method takes a Connection; ``schema`` None means the tables that a plain name finds. The Inspector does
everything else: connections, the cache, the forms for many tables. What is not overridden, the database does not
have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection


class ReflectionInterface:
    """The reflection methods of a dialect."""

    name: str

    def _nothing(self, what: str) -> NoReturn:
        raise NotImplementedError(f"The dialect {self.name!r} does not reflect {what}")

    def get_schema_names(self, connection: Connection, **kw: Any) -> list[str]:
        """Return the names of the schemas."""
        self._nothing("schemas")

    def get_table_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of the tables."""
        self._nothing("tables")

    def get_temp_table_names(self, connection: Connection, **kw: Any) -> list[str]:
        """Return the names of the temporary tables."""
        self._nothing("temporary tables")

    def get_view_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of the views."""
        self._nothing("views")

    def get_temp_view_names(self, connection: Connection, **kw: Any) -> list[str]:
        """Return the names of the temporary views."""
        self._nothing("temporary views")

    def get_materialized_view_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of the materialized views."""
        self._nothing("materialized views")

    def get_sequence_names(self, connection: Connection, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of the sequences."""
        self._nothing("sequences")

    def get_view_definition(self, connection: Connection, view_name: str, schema: str | None = None, **kw: Any) -> str:
        """Return the SQL of a view; NoSuchTableError when there is none."""
        self._nothing("views")

    def has_table(self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a table, temporary table or view."""
        self._nothing("tables")

    def has_index(
        self, connection: Connection, table_name: str, index_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Whether a table has an index."""
        self._nothing("indexes")

    def has_schema(self, connection: Connection, schema_name: str, **kw: Any) -> bool:
        """Whether there is a schema."""
        self._nothing("schemas")

    def has_sequence(self, connection: Connection, sequence_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a sequence."""
        self._nothing("sequences")

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Return the columns; keys as in ``Inspector.get_columns()``.  This and the following: NoSuchTableError."""
        self._nothing("columns")

    def get_pk_constraint(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """Return the primary key."""
        self._nothing("primary keys")

    def get_foreign_keys(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Return the foreign keys."""
        self._nothing("foreign keys")

    def get_indexes(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Return the indexes."""
        self._nothing("indexes")

    def get_unique_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Return the unique constraints."""
        self._nothing("unique constraints")

    def get_check_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[dict[str, Any]]:
        """Return the check constraints."""
        self._nothing("check constraints")

    def get_table_comment(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """Return the comment."""
        self._nothing("comments on tables")

    def get_table_options(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> dict[str, Any]:
        """Return what else was said in CREATE TABLE, by the names of the Table's dialect options."""
        return {}
