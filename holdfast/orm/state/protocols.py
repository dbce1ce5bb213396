"""What lower ORM packages may use of the mapper and the session, as protocols, so that they need not import them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from holdfast.orm.state.identity_map import IdentityMap
    from holdfast.orm.state.instance_state import InstanceState

IdentityKey = tuple[type[Any], tuple[Any, ...], Any]


class MapperLike(Protocol):
    """The part of a Mapper that states and identity maps rely on."""

    class_: type[Any]

    @property
    def base_mapper(self) -> MapperLike: ...

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Runtime attributes by key."""

    @property
    def expirable_keys(self) -> tuple[str, ...]:
        """Keys of the column attributes that an expired object loads together: all that are not deferred."""

    @property
    def discriminator(self) -> tuple[str, Any] | None:
        """Key and value of the attribute that says which class of its hierarchy an object is of."""

    def key_of_ident(self, ident: Any) -> IdentityKey:
        """The public identity key for a raw primary key value."""

    def ident_of_key(self, key: IdentityKey) -> Any:
        """The raw primary key value within a public identity key."""

    version_id_col: Any
    state_class: type[InstanceState]

    def isa(self, other: Any) -> bool:
        """Whether this mapper is `other` or inherits from it."""

    def relationships_with(self, cascade: str) -> tuple[Any, ...]:
        """The relationships that have a cascade."""

    def ident_of_values(self, values: Mapping[str, Any], none_if_partial: bool = False) -> Any:
        """The raw primary key in an instance dictionary."""

    def new_instance(self) -> Any:
        """An instance made without `__init__`, with a fresh state."""

    def key_of(self, column: Any) -> str:
        """The attribute key of a column."""

    def drop_values(self, values: dict[str, Any]) -> None:
        """Remove all mapped values from an instance dictionary."""


class SessionLike(Protocol):
    """The part of a Session that attributes, loaders and persistence rely on."""

    identity_map: IdentityMap
    autoflush: bool
    peer_loading: bool
    dispatch: Any
    _new: dict[InstanceState, Any]
    _deleted: dict[InstanceState, Any]
    _flushing: bool
    hash_key: int

    @property
    def _modified(self) -> dict[InstanceState, Any]: ...

    def _autoflush(self) -> None: ...

    def _save_or_update_state(self, state: InstanceState) -> None:
        """Put a state and all that the save-update cascade reaches from it into the session."""

    def _connection_for(self, mapper: Any) -> Any:
        """The Connection of the current transaction for a mapper."""
