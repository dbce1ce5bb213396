"""The plain tables, the edits' meaning for them, and the checksum."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from holdfast.cli.demo.checking import checksum
from holdfast.cli.demo.edits import DistributionDeleted, FileMoved, SummaryChanged
from holdfast.cli.demo.reading import read_inventory
from holdfast.cli.demo.records import DistributionRecord
from holdfast.cli.demo.tables import differing_rows, tables_of


@pytest.fixture
def records(site_packages: Path) -> list[DistributionRecord]:
    return list(read_inventory([site_packages]).distributions.values())


def test_rows_that_several_distributions_share_are_there_once(records: list[DistributionRecord]) -> None:
    tables = tables_of(records)
    assert [key for key in tables["people"] if key[0] == "Ada Lovelace"] == [("Ada Lovelace", "ada@example.org")]
    assert tables["classifiers"]["Topic",] == (None, "installed")
    assert tables["classifiers"]["Topic :: Plugins",] == ("Topic", "installed")


def test_what_is_only_required_has_no_version(records: list[DistributionRecord]) -> None:
    assert tables_of(records)["distributions"]["not-installed",] == (None, None, None, None, "installed")


def test_differing_rows_counts_each_changed_lost_and_new_row(records: list[DistributionRecord]) -> None:
    before = tables_of(records)
    first = records[0]
    after = tables_of([replace(first, summary="Other", files=first.files[1:]), *records[1:]])
    assert differing_rows(before, before) == 0
    assert differing_rows(before, after) == differing_rows(after, before) == 2


def test_edits_change_the_plain_tables(records: list[DistributionRecord]) -> None:
    tables = tables_of(records)
    SummaryChanged("plugin-1", "New").apply(tables)
    assert tables["distributions"]["plugin-1",][1] == "New"
    FileMoved("plugin2/module_00001.py", "plugin-2", "plugin-1").apply(tables)
    assert ("plugin-1", "plugin2/module_00001.py") in tables["files"]
    assert ("plugin-2", "plugin2/module_00001.py") not in tables["files"]


def test_a_deleted_distribution_takes_requirements_in_both_directions(records: list[DistributionRecord]) -> None:
    tables = tables_of(records)
    DistributionDeleted("template-engine").apply(tables)
    assert all(key[0] != "template-engine" for key in tables["files"] | tables["extras"] | tables["requirements"])
    assert all(target != "template-engine" for target, *_ in tables["requirements"].values())
    assert tables["requirement_extras"] == {}


def test_a_checksum_depends_on_every_value_but_not_on_the_order() -> None:
    rows = [("a", 1), ("b", None)]
    assert checksum(rows) == checksum(reversed(rows))
    assert len({checksum(rows), checksum([("a", 1)]), checksum([("a", 1), ("b", "None")]), checksum([])}) == 4


def test_a_checksum_takes_a_boolean_for_the_integer_that_sqlite_stores() -> None:
    assert checksum([(True,)]) == checksum([(1,)])
