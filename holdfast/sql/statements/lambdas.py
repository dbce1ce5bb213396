"""Statements made by lambdas: ``lambda_stmt()``.

Building a statement costs little here, so a lambda is called each time; what it returns is cached by its shape as any
other statement.  The function exists for programs that use it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast import exc
from holdfast.sql import coercion
from holdfast.sql.statements.executable import Executable


class LambdaElement:
    """Base of elements made by lambdas."""


class StatementLambdaElement(LambdaElement):
    """A statement made by a lambda, which further lambdas can extend: ``statement += lambda s: s.where(..)``."""

    def __add__(self, other: Callable[[Any], Any]) -> Any:
        return self.add_criteria(other)

    def add_criteria(
        self,
        other: Callable[[Any], Any],
        enable_tracking: bool = True,
        track_on: Any = None,
        track_closure_variables: bool = True,
        track_bound_values: bool = True,
    ) -> Any:
        """The statement that ``other`` makes of this one.

        :param other: called with the statement; returns the changed one.
        """
        return _as_lambda(other(self))

    def spoil(self) -> Any:
        """This statement; there is nothing to spoil."""
        return self


_classes: dict[type[Any], type[Any]] = {}


def _as_lambda(statement: Any) -> Any:
    element = coercion.clause_element(statement)
    if not isinstance(element, Executable):
        raise exc.ArgumentError(f"The lambda of lambda_stmt() has to return a statement, got {statement!r}")
    if isinstance(element, StatementLambdaElement):
        return element
    cls = type(element)
    made = _classes.get(cls)
    if made is None:
        attributes = {"inherit_cache": True, "__module__": __name__}
        made = _classes[cls] = type(f"Lambda{cls.__name__}", (StatementLambdaElement, cls), attributes)
    copy = object.__new__(made)
    copy.__dict__.update(element.__dict__)
    return copy


def lambda_stmt(
    lmb: Callable[[], Any],
    enable_tracking: bool = True,
    track_closure_variables: bool = True,
    track_on: Any = None,
    global_track_bound_values: bool = True,
    track_bound_values: bool = True,
    lambda_cache: Any = None,
) -> Any:
    """Return the statement that a lambda makes.

    :param lmb: called without arguments; returns a statement.  The other parameters are accepted and have no effect.
    """
    return _as_lambda(lmb())
