"""The tables that the engine's tests use."""

from __future__ import annotations

import pytest

from holdfast import Column, DateTime, ForeignKey, Integer, MetaData, String, Table, func

#: Marks a test, or a module, that is about SQLite's words.
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

metadata = MetaData()

customer = Table(
    "customer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(30)),
    Column("city", String(30)),
)

purchase = Table(
    "purchase",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customer.id")),
    Column("amount", Integer, nullable=False),
    Column("made_at", DateTime, server_default=func.now()),
)

stock = Table(
    "stock",
    metadata,
    Column("shop", Integer, primary_key=True, autoincrement=False),
    Column("item", String(10), primary_key=True),
    Column("pieces", Integer),
)
