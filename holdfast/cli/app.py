"""The commands and their options."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from holdfast import __version__, exc, make_url
from holdfast.cli.demo.reading import default_site_packages
from holdfast.cli.demo.report import Report
from holdfast.cli.demo.run import Demo
from holdfast.engine import URL

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"holdfast {__version__}")
        raise typer.Exit


@app.callback()
def holdfast(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A SQL toolkit and object-relational mapper, centred on the Session."""


@app.command()
def demo(
    database: Annotated[
        str, typer.Option(metavar="URL", help="The SQLite file to save to; a file of an earlier run is updated.")
    ] = "sqlite:///holdfast-demo.db",
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Read this many distributions at the most.")
    ] = None,
    site_packages: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PATH",
            exists=True,
            file_okay=False,
            help="A site-packages folder to read, may be repeated.  [default: those of this interpreter and its base]",
        ),
    ] = None,
) -> None:
    """Save the metadata of the installed Python distributions, query, edit and update it, and check every row."""
    url, path = _sqlite_file(database)
    report = Report(Console())
    report.line(f"Database: {path}")
    try:
        passed = Demo(url, path, report).run(site_packages or default_site_packages(), limit)
    except (sqlite3.Error, exc.SQLAlchemyError) as error:
        report.error(f"The demo stopped: {error}")
        raise typer.Exit(1) from error
    if not passed:
        report.error("The database differs from what it must hold.")
        raise typer.Exit(1)
    report.line("Every count and checksum is as it must be.")


def _sqlite_file(database: str) -> tuple[URL, Path]:
    """The URL and the file that it names; the check opens the file with sqlite3, so there must be one."""
    option = "'--database'"
    try:
        url = make_url(database)
    except exc.ArgumentError as error:
        raise typer.BadParameter(f"{database!r} is not a URL; write sqlite:///PATH", param_hint=option) from error
    if url.get_backend_name() != "sqlite":
        raise typer.BadParameter("the demo checks a SQLite file; write sqlite:///PATH", param_hint=option)
    if url.database in (None, "", ":memory:") or url.query:
        raise typer.BadParameter("name a file, without options: sqlite:///PATH", param_hint=option)
    path = Path(str(url.database)).resolve()
    if not path.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {path.parent}", param_hint=option)
    return url, path
