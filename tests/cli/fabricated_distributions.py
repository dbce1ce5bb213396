"""Distributions made up for the tests, written as pip writes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from typer.testing import Result

WriteDistribution = Callable[..., Path]
RunDemo = Callable[..., Result]
Sql = Callable[..., list[tuple[Any, ...]]]


def write_distribution(
    site_packages: Path,
    name: str,
    version: str = "1.0",
    *,
    headers: tuple[str, ...] = (),
    entry_points: str = "",
    files: tuple[str, ...] = (),
    encoding: str = "utf-8",
) -> Path:
    """Writes a dist-info folder; `files` are lines of its RECORD, and each is there, empty."""
    folder = site_packages / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    metadata = "\n".join(["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *headers, "", "Text."])
    (folder / "METADATA").write_bytes(metadata.encode(encoding))
    (folder / "RECORD").write_text("\n".join(files))
    for line in files:
        path = site_packages / line.partition(",")[0]
        path.parent.mkdir(exist_ok=True)
        path.touch()
    if entry_points:
        (folder / "entry_points.txt").write_text(entry_points)
    return folder


def record_lines(package: str, count: int) -> tuple[str, ...]:
    return tuple(f"{package}/module_{number:05}.py,sha256=digest{number % 977},{number}" for number in range(count))
