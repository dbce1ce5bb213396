"""Time in tables, on MariaDB: system-versioned tables, and periods of time that a program gives.

A versioned table has ``mariadb_with_system_versioning=True``; a column whose history is not kept
``mariadb_without_system_versioning=True``. Columns with the time of a row's version are ``Computed("ROW START")`` and
``Computed("ROW END")``, and stand in the Table's ``mariadb_periods={"SYSTEM_TIME": ("start", "end")}``. Other names
there are periods of the program's; an Index or primary key ends with one by ``mariadb_without_overlaps="name"``.

Sources: MariaDB Knowledge Base, "System-Versioned Tables" and "Application-Time Periods".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

# What generates the times of a row's version; neither is an expression.
ROW_TIMES = frozenset({"ROW START", "ROW END"})

SYSTEM_TIME = "SYSTEM_TIME"


def is_row_time(computed: Any) -> bool:
    """Whether a Computed, or None, is the time of a row's version."""
    return computed is not None and str(computed.sqltext) in ROW_TIMES


def render_periods(periods: Mapping[str, Sequence[str]], quote: Callable[[str], str]) -> list[str]:
    """Return PERIOD FOR of a table's periods.

    :param periods: name -> the columns of start and end.
    :param quote: makes a name in SQL of one.
    """
    return [
        f"PERIOD FOR {name if name == SYSTEM_TIME else quote(name)} ({', '.join(map(quote, columns))})"
        for name, columns in periods.items()
    ]
