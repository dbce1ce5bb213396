"""Reading site-packages folders, good and bad."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from fabricated_distributions import WriteDistribution, write_distribution

from holdfast.cli.demo.reading import default_site_packages, read_inventory
from holdfast.cli.demo.records import DistributionRecord, EntryPointRecord, FileRecord, PersonRecord


def read_one(site_packages: Path) -> DistributionRecord:
    (record,) = read_inventory([site_packages]).distributions.values()
    return record


def test_a_distribution_with_everything(site_packages: Path) -> None:
    server = read_inventory([site_packages]).distributions["web-server"]
    assert (server.version, server.summary, server.requires_python) == ("2.1", "Serves pages", ">=3.8")
    assert server.location == str(site_packages)
    assert server.classifiers[0] == "Topic :: Internet :: WWW/HTTP :: HTTP Servers"
    assert server.extras == ("tls",)
    assert [r.name for r in server.requirements] == ["template-engine", "not-installed", "always-missing"]
    assert EntryPointRecord("plugins", "serve", "web:plugin") in server.entry_points
    assert FileRecord("web/module_00007.py", 7, "sha256=digest7") in server.files
    assert FileRecord("web/__init__.py", None, None) in server.files


def test_an_author_without_address_and_an_address_without_name_are_one_person(site_packages: Path) -> None:
    server = read_inventory([site_packages]).distributions["web-server"]
    assert server.authors == (
        PersonRecord("Ada Lovelace", "ada@example.org"),
        PersonRecord("Charles", "charles@example.org"),
    )


def test_the_limit_counts_distributions(site_packages: Path) -> None:
    assert len(read_inventory([site_packages], limit=3).distributions) == 3


def test_of_two_installations_the_first_wins_and_the_other_is_told(tmp_path: Path) -> None:
    write_distribution(tmp_path / "one", "twice", "1.0")
    write_distribution(tmp_path / "two", "Twice", "2.0")
    inventory = read_inventory([tmp_path / "one", tmp_path / "two"])
    assert inventory.distributions["twice"].version == "1.0"
    assert inventory.duplicates == [f"twice 2.0 in {tmp_path / 'two'}"]


def test_metadata_that_is_not_utf_8(distribution: WriteDistribution, tmp_path: Path) -> None:
    distribution("latin", headers=("Author: Andr\xe9", "Summary: na\xefve"), encoding="latin-1")
    record = read_one(tmp_path / "site-packages")
    assert (record.name, record.summary) == ("latin", "na\N{REPLACEMENT CHARACTER}ve")


@pytest.mark.parametrize(
    ("metadata", "problem"),
    [(None, "broken-1.dist-info: has no metadata"), ("Version: 1\n\n", "broken-1.dist-info: has no name")],
)
def test_a_distribution_without_a_name_is_left_out_and_told(tmp_path: Path, metadata: str | None, problem: str) -> None:
    folder = tmp_path / "broken-1.dist-info"
    folder.mkdir()
    if metadata is not None:
        (folder / "METADATA").write_text(metadata)
    inventory = read_inventory([tmp_path])
    assert (inventory.distributions, inventory.problems) == ({}, [problem])


def test_a_record_that_cannot_be_read_leaves_a_distribution_without_files(
    distribution: WriteDistribution, tmp_path: Path
) -> None:
    distribution("odd", files=("odd.py,sha256=x,not-a-number",))
    inventory = read_inventory([tmp_path / "site-packages"])
    assert inventory.distributions["odd"].files == ()
    assert inventory.problems[0].startswith("odd-1.0.dist-info: file list cannot be read: ")


def test_a_size_that_no_database_could_store_is_left_out(distribution: WriteDistribution, tmp_path: Path) -> None:
    distribution("odd", files=(f"odd.py,sha256=x,{10**30}",))
    inventory = read_inventory([tmp_path / "site-packages"])
    assert inventory.distributions["odd"].files == (FileRecord("odd.py", None, "sha256=x"),)
    assert inventory.problems == [f"odd-1.0.dist-info: size of odd.py is not believable: {10**30}"]


def test_what_is_listed_twice_is_taken_once(distribution: WriteDistribution, tmp_path: Path) -> None:
    distribution("odd", files=("odd.py,sha256=first,1", "odd.py,sha256=second,2"))
    inventory = read_inventory([tmp_path / "site-packages"])
    assert inventory.distributions["odd"].files == (FileRecord("odd.py", 1, "sha256=first"),)
    assert inventory.problems == ["odd-1.0.dist-info: file listed twice: odd.py"]


def test_a_line_that_is_no_requirement_is_left_out_and_told(distribution: WriteDistribution, tmp_path: Path) -> None:
    distribution("odd", headers=("Requires-Dist: good", "Requires-Dist: !!", "Requires-Dist: better"))
    inventory = read_inventory([tmp_path / "site-packages"])
    assert [requirement.name for requirement in inventory.distributions["odd"].requirements] == ["good", "better"]
    assert inventory.problems == ["odd-1.0.dist-info: not a requirement: '!!'"]


def test_entry_points_that_cannot_be_read(distribution: WriteDistribution, tmp_path: Path) -> None:
    distribution("odd", entry_points="[console_scripts]\nno equals sign\n")
    inventory = read_inventory([tmp_path / "site-packages"])
    assert inventory.distributions["odd"].entry_points == ()
    assert inventory.problems[0].startswith("odd-1.0.dist-info: entry points cannot be read: ")


def test_an_egg_info_folder_and_an_egg_info_file(tmp_path: Path) -> None:
    folder = tmp_path / "old.egg-info"
    folder.mkdir()
    (folder / "PKG-INFO").write_text("Name: old\nVersion: 1\nAuthor: UNKNOWN\n")
    (folder / "requires.txt").write_text("base>=1\n\n[extra]\nother\n")
    (tmp_path / "older-0.1.egg-info").write_text("Name: older\nVersion: 0.1\n")
    distributions = read_inventory([tmp_path]).distributions
    assert distributions["older"].version == "0.1"
    assert distributions["old"].authors == ()
    assert [(r.name, r.specifier, r.marker) for r in distributions["old"].requirements] == [
        ("base", ">=1", ""),
        ("other", "", 'extra == "extra"'),
    ]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    inventory = read_inventory([tmp_path / "nowhere"])
    assert inventory.problems == [f"{tmp_path / 'nowhere'}: cannot be read: {os.strerror(2)}"]


def test_the_default_folders_are_those_of_this_interpreter_and_of_its_base() -> None:
    folders = default_site_packages()
    assert Path(pytest.__file__).resolve().parent.parent in folders
    assert all(folder.is_dir() for folder in folders)
    assert len(set(folders)) == len(folders)
    if sys.prefix != sys.base_prefix:
        assert any(not folder.is_relative_to(sys.prefix) for folder in folders)
