"""What a test of the suite needs of a database: names of feature flags, and what makes of them a skip with a reason."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from holdfast.engine import Engine
from holdfast.engine.dialect import Dialect
from holdfast.engine.features import Features

#: The flags that tests of the suite ask for.
REQUIRED: set[str] = set()


def requires(*flags: str) -> pytest.MarkDecorator:
    """Return a decorator for a test or a class of tests that needs feature flags.

    :param flags: names of fields of :class:`holdfast.engine.features.Features`.
    :raises LookupError: there is no such flag.
    """
    for flag in flags:
        if flag not in Features._fields:
            raise LookupError(f"There is no feature flag {flag!r} in holdfast.engine.features")
    REQUIRED.update(flags)
    return pytest.mark.requires(*flags)


def requires_isolation_level(level: str) -> pytest.MarkDecorator:
    """Return a decorator for a test that needs an isolation level, as ``"SERIALIZABLE"``."""
    return pytest.mark.requires_isolation_level(level)


class Requirements:
    """What the suite may expect of a dialect: what its feature flags say.

    A subclass, named by ``pytest --requirements package.module:Class``, may leave out more.
    """

    #: Flag -> reason: tests that are not run although the dialect sets the flag.
    excluded: Mapping[str, str] = {}

    def missing(self, dialect: Dialect, flag: str) -> str | None:
        """Return why tests that need a flag are not run, None when they are."""
        return self.excluded.get(flag) or dialect.features.missing(flag)


def skip_unless_met(item: pytest.Item, engine: Engine, requirements: Requirements) -> None:
    """Skip a test whose marks ask for what the database of an engine does not have."""
    dialect: Dialect = engine.dialect
    for mark in item.iter_markers("requires"):
        for flag in mark.args:
            reason = requirements.missing(dialect, flag)
            if reason is not None:
                pytest.skip(f"{dialect.name}, {flag}: {reason}")
    for mark in item.iter_markers("requires_isolation_level"):
        with engine.connect() as connection:
            levels = dialect.get_isolation_level_values(connection.connection.dbapi_connection)
        if mark.args[0] not in levels:
            pytest.skip(f"{dialect.name}: no isolation level {mark.args[0]}")
