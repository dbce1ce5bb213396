"""Requires-Dist lines and their parts."""

from __future__ import annotations

import pytest

from holdfast.cli.demo.requirements import normalized, parse_requirement


@pytest.mark.parametrize(
    ("line", "name", "extras", "specifier", "marker"),
    [
        ("requests", "requests", (), "", ""),
        ("Foo_Bar.baz", "foo-bar-baz", (), "", ""),
        ("requests>=2.8.1", "requests", (), ">=2.8.1", ""),
        ("requests (>=2.8.1, ==2.8.*)", "requests", (), ">=2.8.1,==2.8.*", ""),
        ("requests(<3)", "requests", (), "<3", ""),
        ("requests [security, tests] >= 2", "requests", ("security", "tests"), ">=2", ""),
        ("requests[Type_Checks,a]", "requests", ("a", "type-checks"), "", ""),
        ("requests[]", "requests", (), "", ""),
        ("trio>=0.2; python_version < '3.9'", "trio", (), ">=0.2", "python_version < '3.9'"),
        ("trio (>=0.2) ; extra == 'x'", "trio", (), ">=0.2", "extra == 'x'"),
        ("a!=1.1.*,~=1.0,===1.0+local", "a", (), "!=1.1.*,~=1.0,===1.0+local", ""),
        ("pip @ https://example.org/pip.zip", "pip", (), "@ https://example.org/pip.zip", ""),
        ("pip@file:///pip;x.zip ; os_name == 'nt'", "pip", (), "@ file:///pip;x.zip", "os_name == 'nt'"),
    ],
)
def test_a_line_is_told_apart(line: str, name: str, extras: tuple[str, ...], specifier: str, marker: str) -> None:
    requirement = parse_requirement(line)
    assert (requirement.name, requirement.extras) == (name, extras)
    assert (requirement.specifier, requirement.marker) == (specifier, marker)


@pytest.mark.parametrize("line", ["", "!", "a b", "a >", "a=1", "a[", "a[x y]", "a (>=1", "a>=1)", "a,>=1", "a>=1 >=2"])
def test_what_is_no_requirement_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        parse_requirement(line)


def test_names_that_differ_in_separators_only_are_the_same() -> None:
    assert normalized("Friendly-._.Bard") == normalized("friendly_bard") == "friendly-bard"
