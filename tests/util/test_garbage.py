"""The pause of garbage collection."""

from __future__ import annotations

import gc

import pytest

from holdfast.util.garbage import pause


def test_collection_is_off_inside_and_on_again_after():
    assert gc.isenabled()
    with pause():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off():
    gc.disable()
    try:
        with pause():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_it_ends_with_an_exception():
    with pytest.raises(ZeroDivisionError), pause():
        _ = 1 / 0
    assert gc.isenabled()


def test_what_was_made_is_old_at_once():
    with pause():
        made = [[number] for number in range(5000)]
    assert sum(map(len, (gc.get_objects(0), gc.get_objects(1)))) < len(made)


def test_frozen_objects_stay_frozen():
    gc.freeze()
    frozen = gc.get_freeze_count()
    try:
        with pause():
            pass
        assert gc.get_freeze_count() >= frozen > 0
    finally:
        gc.unfreeze()
