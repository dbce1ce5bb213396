"""`python -m tests.differential [--programs N] [--seed N] [--failures N] [--subject LIBRARY] [--database URL]`."""

from __future__ import annotations

import argparse
import sys
import time

from . import campaign, databases
from .comparison import on
from .mappings import FAMILIES, READY


def main(line: list[str]) -> int:
    """Run programs on both libraries; 1 when any differs."""
    parser = argparse.ArgumentParser("python -m tests.differential", description=__doc__)
    parser.add_argument("--programs", type=int, default=2_000, help="how many (default 2000)")
    parser.add_argument("--seed", type=int, default=0, help="where the random numbers start (default 0)")
    parser.add_argument("--failures", type=int, default=10, help="end after so many failing programs (default 10)")
    parser.add_argument("--subject", default="holdfast", help="sqlalchemy: compare the reference with itself")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(READY), metavar="FAMILY")
    parser.add_argument("--database", metavar="URL", help="of PostgreSQL or MariaDB, with a database; default: SQLite")
    options = parser.parse_args(line)

    started = time.monotonic()
    with databases.placed(options.database):
        done = campaign.run(
            on("sqlalchemy"),
            on(options.subject),
            options.programs,
            options.seed,
            options.failures,
            tuple(options.families),
        )
    for index, failure in enumerate(done.failures, 1):
        print(f"# {index}\n{failure}\n")
    print(f"{done} (seed {options.seed}, {time.monotonic() - started:.0f} s)")
    return 1 if done.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
