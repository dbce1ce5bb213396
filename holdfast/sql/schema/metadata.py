"""MetaData: the collection of tables, by which foreign keys given as text find their targets.

Rules: tables are kept by key, "schema.name" or "name".  CREATE, DROP and reflection are done by the engine layer,
through `sql.seams`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Flag
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql import seams
from holdfast.sql.expressions.names import quoted_name
from holdfast.sql.schema.item import SchemaItem
from holdfast.sql.schema.naming import DEFAULT_CONVENTION
from holdfast.sql.schema.sorting import sort_tables
from holdfast.util.collections import FacadeDict, immutabledict
from holdfast.util.symbols import NO_ARG

if TYPE_CHECKING:
    from holdfast.sql.schema.foreign_key import ForeignKey
    from holdfast.sql.schema.sequence import Sequence as DatabaseSequence
    from holdfast.sql.schema.table import Table


class CheckFirst(Flag):
    """For which kinds of objects CREATE and DROP ask the database first whether they are there."""

    NONE = 0
    TABLES = 1
    INDEXES = 2
    SEQUENCES = 4
    TYPES = 8
    VIEWS = 16
    ALL = 31


class MetaData(SchemaItem):
    """A collection of tables and sequences.

    :param schema: the schema of its tables when they do not say one.
    :param quote_schema: force quoting of that name on or off.
    :param naming_convention: templates for the names of constraints and indexes, see `naming.py`.
    :param info: notes.
    """

    __visit_name__ = "metadata"
    #: set by legacy "bound metadata"
    bind: Any = None

    def __init__(
        self,
        schema: str | None = None,
        quote_schema: bool | None = None,
        naming_convention: Any = None,
        info: dict[Any, Any] | None = None,
    ) -> None:
        if schema is not None and not isinstance(schema, str):
            raise exc.ArgumentError(f"expected schema argument to be a string, got {type(schema)}.")
        self.tables: FacadeDict[str, Table] = FacadeDict()
        self.schema = quoted_name.construct(schema, quote_schema)
        self.naming_convention: Any = immutabledict(naming_convention or DEFAULT_CONVENTION)
        if info:
            self.info = info
        self._schemas: dict[str, None] = {}
        self._sequences: dict[str, DatabaseSequence] = {}
        self._objects: dict[tuple[str, str], Any] = {}
        # ENUM and other types that are created with the MetaData, not with a table
        self._schema_types: list[Any] = []
        # table key -> foreign keys of columns whose type is not known before that table is
        self._waiting: dict[str, list[ForeignKey]] = {}

    def __repr__(self) -> str:
        return "MetaData()"

    def __contains__(self, table_or_key: Any) -> bool:
        key = table_or_key if isinstance(table_or_key, str) else table_or_key.key
        return key in self.tables

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "dispatch"}

    def _add_table(self, name: str, schema: str | None, table: Table) -> None:
        self.tables._put(table_key(name, schema), table)
        if schema:
            self._schemas[schema] = None

    def _remove_table(self, name: str, schema: str | None) -> None:
        removed = self.tables._take(table_key(name, schema))
        if removed is not None:
            for waiting in self._waiting.values():
                waiting[:] = [fk for fk in waiting if fk.parent.table is not removed]
        self._schemas = {table.schema: None for table in self.tables.values() if table.schema}

    def _foreign_key_added(self, fk: ForeignKey) -> None:
        """Have a column without a type get its foreign key's as soon as that is known."""
        if fk.parent.type._isnull and not fk._settle_type():
            self._waiting.setdefault(fk._table_key() or "", []).append(fk)
        elif not fk.parent.type._isnull:
            self._settle(fk.parent.table.key)

    def _settle(self, key: str) -> None:
        """Give their types to the columns that wait for a table, and to those that wait for these."""
        waiting = self._waiting.pop(key, None)
        if not waiting:
            return
        left = [fk for fk in waiting if not fk._settle_type()]
        if left:
            self._waiting.setdefault(key, []).extend(left)
        for fk in waiting:
            if fk not in left:
                self._settle(fk.parent.table.key)

    def _register_sequence(self, key: str, sequence: DatabaseSequence) -> None:
        self._sequences[key] = sequence

    def clear(self) -> None:
        """Forget all tables."""
        self.tables._empty()
        self._schemas.clear()
        self._waiting.clear()
        self._objects.clear()

    def remove(self, table: Table) -> None:
        """Forget one table."""
        self._remove_table(table.name, table.schema)

    @property
    def sorted_tables(self) -> list[Table]:
        """The tables, referred ones first; a warning tells of cycles."""
        return sort_tables(sorted(self.tables.values(), key=lambda table: table.key))

    @property
    def schemas(self) -> Sequence[str]:
        """The names of the schemas that tables are in."""
        return list(self._schemas)

    def get_schema_objects(self, kind: Any, *, schema: Any = NO_ARG) -> list[Any]:
        """Return the views and other named objects of a kind.

        :param kind: the class, such as CreateView.
        :param schema: only those of that schema.
        """
        return [
            item
            for item in self._objects.values()
            if isinstance(item, kind) and (schema is NO_ARG or item.schema == schema)
        ]

    def get_schema_object_by_name(self, kind: Any, name: str, *, schema: Any = NO_ARG) -> Any:
        """Return the object of a kind by its name, or None; parameters as for `get_schema_objects()`."""
        wanted = self.schema if schema is NO_ARG else schema
        for item in self.get_schema_objects(kind, schema=wanted):
            if item.name == name:
                return item
        return None

    def create_all(
        self, bind: Any, tables: Sequence[Table] | None = None, checkfirst: bool | CheckFirst = True
    ) -> None:
        """CREATE the tables and what belongs to them.

        :param bind: Engine or Connection.
        :param tables: only those.
        :param checkfirst: leave out what is there already.
        """
        seams.create_schema_item(self, bind, checkfirst, tables=tables)

    def drop_all(self, bind: Any, tables: Sequence[Table] | None = None, checkfirst: bool | CheckFirst = True) -> None:
        """DROP the tables and what belongs to them; parameters as for `create_all()`."""
        seams.drop_schema_item(self, bind, checkfirst, tables=tables)

    def reflect(
        self,
        bind: Any,
        schema: str | None = None,
        views: bool = False,
        only: Sequence[str] | Callable[[str, MetaData], bool] | None = None,
        extend_existing: bool = False,
        autoload_replace: bool = True,
        resolve_fks: bool = True,
        **dialect_kwargs: Any,
    ) -> None:
        """Read tables from the database.

        :param bind: Engine or Connection.
        :param schema: of which schema; by default this MetaData's.
        :param views: views too.
        :param only: names, or a function `(name, metadata) -> bool`.
        :param extend_existing: read tables that are here already again.
        :param autoload_replace: then also replace columns that are here.
        :param resolve_fks: read tables that foreign keys refer to.
        :raises InvalidRequestError: a name of `only` is not in the database.
        """
        seams.reflect_metadata(
            self,
            bind,
            schema=schema,
            views=views,
            only=only,
            extend_existing=extend_existing,
            autoload_replace=autoload_replace,
            resolve_fks=resolve_fks,
            **dialect_kwargs,
        )


def table_key(name: str, schema: str | None) -> str:
    """The key of a table in `MetaData.tables`."""
    return name if schema is None else f"{schema}.{name}"
