"""Reading: importlib.metadata of some site-packages folders, as plain records.

Rules: a broken distribution never ends the reading; what cannot be taken as written is left out and told in
`Inventory.problems`. Of two distributions with one name the first wins, as it does for Python's import.
"""

from __future__ import annotations

import csv
import site
import sys
from collections.abc import Callable, Iterable, Iterator
from configparser import Error as ConfigError
from email.utils import getaddresses
from importlib.metadata import PackageMetadata, PathDistribution
from os import PathLike
from pathlib import Path
from typing import TypeVar

from holdfast.cli.demo.records import (
    DistributionRecord,
    EntryPointRecord,
    FileRecord,
    Inventory,
    PersonRecord,
    RequirementRecord,
)
from holdfast.cli.demo.requirements import normalized, parse_requirement

T = TypeVar("T")

_METADATA_SUFFIXES = (".dist-info", ".egg-info")
_LARGEST = 2**63 - 1
_BAD_INPUT = (ValueError, csv.Error, ConfigError, OSError, AttributeError, IndexError, TypeError)


class InstalledDistribution(PathDistribution):
    """A distribution whose metadata may be in any encoding: bytes that are not UTF-8 are replaced, not refused."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def read_text(self, filename: str | PathLike[str]) -> str | None:
        try:
            return (self.folder / filename).read_bytes().decode("utf-8", errors="replace")
        except (OSError, ValueError):
            return None


def default_site_packages() -> list[Path]:
    """The site-packages folders of the running interpreter and of its base interpreter, those that exist."""
    prefixes = [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix]
    candidates = [Path(folder) for folder in site.getsitepackages(prefixes)]
    # Debian's interpreter keeps its packages here; getsitepackages() of a virtual environment does not say so.
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates += [
        Path(sys.base_prefix, "local", "lib", version, "dist-packages"),
        Path(sys.base_prefix, "lib", "python3", "dist-packages"),
    ]
    folders: dict[Path, None] = {}
    for folder in candidates:
        if folder.is_dir():
            folders.setdefault(folder.resolve())
    return list(folders)


def read_inventory(site_packages: Iterable[Path], limit: int | None = None) -> Inventory:
    """Reads the distributions that are installed in some folders.

    :param site_packages: the folders, the most important first
    :param limit: the greatest number of distributions to read; None for all
    :return: the records, with duplicates and problems
    """
    inventory = Inventory(site_packages=list(site_packages))
    for folder in inventory.site_packages:
        for metadata_folder in _metadata_folders(folder, inventory.problems):
            if limit is not None and len(inventory.distributions) >= limit:
                return inventory
            record = _DistributionReader(metadata_folder, inventory.problems).read()
            if record is None:
                continue
            if record.name in inventory.distributions:
                inventory.duplicates.append(f"{record.name} {record.version} in {record.location}")
            else:
                inventory.distributions[record.name] = record
    return inventory


def _metadata_folders(folder: Path, problems: list[str]) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in _METADATA_SUFFIXES)
    except OSError as error:
        problems.append(f"{folder}: cannot be read: {error.strerror}")
        return []


class _DistributionReader:
    """Reads one distribution; each method reads one part of its metadata."""

    def __init__(self, folder: Path, problems: list[str]) -> None:
        self.folder = folder
        self.problems = problems
        self.source = InstalledDistribution(folder)

    def read(self) -> DistributionRecord | None:
        if not any(self.source.read_text(filename) for filename in ("METADATA", "PKG-INFO", "")):
            self._problem("has no metadata")
            return None
        headers = self._attempt("metadata", lambda: self.source.metadata)
        name = normalized(_text(headers, "Name") or "") if headers is not None else ""
        if headers is None or not name:
            self._problem("has no name")
            return None
        return DistributionRecord(
            name=name,
            version=_text(headers, "Version") or "",
            summary=_text(headers, "Summary"),
            requires_python=_text(headers, "Requires-Python"),
            location=str(self.folder.parent),
            authors=tuple(dict.fromkeys(_people(headers))),
            classifiers=tuple(dict.fromkeys(_classifiers(headers))),
            extras=tuple(dict.fromkeys(normalized(extra) for extra in _texts(headers, "Provides-Extra"))),
            requirements=tuple(self._requirements()),
            entry_points=self._unique("entry point", self._entry_points(), lambda point: (point.group, point.name)),
            files=self._unique("file", self._files(), lambda file: file.path),
        )

    def _problem(self, text: str) -> None:
        self.problems.append(f"{self.folder.name}: {text}")

    def _attempt(self, part: str, read: Callable[[], T | None]) -> T | None:
        try:
            return read()
        except _BAD_INPUT as error:
            self._problem(f"{part} cannot be read: {error}")
            return None

    def _unique(self, part: str, items: Iterable[T], key: Callable[[T], object]) -> tuple[T, ...]:
        unique: dict[object, T] = {}
        for item in items:
            if unique.setdefault(key(item), item) is not item:
                self._problem(f"{part} listed twice: {key(item)}")
        return tuple(unique.values())

    def _files(self) -> Iterator[FileRecord]:
        for file in self._attempt("file list", lambda: self.source.files) or ():
            digest = f"{file.hash.mode}={file.hash.value}" if file.hash else None
            size = file.size
            if size is not None and not 0 <= size <= _LARGEST:
                self._problem(f"size of {file} is not believable: {size}")
                size = None
            yield FileRecord(_clean(file.as_posix()), size, digest)

    def _requirements(self) -> Iterator[RequirementRecord]:
        for line in self._attempt("requirements", lambda: self.source.requires) or ():
            try:
                yield parse_requirement(_clean(line))
            except ValueError as error:
                self._problem(str(error))

    def _entry_points(self) -> Iterator[EntryPointRecord]:
        for point in self._attempt("entry points", lambda: tuple(self.source.entry_points)) or ():
            yield EntryPointRecord(point.group, point.name, point.value)


def _clean(text: str) -> str:
    # A lone surrogate (from an undecodable header) and a NUL cannot be stored as text by every database.
    return text.encode("utf-8", errors="replace").decode("utf-8").replace("\x00", "").strip()


def _texts(headers: PackageMetadata, name: str) -> list[str]:
    texts = (_clean(str(value)) for value in headers.get_all(name) or ())
    return [text for text in texts if text and text != "UNKNOWN"]


def _text(headers: PackageMetadata, name: str) -> str | None:
    texts = _texts(headers, name)
    return texts[0] if texts else None


def _classifiers(headers: PackageMetadata) -> Iterator[str]:
    for line in _texts(headers, "Classifier"):
        labels = [label.strip() for label in line.split("::")]
        yield " :: ".join(label for label in labels if label)


def _people(headers: PackageMetadata) -> Iterator[PersonRecord]:
    for role in ("Author", "Maintainer"):
        names, addresses = _texts(headers, role), _texts(headers, f"{role}-email")
        people = [PersonRecord(name, email.lower()) for name, email in getaddresses(addresses) if name or email]
        if len(names) == 1 and len(people) == 1 and not people[0].name:
            yield PersonRecord(names[0], people[0].email)
        else:
            yield from (PersonRecord(name, "") for name in names if all(name != person.name for person in people))
            yield from people
