"""The README is true: its commands are those that CI runs, and its example runs."""

from __future__ import annotations

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_two_commands_stand_on_the_first_screen():
    first, second = blocks("console")[:2]
    assert README[: README.index(second)].count("\n") < 20
    assert first.strip().endswith("holdfast demo")


def test_ci_runs_the_second_command_as_it_is_written():
    second = blocks("console")[1].strip()
    assert second in (ROOT / ".ci" / "run").read_text()


def test_the_example_runs(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)
    exec(compile(blocks("python")[0], "README.md", "exec", dont_inherit=True), {"__name__": "__main__"})
    assert capsys.readouterr().out.endswith("Melville ['Moby-Dick', 'Typee']\n")
