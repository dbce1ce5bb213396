"""The shared containers."""

from __future__ import annotations

import pickle

import pytest

from holdfast.util.collections import FacadeDict, IdentitySet, LRUCache, immutabledict


def test_immutabledict_refuses_changes() -> None:
    d = immutabledict({"a": 1})
    with pytest.raises(TypeError, match="immutable"):
        d["b"] = 2
    with pytest.raises(TypeError, match="immutable"):
        d |= {"b": 2}  # type: ignore[misc]
    with pytest.raises(TypeError, match="immutable"):
        d.update(b=2)


def test_immutabledict_union_makes_a_new_one_unless_there_is_nothing_to_add() -> None:
    d = immutabledict({"a": 1})
    assert d.union({"b": 2}) == {"a": 1, "b": 2}
    assert d.union({"a": 3}, c=4) == {"a": 3, "c": 4}
    assert d.union({}) is d
    assert d.merge_with({"b": 2}, None, {"b": 3}) == {"a": 1, "b": 3}
    assert isinstance(d | {"x": 1}, immutabledict)


def test_immutabledict_pickles() -> None:
    d = immutabledict({"a": 1})
    assert pickle.loads(pickle.dumps(d)) == d


def test_facadedict_is_changed_by_its_owner_only() -> None:
    d: FacadeDict[str, int] = FacadeDict()
    d._put("a", 1)
    with pytest.raises(TypeError, match="readonly"):
        d["b"] = 2
    assert d._take("a") == 1
    assert dict(d) == {}


def test_identity_set_tells_equal_objects_apart() -> None:
    a, b = [1], [1]
    s = IdentitySet([a])
    assert a in s
    assert b not in s
    s.add(b)
    assert len(s) == 2
    assert list(s - [a]) == [b]
    assert list(s & [a]) == [a]
    s.remove(a)
    assert list(s) == [b]


def test_lru_cache_keeps_what_is_used() -> None:
    cache: LRUCache[int, str] = LRUCache(3)
    cache[0] = "kept"
    for number in range(1, 50):
        cache[number] = str(number)
        assert cache.get(0) == "kept"
    assert len(cache) <= 7
    assert 49 in cache
    assert 2 not in cache


def test_lru_cache_of_what_is_not_there() -> None:
    cache: LRUCache[str, int] = LRUCache(3)
    assert cache.get("a") is None
    assert cache.get("a", 5) == 5
    with pytest.raises(KeyError):
        cache["a"]
