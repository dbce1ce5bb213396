"""What PostgreSQL can do, with the reasons.

Sources: the PostgreSQL manual, pages "INSERT", "UPDATE", "DELETE", "VALUES", "CREATE TABLE", "COMMENT", "Comparison
Functions and Operators", "SQL Conformance"; the manual of psycopg 3, "Differences from psycopg2".
"""

from __future__ import annotations

from holdfast.engine.features import Features

SINCE = {"fetch_ties": (13,), "virtual_columns": (18,)}

REASONS = {
    "empty_insert": "spelled DEFAULT VALUES",
    "fetch_by_iteration": "the driver loads rows faster in one call",
    "fetch_percent": "no FETCH .. PERCENT",
    "lastrowid": "the protocol has none; RETURNING tells generated keys",
    "nul_characters": "text is stored without the character U+0000",
    "two_phase": "the server's setting max_prepared_transactions is 0",
}


def features_of(version: tuple[int, ...] | None, two_phase: bool = True) -> Features:
    """Return the features of a server.

    :param version: its version; None for the newest.
    :param two_phase: whether it is set up to prepare transactions.
    """
    known = FEATURES if version is None else FEATURES.as_of(version, SINCE, "PostgreSQL")
    return known._replace(two_phase=two_phase)


FEATURES = Features(
    insert_returning=True,
    update_returning=True,
    delete_returning=True,
    update_returning_multifrom=True,
    delete_returning_multifrom=True,
    multirow_insert=True,
    # Measured: 3 microseconds a row of four values against 11.
    multirow_insert_is_faster=True,
    # "SELECT", ORDER BY clause: output expressions that are volatile, as nextval() is, are computed after sorting.
    ordered_insert=True,
    # psycopg: executemany(returning=True).
    executemany_returning=True,
    default_values=True,
    # There is no value that the driver could know.
    lastrowid=False,
    update_many="from_named_values",
    tuple_in="tuples",
    # The protocol counts parameters in 16 bits ("Message Formats", Bind); psycopg's own limit is the same.
    max_parameters=65535,
    batch_rows=1000,
    # psycopg adds up what the statements of executemany() report.
    rowcount_of_many=True,
    placeholder="%s",
    # psycopg makes such numbers of "%s" itself, which for a statement with many parameters takes more time than all
    # the rest: measured 14 microseconds a row of four values, against 3.
    numbered_parameters=True,
    sequences=True,
    identity_columns=True,
    comments=True,
    alter_constraints=True,
    native_boolean=True,
    native_decimal=True,
    native_uuid=True,
    native_enum=True,
    named_types=True,
    # fetchall() loads many rows in one call into C; iteration loads them one by one.
    fetch_by_iteration=False,
    server_side_cursors=True,
    # An exception in the middle of a call leaves a query running on the connection.
    fragile_connection=True,
    transactional_ddl=True,
    ctes_for_dml=True,
    dml_in_ctes=True,
    window_groups=True,
    aggregate_filter=True,
    ordered_set_aggregates=True,
    grouping_sets=True,
    lateral=True,
    values_in_from=True,
    tablesample=True,
    distinct_on=True,
    set_operations_all=True,
    fetch_ties=True,
    for_update_nowait=True,
    for_update_skip_locked=True,
    regexp_match=True,
    regexp_replace=True,
    update_from=True,
    delete_using=True,
    materialized_views=True,
    deferrable_constraints=True,
    expression_indexes=True,
    stored_columns=True,
    virtual_columns=True,
    json=True,
    arrays=True,
    time_zones=True,
    float_infinity=True,
    float_nan=True,
    nul_characters=False,
    reasons=REASONS,
)
