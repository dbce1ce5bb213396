"""What a dialect can do is readable under SQLAlchemy's names, with SQLAlchemy's values."""

from __future__ import annotations

import pytest
import sqlalchemy

from holdfast import create_engine

NAMES = """
    supports_alter supports_comments supports_default_values supports_empty_insert supports_identity_columns
    supports_multivalues_insert supports_native_boolean supports_native_enum supports_native_uuid
    supports_sane_multi_rowcount supports_sane_rowcount supports_sequences supports_server_side_cursors
    supports_simple_order_by_label supports_statement_cache supports_views supports_constraint_comments inline_comments
    insert_returning update_returning delete_returning insert_executemany_returning use_insertmanyvalues
    postfetch_lastrowid has_terminate is_async name driver dialect_description paramstyle positional tuple_in_values
    max_identifier_length
"""


@pytest.mark.parametrize("url", ["sqlite://", "postgresql+psycopg://h/d", "mysql+pymysql://h/d"])
def test_names_of_dialects(url: str) -> None:
    ours, theirs = create_engine(url).dialect, sqlalchemy.create_engine(url).dialect
    names = NAMES.split()
    assert {name: getattr(ours, name) for name in names} == {name: getattr(theirs, name) for name in names}
