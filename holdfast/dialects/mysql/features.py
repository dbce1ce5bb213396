"""What MySQL and MariaDB can do and how they spell it, by server and version, with the reasons.

``Features`` is what every dialect has and the engine and the ORM ask for; ``Syntax`` is what only the compilers of this
package ask for.

Sources: MariaDB Knowledge Base, pages "INSERT...RETURNING", "DELETE", "CREATE SEQUENCE", "UUID Data Type", "CAST",
"Table Value Constructors", "LOCK IN SHARE MODE", "PCRE Regular Expressions", "CONSTRAINT"; MySQL 8.0 Reference Manual,
chapters "Comparison Functions and Operators", "Locking Reads", "INSERT ... ON DUPLICATE KEY UPDATE Statement", "CHECK
Constraints", "VALUES Statement", "Cast Functions", "AUTO_INCREMENT Handling in InnoDB", "Server System Variables".
"""

from __future__ import annotations

from typing import Any, NamedTuple

from holdfast.engine.features import Features

Version = tuple[int, ...]

# Versions that are assumed until a server has been asked.
ASSUMED_MYSQL = (8, 0, 36)
ASSUMED_MARIADB = (10, 11)

# The drivers write the values into the text, so that the servers have no limit on their number; this many keep texts
# small. The text has to fit into max_allowed_packet, which the first connection asks for.
MAX_PARAMETERS = 32700


class Syntax(NamedTuple):
    """What servers and versions spell differently."""

    #: ``CAST(x AS FLOAT)`` and ``DOUBLE``: MySQL 8.0.17, MariaDB 10.4.5.
    float_cast: bool
    #: Words for SELECT .. with shared locks: FOR SHARE since MySQL 8.0.1; MariaDB knows the old ones alone.
    share_lock: str
    #: ``FOR UPDATE OF t``: MySQL 8.0.1.
    for_update_of: bool
    #: Flags of regular expressions stand in the pattern, ``(?i)x``: MariaDB, which has PCRE.  MySQL has REGEXP_LIKE.
    inline_regexp_flags: bool
    #: The new row of ON DUPLICATE KEY UPDATE is ``AS new``, since MySQL 8.0.20 deprecates the function VALUES().
    new_row_alias: bool
    #: ``VALUES ROW(1), ROW(2)`` of MySQL 8.0.19; MariaDB 10.3 has no ROW.
    values_row: str
    #: ``(..) AS t (a, b)``: MySQL 8.0.19. MariaDB names the columns of a derived table in a CTE inside of it.
    derived_column_names: bool
    #: ``OFFSET .. FETCH FIRST``: MariaDB 10.6; without ties it is a LIMIT elsewhere.
    fetch: bool
    #: ``DELETE FROM t AS a``: MySQL 8.0.16, MariaDB 11.6.
    delete_alias: bool
    #: ``GENERATED ALWAYS AS (..) NOT NULL``: MySQL.
    generated_not_null: bool
    #: ``IF EXISTS`` and ``IF NOT EXISTS`` for indexes and constraints: MariaDB.
    if_exists_of_parts: bool
    #: DEFAULT may be an expression, in parentheses: MySQL 8.0.13, MariaDB 10.2.1.
    default_expressions: bool


def syntax_of(version: Version, is_mariadb: bool) -> Syntax:
    """Return how a server spells things.

    :param version: the server's version.
    :param is_mariadb: it is MariaDB; MySQL otherwise.
    """
    return Syntax(
        float_cast=version >= ((10, 4, 5) if is_mariadb else (8, 0, 17)),
        share_lock="LOCK IN SHARE MODE" if is_mariadb or version < (8, 0, 1) else "FOR SHARE",
        for_update_of=not is_mariadb and version >= (8, 0, 1),
        inline_regexp_flags=is_mariadb,
        new_row_alias=not is_mariadb and version >= (8, 0, 20),
        values_row="" if is_mariadb else "ROW",
        derived_column_names=not is_mariadb and version >= (8, 0, 19),
        fetch=is_mariadb and version >= (10, 6),
        delete_alias=version >= ((11, 6) if is_mariadb else (8, 0, 16)),
        generated_not_null=not is_mariadb,
        if_exists_of_parts=is_mariadb,
        default_expressions=version >= ((10, 2, 1) if is_mariadb else (8, 0, 13)),
    )


