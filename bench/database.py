"""The database that every peer gets: the same tables, rows and durability, made with the raw driver.

A file in a temporary folder, write-ahead log, and SQLite's default `synchronous` (FULL: a commit is on the disk);
foreign keys enforced. `settings()` reads this back on a peer's own connection, and the worker compares.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

DDL = """
CREATE TABLE customer (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, description VARCHAR(200) NOT NULL,
                       a INTEGER NOT NULL, b INTEGER NOT NULL);
CREATE TABLE parent (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL);
CREATE TABLE child (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL,
                    parent_id INTEGER NOT NULL REFERENCES parent (id));
CREATE INDEX child_parent_id ON child (parent_id);
"""
EXPECTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
CHILDREN = 10
"""Children of each parent."""


def connect(path: Path) -> sqlite3.Connection:
    """A raw connection with the settings that every peer has."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def customer_rows(count: int) -> list[tuple[str, str, int, int]]:
    """name, description, a, b of `count` customers."""
    return [(f"name {i}", f"description of customer {i}", i, i + 1) for i in range(1, count + 1)]


def customer_values(count: int) -> list[dict[str, Any]]:
    """The same as keyword arguments."""
    return [dict(zip(("name", "description", "a", "b"), row, strict=True)) for row in customer_rows(count)]


def empty(path: Path, rows: int = 0) -> None:
    """Make the tables, without rows."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(DDL)
        # One row, which the peers load when they open the database, so that nothing is configured while measured.
        connection.execute("INSERT INTO customer VALUES (1, 'first', 'loaded by each peer when it opens', 0, 0)")
    connection.close()


def customers(path: Path, rows: int) -> None:
    """Make the tables, and `rows` customers."""
    empty(path)
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM customer")
        connection.executemany(
            "INSERT INTO customer (name, description, a, b) VALUES (?, ?, ?, ?)", customer_rows(rows)
        )
    connection.close()


def families(path: Path, rows: int) -> None:
    """Make the tables, and parents with ten children each: `rows` children in all."""
    empty(path)
    parents = max(1, rows // CHILDREN)
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO parent VALUES (?, ?)", [(i, f"parent {i}") for i in range(1, parents + 1)])
        connection.executemany(
            "INSERT INTO child (name, parent_id) VALUES (?, ?)",
            [(f"child {i}", i % parents + 1) for i in range(parents * CHILDREN)],
        )
    connection.close()


def nothing(path: Path, rows: int) -> None:
    """No database: for work that needs none."""
