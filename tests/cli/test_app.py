"""The command line: version, bad options, and a missing extra."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import holdfast
from holdfast.cli import main
from holdfast.cli.app import app


def test_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"holdfast {holdfast.__version__}\n")


def test_the_console_script_exits_with_the_commands_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["holdfast", "--version"])
    with pytest.raises(SystemExit) as exit_info:
        main()
    assert exit_info.value.code == 0
    assert capsys.readouterr().out.startswith("holdfast ")


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: str
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == missing or name.startswith("holdfast.cli.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    assert main() == 2
    assert capsys.readouterr().err == (
        f"holdfast: the command line needs {missing}, which is not installed; install the extra `cli`:\n"
        "    pip install 'holdfast[cli]'\n"
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("demo.db", "is not a URL"),
        ("postgresql://localhost/demo", "the demo checks a SQLite file"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("sqlite:////no/such/folder/demo.db", "there is no folder"),
    ],
)
def test_a_database_that_cannot_be_checked_is_refused(tmp_path: Path, url: str, message: str) -> None:
    result = CliRunner().invoke(app, ["demo", "--database", url, "--site-packages", str(tmp_path)])
    assert result.exit_code == 2
    assert message in " ".join(result.output.replace("│", " ").split())


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["demo", "--site-packages", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
