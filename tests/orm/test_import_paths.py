"""The import paths that text A gives for functions on attributes, states and scopes."""

from __future__ import annotations

import pytest

from holdfast import inspect
from holdfast.orm import exc as orm_exc
from holdfast.orm import instrumentation, util
from holdfast.util import ScopedRegistry
from tests.orm.mapped import User


def test_is_instrumented():
    assert instrumentation.is_instrumented(User(), "name")
    assert not instrumentation.is_instrumented(User(), "shoe_size")


def test_identity_key():
    assert util.identity_key(User, 5) == util.identity_key(instance=User(id=5)) == (User, (5,), None)


def test_object_state():
    user = User()
    assert util.object_state(user) is inspect(user)
    with pytest.raises(orm_exc.UnmappedInstanceError, match=r"Class 'builtins\.int' is not mapped"):
        util.object_state(3)


def test_scoped_registry():
    scope = "left"
    registry = ScopedRegistry(list, lambda: scope)
    left = registry()
    scope = "right"
    assert not registry.has()
    assert registry() is not left
    scope = "left"
    assert registry() is left
