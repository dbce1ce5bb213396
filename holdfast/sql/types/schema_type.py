"""`SchemaType`: types that need more in the schema than a name behind the column: a CHECK, or a CREATE TYPE.

Rules: the type only says what it needs (`_check_members`, `create`, `drop`); tables attach the CHECK when the column
gets its table, and the runner of CREATE TABLE asks the dialect's implementation to create itself first.
"""

from __future__ import annotations

from typing import Any

from holdfast.sql.expressions.names import quoted_name
from holdfast.util.symbols import NO_ARG, NoArgType


class SchemaType:
    """Mixin of types that are part of a schema.

    :param name: the type's or constraint's name.
    :param schema: the schema of the type; when it is not given, that of the MetaData of the tables that use it.
    :param metadata: the MetaData that creates and drops it, instead of each table that uses it.
    :param inherit_schema: take the schema of the table.
    :param quote: force quoting of the name on or off.
    :param create_type: False: the database has it already, `create_all()` leaves it alone.
    """

    name: str | None = None
    schema: str | None = None
    metadata: Any = None
    inherit_schema: bool = False
    create_constraint: bool = False
    #: The schema is that of the MetaData of the first table that uses the type.
    _takes_default_schema: bool = False
    _is_used: bool = False
    create_type: bool = True
    native: bool = False

    def __init__(
        self,
        name: str | None = None,
        schema: str | NoArgType | None = NO_ARG,
        metadata: Any = None,
        inherit_schema: bool = False,
        quote: bool | None = None,
        create_type: bool = True,
    ) -> None:
        self._set_schema_arguments(name, schema, metadata, inherit_schema, quote, create_type)

    def _set_schema_arguments(
        self,
        name: str | None,
        schema: str | NoArgType | None,
        metadata: Any,
        inherit_schema: bool,
        quote: bool | None,
        create_type: bool,
    ) -> None:
        self.name = quoted_name.construct(name, quote)
        self._takes_default_schema = schema is NO_ARG and metadata is None and not inherit_schema
        if schema is NO_ARG:
            schema = metadata.schema if metadata is not None and not inherit_schema else None
        self.schema = schema
        self.metadata = metadata
        self.inherit_schema = inherit_schema
        self.create_type = create_type
        if metadata is not None:
            metadata._schema_types.append(self)

    def _built_on(self) -> list[Any]:
        """The types that have to be there before this one."""
        return []

    def _used_in(self, table: Any) -> None:
        """Called for each column of a table that has the type."""
        schema = table.schema if self.inherit_schema else self.schema
        if self._takes_default_schema and not self._is_used:
            schema = table.metadata.schema
        self._is_used = True
        if schema != self.schema:
            self.schema = schema
            # what was made of the type as it was before
            for memo in ("_memos", "_key"):
                self.__dict__.pop(memo, None)

    def _check_members(self) -> list[Any]:
        """The values that a CHECK of a column of this type allows."""
        raise NotImplementedError(f"{type(self).__name__} has no CHECK constraint")

    def _needs_check(self, dialect: Any) -> bool:
        """Whether the dialect's own type does not see to that by itself."""
        return True

    def _for_schema(self, metadata: Any, schema: str | None) -> Any:
        """Return the type as it stands in a copy of its table in another MetaData or schema.

        :param metadata: None for a copy of a column that stays in its MetaData, or has none yet.
        """
        if self.metadata is None and not self.inherit_schema and not self._takes_default_schema:
            return self
        changes: dict[str, Any] = {}
        if self.metadata is not None:
            changes["metadata"] = metadata
        if self.inherit_schema:
            changes["schema"] = schema
        elif self._takes_default_schema:
            changes["schema"] = self._default_schema(metadata, schema)
        copy = self.copy(**changes)  # type: ignore[attr-defined]  # every SchemaType is a TypeEngine too
        copy._takes_default_schema = self._takes_default_schema
        copy._is_used = metadata is not None
        return copy

    def _default_schema(self, metadata: Any, schema: Any) -> str | None:
        """The schema of a copy: as `Table.to_metadata()` was told, or as it was; that of a column's copy is open."""
        if metadata is None:
            return None
        if schema is None or isinstance(schema, str):
            found: str | None = schema or metadata.schema
            return found
        return self.schema

    def create(self, bind: Any, checkfirst: bool = False) -> None:
        """Create the type in the database where it is one of its own there.

        :param bind: Engine or Connection.
        :param checkfirst: ask first whether it is there.
        """
        self._on_database("create", bind, checkfirst)

    def drop(self, bind: Any, checkfirst: bool = False) -> None:
        """Drop the type in the database where it is one of its own there; parameters as for `create()`."""
        self._on_database("drop", bind, checkfirst)

    def _on_database(self, operation: str, bind: Any, checkfirst: bool) -> None:
        impl: Any = self.dialect_impl(bind.dialect)  # type: ignore[attr-defined]  # every SchemaType is a TypeEngine too
        # the generic types do nothing here; a dialect's own class overrides the two methods
        if impl is not self and type(impl) is not type(self):
            getattr(impl, operation)(bind, checkfirst=checkfirst)
