"""What a database and its driver can do, as data.

Each field says what it is for; a dialect sets the ones that differ from the defaults, and gives its reasons there.
The ORM and the batches read these flags and never a dialect's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple


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
    #: It is faster than the driver's ``executemany()``.
    multirow_insert_is_faster: bool = False
    #: Keys that the server generates for a multi-row INSERT ascend in the order of its VALUES.
    ascending_generated_keys: bool = False
    #: ``INSERT .. SELECT .. ORDER BY`` generates keys in that order.
    ordered_insert: bool = False
    #: SQL for how far apart the keys are that the server generates for one INSERT .. VALUES of many rows, ascending in
    #: the order of the rows; the cursor's ``lastrowid`` is the first of them. Asked for where there is no RETURNING;
    #: "" where keys are not promised to be so.
    generated_key_step: str = ""
    #: Rows of INSERT .. RETURNING go many in a statement; create_engine(use_insertmanyvalues=) sets it.
    batched_insert: bool = True
    #: ``executemany()`` keeps what each set of parameters returns, as result sets in order (``nextset()``), when the
    #: ExecutionContext says ``each_returns``.
    executemany_returning: bool = False
    #: ``INSERT INTO t DEFAULT VALUES``.
    default_values: bool = False
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
    #: Bytes of a statement with the values in it, at most; 0 for drivers that send the values beside it.
    max_statement_bytes: int = 0
    #: Rows in one statement of a batch, at most; measured.
    batch_rows: int = 1000
    #: ``cursor.rowcount`` counts matched rows of UPDATE and DELETE.
    rowcount: bool = True
    #: The same after ``executemany()``.
    rowcount_of_many: bool = True
    #: Batches and long lists number their parameters, $1, $2 ..; see sql/compiler/numbered.py.
    numbered_parameters: bool = False
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
    #: The driver has cursors whose rows stay at the server until they are fetched; ``stream_results`` asks for one.
    server_side_cursors: bool = False
    #: Other statements can be executed while the rows of such a cursor are being fetched. Where not, the next statement
    #: makes the connection fetch what is left of them first.
    interleaved_streams: bool = True
    #: An exception that interrupts a driver's call (KeyboardInterrupt, a cancelled task) leaves the connection in an
    #: unknown state.
    fragile_connection: bool = True

    # -- transactions

    #: SAVEPOINT.
    savepoints: bool = True
    #: Two-phase transactions.
    two_phase: bool = False
    #: A rollback undoes DDL.
    transactional_ddl: bool = False
    #: Two connections may write into the database at the same time.
    concurrent_writers: bool = True

    # -- queries

    #: ``WITH``, also recursive.
    ctes: bool = True
    #: ``WITH`` in front of UPDATE and DELETE.
    ctes_for_dml: bool = False
    #: INSERT, UPDATE or DELETE .. RETURNING inside of ``WITH``.
    dml_in_ctes: bool = False
    #: ``OVER (..)``.
    window_functions: bool = True
    #: ``GROUPS BETWEEN`` in a window's frame.
    window_groups: bool = False
    #: ``FILTER (WHERE ..)`` behind an aggregate.
    aggregate_filter: bool = False
    #: ``percentile_cont(..) WITHIN GROUP (ORDER BY ..)`` as an aggregate.
    ordered_set_aggregates: bool = False
    #: ``GROUP BY GROUPING SETS (..)``, ROLLUP and CUBE.
    grouping_sets: bool = False
    #: ``FULL OUTER JOIN``.
    full_outer_join: bool = True
    #: ``LATERAL``.
    lateral: bool = False
    #: ``VALUES (..), (..)`` in FROM, with names for its columns.
    values_in_from: bool = False
    #: ``TABLESAMPLE``.
    tablesample: bool = False
    #: ``SELECT DISTINCT ON (..)``.
    distinct_on: bool = False
    #: ``INTERSECT ALL`` and ``EXCEPT ALL``.
    set_operations_all: bool = False
    #: Members of a UNION in parentheses, with a LIMIT or further set operations inside.
    nested_set_operations: bool = True
    #: ``OFFSET .. ROWS FETCH FIRST .. ROWS ONLY``.
    fetch: bool = True
    #: ``FETCH FIRST .. ROWS WITH TIES``.
    fetch_ties: bool = False
    #: ``FETCH FIRST .. PERCENT``.
    fetch_percent: bool = False
    #: ``NULLS FIRST`` and ``NULLS LAST``.
    nulls_ordering: bool = True
    #: ``= ANY (SELECT ..)`` and ``= ALL (SELECT ..)``.
    quantified_comparisons: bool = True
    #: ``SELECT .. FOR UPDATE``.
    for_update: bool = True
    #: ``FOR UPDATE NOWAIT``.
    for_update_nowait: bool = False
    #: ``FOR UPDATE SKIP LOCKED``.
    for_update_skip_locked: bool = False
    #: ``regexp_match()``.
    regexp_match: bool = False
    #: ``regexp_replace()``.
    regexp_replace: bool = False
    #: UPDATE .. FROM another table, in whatever spelling.
    update_from: bool = False
    #: DELETE .. USING another table, in whatever spelling.
    delete_using: bool = False

    # -- schema

    #: CREATE SCHEMA.
    create_schema: bool = True
    #: CREATE TEMPORARY TABLE.
    temporary_tables: bool = True
    #: CREATE VIEW.
    views: bool = True
    #: CREATE MATERIALIZED VIEW.
    materialized_views: bool = False
    #: CREATE TABLE .. AS SELECT.
    create_table_as: bool = True
    #: CHECK constraints are enforced.
    check_constraints: bool = True
    #: Foreign keys are enforced.
    foreign_keys: bool = True
    #: ``DEFERRABLE INITIALLY DEFERRED``.
    deferrable_constraints: bool = False
    #: An index on an expression.
    expression_indexes: bool = False
    #: ``GENERATED ALWAYS AS (..) STORED``.
    stored_columns: bool = False
    #: ``GENERATED ALWAYS AS (..) VIRTUAL``.
    virtual_columns: bool = False

    # -- values and names

    #: The JSON type, with access by path.
    json: bool = False
    #: Paths into JSON may name keys that have double quotes in them.
    quotes_in_json_keys: bool = True
    #: Paths into JSON may name keys that begin with a dash.
    dashes_before_json_keys: bool = True
    #: Columns of arrays.
    arrays: bool = False
    #: ``DateTime(timezone=True)`` keeps the moment.
    time_zones: bool = False
    #: DateTime, Time and Interval keep microseconds.
    microseconds: bool = True
    #: FLOAT columns hold infinities.
    float_infinity: bool = False
    #: FLOAT columns hold NaN.
    float_nan: bool = False
    #: NUMERIC columns hold 38 decimal digits exactly.
    exact_decimals: bool = True
    #: Text may contain the character U+0000.
    nul_characters: bool = True
    #: Text differs when its case does, if the column says nothing else.
    case_sensitive_text: bool = True
    #: Text differs when it has spaces at its end.
    significant_trailing_spaces: bool = True
    #: Names may have characters beyond the Basic Multilingual Plane.
    supplementary_names: bool = True
    #: Names may end with a space.
    names_ending_with_space: bool = True
    #: CREATE TYPE: enumerations and domains are parts of the schema, which columns refer to by name.
    named_types: bool = False

    #: Flag -> why the database or its driver does not have it.
    reasons: Mapping[str, str] = MappingProxyType({})

    def as_of(self, version: tuple[int, ...], since: Mapping[str, tuple[int, ...]], database: str) -> Features:
        """Return the flags of a version: those that came later are not set, with that as the reason.

        :param version: the server's version.
        :param since: flag -> the first version that has it.
        :param database: its name, for the reasons.
        """
        later = {flag: first for flag, first in since.items() if version < first}
        reasons = {flag: f"{database} has it since {'.'.join(map(str, first))}" for flag, first in later.items()}
        absent: dict[str, Any] = dict.fromkeys(later, False)
        return self._replace(**absent, reasons=MappingProxyType({**self.reasons, **reasons}))

    def missing(self, flag: str) -> str | None:
        """Return why a flag is not set, None when it is.

        :param flag: the flag's name.
        """
        return None if getattr(self, flag) else self.reasons.get(flag, f"no {flag.replace('_', ' ')}")
