"""Dialects that differ in what they have by themselves."""

from __future__ import annotations

from typing import Any

import pytest

from holdfast.engine.default import DefaultDialect
from holdfast.engine.features import Features


@pytest.fixture
def plain() -> Any:
    """A dialect with no types of its own beyond numbers and text."""
    return DefaultDialect()


@pytest.fixture
def rich() -> Any:
    """A dialect that has booleans, decimals, UUIDs and enums."""

    class RichDialect(DefaultDialect):
        name = "rich"
        features = Features(native_boolean=True, native_decimal=True, native_uuid=True, native_enum=True)

    return RichDialect()
