"""What filedb can do, with the reasons."""

from __future__ import annotations

from holdfast.engine.features import Features

REASONS = {
    "alter_constraints": "ALTER TABLE knows no constraints",
    "comments": "no comments",
    "concurrent_writers": "one writer at a time locks the whole file",
    "create_schema": "one schema",
    "delete_using": "one table in DELETE",
    "exact_decimals": "numbers are 64-bit integers or floats",
    "for_update": "no row locks",
    "fetch": "spelled LIMIT",
    "insert_returning": "this dialect goes without, to show that it can",
    "json": "this dialect has no functions for it",
    "multirow_insert": "this dialect goes without, to show that it can",
    "nested_set_operations": "members of a compound SELECT take no parentheses",
    "quantified_comparisons": "no ANY and ALL",
    "tuple_in": "no row values",
    "update_from": "one table in UPDATE",
}

FEATURES = Features(
    tuple_in="",
    default_values=True,
    alter_constraints=False,
    transactional_ddl=True,
    concurrent_writers=False,
    full_outer_join=False,
    nested_set_operations=False,
    fetch=False,
    quantified_comparisons=False,
    for_update=False,
    create_schema=False,
    deferrable_constraints=True,
    float_infinity=True,
    exact_decimals=False,
    reasons=REASONS,
)
