"""Errors: what their text says, and how drivers' errors are wrapped."""

from __future__ import annotations

import pickle
import sqlite3
from typing import Any

import pytest

from holdfast import exc
from holdfast.inspection import inspect


def wrapped(orig: BaseException, statement: str | None = "SELECT 1") -> BaseException:
    return exc.DBAPIError.instance(statement, {"a": 1}, orig, sqlite3.Error)


def test_statement_error_shows_sql_and_parameters() -> None:
    error = exc.StatementError("went wrong", "SELECT 1", {"a": 1}, None)
    assert str(error) == "went wrong\n[SQL: SELECT 1]\n[parameters: {'a': 1}]"
    error.add_detail("first")
    assert str(error).startswith("(first)\nwent wrong")


def test_hidden_parameters_are_not_shown() -> None:
    error = exc.IntegrityError("SELECT 1", ("secret",), Exception("boom"), hide_parameters=True)
    assert "secret" not in str(error)
    assert "[SQL parameters hidden due to hide_parameters=True]" in str(error)


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ((1,), "(1,)"),
        ([(1, 2), (3, 4)], "[(1, 2), (3, 4)]"),
        ([{"a": 1}] * 3, "[{'a': 1}, {'a': 1}, {'a': 1}]"),
        ("x", "'x'"),
    ],
)
def test_parameters_as_text(params: Any, expected: str) -> None:
    assert exc.abbreviated_parameters(params) == expected


def test_long_parameters_are_cut() -> None:
    assert "displaying 10 of 50 total bound parameter sets" in exc.abbreviated_parameters([(1,)] * 50)
    assert "100 parameters truncated" in exc.abbreviated_parameters(tuple(range(200)))
    assert "characters truncated" in exc.abbreviated_parameters(("x" * 1000,))
    assert len(exc.abbreviated_parameters(("x" * 100_000,))) < 400


def test_driver_errors_are_wrapped_by_name() -> None:
    error = wrapped(sqlite3.IntegrityError("duplicate"))
    assert type(error) is exc.IntegrityError
    assert str(error).startswith("(sqlite3.IntegrityError) duplicate\n[SQL: SELECT 1]")
    assert type(wrapped(sqlite3.Error("other"))) is exc.DBAPIError


def test_subclasses_of_driver_errors_are_wrapped_as_their_base() -> None:
    class Locked(sqlite3.OperationalError):
        pass

    assert type(wrapped(Locked("now"))) is exc.OperationalError


def test_other_errors_become_statement_errors() -> None:
    error = wrapped(ValueError("bad"))
    assert type(error) is exc.StatementError
    assert type(wrapped(ValueError("bad"), None)) is exc.DBAPIError


def test_exits_and_marked_errors_pass() -> None:
    class Marked(exc.DontWrapMixin, Exception):
        pass

    for orig in (KeyboardInterrupt(), Marked("own")):
        assert wrapped(orig) is orig


def test_errors_pickle() -> None:
    error = exc.IntegrityError("SELECT 1", {"a": 1}, sqlite3.IntegrityError("x"), connection_invalidated=True)
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is exc.IntegrityError
    assert (copy.statement, copy.params, copy.connection_invalidated) == ("SELECT 1", {"a": 1}, True)
    assert str(copy) == str(error)
    cycle = pickle.loads(pickle.dumps(exc.CircularDependencyError("cycle", [1, 2], [(1, 2)])))
    assert (str(cycle), cycle.cycles) == ("cycle (1, 2)", [1, 2])
    missing = pickle.loads(pickle.dumps(exc.NoReferencedColumnError("no", "t", "c")))
    assert (missing.table_name, missing.column_name) == ("t", "c")


def test_inspect_names_what_it_does_not_know() -> None:
    with pytest.raises(exc.NoInspectionAvailable, match="No inspection system is available for object of type"):
        inspect(5)
    assert inspect(5, raiseerr=False) is None
