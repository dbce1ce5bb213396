"""`holdfast` gives type checkers and programs the same names, from the same modules."""

from __future__ import annotations

import ast
import pathlib

import holdfast

STUB = pathlib.Path(holdfast.__file__).with_suffix(".pyi")


def test_type_checkers_see_the_names_where_programs_find_them():
    stub = ast.parse(STUB.read_text()).body
    imported = {name.asname: node.module for node in stub if isinstance(node, ast.ImportFrom) for name in node.names}
    assert imported == holdfast._HOME_OF


def test_every_name_is_there():
    assert all(getattr(holdfast, name) is not None for name in holdfast.__all__)
