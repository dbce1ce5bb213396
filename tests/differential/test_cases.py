"""Each of the programs that once gave something else gives the same on both libraries."""

from __future__ import annotations

import pytest

from .cases import CASES
from .comparison import difference, on


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    found = difference(CASES[name], on("sqlalchemy"), on("holdfast"))
    assert found is None, f"\n{CASES[name].source()}\n{found}"
