"""What a dialect tells about a database: two methods a kind of thing, for one table and for many.

Every method takes a Connection; ``schema`` None means the tables that a plain name finds. The Inspector does
everything else: connections, the cache, the schemas' defaults. What is not overridden, the database does not have.

The forms for many tables (``get_multi_*``) ask the form for one, table by table. A dialect that can read a whole
schema with one query overrides them, and its forms for one table are then those for many with one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import Flag
from typing import TYPE_CHECKING, Any, NoReturn

from holdfast import exc
from holdfast.sql import seams as sql_seams

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.sql.statements.text import TextClause

#: (schema as it was asked for, name)
TableKey = tuple[str | None, str]


class ObjectKind(Flag):
    """Kinds of things that have columns."""

    TABLE = 1
    VIEW = 2
    MATERIALIZED_VIEW = 4
    ANY_VIEW = 6
    ANY = 7


class ObjectScope(Flag):
    """Lasting things, temporary ones, or both."""

    DEFAULT = 1
    TEMPORARY = 2
    ANY = 3


# A colon that text() takes for the beginning of a parameter, or one that it takes for an escaped one.
_LIKE_PARAMETER = re.compile(r"(?<!:):(?=\w)|\\:")


def server_text(sql: str) -> TextClause:
    """Return SQL that a server wrote as ``text()``; its colons are no parameters.

    They are escaped only where need be, as programs read the ``text`` of a reflected default.
    """
    text: TextClause = sql_seams.text(sql.replace(":", r"\:") if _LIKE_PARAMETER.search(sql) else sql)
    return text


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
        """Return what else was said in CREATE TABLE, by the names of the Table's arguments."""
        return {}

    def _constraint_of_index(self, index: dict[str, Any], columns: Mapping[str, Any]) -> Any:
        """Return the constraint that a reflected index is for, when the other methods do not tell of it; or None.

        :param columns: name -> Column of the Table that is being filled.
        """
        return None

    # -- many tables

    def _named(
        self,
        connection: Connection,
        schema: str | None,
        filter_names: Collection[str] | None,
        kind: ObjectKind,
        scope: ObjectScope,
        kw: dict[str, Any],
    ) -> list[str]:
        """The names of a schema's tables and views of some kinds."""
        lasting, temporary = ObjectScope.DEFAULT in scope, ObjectScope.TEMPORARY in scope
        sources: list[tuple[bool, Callable[[], list[str]]]] = [
            (lasting and ObjectKind.TABLE in kind, lambda: self.get_table_names(connection, schema, **kw)),
            (lasting and ObjectKind.VIEW in kind, lambda: self.get_view_names(connection, schema, **kw)),
            (
                lasting and ObjectKind.MATERIALIZED_VIEW in kind,
                lambda: self.get_materialized_view_names(connection, schema, **kw),
            ),
            (temporary and ObjectKind.TABLE in kind, lambda: self.get_temp_table_names(connection, **kw)),
            (temporary and ObjectKind.VIEW in kind, lambda: self.get_temp_view_names(connection, **kw)),
        ]
        names: list[str] = []
        for wanted, source in sources:
            if wanted:
                try:
                    names += source()
                except NotImplementedError:
                    continue  # the database has nothing of the kind
        return names if filter_names is None else [name for name in names if name in filter_names]

    def _table_by_table(
        self,
        one: Callable[..., Any],
        connection: Connection,
        schema: str | None,
        filter_names: Collection[str] | None,
        kind: ObjectKind,
        scope: ObjectScope,
        kw: dict[str, Any],
    ) -> Iterator[tuple[TableKey, Any]]:
        for name in self._named(connection, schema, filter_names, kind, scope, kw):
            try:
                yield (schema, name), one(connection, name, schema, **kw)
            except (exc.NoSuchTableError, exc.UnreflectableTableError):
                continue  # dropped since its name was read; or the form for one tells what is wrong with it

    def get_multi_columns(
        self,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, list[dict[str, Any]]]]:
        """Return :meth:`get_columns` of many tables by (schema, name).

        :param filter_names: only these; None: all that ``kind`` and ``scope`` mean.
        :param kind: tables, views, materialized views.
        :param scope: lasting or temporary ones.
        """
        return self._table_by_table(self.get_columns, connection, schema, filter_names, kind, scope, kw)

    def get_multi_pk_constraint(
        self,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, dict[str, Any]]]:
        """Return :meth:`get_pk_constraint` of many tables by (schema, name)."""
        return self._table_by_table(self.get_pk_constraint, connection, schema, filter_names, kind, scope, kw)

    def get_multi_foreign_keys(
        self,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, list[dict[str, Any]]]]:
        """Return :meth:`get_foreign_keys` of many tables by (schema, name)."""
        return self._table_by_table(self.get_foreign_keys, connection, schema, filter_names, kind, scope, kw)

    def get_multi_indexes(
        self,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, list[dict[str, Any]]]]:
        """Return :meth:`get_indexes` of many tables by (schema, name)."""
        return self._table_by_table(self.get_indexes, connection, schema, filter_names, kind, scope, kw)

    def get_multi_unique_constraints(
        self,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, list[dict[str, Any]]]]:
        """Return :meth:`get_unique_constraints` of many tables by (schema, name)."""
        return self._table_by_table(self.get_unique_constraints, connection, schema, filter_names, kind, scope, kw)

    def get_multi_check_constraints(
        self,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, list[dict[str, Any]]]]:
        """Return :meth:`get_check_constraints` of many tables by (schema, name)."""
        return self._table_by_table(self.get_check_constraints, connection, schema, filter_names, kind, scope, kw)

    def get_multi_table_comment(
        self,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, dict[str, Any]]]:
        """Return :meth:`get_table_comment` of many tables by (schema, name)."""
        return self._table_by_table(self.get_table_comment, connection, schema, filter_names, kind, scope, kw)

    def get_multi_table_options(
        self,
        connection: Connection,
        *,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> Iterable[tuple[TableKey, dict[str, Any]]]:
        """Return :meth:`get_table_options` of many tables by (schema, name)."""
        return self._table_by_table(self.get_table_options, connection, schema, filter_names, kind, scope, kw)

    def has_multi_table(
        self, connection: Connection, table_names: Iterable[str], schema: str | None = None, **kw: Any
    ) -> Iterable[tuple[TableKey, bool]]:
        """Return for each name whether there is a table, temporary table or view."""
        return (((schema, name), self.has_table(connection, name, schema, **kw)) for name in table_names)
