"""The suite as the maker of a dialect runs it: a conftest, a module of one line, and options."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = 'pytest_plugins = ["holdfast.testing.plugin"]\n'
MODULE = "from holdfast.testing.suite.transactions import *\n"
REQUIREMENTS = """
from holdfast.testing import Requirements

class Fewer(Requirements):
    excluded = {"savepoints": "broken before 3.2"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_dialect.py").write_text(MODULE)
    (tmp_path / "fewer.py").write_text(REQUIREMENTS)
    return tmp_path


def run(folder: Path, *options: str) -> str:
    """The report of a pytest run."""
    command = [sys.executable, "-m", "pytest", "-q", "-ra", "-p", "no:cacheprovider", *options, str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_dburi_and_requirements(folder: Path) -> None:
    report = run(folder, "--dburi", f"sqlite:///{folder / 'suite.db'}", "--requirements", "fewer:Fewer")
    assert "sqlite, savepoints: broken before 3.2" in report
    assert "sqlite, two_phase: no two-phase transactions" in report
    assert "sqlite, concurrent_writers: one writer at a time locks the whole file" in report


def test_without_a_database(folder: Path) -> None:
    report = run(folder)
    assert "the conformance suite needs --dburi" in report
    assert "passed" not in report
