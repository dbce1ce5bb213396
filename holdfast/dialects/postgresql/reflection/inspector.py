"""The Inspector with what only PostgreSQL has."""

from __future__ import annotations

from typing import Any

from holdfast.engine.reflection import Inspector


class PGInspector(Inspector):
    """`inspect(engine)` of a PostgreSQL engine."""

    def get_table_oid(self, table_name: str, schema: str | None = None) -> int:
        """Return the number of a table in pg_class.

        :raises holdfast.exc.NoSuchTableError: there is no such table.
        """
        return int(self._ask("get_table_oid", table_name, schema))

    def get_enums(self, schema: str | None = None) -> list[dict[str, Any]]:
        """Return the enumerations: name, schema, visible (a plain name finds it), labels.

        :param schema: by default those that plain names find; "*": those of all schemas.
        """
        return [dict(each) for each in self._ask("get_enums", schema)]

    def get_domains(self, schema: str | None = None) -> list[dict[str, Any]]:
        """Return the domains: name, schema, visible, type, nullable, default, constraints, collation.

        :param schema: by default those that plain names find; "*": those of all schemas.
        """
        return [dict(each) for each in self._ask("get_domains", schema)]

    def get_foreign_table_names(self, schema: str | None = None) -> list[str]:
        """Return the names of the foreign tables."""
        return list(self._ask("get_foreign_table_names", schema))

    def has_type(self, type_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a type of that name; schema "*": in any schema."""
        return self._has("has_type", type_name, schema, **kw)
