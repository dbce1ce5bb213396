"""An engine that executes nothing: it hands what it is given to a function, to print a schema for instance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from holdfast.engine.dialect import Dialect
from holdfast.engine.features import Features
from holdfast.engine.registry import load_dialect
from holdfast.engine.url import URL, make_url
from holdfast.util.collections import immutabledict

Executor = Callable[..., Any]


class _Nothing:
    """The dialect of a mock engine: it finds nothing, so that ``checkfirst`` creates all and drops none."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dialect, name)

    def has_table(self, *args: Any, **kw: Any) -> bool:
        """False."""
        return False

    has_index = has_sequence = has_type = has_table


class MockConnection:
    """Looks like an Engine and a Connection as far as ``create_all()`` goes.

    :param dialect: the dialect that statements are compiled for.
    :param executor: called with each statement, and the parameters.
    """

    def __init__(self, dialect: Dialect, executor: Executor) -> None:
        self.dialect: Any = _Nothing(dialect)
        self._executor = executor

    @property
    def engine(self) -> MockConnection:
        """Itself."""
        return self

    @property
    def name(self) -> str:
        """The database's name."""
        return self.dialect.name  # type: ignore[no-any-return]  # a stand-in for the dialect

    @property
    def features(self) -> Features:
        """The dialect's feature flags."""
        return self.dialect.features  # type: ignore[no-any-return]  # as above

    def schema_for_object(self, obj: Any) -> str | None:
        """Return the schema of a table."""
        schema: str | None = obj.schema
        return schema

    def connect(self, **kwargs: Any) -> MockConnection:
        """Return itself."""
        return self

    @contextmanager
    def begin(self) -> Iterator[MockConnection]:
        """Give itself."""
        yield self

    def execution_options(self, **kw: Any) -> MockConnection:
        """Return itself."""
        return self

    def execute(self, obj: Any, parameters: Any = None, execution_options: Any = immutabledict()) -> Any:
        """Hand a statement to the executor."""
        return self._executor(obj, parameters) if parameters is not None else self._executor(obj)


def create_mock_engine(url: str | URL, executor: Executor, **kw: Any) -> MockConnection:
    """Return an engine that hands what it is to execute to a function.

    :param url: tells the dialect; nothing is connected to, and no driver imported.
    :param executor: called with each statement, and its parameters if there are any;
        ``statement.compile(dialect=engine.dialect)`` is its text.
    :param kw: arguments of the dialect.
    """
    parsed = make_url(url)
    dialect = load_dialect(parsed.drivername).get_dialect_cls(parsed)(**kw)
    return MockConnection(dialect, executor)
