"""The calls within the ORM that must go up, as typed slots.

A lower package calls `seams.load_column(...)`; `orm/wiring.py` fills the slots when `holdfast.orm` is imported, and a
test asserts that every slot is filled. Nothing else may be added here without a reason: a slot hides an arrow of the
layer diagram.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from holdfast.orm.base.symbols import PassiveFlag
    from holdfast.orm.state.instance_state import InstanceState
    from holdfast.orm.state.protocols import SessionLike

load_column: Callable[[InstanceState, str, PassiveFlag], Any]
"""attributes -> loading: load the absent column attribute `key` (and its peers) of a state with a row, and return the
value. Returns NO_VALUE / PASSIVE_NO_RESULT as the flags ask."""

load_relationship: Callable[[InstanceState, Any, PassiveFlag], Any]
"""attributes -> loading: load an absent relationship value (and its peers'), store it and return it."""

cascade_into_session: Callable[[SessionLike, InstanceState], None]
"""attributes -> session: the save-update cascade of an attribute event."""

expunge_orphan: Callable[[SessionLike, InstanceState], None]
"""attributes -> session: a pending object lost its delete-orphan parent."""

inspect_entity: Callable[[Any], Any]
"""attributes -> mapper: the Mapper or AliasedInsp of a class or alias."""
