"""The `holdfast` command; it needs the `cli` extra, and says so when that is not installed."""

from __future__ import annotations

import sys

_EXTRA = ("typer", "rich")


def main() -> int:
    """The console script.

    :return: the exit code; 2 when the `cli` extra is missing
    """
    try:
        from holdfast.cli.app import app
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        message = f"holdfast: the command line needs {missing}, which is not installed; install the extra `cli`:"
        print(f"{message}\n    pip install 'holdfast[cli]'", file=sys.stderr)
        return 2
    app(prog_name="holdfast")
    return 0
