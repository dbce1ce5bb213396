"""Identity keys: from rows, instances and primary keys to `(class, primary key tuple, identity token)`.

Inside, an `ident` is the raw primary key value, a tuple only when the key is composite. Outside, the primary key is
always a tuple.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from holdfast.orm.base.symbols import NO_VALUE, PASSIVE_RETURN_NO_VALUE
from holdfast.orm.state.protocols import IdentityKey

_O = TypeVar("_O")


class Identity(Generic[_O]):
    """The part of a Mapper that deals with primary keys."""

    primary_key: tuple[Any, ...]
    pk_keys: tuple[str, ...]
    attributes: dict[str, Any]
    _identity_class: type[Any]
    _composite_key: bool

    def key_of_ident(self, ident: Any) -> IdentityKey:
        """The public identity key for a raw primary key value."""
        return (self._identity_class, ident if self._composite_key else (ident,), None)

    def ident_of_key(self, key: IdentityKey) -> Any:
        """The raw primary key value within a public identity key."""
        return tuple(key[1]) if self._composite_key else key[1][0]

    def ident_of_primary_key(self, primary_key: Sequence[Any]) -> Any:
        """The raw primary key value for a sequence of primary key values."""
        return tuple(primary_key) if self._composite_key else primary_key[0]

    def ident_of_values(self, values: Mapping[str, Any], none_if_partial: bool = False) -> Any:
        """The raw primary key value in an instance dictionary; missing attributes count as None.

        :param none_if_partial: return None when a part of a composite key is None.
        """
        if not self._composite_key:
            return values.get(self.pk_keys[0])
        found = tuple([values.get(key) for key in self.pk_keys])
        return None if none_if_partial and None in found else found

    def identity_key_from_primary_key(self, primary_key: Sequence[Any], identity_token: Any = None) -> IdentityKey:
        """The identity key for primary key values in the order of `Mapper.primary_key`."""
        return (self._identity_class, tuple(primary_key), identity_token)

    def identity_key_from_row(self, row: Any, identity_token: Any = None, adapter: Any = None) -> IdentityKey:
        """The identity key of a result row that has the primary key columns.

        :param adapter: a function from a column of the mapper to the one that the row has.
        """
        mapping = row._mapping if hasattr(row, "_mapping") else row
        columns = self.primary_key if adapter is None else [adapter(column) for column in self.primary_key]
        return (self._identity_class, tuple([mapping[column] for column in columns]), identity_token)

    def identity_key_from_instance(self, instance: _O) -> IdentityKey:
        """The identity key that the present primary key attributes of an object make."""
        return (self._identity_class, tuple(self.primary_key_from_instance(instance)), None)

    def primary_key_from_instance(self, instance: _O) -> list[Any]:
        """The present values of an object's primary key attributes; None for those that have none."""
        state = instance.__dict__["_sa_instance_state"]
        values = [self.attributes[key].get(state, PASSIVE_RETURN_NO_VALUE) for key in self.pk_keys]
        return [None if value is NO_VALUE else value for value in values]
