"""Every flag is described, and has a reason where it is not set; the documentation has the table."""

from __future__ import annotations

from pathlib import Path

import pytest

import holdfast.testing.suite
from holdfast.engine.features import Features
from holdfast.testing import Requirements, flags, requires
from holdfast.testing.requirements import REQUIRED

DOCUMENT = Path(holdfast.testing.suite.__file__).parents[3] / "docs" / "dialects.md"


def test_the_documentation_has_the_flags() -> None:
    assert flags.main([str(DOCUMENT), "--check"]) == 0


def test_an_old_table_is_noticed_and_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "dialects.md"
    copy.write_text(DOCUMENT.read_text().replace("| yes |", "| perhaps |", 1))
    assert flags.main([str(copy), "--check"]) == 1
    assert "python -m holdfast.testing.flags" in capsys.readouterr().out
    assert flags.main([str(copy)]) == 0
    assert copy.read_text() == DOCUMENT.read_text()


def test_every_flag_is_described() -> None:
    assert flags.meanings().keys() == set(Features._fields)


@pytest.mark.parametrize("database", flags.DATABASES)
def test_what_a_test_requires_is_there_or_has_a_reason(database: str) -> None:
    features = flags.newest()[database]
    assert {flag for flag in REQUIRED if not getattr(features, flag) and flag not in features.reasons} == set()
    assert set(features.reasons) <= set(Features._fields)


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(LookupError, match="no feature flag 'telepathy'"):
        requires("telepathy")


def test_requirements_leave_out_more() -> None:
    class Fewer(Requirements):
        excluded = {"savepoints": "broken"}

    class Dialect:
        features = Features()

    assert Fewer().missing(Dialect(), "savepoints") == "broken"
    assert Fewer().missing(Dialect(), "ctes") is None
    assert Requirements().missing(Dialect(), "lateral") == "no lateral"
