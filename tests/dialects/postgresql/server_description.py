"""How PostgreSQL itself describes what is in a database: its catalogue and its functions that write DDL."""

from __future__ import annotations

from typing import Any

_OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
_QUERIES = (
    f"""
    SELECT n.nspname, c.relname, c.relkind, c.relpersistence, c.reloptions, pg_get_partkeydef(c.oid),
        pg_get_expr(c.relpartbound, c.oid), obj_description(c.oid, 'pg_class'), am.amname,
        ARRAY(SELECT i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am am ON am.oid = c.relam
    WHERE {_OURS} AND c.relkind <> 'c'
    """,
    f"""
    SELECT c.oid::regclass::text, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation::text,
        col_description(c.oid, a.attnum)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE {_OURS} AND c.relkind <> 'c'
    """,
    f"""
    SELECT c.oid::regclass::text, pg_get_indexdef(c.oid), i.indisprimary,
        ARRAY(SELECT p.inhparent::regclass::text FROM pg_inherits p WHERE p.inhrelid = c.oid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS}
    """,
    f"""
    SELECT k.conrelid::regclass::text, k.contypid::regtype::text, k.conname, pg_get_constraintdef(k.oid),
        obj_description(k.oid, 'pg_constraint'), k.conparentid <> 0
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE {_OURS}
    """,
    f"""
    SELECT s.seqrelid::regclass::text, s.seqtypid::regtype::text, s.seqstart, s.seqincrement, s.seqmin, s.seqmax,
        s.seqcache, s.seqcycle, d.refobjid::regclass::text, d.refobjsubid, d.deptype
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_depend d ON d.objid = c.oid AND d.classid = 'pg_class'::regclass
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    WHERE {_OURS}
    """,
    f"""
    SELECT t.oid::regtype::text, t.typtype, t.typnotnull, t.typdefault, format_type(t.typbasetype, t.typtypmod),
        t.typcollation::regcollation::text,
        ARRAY(SELECT e.enumlabel FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE {_OURS} AND t.typtype IN ('d', 'e')
    """,
)


def server_description(connection: Any) -> list[str]:
    """All tables, columns, indexes, constraints, sequences and named types, a line each, in the order of their text."""
    found = [str(tuple(row)) for sql in _QUERIES for row in connection.exec_driver_sql(sql)]
    return sorted(found)
