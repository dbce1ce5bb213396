"""Plain records of what was read: they know no database, so the check can trust them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileRecord:
    path: str
    size: int | None
    digest: str | None


@dataclass(frozen=True, slots=True)
class EntryPointRecord:
    group: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class PersonRecord:
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class RequirementRecord:
    name: str
    extras: tuple[str, ...]
    specifier: str
    marker: str


@dataclass(frozen=True, slots=True)
class DistributionRecord:
    name: str
    version: str
    summary: str | None
    requires_python: str | None
    location: str
    authors: tuple[PersonRecord, ...]
    classifiers: tuple[str, ...]
    extras: tuple[str, ...]
    requirements: tuple[RequirementRecord, ...]
    entry_points: tuple[EntryPointRecord, ...]
    files: tuple[FileRecord, ...]

    @property
    def row_count(self) -> int:
        """The distribution and everything that it lists."""
        children = (self.authors, self.classifiers, self.extras, self.requirements, self.entry_points, self.files)
        return 1 + sum(map(len, children))


@dataclass(slots=True)
class Inventory:
    """All that was read: the distributions by name, in order, and what could not be taken as it was."""

    site_packages: list[Path]
    distributions: dict[str, DistributionRecord] = field(default_factory=dict)
    duplicates: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def row_count(self) -> int:
        return sum(record.row_count for record in self.distributions.values())
