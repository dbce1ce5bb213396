"""Sequence: a named generator of numbers in the database."""

from __future__ import annotations

from typing import Any

from holdfast.sql import seams
from holdfast.sql.expressions.names import quoted_name
from holdfast.sql.schema.defaults import ORACLE_ALONE, DefaultGenerator, IdentityOptions
from holdfast.sql.schema.item import DialectKWArgs
from holdfast.sql.types import Integer, to_instance
from holdfast.util.signatures import described
from holdfast.util.symbols import BLANK_SCHEMA
from holdfast.util.warnings import warn_deprecated


class Sequence(IdentityOptions, DialectKWArgs, DefaultGenerator):
    """A sequence; as a column's default its next value.

    :param name: the sequence's name.
    :param schema: its schema; by default that of the MetaData.
    :param data_type: the type of the numbers.
    :param optional: use it only where the database has no other way to generate keys.
    :param quote, quote_schema: force quoting of the names on or off.
    :param metadata: create and drop it with this MetaData; without it, with the table whose column uses it.
    :param for_update: it is the column's `onupdate`.
    The other parameters are the sequence's numbers, see IdentityOptions.
    """

    __visit_name__ = "sequence"
    is_sequence = True
    column: Any = None

    def __init__(
        self,
        name: str,
        start: int | None = None,
        increment: int | None = None,
        minvalue: int | None = None,
        maxvalue: int | None = None,
        nominvalue: bool | None = None,
        nomaxvalue: bool | None = None,
        cycle: bool | None = None,
        schema: Any = None,
        cache: int | None = None,
        order: bool | None = None,
        data_type: Any = None,
        optional: bool = False,
        quote: bool | None = None,
        metadata: Any = None,
        quote_schema: bool | None = None,
        for_update: bool = False,
        **dialect_kw: Any,
    ) -> None:
        self._set_dialect_kw(dialect_kw)
        if order is not None:
            warn_deprecated(ORACLE_ALONE.format(name="order"))
        self.for_update = for_update
        self._set_numbers(start, increment, minvalue, maxvalue, nominvalue, nomaxvalue, cycle, cache, order)
        self.name = quoted_name.construct(name, quote)
        self.optional = optional
        if schema is BLANK_SCHEMA:
            self.schema: str | None = None
        elif schema is None and metadata is not None and metadata.schema:
            self.schema = metadata.schema
        else:
            self.schema = quoted_name.construct(schema, quote_schema)
        self._key = f"{self.schema}.{name}" if self.schema else name
        self.data_type = None if data_type is None else to_instance(data_type)
        self.metadata: Any = None
        if metadata is not None:
            self._set_metadata(metadata)

    @property
    def type(self) -> Any:
        """The type of the numbers."""
        return _INTEGER if self.data_type is None else self.data_type

    def next_value(self) -> Any:
        """Return the SQL function that gives the next number."""
        return seams.next_value(self)

    def _set_parent(self, parent: Any, /, **kw: Any) -> None:
        super()._set_parent(parent, **kw)
        parent._on_table_attach(self._set_table)

    def _set_table(self, column: Any, table: Any) -> None:
        if self.metadata is None:
            self._set_metadata(table.metadata)

    def _set_metadata(self, metadata: Any) -> None:
        self.metadata = metadata
        metadata._register_sequence(self._key, self)

    def _copy(self) -> Sequence:
        numbers = self._numbers()
        order = numbers.pop("order")
        copy = Sequence(
            self.name or "",
            schema=self.schema,
            data_type=self.data_type,
            optional=self.optional,
            for_update=self.for_update,
            metadata=None,
            **numbers,
            **self._dialect_kw,
        )
        copy.order = order
        return self._copied_settings(copy)

    def create(self, bind: Any, checkfirst: Any = True) -> None:
        """CREATE SEQUENCE.

        :param bind: Engine or Connection.
        :param checkfirst: ask first whether it is there.
        """
        seams.create_schema_item(self, bind, checkfirst)

    def drop(self, bind: Any, checkfirst: Any = True) -> None:
        """DROP SEQUENCE; parameters as for `create()`."""
        seams.drop_schema_item(self, bind, checkfirst)

    def __repr__(self) -> str:
        return described(self)

    def __clause_element__(self) -> Any:
        return self.next_value()


_INTEGER = Integer()
