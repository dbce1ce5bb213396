"""A fabricated site-packages folder: what pip writes, and what broken tools and old ones have left behind."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fabricated_distributions import RunDemo, Sql, WriteDistribution, record_lines, write_distribution
from typer.testing import CliRunner, Result

from holdfast.cli.app import app


@pytest.fixture
def distribution(tmp_path: Path) -> WriteDistribution:
    """Writes a distribution into `tmp_path/site-packages`."""

    def write(name: str, version: str = "1.0", **parts: Any) -> Path:
        return write_distribution(tmp_path / "site-packages", name, version, **parts)

    return write


@pytest.fixture
def site_packages(tmp_path: Path) -> Path:
    """A dozen distributions that require each other, in a circle too."""
    folder = tmp_path / "site-packages"
    write_distribution(
        folder,
        "Web_Server",
        "2.1",
        headers=(
            "Summary: Serves pages",
            "Requires-Python: >=3.8",
            "Author: Ada Lovelace",
            "Author-email: ada@example.org",
            "Maintainer-email: Charles <charles@example.org>, Ada Lovelace <ada@example.org>",
            "Classifier: Topic :: Internet :: WWW/HTTP :: HTTP Servers",
            "Classifier: Programming Language :: Python :: 3",
            "Classifier: Programming Language :: Python :: 3 :: Only",
            "Provides-Extra: tls",
            "Requires-Dist: template-engine[fast,i18n]>=1.0",
            'Requires-Dist: not-installed (<4,>=3) ; extra == "tls"',
            "Requires-Dist: always-missing",
        ),
        entry_points="[console_scripts]\nserve = web:main\nstop = web:stop\n[plugins]\nserve = web:plugin\n",
        files=(*record_lines("web", 60), "web/__init__.py,,", "Web_Server-2.1.dist-info/RECORD,,"),
    )
    write_distribution(
        folder,
        "template-engine",
        headers=(
            "Summary: Fills templates",
            "Author-email: Ada Lovelace <ada@example.org>",
            "Classifier: Programming Language :: Python :: 3",
            "Provides-Extra: fast",
            "Requires-Dist: web-server; python_version < '3.12'",
            "Requires-Dist: web.server[tls]; python_version >= '3.12'",
        ),
        files=record_lines("template", 30),
    )
    for number in range(10):
        write_distribution(
            folder,
            f"plugin-{number}",
            headers=(
                f"Summary: Plugin {number}",
                "Author: Charles",
                f"Classifier: Topic :: Plugins :: Family {number % 3}",
                "Requires-Dist: web-server",
                "Requires-Dist: template-engine[fast]",
            ),
            entry_points=f"[plugins]\nplugin{number} = plugin:load\n",
            files=record_lines(f"plugin{number}", 5),
        )
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "demo.db"


@pytest.fixture
def run_demo(database: Path) -> RunDemo:
    """Runs `holdfast demo` on folders, into the file `database`."""

    def run(*site_packages: Path, limit: int | None = None) -> Result:
        arguments = ["demo", "--database", f"sqlite:///{database}"]
        for folder in site_packages:
            arguments += ["--site-packages", str(folder)]
        if limit is not None:
            arguments += ["--limit", str(limit)]
        return CliRunner().invoke(app, arguments)

    return run


@pytest.fixture
def sql(database: Path) -> Sql:
    """Runs one statement on the file with plain sqlite3, and commits."""

    def execute(statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(database)) as connection, connection:
            return connection.execute(statement, parameters).fetchall()

    return execute
