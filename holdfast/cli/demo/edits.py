"""The edits that the demo makes, as data: each says what it is and what it means for the plain tables.

`editing.py` makes them through the ORM; `apply()` makes them in plain Python, so that the check can compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from holdfast.cli.demo.tables import Tables

_OWNED = ("distribution_authors", "distribution_classifiers", "files", "entry_points", "extras")
"""The tables whose rows begin with the name of the distribution that they go with."""


class Edit(Protocol):
    def __str__(self) -> str: ...

    def apply(self, tables: Tables) -> None:
        """Does to plain tables what the edit does to the database."""


@dataclass(frozen=True)
class SummaryChanged:
    distribution: str
    summary: str

    def __str__(self) -> str:
        return f"changed the summary of {self.distribution}"

    def apply(self, tables: Tables) -> None:
        version, _, *others = tables["distributions"][self.distribution,]
        tables["distributions"][self.distribution,] = (version, self.summary, *others)


@dataclass(frozen=True)
class FileMoved:
    path: str
    source: str
    target: str

    def __str__(self) -> str:
        return f"moved {self.path} from {self.source} to {self.target}"

    def apply(self, tables: Tables) -> None:
        tables["files"][self.target, self.path] = tables["files"].pop((self.source, self.path))


@dataclass(frozen=True)
class BranchMoved:
    classifier: str
    parent: str

    def __str__(self) -> str:
        return f"moved the classifier {self.classifier!r} under {self.parent!r}"

    def apply(self, tables: Tables) -> None:
        _, *others = tables["classifiers"][self.classifier,]
        tables["classifiers"][self.classifier,] = (self.parent, *others)


@dataclass(frozen=True)
class ClassifierRemoved:
    distribution: str
    classifier: str

    def __str__(self) -> str:
        return f"took the classifier {self.classifier!r} off {self.distribution}"

    def apply(self, tables: Tables) -> None:
        del tables["distribution_classifiers"][self.distribution, self.classifier]


@dataclass(frozen=True)
class EntryPointOrphaned:
    distribution: str
    group: str
    name: str

    def __str__(self) -> str:
        return f"took the entry point {self.name} ({self.group}) off {self.distribution}; an orphan, it was deleted"

    def apply(self, tables: Tables) -> None:
        del tables["entry_points"][self.distribution, self.group, self.name]


@dataclass(frozen=True)
class SavepointRolledBack:
    distribution: str

    def __str__(self) -> str:
        return f"tried a second {self.distribution} inside a savepoint, which was refused and rolled back"

    def apply(self, tables: Tables) -> None:
        """Nothing of a savepoint that was rolled back remains."""


@dataclass(frozen=True)
class DistributionDeleted:
    distribution: str

    def __str__(self) -> str:
        return f"deleted {self.distribution} with all its children and all requirements of it"

    def apply(self, tables: Tables) -> None:
        name = self.distribution
        for table in ("distributions", *_OWNED):
            for key in [key for key in tables[table] if key[0] == name]:
                del tables[table][key]
        gone = {key for key, (target, *_) in tables["requirements"].items() if key[0] == name or target == name}
        for key in gone:
            del tables["requirements"][key]
        for key in [key for key in tables["requirement_extras"] if key[:2] in gone]:
            del tables["requirement_extras"][key]
