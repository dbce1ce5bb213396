"""A dialect in a package of its own: found by its entry point, with plain flags, it passes the conformance suite."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from holdfast import create_engine, exc
from holdfast.dialects import registry
from holdfast.testing.suite import *  # noqa: F403

PACKAGE = Path(__file__).parent / "example_dialect"


@pytest.fixture(scope="module", autouse=True)
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package as pip installs it: its modules on the path, and the metadata that pip writes."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]
    site = tmp_path_factory.mktemp("site")
    metadata = site / "holdfast_filedb-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: 1.0\n")
    entries = project["entry-points"]["holdfast.dialects"]
    lines = [f"{name} = {place}" for name, place in entries.items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[holdfast.dialects]", *lines, ""]))
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(PACKAGE))
        patch.syspath_prepend(str(site))
        yield
    for name in entries:
        registry._loaded.pop(name, None)


@pytest.fixture
def suite_url(tmp_path: Path) -> str:
    return f"filedb:///{tmp_path / 'suite.db'}"


@pytest.mark.parametrize("url", ["filedb:///x.db", "filedb+sqlite3:///x.db"])
def test_the_entry_points_are_found(url: str) -> None:
    engine = create_engine(url)
    assert (engine.name, engine.driver) == ("filedb", "sqlite3")


def test_an_entry_point_that_nobody_has() -> None:
    with pytest.raises(exc.NoSuchModuleError, match=r"Can't load plugin: holdfast.dialects:filedb.other"):
        create_engine("filedb+other:///x.db")
