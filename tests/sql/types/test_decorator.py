"""Types of users."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from holdfast import column, exc, func, literal, select
from holdfast import types as t


class Lower(t.TypeDecorator[str]):
    """Text that is stored in lower case."""

    impl = t.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else value.lower()

    def process_result_value(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else f"<{value}>"


class Flag(t.TypeDecorator[bool]):
    impl = t.Boolean
    cache_ok = True


def test_functions_run_around_the_type_inside(plain: Any) -> None:
    class Doubled(t.TypeDecorator[int]):
        impl = t.Boolean
        cache_ok = True

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return bool(value)

        def process_result_value(self, value: Any, dialect: Any) -> Any:
            return [value]

    assert Doubled()._bind(plain)(5) == 1  # type: ignore[misc]
    assert Doubled()._result(plain)(1) == [True]  # type: ignore[misc]


def test_without_functions_the_type_inside_works_alone(plain: Any) -> None:
    assert Flag()._bind(plain)(True) == 1  # type: ignore[misc]


def test_arguments_go_to_the_type_inside() -> None:
    assert Lower(30).impl_instance.length == 30  # type: ignore[attr-defined]
    assert Lower(30).length == 30
    assert repr(Lower(30)) == "Lower(length=30)"
    assert Lower(30)._static_key == Lower(30)._static_key
    assert Lower(30)._static_key != Lower(31)._static_key


def test_literals_use_the_bind_function(plain: Any) -> None:
    assert Lower()._literal(plain)("ABC") == "'abc'"  # type: ignore[misc]


def test_dialects_can_have_another_type_inside(plain: Any, rich: Any) -> None:
    class Either(t.TypeDecorator[Any]):
        impl = t.String
        cache_ok = True

        def load_dialect_impl(self, dialect: Any) -> t.TypeEngine[Any]:
            return t.Integer() if dialect.name == "rich" else t.String(5)

    assert isinstance(Either()._unwrapped_dialect_impl(rich), t.Integer)
    assert isinstance(Either()._unwrapped_dialect_impl(plain), t.String)
    assert isinstance(Either().dialect_impl(rich), Either)


def test_cache_ok_is_asked_for(plain: Any) -> None:
    class Silent(t.TypeDecorator[str]):
        impl = t.String

    statement = select(literal("x", Silent()))
    # To write it down is not to execute it.
    assert str(statement) == "SELECT :param_1 AS anon_1"
    with pytest.warns(exc.SAWarning, match=r"TypeDecorator Silent\(\) will not produce a cache key"):
        assert statement._statement_key() is None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert statement._statement_key() is None


def test_members_of_a_literal_list_stand_in_the_expression_of_their_type() -> None:
    class Lowered(t.TypeDecorator[str]):
        impl = t.String
        cache_ok = True

        def bind_expression(self, bindparam: Any) -> Any:
            return func.lower(bindparam)

    def text_of(condition: Any) -> str:
        return str(condition.compile(compile_kwargs={"literal_binds": True}))

    word = column("word", Lowered)
    assert text_of(word.in_(["A", "b"])) == "word IN (lower('A'), lower('b'))"
    assert text_of(word.in_([])) == "word IN (NULL) AND (1 != 1)"


def test_cache_ok_with_an_unhashable_argument() -> None:
    class Choice(t.UserDefinedType[str]):
        cache_ok = True

        def __init__(self, handler: Any) -> None:
            self.handler = handler

    class Unhashable:
        __hash__ = None  # type: ignore[assignment]

    assert Choice(["a"])._static_key == Choice(["a"])._static_key
    with pytest.raises(exc.InvalidRequestError, match="unhashable constructor argument"):
        Choice(Unhashable())._static_key  # noqa: B018


def test_a_decorator_needs_an_impl() -> None:
    class Nothing(t.TypeDecorator[str]):
        pass

    with pytest.raises(AssertionError, match="require a class-level variable 'impl'"):
        Nothing()


def test_compared_values_are_processed_as_the_column() -> None:
    type_ = Lower()
    assert type_.coerce_compared_value(None, 5) is type_


def test_a_decorator_of_a_decorator(plain: Any) -> None:
    class Shouted(t.TypeDecorator[str]):
        impl = Lower
        cache_ok = True

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return value + "!"

    assert Shouted(5)._bind(plain)("ABC") == "abc!"  # type: ignore[misc]
    assert isinstance(Shouted(5)._unwrapped_dialect_impl(plain), t.String)


def test_a_variant_can_be_a_decorator(plain: Any, rich: Any) -> None:
    type_ = t.Integer().with_variant(Lower(5), "rich")
    assert type_.compile(dialect=rich) == "VARCHAR(5)"
    assert type_.compile(dialect=plain) == "INTEGER"
    assert type_._bind(rich)("ABC") == "abc"  # type: ignore[misc]


def test_operators_may_use_functions_of_the_column() -> None:
    """lower() of a decorated column is plain text: the decorator's operators are not asked again."""

    class WithoutCase(t.TypeDecorator[str]):
        impl = t.String
        cache_ok = True

        class comparator_factory(t.String.Comparator):
            def __eq__(self, other: Any) -> Any:
                return func.lower(self.expr) == func.lower(other)

    assert str(column("c", WithoutCase()) == "A") == "lower(c) = lower(:lower_1)"
