"""The public names of SQLAlchemy 2.1 are here, or stand in `docs/internals/left_out.md` with a reason."""

from __future__ import annotations

import importlib
import pathlib
import re
from typing import Any

import pytest

NAMES = pathlib.Path(__file__).with_name("public_names.txt").read_text().splitlines()
LEFT_OUT = pathlib.Path(__file__).parents[2] / "docs" / "internals" / "left_out.md"


def left_out() -> dict[str, str]:
    """Name -> reason; a name is `Class.member`, `*.member` for a member of all classes, or a name of a module."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", LEFT_OUT.read_text(), re.MULTILINE)
    return {
        name: reason for names, reason in rows if names != "name" and "--" not in names
        for name in re.findall(r"`([^`]+)`", names)
    }  # fmt: skip


REASONS = left_out()


def is_there(module: Any, name: str) -> bool:
    first, _, member = name.partition(".")
    if not hasattr(module, first):
        return False
    owner = getattr(module, first)
    if not member or hasattr(owner, member):
        return True
    return any(member in vars(base).get("__annotations__", {}) for base in getattr(owner, "__mro__", ()))


def is_left_out(name: str) -> bool:
    first, _, member = name.partition(".")
    return name in REASONS or first in REASONS or bool(member and f"*.{member}" in REASONS)


@pytest.mark.parametrize("module", sorted({line.partition(" ")[0] for line in NAMES}))
def test_the_names_of_a_module(module: str):
    imported = importlib.import_module(module)
    wanted = [line.partition(" ")[2] for line in NAMES if line.startswith(f"{module} ")]
    assert [name for name in wanted if not is_there(imported, name) and not is_left_out(name)] == []


def test_what_is_left_out_is_not_there():
    """A name that came after all has to be taken from the list."""
    present = []
    for name in REASONS:
        if name.startswith("*."):
            continue
        modules = {line.partition(" ")[0] for line in NAMES if line.partition(" ")[2] == name}
        assert modules, f"{name} is no public name"
        present += [name for module in modules if is_there(importlib.import_module(module), name)]
    assert present == []


def test_each_has_a_reason():
    assert REASONS
    assert all(len(reason.split()) > 3 for reason in REASONS.values())
