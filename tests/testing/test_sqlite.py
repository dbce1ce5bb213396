"""SQLite passes the conformance suite."""

from __future__ import annotations

from pathlib import Path

import pytest

from holdfast import Column, Connection, Integer, LargeBinary, MetaData, Table, insert, select
from holdfast.testing.suite import *  # noqa: F403


@pytest.fixture
def suite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'suite.db'}?foreign_keys=true"


def test_a_blob_of_20_megabytes(connection: Connection, metadata: MetaData) -> None:
    table = Table("blobs", metadata, Column("id", Integer, primary_key=True), Column("body", LargeBinary))
    metadata.create_all(connection)
    body = bytes(range(256)) * (20 * 2**20 // 256)
    connection.execute(insert(table), {"body": body})
    assert connection.scalar(select(table.c.body)) == body
