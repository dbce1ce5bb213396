"""Numbered parameters, ``$1``, ``$2`` .., for drivers to which a text with many ``%s`` or ``%(name)s`` is a burden.

psycopg makes such numbers of its placeholders itself, and remembers the outcome for texts with few parameters only;
for a list of 500 keys that takes four times as long as everything else.  Where a dialect has ``numbers_parameters``,
the texts of batches and of long lists have numbers from the start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

#: With so many parameters psycopg remembers a text itself.
FEW = 50

_PLACEHOLDER = re.compile(r"%(?:s|%|\(([^)]+)\)s)")


class NumberedValues(tuple[Any, ...]):
    """The values for a text with numbered parameters, or, for ``executemany()``, the rows of values."""

    __slots__ = ()


def number_positions(text: str) -> str:
    """Return a text with ``%s`` placeholders with numbers in their place, and percent signs single."""
    numbers = count(1)
    return _PLACEHOLDER.sub(lambda found: "%" if found[0] == "%%" else f"${next(numbers)}", text)


def number_names(text: str, values: Mapping[str, Any]) -> tuple[str, NumberedValues]:
    """Return a text with ``%(name)s`` placeholders with numbers in their place, and the values in their order."""
    places = {name: f"${number}" for number, name in enumerate(values, 1)}
    places["%"] = "%"
    return _PLACEHOLDER.sub(lambda found: places[found[1] or "%"], text), NumberedValues(values.values())
