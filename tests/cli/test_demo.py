"""`holdfast demo` from end to end."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from fabricated_distributions import RunDemo, Sql, WriteDistribution, record_lines, write_distribution

from holdfast import Engine
from holdfast.cli.demo import run as demo_run
from holdfast.cli.demo.queries import Answer, ask

PASSED = "Every count and checksum is as it must be."


def test_it_saves_what_is_installed(site_packages: Path, run_demo: RunDemo, database: Path, sql: Sql) -> None:
    result = run_demo(site_packages)
    assert result.exit_code == 0, result.output
    assert str(database) in result.output.replace("\n", "")
    assert PASSED in result.output
    assert sql("SELECT count(*) FROM distributions WHERE version IS NOT NULL") == [(12,)]
    assert sql("SELECT count(*) FROM files") == [(62 + 30 + 50,)]


def test_it_shows_plan_answers_edits_and_parts(site_packages: Path, run_demo: RunDemo) -> None:
    output = run_demo(site_packages).output
    assert "Flush plan of the first batch" in output
    assert "Branches of the classifiers" in output
    assert "tried a second always-missing inside a savepoint, which was refused and rolled back" in output
    assert "0 rows differed, 0 were written" in output
    for part in ("read", "save", "query", "edit", "update", "update again", "check"):
        assert any(line.startswith(f" {part} ") for line in output.splitlines())


def test_objects_are_joined_as_the_metadata_says(site_packages: Path, run_demo: RunDemo, sql: Sql) -> None:
    run_demo(site_packages)
    assert sql(
        """SELECT t.name, r.specifier, r.marker FROM requirements r
           JOIN distributions s ON s.id = r.source_id JOIN distributions t ON t.id = r.target_id
           WHERE s.name = 'web-server' ORDER BY r.position"""
    ) == [
        ("template-engine", ">=1.0", ""),
        ("not-installed", "<4,>=3", 'extra == "tls"'),
        ("always-missing", "", ""),
    ]
    assert sql(
        """SELECT x.extra, e.declared FROM requirement_extras x JOIN extras e
           ON e.distribution_id = x.distribution_id AND e.name = x.extra
           JOIN distributions s ON s.id = x.source_id WHERE s.name = 'web-server' ORDER BY x.extra"""
    ) == [("fast", 1), ("i18n", 0)]
    assert sql(
        """SELECT c.name, p.name FROM classifiers c JOIN classifiers p ON p.id = c.parent_id
           WHERE c.name LIKE 'Programming%' ORDER BY c.name"""
    ) == [
        ("Programming Language :: Python", "Programming Language"),
        ("Programming Language :: Python :: 3", "Programming Language :: Python"),
        ("Programming Language :: Python :: 3 :: Only", "Programming Language :: Python :: 3"),
    ]


def test_a_second_run_is_an_update_that_writes_nothing(site_packages: Path, run_demo: RunDemo, sql: Sql) -> None:
    run_demo(site_packages)
    ids = sql("SELECT name, id FROM people ORDER BY name")
    result = run_demo(site_packages)
    assert result.exit_code == 0, result.output
    assert "Saving" not in result.output
    assert result.output.count("0 rows differed, 0 were written") == 2
    assert sql("SELECT name, id FROM people ORDER BY name") == ids


def test_an_upgrade_and_a_removal_change_only_what_changed(site_packages: Path, run_demo: RunDemo, sql: Sql) -> None:
    run_demo(site_packages)
    shutil.rmtree(site_packages / "plugin-9-1.0.dist-info")
    shutil.rmtree(site_packages / "template-engine-1.0.dist-info")
    write_distribution(
        site_packages,
        "template-engine",
        "1.1",
        headers=("Summary: Fills templates", "Author-email: Grace <grace@example.org>", "Requires-Dist: plugin-1"),
        files=(*record_lines("template", 29), "template/new.py,sha256=new,1"),
    )
    result = run_demo(site_packages)
    assert result.exit_code == 0, result.output
    assert PASSED in result.output
    assert sql("SELECT version FROM distributions WHERE name = 'template-engine'") == [("1.1",)]
    assert sql("SELECT count(*) FROM distributions WHERE name = 'plugin-9'") == [(0,)]
    assert sql("SELECT path FROM files WHERE path LIKE 'template/new%'") == [("template/new.py",)]
    assert sql("SELECT count(*) FROM people WHERE name = 'Grace'") == [(1,)]


def test_what_is_no_longer_read_is_deleted(site_packages: Path, run_demo: RunDemo, sql: Sql) -> None:
    run_demo(site_packages)
    result = run_demo(site_packages, limit=1)
    assert result.exit_code == 0, result.output
    assert sql("SELECT name FROM distributions WHERE version IS NOT NULL") == [("web-server",)]


@pytest.mark.parametrize("limit", [1, 2])
def test_few_distributions_are_enough(site_packages: Path, run_demo: RunDemo, limit: int) -> None:
    assert run_demo(site_packages, limit=limit).exit_code == 0


def test_nothing_installed_is_no_error(tmp_path: Path, run_demo: RunDemo) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = run_demo(empty)
    assert result.exit_code == 0, result.output


def test_several_folders(site_packages: Path, tmp_path: Path, run_demo: RunDemo, sql: Sql) -> None:
    write_distribution(tmp_path / "base", "from-the-base")
    write_distribution(tmp_path / "base", "Web.Server", "0.1")
    result = run_demo(site_packages, tmp_path / "base")
    assert result.exit_code == 0, result.output
    assert "1 installed twice" in result.output
    assert sql("SELECT version FROM distributions WHERE name IN ('web-server', 'from-the-base') ORDER BY 1") == [
        ("1.0",),
        ("2.1",),
    ]


def test_thousands_of_files(distribution: WriteDistribution, tmp_path: Path, run_demo: RunDemo, sql: Sql) -> None:
    distribution("large", files=record_lines("large", 5_000))
    distribution("other", headers=("Requires-Dist: large",), files=record_lines("other", 20))
    result = run_demo(tmp_path / "site-packages")
    assert result.exit_code == 0, result.output
    assert sql("SELECT count(*) FROM files") == [(5_020,)]


TAMPERINGS = {
    "a row is lost": ("files", "DELETE FROM files WHERE path = 'plugin3/module_00001.py'"),
    "a value is changed": ("files", "UPDATE files SET size = size + 1 WHERE path = 'plugin3/module_00001.py'"),
    "a row is too many": ("people", "INSERT INTO people (catalogue_name, name, email) VALUES ('installed', 'Eve', '')"),
    "a row appears twice": (
        "distribution_authors",
        "INSERT INTO distribution_authors SELECT d.id, p.id FROM distributions d, people p "
        "WHERE d.name = 'plugin-3' AND p.name = 'Ada Lovelace'",
    ),
    "a reference leads nowhere": ("foreign keys", "UPDATE requirements SET target_id = 4711 WHERE position = 1"),
}


@pytest.mark.parametrize(("table", "statement"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_a_file_that_was_tampered_with_fails_the_check(
    site_packages: Path, run_demo: RunDemo, database: Path, monkeypatch: pytest.MonkeyPatch, table: str, statement: str
) -> None:
    def ask_and_tamper(engine: Engine) -> list[Answer]:
        answers = ask(engine)
        connection = sqlite3.connect(database)
        assert connection.execute(statement).rowcount > 0
        connection.commit()
        connection.close()
        return answers

    monkeypatch.setattr(demo_run, "ask", ask_and_tamper)
    result = run_demo(site_packages)
    assert result.exit_code == 1
    assert f"After editing: {table} differs" in result.output
    assert "The database differs from what it must hold." in result.output
    assert PASSED not in result.output


def test_an_update_that_writes_too_much_fails(
    site_packages: Path, run_demo: RunDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def update_and_touch(engine: Engine, records: object) -> None:
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE files SET size = size WHERE path = 'web/module_00030.py'")

    run_demo(site_packages)
    monkeypatch.setattr(demo_run, "update", update_and_touch)
    result = run_demo(site_packages)
    assert result.exit_code == 1
    assert "0 rows differed, but 1 were written" in result.output


def test_a_file_that_was_tampered_with_is_mended_by_the_next_run(
    site_packages: Path, run_demo: RunDemo, sql: Sql
) -> None:
    run_demo(site_packages)
    sql("UPDATE files SET size = 12345 WHERE path = 'web/module_00030.py'")
    sql("DELETE FROM files WHERE path = 'web/module_00031.py'")
    result = run_demo(site_packages)
    assert result.exit_code == 0, result.output
    assert "2 rows differed, 2 were written" in result.output


def test_a_file_that_is_no_database_stops_the_demo(site_packages: Path, run_demo: RunDemo, database: Path) -> None:
    database.write_text("This is not a database, but a text that is long enough to be looked at." * 20)
    result = run_demo(site_packages)
    assert result.exit_code == 1
    assert "The demo stopped: file is not a database" in result.output
