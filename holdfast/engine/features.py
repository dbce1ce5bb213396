"""What a database and its driver can do, as data.

Each field says what it is for; a dialect sets the ones that differ from the defaults, and gives its reasons there.
The ORM and the batches read these flags and never a dialect's name.
"""

from __future__ import annotations

from typing import NamedTuple


class Features(NamedTuple):
    """The feature flags of a dialect; the defaults are those of a plain SQL database with a plain driver."""

    #: ``INSERT .. RETURNING`` for one row or many.
    insert_returning: bool = False
    #: ``UPDATE .. RETURNING``.
    update_returning: bool = False
    #: ``DELETE .. RETURNING``.
    delete_returning: bool = False
    #: RETURNING may refer to other tables of UPDATE .. FROM.
    update_returning_multifrom: bool = False
    #: RETURNING may refer to the tables of DELETE .. USING.
    delete_returning_multifrom: bool = False
    #: ``INSERT .. VALUES (..), (..)``.
    multirow_insert: bool = False
    #: Keys that the server generates for a multi-row INSERT ascend in the order of its VALUES.
    ascending_generated_keys: bool = False
    #: ``INSERT INTO t DEFAULT VALUES``.
    default_values: bool = False
    #: ``INSERT INTO t (c) VALUES (DEFAULT)``.
    default_keyword: bool = False
    #: ``INSERT INTO t () VALUES ()``.
    empty_insert: bool = False
    #: The cursor's ``lastrowid`` is the key that the last single-row INSERT generated.
    lastrowid: bool = True
    #: How one UPDATE can change many rows to values of their own: "from_values", FROM (VALUES ..) whose columns are
    #: called column1, column2 ..; "from_named_values", FROM (VALUES ..) AS v (..), with the types cast in the first
    #: row; "join_values", UPDATE .. JOIN (SELECT .. UNION ALL ..); or "" (not at all).
    update_many: str = ""
    #: ``(a, b) IN (VALUES (..), (..))`` ("values"), ``(a, b) IN ((..), (..))`` ("tuples") or "" (not at all).
    tuple_in: str = "tuples"
    #: Bound parameters in one statement, at most.
    max_parameters: int = 32700
    #: Rows in one statement of a batch, at most; measured.
    batch_rows: int = 1000
    #: ``cursor.rowcount`` counts matched rows of UPDATE and DELETE.
    rowcount: bool = True
    #: The same after ``executemany()``.
    rowcount_of_many: bool = True
    #: A placeholder for one parameter, "?" or "%s"; with "%s" a literal percent sign is doubled.
    placeholder: str = "?"
    #: CREATE SEQUENCE.
    sequences: bool = False
    #: GENERATED .. AS IDENTITY.
    identity_columns: bool = False
    #: COMMENT on tables and columns.
    comments: bool = False
    #: ALTER TABLE ADD and DROP CONSTRAINT.
    alter_constraints: bool = True
    #: Schemas: a table's name may be qualified.
    schemas: bool = True
    #: A boolean type.
    native_boolean: bool = False
    #: The driver takes and gives ``Decimal``.
    native_decimal: bool = False
    #: The driver takes and gives ``UUID``.
    native_uuid: bool = False
    #: An enumeration type.
    native_enum: bool = False
    #: Iterating through the cursor is as fast as ``fetchall()`` and needs no second list.
    fetch_by_iteration: bool = False
    #: An exception that interrupts a driver's call (KeyboardInterrupt, a cancelled task) leaves the connection in an
    #: unknown state.
    fragile_connection: bool = True
    #: ``IS DISTINCT FROM``.
    is_distinct_from: bool = True
