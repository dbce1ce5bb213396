"""Run many programs, and say which of them differ."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings

from .comparison import Difference, Run, difference
from .mappings import READY
from .minimise import minimised
from .operations import Program
from .strategies import programs


@dataclass
class Failure:
    """A minimised program, and its difference."""

    program: Program
    difference: Difference

    def __str__(self) -> str:
        return f"{self.program.source()}\n{self.difference}"


@dataclass
class Campaign:
    """How many programs were run, and what differed."""

    programs: int = 0
    operations: int = 0
    undecided: int = 0
    """Programs in which the reference differs from itself, before it differs from the subject."""
    failures: list[Failure] = field(default_factory=list)

    def __str__(self) -> str:
        found = f"{len(self.failures)} failures" if self.failures else "no difference"
        undecided = f", {self.undecided} undecided" if self.undecided else ""
        return f"{self.programs} programs, {self.operations} operations: {found}{undecided}"


def run(
    reference: Run,
    subject: Run,
    count: int,
    number: int = 0,
    most_failures: int = 1,
    families: tuple[str, ...] = READY,
    shorten: bool = True,
) -> Campaign:
    """Run `count` programs drawn from the seed `number`, until so many have failed; `shorten` minimises those."""
    campaign = Campaign()

    def fails(program: Program) -> bool:
        return isinstance(difference(program, reference, subject), Difference)

    @seed(number)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(programs(families))
    def each(program: Program) -> None:
        if len(campaign.failures) >= most_failures:
            return
        campaign.programs += 1
        campaign.operations += len(program.operations)
        found = difference(program, reference, subject)
        if isinstance(found, Difference):
            short = minimised(program, fails) if shorten else program
            again = difference(short, reference, subject)
            if isinstance(again, Difference):
                campaign.failures.append(Failure(short, again))
            else:
                campaign.undecided += 1
        elif found is not None:
            campaign.undecided += 1

    each()
    return campaign
