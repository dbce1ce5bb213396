"""Reflection of MySQL and MariaDB.

SHOW CREATE TABLE is exact where ``information_schema`` is not (temporary tables, parsers of indexes, which defaults are
expressions, which character sets were said), and one statement tells everything of a table; what it said is kept in
the Inspector's cache, so that a table is asked for once. ``create_table`` takes the text apart, ``column_types`` makes
types of declarations.
"""

from __future__ import annotations

from holdfast.dialects.mysql.reflection.reader import MySQLReflection

__all__ = ["MySQLReflection"]
