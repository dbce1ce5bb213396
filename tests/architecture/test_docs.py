"""The documentation is true: what it names is there, and its examples run."""

from __future__ import annotations

import datetime
import pathlib
import re
import tomllib
from typing import Any

import pytest

from holdfast import Column, DateTime, Integer, column, select

ROOT = pathlib.Path(__file__).parents[2]
PAGES = {str(page.relative_to(ROOT)): page for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))}
SOURCE = "\n".join(path.read_text() for path in (ROOT / "holdfast").rglob("*.py"))
#: Files that readers are told to write, and paths that left_out.md and NEXT.md say are not there.
NOT_OURS = {"mydriver.py", "tests/spec/"}


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGES[page].read_text(), re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = PAGES[page]
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_files_and_folders_that_a_page_names_are_there(page: str) -> None:
    """A path may begin anywhere: `orm/mapper/`, or beside the one before it only `plan.py`."""
    tops = [ROOT / top for top in ("holdfast", "tests", "bench", "docs", "examples")]
    here = {f"/{path.relative_to(ROOT)}" for top in tops for path in (top, *top.rglob("*"))}
    named = set(re.findall(r"`([\w/]+(?:\.py|/))[`:]", PAGES[page].read_text())) - NOT_OURS
    assert {name for name in named if not any(path.endswith(f"/{name.rstrip('/')}") for path in here)} == set()


def test_the_private_names_of_the_contracts_are_there() -> None:
    text = PAGES["docs/internals/contracts.md"].read_text()
    named = {name for quoted in re.findall(r"`([^`]+)`", text) for name in re.findall(r"(?<!\w)_\w+", quoted)}
    known = set(re.findall(r"\w+", SOURCE))
    # `supports_native_boolean/_decimal/_uuid/_enum` are endings.
    assert named - known - {"_decimal", "_uuid", "_enum"} == set()
    assert len(named) > 100


def test_the_examples_of_a_dialect_run() -> None:
    """Together they are a dialect that compiles what its overrides say."""
    namespace: dict[str, Any] = {}
    for block in blocks("docs/dialects.md", "python"):
        exec(compile(block, "docs/dialects.md", "exec", dont_inherit=True), namespace)
    dialect = namespace["MyFullDialect"]()
    left, right = column("a", Integer), column("b", Integer)
    assert str(select(left % right).compile(dialect=dialect)).startswith("SELECT mod(a, b)")
    to_text = Column("at", DateTime).type.dialect_impl(dialect).bind_processor(dialect)
    assert to_text is not None
    assert to_text(datetime.datetime(2026, 1, 2)) == "2026-01-02T00:00:00"


def test_the_registration_of_a_dialect_is_toml() -> None:
    (block,) = blocks("docs/dialects.md", "toml")
    (group,) = tomllib.loads(block)["project"]["entry-points"]
    assert group == "holdfast.dialects"
    assert f'"{group}"' in SOURCE
