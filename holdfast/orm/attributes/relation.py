"""What scalar and collection relationship attributes share: the other side, the cascade into the session, orphans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.exc import InvalidRequestError
from holdfast.orm import seams
from holdfast.orm.attributes.attribute import Attribute, instance_state
from holdfast.orm.attributes.orphans import has_parent, is_orphan, set_parent
from holdfast.orm.state.instance_state import ORPHANED_KEY, PARENTS_KEY, InstanceState
from holdfast.orm.state.lifecycle import DELETED, PENDING

if TYPE_CHECKING:
    from holdfast.orm.state.protocols import SessionLike


class RelationAttribute(Attribute):
    """Base of ReferenceAttribute and CollectionAttribute."""

    __slots__ = ("_reverse", "save_update", "tracks_parent")

    def __init__(self, key: str, mapper: Any, prop: Any, active_history: bool = False) -> None:
        super().__init__(key, mapper, prop, active_history)
        self._reverse: tuple[RelationAttribute, ...] | None = None
        self.save_update: bool = prop.cascade.save_update
        self.tracks_parent: bool = prop.cascade.delete_orphan or prop.single_parent

    @property
    def reverse(self) -> tuple[RelationAttribute, ...]:
        """The attributes of the other side (`back_populates`, `backref`)."""
        return self._configured() if self._reverse is None else self._reverse

    def _configured(self) -> tuple[RelationAttribute, ...]:
        self.mapper._check_configure()
        self._reverse = tuple(
            other.parent.attributes[other.key]
            for other in self.prop._reverse_property
            if not (other.viewonly and not other.sync_backref)
        )
        self.save_update = self.prop.cascade.save_update
        self.tracks_parent = self.prop.cascade.delete_orphan or self.prop.single_parent
        return self._reverse

    def _loads_without_row(self, state: InstanceState) -> bool:
        """True for a new object that is to load by the foreign key values it has."""
        return state.home is not None and bool(
            self.prop.load_on_pending or (state.extra and state.extra.get("load_on_pending"))
        )

    def add_from_reverse(self, state: InstanceState, item: Any, initiator: Attribute) -> None:
        """The other side was set to this object: take `item` in."""
        raise NotImplementedError

    def remove_from_reverse(self, state: InstanceState, item: Any, initiator: Attribute) -> None:
        """The other side let go of this object: drop `item`."""
        raise NotImplementedError

    def _related_state(self, item: Any) -> InstanceState:
        return instance_state(item)

    def _admit(self, state: InstanceState, item: Any, initiator: Any) -> None:
        """What may refuse a new member, done before anything is stored: its single parent, its way into the session."""
        other = self._related_state(item)
        if self._reverse is None:
            self._configured()
        if self.tracks_parent:
            self._claim(other, state, checked=initiator is None or initiator is self)
        self._cascade(state, other, initiator)

    def _cascade(self, state: InstanceState, other: InstanceState, initiator: Any) -> None:
        if self.save_update and (initiator is None or initiator is self):
            home = state.home
            session: SessionLike | None = None if home is None else home()
            # what a flush has deleted is refused there: it would be lost without a word
            if session is not None and (other.home is not home or other.phase == DELETED):
                seams.cascade_into_session(session, other)

    def _tell_appended(self, state: InstanceState, instance: Any, item: Any, initiator: Any) -> None:
        other = self._related_state(item)
        for attribute in self.reverse:
            # An object of a wrong class has no such attribute; the flush refuses it with a full explanation.
            if initiator is not attribute and other.mapper.attributes.get(attribute.key) is not None:
                attribute.add_from_reverse(other, instance, self)

    def _tell_removed(self, state: InstanceState, instance: Any, item: Any, initiator: Any) -> None:
        if item is None:
            return
        other = self._related_state(item)
        reverse = self.reverse
        if self.tracks_parent and has_parent(self, other, optimistic=True):
            set_parent(self, other, state, present=False)
        for attribute in reverse:
            if initiator is not attribute:
                attribute.remove_from_reverse(other, instance, self)
        if (
            self.prop.cascade.delete_orphan
            and other.phase == PENDING
            and (is_orphan(other) or self._follows_outside(other, state))
        ):
            session = None if state.home is None else state.home()
            if session is None and self.uselist:
                other.extras()[ORPHANED_KEY] = True
            elif session is not None and other.home is state.home:
                seams.expunge_orphan(session, other)

    def _follows_outside(self, other: InstanceState, former: InstanceState) -> bool:
        """True when the parent that has claimed the object since is not in the session of the former one."""
        parent: InstanceState | None = other.extra[PARENTS_KEY].get(self) if other.extra else None
        return parent is not None and parent is not former and parent.home is not former.home

    def _claim(self, other: InstanceState, state: InstanceState, checked: bool) -> None:
        """Note the parent; `checked` is False when the other side of the relationship said so, as in SQLAlchemy."""
        if checked and self.prop.single_parent:
            known = {} if other.extra is None else other.extra.get(PARENTS_KEY, {})
            before: InstanceState | None = known.get(self)
            if before is not None and before is not state and before() is not None:
                self._refuse_second_parent(other)
        set_parent(self, other, state, present=True)

    def _refuse_second_parent(self, other: InstanceState) -> None:
        raise InvalidRequestError(
            f"Instance {other} is already associated with an instance of {self.mapper.class_} via its {self} "
            f"attribute, "
            "and is only allowed a single parent."
        )