# Flags that are not set -> why.  What depends on the server's version says since when there is such a thing.
_MISSING = {
    "update_returning": "neither server has UPDATE .. RETURNING",
    "update_returning_multifrom": "neither server has UPDATE .. RETURNING",
    "delete_returning_multifrom": "DELETE .. USING takes no RETURNING",
    "ordered_insert": "not needed: the rows of VALUES get their keys in order",
    "interleaved_streams": "the protocol sends the rows of one result after the other",
    "executemany_returning": "the drivers keep no results of executemany()",
    "default_values": "INSERT .. DEFAULT VALUES is spelled VALUES () here",
    "transactional_ddl": "DDL commits the transaction (manual, 'Statements That Cause an Implicit Commit')",
    "identity_columns": "AUTO_INCREMENT takes the place of IDENTITY",
    "named_types": "an ENUM is part of its column",
    "native_boolean": "BOOL is a name for TINYINT(1)",
    "dml_in_ctes": "WITH takes SELECT alone",
    "window_groups": "frames are ROWS and RANGE",
    "aggregate_filter": "there is no FILTER; use an expression with CASE",
    "ordered_set_aggregates": "PERCENTILE_CONT is a window function of MariaDB, and not there in MySQL",
    "grouping_sets": "GROUP BY .. WITH ROLLUP is all there is",
    "full_outer_join": "joins are INNER, LEFT and RIGHT",
    "tablesample": "there is no TABLESAMPLE",
    "distinct_on": "DISTINCT ON is PostgreSQL's",
    "fetch_percent": "there is no PERCENT",
    "nulls_ordering": "NULL is the smallest value; order by 'x IS NULL' first",
    "materialized_views": "views are not stored",
    "deferrable_constraints": "constraints are checked at each row",
    "arrays": "there are no arrays; use JSON",
    "time_zones": "a DATETIME has no time zone",
    "microseconds": "a DATETIME without a precision keeps seconds; use DATETIME(fsp=6) of this package",
    "float_infinity": "FLOAT and DOUBLE are finite",
    "float_nan": "FLOAT and DOUBLE are numbers",
    "case_sensitive_text": "the usual collations are case insensitive; use a _bin collation",
    "significant_trailing_spaces": "the usual collations pad with spaces",
    "supplementary_names": "names are kept in UTF-8 of three bytes at most",
    "names_ending_with_space": "the servers refuse them",
}
_MISSING_IN_MYSQL = {
    "insert_returning": "MySQL has no RETURNING",
    "delete_returning": "MySQL has no RETURNING",
    "sequences": "MySQL has no sequences",
    "native_uuid": "MySQL has no type for UUIDs",
    "fetch_ties": "MySQL has LIMIT alone",
}
_MISSING_IN_MARIADB = {
    "dashes_before_json_keys": "MariaDB's paths find no key that begins with a dash, quoted or not, and do not say so",
    "ctes_for_dml": "MariaDB takes WITH in front of SELECT alone",
    "lateral": "MariaDB has no LATERAL",
    "expression_indexes": "MariaDB indexes columns, generated ones among them",
}
_MARIADB_SINCE: dict[str, Version] = {
    "insert_returning": (10, 5),
    "delete_returning": (10, 0, 5),
    "sequences": (10, 3),
    "native_uuid": (10, 7),
    "ctes": (10, 2, 1),
    "window_functions": (10, 2),
    "values_in_from": (10, 3, 3),
    "set_operations_all": (10, 5),
    "nested_set_operations": (10, 4),
    "fetch_ties": (10, 6),
    "for_update_nowait": (10, 3),
    "for_update_skip_locked": (10, 6),
    "regexp_replace": (10, 0, 5),
    "check_constraints": (10, 2, 1),
}
_MYSQL_SINCE: dict[str, Version] = {
    "ctes": (8, 0, 1),
    "ctes_for_dml": (8, 0, 1),
    "window_functions": (8, 0, 2),
    "lateral": (8, 0, 14),
    "values_in_from": (8, 0, 19),
    "set_operations_all": (8, 0, 31),
    "nested_set_operations": (8, 0, 22),
    "for_update_nowait": (8, 0, 1),
    "for_update_skip_locked": (8, 0, 1),
    "regexp_replace": (8, 0, 4),
    "check_constraints": (8, 0, 16),
    "expression_indexes": (8, 0, 13),
}


def features_of(version: Version, is_mariadb: bool) -> Features:
    """Return the features of a server; parameters as for :func:`syntax_of`."""
    since = _MARIADB_SINCE if is_mariadb else _MYSQL_SINCE
    reasons = {**_MISSING, **(_MISSING_IN_MARIADB if is_mariadb else _MISSING_IN_MYSQL)}
    flags: dict[str, Any] = {**dict.fromkeys(reasons, False), **dict.fromkeys(since, True)}
    newest = COMMON._replace(**flags, reasons=reasons)
    return newest.as_of(version, since, "MariaDB" if is_mariadb else "MySQL")


COMMON = Features(
    multirow_insert=True,
    # A multi-row INSERT .. VALUES is a "simple insert", whose number of rows is known: its keys ascend without gaps, by
    # steps of auto_increment_increment, whatever innodb_autoinc_lock_mode is (manual, "AUTO_INCREMENT Handling in
    # InnoDB"); other engines lock the table.  RETURNING gives the rows as they are inserted.
    ascending_generated_keys=True,
    # The same page; LAST_INSERT_ID(), which the drivers give as lastrowid, is the first key of the statement (manual,
    # "Information Functions"). It holds for InnoDB, and for MyISAM and Aria, which lock the table.
    generated_key_step="@@auto_increment_increment",
    empty_insert=True,
    lastrowid=True,
    # UPDATE t JOIN (SELECT .. UNION ALL ..) AS v: a VALUES that could be joined comes late to both servers.
    update_many="join_values",
    tuple_in="tuples",
    max_parameters=MAX_PARAMETERS,
    placeholder="%s",
    # The drivers are told CLIENT.FOUND_ROWS; without it, rows that had the new values already are not counted.
    rowcount=True,
    rowcount_of_many=True,
    comments=True,
    native_decimal=True,
    native_enum=True,
    server_side_cursors=True,
    # The rows of one result stand between the client and the next one.
    interleaved_streams=False,
    two_phase=True,
    regexp_match=True,
    # Of several tables: UPDATE a, b SET .. and DELETE FROM a USING a, b.
    update_from=True,
    delete_using=True,
    stored_columns=True,
    virtual_columns=True,
    json=True,
)
