"""What third-party dialects subclass is found in one place."""

from __future__ import annotations

import pytest

from holdfast.dialects.sqlite.pysqlite import PysqliteDialect
from holdfast.sql import compiler


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("SQLCompiler", "statement_compiler"),
        ("DDLCompiler", "ddl_compiler"),
        ("TypeCompiler", "type_compiler_cls"),
        ("IdentifierPreparer", "preparer"),
    ],
)
def test_the_parts_of_a_dialect(name: str, attribute: str) -> None:
    assert issubclass(getattr(PysqliteDialect, attribute), getattr(compiler, name))
