"""What SQLite can do, with the reasons.

Sources: the SQLite documentation, pages "RETURNING", "UPDATE" (UPDATE-FROM since 3.33), "Row Values" (3.15),
"Implementation Limits For SQLite", "SQL Features That SQLite Does Not Implement", "Transaction".
"""

from __future__ import annotations

from holdfast.engine.features import Features

RETURNING_SINCE = (3, 35)
UPDATE_FROM_SINCE = (3, 33)
# The default of SQLITE_MAX_VARIABLE_NUMBER since 3.32; a build may differ, so the first connection is asked.
MAX_PARAMETERS = 32766
OLD_MAX_PARAMETERS = 999


def features_of(version: tuple[int, ...]) -> Features:
    """Return the features of a version of the SQLite library."""
    returning = version >= RETURNING_SINCE
    return Features(
        insert_returning=returning,
        update_returning=returning,
        delete_returning=returning,
        multirow_insert=True,
        # INSERT takes the rows of VALUES one by one in order, and each generated rowid is the largest one plus one,
        # except when that is 2**63 - 1 ("ROWIDs and the INTEGER PRIMARY KEY" in the page "SQLite Autoincrement");
        # batches check that keys ascend.
        ascending_generated_keys=True,
        default_values=True,
        lastrowid=True,
        # The columns of VALUES are named column1, column2 ...; "UPDATE .. FROM (VALUES ..) AS v".
        update_many="from_values" if version >= UPDATE_FROM_SINCE else "",
        # Row values compare with a table, not with a list: (a, b) IN (VALUES (..), (..)).
        tuple_in="values",
        max_parameters=MAX_PARAMETERS if version >= (3, 32) else OLD_MAX_PARAMETERS,
        # Measured with 2 to 10 columns: 200 to 1000 rows cost the same, larger statements more.
        batch_rows=500,
        placeholder="?",
        # ALTER TABLE knows no constraints.
        alter_constraints=False,
        # The driver counts for executemany() what each step has changed.
        rowcount_of_many=True,
        schemas=True,
        # The cursor of the C driver is its own iterator.
        fetch_by_iteration=True,
        # The library runs in this process: an interrupt comes before or after a call, not in the middle of a protocol.
        fragile_connection=False,
        # Spelled IS and IS NOT there; the compiler does that.
        is_distinct_from=True,
    )
