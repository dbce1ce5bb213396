"""The rules of the house that a program can check: sizes, imports, seams."""

from __future__ import annotations

import ast
import importlib
import pathlib

import pytest

PACKAGE = pathlib.Path(__file__).parents[2] / "holdfast"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if not path.name.startswith("_generated_"))
MAX_FILE = 600
MAX_FUNCTION = 60
SEAMS = ("holdfast.sql.seams", "holdfast.orm.seams")


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its signature and docstring."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno if body else 0


def test_a_file_holds_one_idea():
    long = {
        str(path.relative_to(PACKAGE)): lines for path in FILES if (lines := path.read_text().count("\n")) > MAX_FILE
    }
    assert long == {}


def test_functions_stay_short():
    long = {
        f"{path.relative_to(PACKAGE)}:{node.name}": body_lines(node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > MAX_FUNCTION
    }
    assert long == {}


def test_nothing_inside_imports_the_public_facade():
    """`from holdfast import exc` names a module; `from holdfast import Column` would make the facade a dependency."""
    modules = {path.stem if path.name != "__init__.py" else path.parent.name for path in FILES}
    offenders = []
    for path in FILES:
        if path == PACKAGE / "__init__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == "holdfast" and node.level == 0:
                offenders += [
                    f"{path.relative_to(PACKAGE)}: {alias.name}" for alias in node.names if alias.name not in modules
                ]
    # The command line and the conformance suite are users of the library, and read like ones.
    assert [line for line in offenders if not line.startswith(("cli/", "testing/suite/"))] == []


def is_unfilled(slot: object) -> bool:
    """An empty slot is missing, or is the placeholder that raises when it is called."""
    return slot is None or getattr(slot, "__name__", "").startswith("unfilled_")


def test_an_unfilled_slot_is_seen():
    assert is_unfilled(importlib.import_module("holdfast.sql.seams")._unfilled("cast"))


@pytest.mark.parametrize("name", SEAMS)
def test_every_seam_is_filled(name: str):
    importlib.import_module("holdfast.orm")
    importlib.import_module("holdfast")
    seams = importlib.import_module(name)
    declared = set(seams.__annotations__)
    assert declared, f"{name} declares no slots"
    assert {slot for slot in declared if is_unfilled(getattr(seams, slot, None))} == set()


def test_no_module_is_named_for_what_it_lacks():
    banned = {"util", "utils", "helpers", "misc", "common"}
    named = [str(path.relative_to(PACKAGE)) for path in FILES if path.stem in banned]
    # orm/util.py is an import path of users' programs; it has no code of its own.
    assert named == ["orm/util.py"]


def test_no_except_pass():
    offenders = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler) and len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
    ]
    assert offenders == []


def test_every_type_ignore_has_its_reason():
    offenders = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if "type: ignore" in line and line.rsplit("type: ignore", 1)[1].count("#") == 0
    ]
    assert offenders == []
