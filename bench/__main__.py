"""The command: `python -m bench [--quick] [--check] [--only NAME ...] [--peers PEER ...] [--rounds N] [--rows N]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import report, runner, workloads
from bench.workload import PEERS

RESULTS = Path(__file__).parent / "RESULTS.md"


def arguments(line: list[str]) -> argparse.Namespace:
    names = [workload.name for workload in workloads.ALL]
    parser = argparse.ArgumentParser("python -m bench", description="Measure holdfast beside other ORMs.")
    parser.add_argument("--quick", action="store_true", help="smoke run: few rows, one round, in parallel")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a bar is not met")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--peers", nargs="+", choices=PEERS, metavar="PEER", help=", ".join(PEERS))
    parser.add_argument("--rounds", type=int, help="default 5, quick 1")
    parser.add_argument("--rows", type=int, help="default 100000, quick 200")
    parser.add_argument("--output", type=Path, help="default: bench/RESULTS.md when everything was run, and not quick")
    return parser.parse_args(line)


def main(line: list[str]) -> int:
    """Run what the command line asks for; 1 when an entry failed, or, with --check, when a bar is not met."""
    options = arguments(line)
    rows = options.rows or (200 if options.quick else 100_000)
    rounds = options.rounds or (1 if options.quick else 5)
    available = runner.installed()
    peers = options.peers or available
    chosen = [workload for workload in workloads.ALL if workload.name in options.only]

    def progress(number: int, taken: runner.Measurements) -> None:
        figure = taken.error or f"{report.number(taken.figures[-1])} {taken.workload.unit}"
        print(f"round {number}/{rounds}  {taken.workload.name:15} {taken.entry.label:30} {figure}", flush=True)

    for peer in sorted(set(PEERS) - set(available)):
        print(f"{peer} is not installed: left out")
    every = runner.run(chosen, peers, rows, rounds, parallel=options.quick, progress=progress)

    complete = len(chosen) == len(workloads.ALL) and set(peers) == set(PEERS) and not options.quick
    output = options.output or (RESULTS if complete else None)
    if output is not None:
        output.write_text(report.markdown(every, rows, rounds), encoding="utf-8")
        print(f"written: {output}")
    failed = [each for each in every if each.error is not None]
    for each in failed:
        print(f"FAILED {each.workload.name}, {each.entry.label}: {each.error}")
    missed = 0
    if not options.quick or options.check:
        for workload, _, found in report.verdicts(every):
            for verdict in found:
                missed += verdict.met is not True
                print(f"{workload.name:15} {verdict}")
    return 1 if failed or (options.check and missed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
