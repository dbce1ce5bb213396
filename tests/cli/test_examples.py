"""Every example runs and prints what its docstring says that it prints."""

from __future__ import annotations

import inspect
import runpy
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))


def indented_part(docstring: str) -> list[str]:
    """The indented lines of a docstring, without their indentation."""
    return [line[4:] for line in inspect.cleandoc(docstring).splitlines() if line.startswith("    ")]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_prints_what_it_says(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    module = runpy.run_path(str(example), run_name="__main__")
    promised = indented_part(module["__doc__"])
    printed = capsys.readouterr().out.splitlines()
    assert promised
    # An example that prints more than it promises, such as a plan, prints the promised lines at the end.
    assert printed[-len(promised) :] == promised
