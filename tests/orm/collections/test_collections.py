"""Collections: every mutating method is seen by the history and by the other side of the relationship."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from holdfast import inspect
from holdfast.orm import Session
from holdfast.orm.collections import collection_adapter
from tests.orm.mapped import Address, Group, Note, User


def persistent_user(session: Session, **related: Any) -> User:
    user = User(name="u", **related)
    session.add(user)
    session.commit()
    return user


def three(session: Session) -> tuple[User, list[Address]]:
    user = persistent_user(session, addresses=[Address(email=letter) for letter in "abc"])
    return user, list(user.addresses)


NEW = Address

LIST_CHANGES: dict[str, tuple[Callable[[Any, Address], Any], str]] = {
    "append": (lambda items, new: items.append(new), "abcN"),
    "extend": (lambda items, new: items.extend([new]), "abcN"),
    "insert": (lambda items, new: items.insert(0, new), "Nabc"),
    "remove": (lambda items, new: items.remove(items[1]), "ac"),
    "pop": (lambda items, new: items.pop(), "ab"),
    "pop at": (lambda items, new: items.pop(0), "bc"),
    "clear": (lambda items, new: items.clear(), ""),
    "set item": (lambda items, new: items.__setitem__(1, new), "aNc"),
    "set slice": (lambda items, new: items.__setitem__(slice(0, 2), [new]), "Nc"),
    "set extended slice": (lambda items, new: items.__setitem__(slice(0, 3, 2), [new, items[0]]), "Nba"),
    "del item": (lambda items, new: items.__delitem__(0), "bc"),
    "del slice": (lambda items, new: items.__delitem__(slice(1, None)), "a"),
    "iadd": (lambda items, new: items.__iadd__([new]), "abcN"),
}


@pytest.mark.parametrize("name", LIST_CHANGES)
def test_list_methods(session: Session, name: str):
    change, expected = LIST_CHANGES[name]
    user, before = three(session)
    change(user.addresses, Address(email="N"))
    assert "".join(address.email for address in user.addresses) == expected
    history = inspect(user).attrs.addresses.history
    assert [address.email for address in history.added] == [letter for letter in expected if letter == "N"]
    assert [address.email for address in history.deleted] == [
        address.email for address in before if address.email not in expected
    ]
    assert all((address.user is user) == (address.email in expected) for address in before)
    assert all(address.user is user for address in history.added)


def test_sort_and_reverse_are_no_change(session: Session):
    user, _ = three(session)
    user.addresses.reverse()
    user.addresses.sort(key=lambda address: address.email)
    assert not inspect(user).attrs.addresses.history.has_changes()


SET_CHANGES: dict[str, tuple[Callable[[Any, list[Group], Group], Any], str]] = {
    "add": (lambda groups, now, new: groups.add(new), "abN"),
    "add present": (lambda groups, now, new: groups.add(now[0]), "ab"),
    "remove": (lambda groups, now, new: groups.remove(now[0]), "b"),
    "discard": (lambda groups, now, new: groups.discard(now[1]), "a"),
    "discard absent": (lambda groups, now, new: groups.discard(new), "ab"),
    "clear": (lambda groups, now, new: groups.clear(), ""),
    "update": (lambda groups, now, new: groups.update([new, now[0]]), "abN"),
    "difference": (lambda groups, now, new: groups.difference_update({now[0], new}), "b"),
    "intersection": (lambda groups, now, new: groups.intersection_update({now[0], new}), "a"),
    "symmetric difference": (lambda groups, now, new: groups.symmetric_difference_update({now[0], new}), "bN"),
    "or": (lambda groups, now, new: groups.__ior__({new}), "abN"),
    "and": (lambda groups, now, new: groups.__iand__({now[1]}), "b"),
    "minus": (lambda groups, now, new: groups.__isub__({now[1]}), "a"),
    "xor": (lambda groups, now, new: groups.__ixor__({now[1], new}), "aN"),
}


@pytest.mark.parametrize("name", SET_CHANGES)
def test_set_methods(session: Session, name: str):
    change, expected = SET_CHANGES[name]
    user = persistent_user(session, groups={Group(title="a"), Group(title="b")})
    now = sorted(user.groups, key=lambda group: group.title)
    new = Group(title="N")
    change(user.groups, now, new)
    assert {group.title for group in user.groups} == set(expected)
    assert all((user in group.users) == (group.title in expected) for group in [*now, new])
    session.commit()
    assert {group.title for group in user.groups} == set(expected)


def test_removing_an_absent_member_raises(session: Session):
    user = persistent_user(session)
    with pytest.raises(KeyError):
        user.groups.remove(Group(title="x"))
    with pytest.raises(ValueError, match="not in list"):
        user.addresses.remove(Address(email="x"))
    assert not inspect(user).attrs.addresses.history.has_changes()


def test_dictionaries_are_keyed_by_an_attribute(session: Session):
    user = persistent_user(session)
    user.notes["x"] = Note(keyword="x")
    user.notes["y"] = Note(keyword="y")
    session.commit()
    assert sorted(user.notes) == ["x", "y"]
    replaced = user.notes["x"]
    user.notes["x"] = Note(keyword="x")
    del user.notes["y"]
    session.commit()
    assert list(user.notes) == ["x"]
    assert inspect(replaced).detached


def test_bulk_replacement_tells_only_what_changed(session: Session):
    user, (first, second, third) = three(session)
    new = Address(email="N")
    user.addresses = [third, new, first]
    assert inspect(user).attrs.addresses.history.added == [new]
    assert second.user is None
    session.commit()
    assert {address.email for address in user.addresses} == {"a", "c", "N"}
    assert inspect(second).detached


def test_a_replaced_collection_is_an_ordinary_list(session: Session):
    user, _ = three(session)
    old = user.addresses
    user.addresses = []
    old.append(Address(email="x"))
    assert user.addresses == []
    assert old[-1].user is None


def test_looking_at_an_empty_collection_is_no_change():
    user = User(name="u")
    assert user.addresses == []
    assert "addresses" not in user.__dict__
    user.addresses.append(Address(email="x"))
    assert "addresses" in user.__dict__


def test_the_adapter_works_with_and_without_events(session: Session):
    user = persistent_user(session)
    adapter = collection_adapter(user.addresses)
    loud, silent = Address(email="loud"), Address(email="silent")
    adapter.append_with_event(loud)
    adapter.append_without_event(silent)
    assert (loud.user, silent.user) == (user, None)
    assert list(adapter) == [loud, silent]


def test_a_change_from_the_other_side_waits_for_the_load(session: Session, statements: Any):
    user, (first, *_) = three(session)
    session.expire(user)
    statements.clear()
    new = Address(email="N", user=user)
    session.add(new)
    assert "addresses" not in user.__dict__
    assert statements == []
    with session.no_autoflush:
        assert first.user is user
        first.user = None
        assert [address.email for address in user.addresses] == ["b", "c", "N"]
    session.commit()
    assert [address.email for address in user.addresses] == ["b", "c", "N"]
