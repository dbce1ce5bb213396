"""The Inspector: what is in a database, as plain dictionaries.

A dialect has a ``get_*`` method for each kind of thing, for one table and for many; the Inspector adds connections, a
cache, and the order of tables by their foreign keys. What was asked once is remembered until ``clear_cache()``; what
the form for many tables has read, the form for one need not read again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from graphlib import CycleError
from typing import TYPE_CHECKING, Any

from holdfast.engine import table_reflection
from holdfast.engine.connection import Connection
from holdfast.engine.engine import Engine
from holdfast.engine.reflection_interface import ObjectKind as ObjectKind
from holdfast.engine.reflection_interface import ObjectScope as ObjectScope
from holdfast.engine.reflection_interface import TableKey
from holdfast.inspection import Inspectable, _inspects, _self_inspects
from holdfast.sql.schema import sorting
from holdfast.sql.types import to_instance

if TYPE_CHECKING:
    from holdfast.engine.dialect import Dialect

# What the Table objects of a whole schema are made of.
_PARTS = (
    "columns",
    "pk_constraint",
    "foreign_keys",
    "indexes",
    "unique_constraints",
    "check_constraints",
    "table_options",
)


@_self_inspects
class Inspector(Inspectable["Inspector"]):
    """Reads the structure of a database; get one with ``inspect(engine)``.

    :param bind: an Engine, or a Connection whose transaction is then used.
    """

    def __init__(self, bind: Engine | Connection) -> None:
        self.bind = bind
        self.engine = bind.engine
        self.dialect: Dialect = bind.dialect
        self.info_cache: dict[Any, Any] = {}

    @classmethod
    def from_engine(cls, bind: Engine) -> Inspector:
        """Return ``Inspector(bind)``; the older spelling of ``inspect(bind)``."""
        return cls(bind)

    def clear_cache(self) -> None:
        """Forget what was read."""
        self.info_cache.clear()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        if isinstance(self.bind, Connection):
            yield self.bind
        else:
            with self.bind.connect() as connection:
                yield connection

    @contextmanager
    def _on_one_connection(self) -> Iterator[Inspector]:
        """Give an Inspector that shares the cache and uses one connection for all that it is asked."""
        if isinstance(self.bind, Connection):
            yield self
            return
        with self.bind.connect() as connection:
            inspector = type(self)(connection)
            inspector.info_cache = self.info_cache
            yield inspector

    def _ask(self, method: str, *names: Any, **kw: Any) -> Any:
        key = (method, names, _frozen(kw))
        if key not in self.info_cache:
            with self._connection() as connection:
                ask = getattr(self.dialect, method)
                self.info_cache[key] = ask(connection, *names, info_cache=self.info_cache, **kw)
        return self.info_cache[key]

    def _ask_many(
        self,
        what: str,
        schema: str | None,
        filter_names: Collection[str] | None,
        kind: ObjectKind,
        scope: ObjectScope,
        kw: dict[str, Any],
    ) -> dict[TableKey, Any]:
        method, options = f"get_multi_{what}", _frozen(kw)
        names = None if filter_names is None else frozenset(filter_names)
        key = (method, (schema, names, kind, scope), options)
        found: dict[TableKey, Any] | None = self.info_cache.get(key)
        if found is None:
            read = getattr(self.dialect, method)
            with self._connection() as connection:
                found = dict(
                    read(
                        connection,
                        schema=schema,
                        filter_names=filter_names,
                        kind=kind,
                        scope=scope,
                        info_cache=self.info_cache,
                        **kw,
                    )
                )
            self.info_cache[key] = found
            for (_, name), value in found.items():
                self.info_cache.setdefault((f"get_{what}", (name, schema), options), value)
        return found

    def _read_ahead(
        self, schema: str | None, filter_names: Collection[str] | None, kind: ObjectKind, **kw: Any
    ) -> None:
        """Read everything about the tables of a schema with the forms for many."""
        comments = ("table_comment",) if self.dialect.features.comments else ()
        for what in (*_PARTS, *comments):
            self._ask_many(what, schema, filter_names, kind, ObjectScope.ANY, kw)

    # -- names

    @property
    def default_schema_name(self) -> str | None:
        """The schema of unqualified names."""
        if self.dialect.default_schema_name is None:
            with self._connection():
                pass  # the first connection tells
        return self.dialect.default_schema_name

    def get_schema_names(self, **kw: Any) -> list[str]:
        """Return the names of all schemas."""
        return list(self._ask("get_schema_names", **kw))

    def get_table_names(self, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of all tables, views not among them."""
        return list(self._ask("get_table_names", schema, **kw))

    def get_temp_table_names(self, **kw: Any) -> list[str]:
        """Return the names of the temporary tables of this connection."""
        return list(self._ask("get_temp_table_names", **kw))

    def get_view_names(self, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of all views."""
        return list(self._ask("get_view_names", schema, **kw))

    def get_temp_view_names(self, **kw: Any) -> list[str]:
        """Return the names of the temporary views of this connection."""
        return list(self._ask("get_temp_view_names", **kw))

    def get_materialized_view_names(self, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of all materialized views."""
        return list(self._ask("get_materialized_view_names", schema, **kw))

    def get_sequence_names(self, schema: str | None = None, **kw: Any) -> list[str]:
        """Return the names of all sequences."""
        return list(self._ask("get_sequence_names", schema, **kw))

    def get_view_definition(self, view_name: str, schema: str | None = None, **kw: Any) -> str:
        """Return the SQL of a view."""
        return str(self._ask("get_view_definition", view_name, schema, **kw))

    # -- whether something is there; not remembered

    def _has(self, method: str, *names: Any, **kw: Any) -> bool:
        with self._connection() as connection:
            return bool(getattr(self.dialect, method)(connection, *names, **kw))

    def has_table(self, table_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a table, temporary table or view of that name."""
        return self._has("has_table", table_name, schema, **kw)

    def has_multi_table(self, table_names: Iterable[str], schema: str | None = None, **kw: Any) -> dict[TableKey, bool]:
        """Return for each name whether there is a table, temporary table or view of that name."""
        with self._connection() as connection:
            return dict(self.dialect.has_multi_table(connection, list(table_names), schema, **kw))

    def has_sequence(self, sequence_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether there is a sequence of that name."""
        return self._has("has_sequence", sequence_name, schema, **kw)

    def has_index(self, table_name: str, index_name: str, schema: str | None = None, **kw: Any) -> bool:
        """Whether a table has an index of that name."""
        return self._has("has_index", table_name, index_name, schema, **kw)

    def has_schema(self, schema_name: str, **kw: Any) -> bool:
        """Whether there is a schema of that name."""
        return self._has("has_schema", schema_name, **kw)

    # -- one table

    def get_columns(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the columns: name, type, nullable, default, and as far as there are autoincrement, comment,
        computed, identity.

        :raises holdfast.exc.NoSuchTableError: there is no such table.
        """
        return _columns(self._ask("get_columns", table_name, schema, **kw))

    def get_pk_constraint(self, table_name: str, schema: str | None = None, **kw: Any) -> dict[str, Any]:
        """Return the primary key: constrained_columns, name."""
        return dict(self._ask("get_pk_constraint", table_name, schema, **kw))

    def get_foreign_keys(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the foreign keys: name, constrained_columns, referred_schema, referred_table, referred_columns,
        options."""
        return [dict(each) for each in self._ask("get_foreign_keys", table_name, schema, **kw)]

    def get_indexes(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the indexes: name, column_names, unique, dialect_options."""
        return [dict(each) for each in self._ask("get_indexes", table_name, schema, **kw)]

    def get_unique_constraints(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the unique constraints: name, column_names."""
        return [dict(each) for each in self._ask("get_unique_constraints", table_name, schema, **kw)]

    def get_check_constraints(self, table_name: str, schema: str | None = None, **kw: Any) -> list[dict[str, Any]]:
        """Return the check constraints: name, sqltext."""
        return [dict(each) for each in self._ask("get_check_constraints", table_name, schema, **kw)]

    def get_table_comment(self, table_name: str, schema: str | None = None, **kw: Any) -> dict[str, Any]:
        """Return the comment: text."""
        return dict(self._ask("get_table_comment", table_name, schema, **kw))

    def get_table_options(self, table_name: str, schema: str | None = None, **kw: Any) -> dict[str, Any]:
        """Return what else was said in CREATE TABLE, by the names of the Table's dialect options."""
        return dict(self._ask("get_table_options", table_name, schema, **kw))

    # -- many tables

    def get_multi_columns(
        self,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> dict[TableKey, list[dict[str, Any]]]:
        """Return :meth:`get_columns` of many tables by (schema, name).

        :param schema: the schema; by default that of plain names.
        :param filter_names: only these; by default all.
        :param kind: tables, views, materialized views or several of them.
        :param scope: lasting ones, temporary ones or both.
        """
        found = self._ask_many("columns", schema, filter_names, kind, scope, kw)
        return {key: _columns(value) for key, value in found.items()}

    def get_multi_pk_constraint(
        self,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> dict[TableKey, dict[str, Any]]:
        """Return :meth:`get_pk_constraint` of many tables by (schema, name); see :meth:`get_multi_columns`."""
        found = self._ask_many("pk_constraint", schema, filter_names, kind, scope, kw)
        return {key: dict(value) for key, value in found.items()}

    def get_multi_foreign_keys(
        self,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> dict[TableKey, list[dict[str, Any]]]:
        """Return :meth:`get_foreign_keys` of many tables by (schema, name); see :meth:`get_multi_columns`."""
        found = self._ask_many("foreign_keys", schema, filter_names, kind, scope, kw)
        return {key: [dict(each) for each in value] for key, value in found.items()}

    def get_multi_indexes(
        self,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> dict[TableKey, list[dict[str, Any]]]:
        """Return :meth:`get_indexes` of many tables by (schema, name); see :meth:`get_multi_columns`."""
        found = self._ask_many("indexes", schema, filter_names, kind, scope, kw)
        return {key: [dict(each) for each in value] for key, value in found.items()}

    def get_multi_unique_constraints(
        self,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> dict[TableKey, list[dict[str, Any]]]:
        """Return :meth:`get_unique_constraints` of many tables by (schema, name); see :meth:`get_multi_columns`."""
        found = self._ask_many("unique_constraints", schema, filter_names, kind, scope, kw)
        return {key: [dict(each) for each in value] for key, value in found.items()}

    def get_multi_check_constraints(
        self,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> dict[TableKey, list[dict[str, Any]]]:
        """Return :meth:`get_check_constraints` of many tables by (schema, name); see :meth:`get_multi_columns`."""
        found = self._ask_many("check_constraints", schema, filter_names, kind, scope, kw)
        return {key: [dict(each) for each in value] for key, value in found.items()}

    def get_multi_table_comment(
        self,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> dict[TableKey, dict[str, Any]]:
        """Return :meth:`get_table_comment` of many tables by (schema, name); see :meth:`get_multi_columns`."""
        found = self._ask_many("table_comment", schema, filter_names, kind, scope, kw)
        return {key: dict(value) for key, value in found.items()}

    def get_multi_table_options(
        self,
        schema: str | None = None,
        filter_names: Collection[str] | None = None,
        kind: ObjectKind = ObjectKind.TABLE,
        scope: ObjectScope = ObjectScope.DEFAULT,
        **kw: Any,
    ) -> dict[TableKey, dict[str, Any]]:
        """Return :meth:`get_table_options` of many tables by (schema, name); see :meth:`get_multi_columns`."""
        found = self._ask_many("table_options", schema, filter_names, kind, scope, kw)
        return {key: dict(value) for key, value in found.items()}

    # -- order

    def sort_tables_on_foreign_key_dependency(
        self, consider_schemas: Collection[str | None] = (None,), **kw: Any
    ) -> list[tuple[TableKey | None, list[tuple[TableKey, str | None]]]]:
        """Return (schema, name) of all tables, referred ones first, each with the foreign keys that it may be created
        with.

        The last entry is None, with the foreign keys that have to be added afterwards because they are part of a cycle.
        """
        keys: dict[TableKey, list[tuple[str | None, TableKey]]] = {}
        for schema in consider_schemas:
            for key, foreign_keys in self.get_multi_foreign_keys(schema, **kw).items():
                keys[key] = [(fk["name"], (fk["referred_schema"], fk["referred_table"])) for fk in foreign_keys]
        ordered, broken = _sorted(keys)
        result: list[tuple[TableKey | None, list[tuple[TableKey, str | None]]]] = [
            (key, [(key, name) for name, target in keys[key] if (key, target) not in broken]) for key in ordered
        ]
        later = [(key, name) for key in ordered for name, target in keys[key] if (key, target) in broken]
        return [*result, (None, later)]

    def get_sorted_table_and_fkc_names(
        self, schema: str | None = None, **kw: Any
    ) -> list[tuple[str | None, list[tuple[str, str | None]]]]:
        """As :meth:`sort_tables_on_foreign_key_dependency` for one schema, with plain names."""
        return [
            (None if key is None else key[1], [(table[1], name) for table, name in keys])
            for key, keys in self.sort_tables_on_foreign_key_dependency((schema,), **kw)
        ]

    def reflect_table(
        self,
        table: Any,
        include_columns: Collection[str] | None,
        exclude_columns: Collection[str] = (),
        resolve_fks: bool = True,
        _extend_on: set[Any] | None = None,
        **kw: Any,
    ) -> None:
        """Fill a Table with what the database has of it.

        :param include_columns: only these columns; None: all.
        :param exclude_columns: not these.
        :param resolve_fks: fill the tables that foreign keys refer to, too.
        :raises holdfast.exc.NoSuchTableError: there is no such table.
        """
        table_reflection.fill(self, table, include_columns, exclude_columns, resolve_fks, _extend_on)


def _frozen(kw: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(kw.items()))


def _columns(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies of a dialect's dictionaries; a dialect may name a type by its class."""
    return [{**column, "type": to_instance(column["type"])} for column in found]


def _sorted(
    keys: dict[TableKey, list[tuple[str | None, TableKey]]],
) -> tuple[list[TableKey], set[tuple[TableKey, TableKey]]]:
    """The tables in order, and the references that had to be left out of consideration because of cycles."""
    broken: set[tuple[TableKey, TableKey]] = set()
    while True:
        parents = {
            key: sorted({t for _, t in refs if t in keys and t != key and (key, t) not in broken}, key=str)
            for key, refs in keys.items()
        }
        try:
            return list(sorting.stable_order(sorted(keys, key=str), parents)), broken
        except CycleError as error:
            cycle: Sequence[TableKey] = error.args[1]
            broken.update((key, t) for key in cycle for t in parents[key] if t in cycle)


@_inspects(Engine, Connection)
def _inspector_of(bind: Engine | Connection) -> Inspector:
    made: Inspector = (bind.dialect.inspector or Inspector)(bind)
    return made
