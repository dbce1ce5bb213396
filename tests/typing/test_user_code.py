"""Type checkers see in users' classes what is there: one run of mypy --strict over example modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_mypy_strict_agrees(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--follow-imports=silent"),
            *("--cache-dir", str(tmp_path), "--config-file="),
            *("tests/typing/models.py", "tests/typing/mistakes.py"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.stdout + checked.stderr == ""
