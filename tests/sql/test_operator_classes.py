"""An operator outside of the groups that a type states is built with a warning."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast import JSON, Boolean, Integer, String, TypeDecorator, column, exc, types


@pytest.mark.parametrize(
    ("type_", "build", "name"),
    [
        (Integer(), lambda c: c.like("x"), "like_op"),
        (String(), lambda c: c * c, "mul"),
        (Boolean(), lambda c: c + 1, "add"),
        (JSON(), lambda c: c & c, "and_"),
    ],
)
def test_an_operator_that_the_type_lacks_warns(type_: Any, build: Any, name: str) -> None:
    with pytest.warns(exc.SADeprecationWarning, match=f"does not include operator '{name}' in its operator classes"):
        build(column("q", type_))


def test_operators_of_users_are_not_asked_about() -> None:
    assert str(column("q", Integer).op("LIKE")("x")) == "q LIKE :q_1"


def test_a_decorator_states_what_its_impl_states_or_its_own() -> None:
    class Number(TypeDecorator[int]):
        impl = Integer
        cache_ok = True

    class Pattern(Number):
        operator_classes = types.Integer.operator_classes | types.String.operator_classes

    assert Number().operator_classes == Integer.operator_classes
    assert str(column("q", Pattern()).like("x")) == "q LIKE :q_1"
    with pytest.warns(exc.SADeprecationWarning, match="like_op"):
        column("q", Number()).like("x")
