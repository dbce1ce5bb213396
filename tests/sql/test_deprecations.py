"""What is on its way out warns where SQLAlchemy 2.1 warns."""

from __future__ import annotations

import warnings

import pytest

from holdfast import Column, Identity, Integer, MetaData, Sequence, Table, column, exc, select
from holdfast.dialects import mysql, postgresql, sqlite


@pytest.mark.parametrize("dialect", [sqlite.dialect(), mysql.dialect()])
def test_distinct_on_is_postgresqls(dialect: object) -> None:
    statement = select(column("a")).distinct(column("b"))
    with pytest.warns(exc.SADeprecationWarning, match="DISTINCT ON is currently supported only by the PostgreSQL"):
        assert str(statement.compile(dialect=dialect)) == "SELECT DISTINCT a"


def test_distinct_on_postgresql_does_not_warn() -> None:
    statement = select(column("a")).distinct(column("b"))
    assert str(statement.compile(dialect=postgresql.dialect())) == "SELECT DISTINCT ON (b) a"


def test_options_of_sequences_that_oracle_alone_has() -> None:
    with pytest.warns(exc.SADeprecationWarning, match="``oracle_order``"):
        sequence = Sequence("numbers", order=True)
    with pytest.warns(exc.SADeprecationWarning, match="``oracle_order``"):
        identity = Identity(order=False)
    with pytest.warns(exc.SADeprecationWarning, match="``oracle_on_null``"):
        Identity(on_null=True)
    table = Table("t", MetaData(), Column("id", Integer, identity), Column("n", Integer, sequence))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        copy = table.to_metadata(MetaData())
    assert (copy.c.id.identity.order, copy.c.n.default.order) == (False, True)
