"""What SQLite can do, with the reasons.

Sources: the SQLite documentation, pages "RETURNING", "UPDATE" (UPDATE-FROM since 3.33), "Row Values" (3.15),
"Implementation Limits For SQLite", "SQL Features That SQLite Does Not Implement", "Transaction".
"""

from __future__ import annotations

from holdfast.engine.features import Features

SINCE = {
    "insert_returning": (3, 35),
    "update_returning": (3, 35),
    "delete_returning": (3, 35),
    "update_from": (3, 33),
    "full_outer_join": (3, 39),
    "window_groups": (3, 28),
    "aggregate_filter": (3, 30),
    "nulls_ordering": (3, 30),
    "stored_columns": (3, 31),
    "virtual_columns": (3, 31),
}
# The default of SQLITE_MAX_VARIABLE_NUMBER since 3.32; a build may differ, so the first connection is asked.
MAX_PARAMETERS = 32766
OLD_MAX_PARAMETERS = 999

REASONS = {
    "alter_constraints": "ALTER TABLE knows no constraints",
    "arrays": "no array type",
    "comments": "no comments",
    "concurrent_writers": "one writer at a time locks the whole file",
    "create_schema": "a schema is an attached file",
    "delete_returning_multifrom": "DELETE names one table",
    "delete_using": "DELETE names one table",
    "distinct_on": "no DISTINCT ON",
    "dml_in_ctes": "a CTE is a SELECT",
    "empty_insert": "spelled DEFAULT VALUES",
    "exact_decimals": "numbers are 64-bit integers or floats",
    "fetch": "spelled LIMIT",
    "fetch_percent": "no FETCH",
    "fetch_ties": "no FETCH",
    "float_nan": "NaN is stored as NULL",
    "for_update": "no row locks",
    "for_update_nowait": "no row locks",
    "for_update_skip_locked": "no row locks",
    "foreign_keys": "not enforced unless the URL says foreign_keys=true",
    "grouping_sets": "no GROUPING SETS",
    "identity_columns": "no IDENTITY; an INTEGER PRIMARY KEY generates keys",
    "lateral": "no LATERAL",
    "materialized_views": "no materialized views",
    "named_types": "no CREATE TYPE",
    "native_boolean": "stored as integers",
    "native_decimal": "the driver takes no Decimal",
    "native_enum": "no enumeration types",
    "native_uuid": "no UUID type",
    "nested_set_operations": "members of a compound SELECT take no parentheses",
    "ordered_set_aggregates": "no WITHIN GROUP",
    "quantified_comparisons": "no ANY and ALL",
    "quotes_in_json_keys": "a path's quoted key ends at the first double quote, escaped or not",
    "regexp_replace": "no function for it",
    "sequences": "no sequences",
    "server_side_cursors": "rows are computed as they are fetched, in this process",
    "set_operations_all": "ALL goes with UNION only",
    "tablesample": "no TABLESAMPLE",
    "time_zones": "dates and times are text without a zone",
    "two_phase": "no two-phase transactions",
    "update_returning_multifrom": "RETURNING knows the table that is changed, only",
    "values_in_from": "the columns of VALUES cannot be named",
}


def features_of(version: tuple[int, ...]) -> Features:
    """Return the features of a version of the SQLite library."""
    return FEATURES.as_of(version, SINCE, "SQLite")._replace(
        # The columns of VALUES are named column1, column2 ...; "UPDATE .. FROM (VALUES ..) AS v".
        update_many="from_values" if version >= SINCE["update_from"] else "",
        max_parameters=MAX_PARAMETERS if version >= (3, 32) else OLD_MAX_PARAMETERS,
    )


FEATURES = Features(
    insert_returning=True,
    update_returning=True,
    delete_returning=True,
    multirow_insert=True,
    # INSERT takes the rows of VALUES one by one in order, and each generated rowid is the largest one plus one,
    # except when that is 2**63 - 1 ("ROWIDs and the INTEGER PRIMARY KEY" in the page "SQLite Autoincrement");
    # batches check that keys ascend.
    ascending_generated_keys=True,
    default_values=True,
    lastrowid=True,
    # Row values compare with a table, not with a list: (a, b) IN (VALUES (..), (..)).
    tuple_in="values",
    # Measured with 2 to 10 columns: 200 to 1000 rows cost the same, larger statements more.
    batch_rows=500,
    placeholder="?",
    # ALTER TABLE knows no constraints.
    alter_constraints=False,
    # The driver counts for executemany() what each step has changed.
    rowcount_of_many=True,
    # The cursor of the C driver is its own iterator.
    fetch_by_iteration=True,
    # The library runs in this process: an interrupt comes before or after a call, not in the middle of a protocol.
    fragile_connection=False,
    transactional_ddl=True,
    concurrent_writers=False,
    ctes_for_dml=True,
    window_groups=True,
    aggregate_filter=True,
    full_outer_join=True,
    nested_set_operations=False,
    fetch=False,
    nulls_ordering=True,
    quantified_comparisons=False,
    for_update=False,
    # The dialect defines the function that SQLite leaves to the application.
    regexp_match=True,
    update_from=True,
    create_schema=False,
    # The first connection corrects it, when the setting is on.
    foreign_keys=False,
    deferrable_constraints=True,
    expression_indexes=True,
    stored_columns=True,
    virtual_columns=True,
    json=True,
    quotes_in_json_keys=False,
    float_infinity=True,
    exact_decimals=False,
    reasons=REASONS,
)
