"""What a Query gives: objects and rows, counts, and changes of all rows that it selects."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Generic, Self, TypeVar, overload

from holdfast import exc
from holdfast.orm.loading.execution import statement_mapper
from holdfast.orm.loading.expand import is_entity
from holdfast.orm.query.dml import execute_dml
from holdfast.sql.expressions.column import literal_column
from holdfast.sql.expressions.function import func
from holdfast.sql.selectables.labels import LABEL_STYLE_TABLENAME_PLUS_COL, SelectLabelStyle
from holdfast.sql.statements.dml import delete, update
from holdfast.sql.statements.select import Select, select
from holdfast.util.collections import immutabledict

T = TypeVar("T")


class QueryResults(Generic[T]):
    """The part of Query that executes it."""

    session: Any
    _select: Select[Any]
    _style: SelectLabelStyle | None
    _params: immutabledict[str, Any]
    _stands: Mapping[Any, Any]
    _tuples: bool

    def _compiled_core(self) -> Any:
        raise NotImplementedError

    def slice(self, start: int | None, stop: int | None) -> Self:
        raise NotImplementedError

    def limit(self, limit: Any) -> Self:
        raise NotImplementedError

    def enable_eagerloads(self, value: bool) -> Self:
        raise NotImplementedError

    def with_entities(self, *entities: Any) -> Any:
        raise NotImplementedError

    def _result(self) -> Any:
        """The result: of objects for a single entity, else of rows; each once where there are entities."""
        if self.session is None:
            raise exc.UnboundExecutionError("This Query is in no session; give it one with with_session()")
        if not self._select._entities:
            raise exc.InvalidRequestError("Query contains no columns with which to SELECT from.")
        statement = self._select.set_label_style(self._style or LABEL_STYLE_TABLENAME_PLUS_COL)
        params = dict(self._params) or None
        result: Any = self.session.execute(statement, params)
        entities = [is_entity(entry) for entry in self._select._entities]
        if any(entities):
            if not self._select._execution_options.get("yield_per"):
                result = result.unique()
            if len(entities) == 1 and not self._tuples:
                result = result.scalars()
        elif len(entities) == 1 and getattr(self._select._entities[0], "single_entity", False):
            result = result.scalars()
        return result

    def __iter__(self) -> Iterator[T]:
        result = self._result()
        if self._select._execution_options.get("yield_per"):
            return iter(result)
        return iter(result.all())

    def all(self) -> list[T]:
        """All items as a list."""
        return list(self._result().all())

    def first(self) -> T | None:
        """The first item, or None."""
        query = (
            self
            if self._select._statement is not None
            else self.slice(0, 1)
            if self._select._limit is None
            else self.limit(1)
        )
        found: T | None = next(iter(query._result().all()), None)
        return found

    def one(self) -> T:
        """The only item.

        :raises NoResultFound: there is none.
        :raises MultipleResultsFound: there are several.
        """
        found: T = self._result().one()
        return found

    def one_or_none(self) -> T | None:
        """The only item, or None; MultipleResultsFound when there are several."""
        found: T | None = self._result().one_or_none()
        return found

    def scalar(self) -> Any:
        """The first value of the only row, or None; MultipleResultsFound when there are several rows."""
        try:
            found: Any = self.one()
        except exc.NoResultFound:
            return None
        return found[0] if isinstance(found, tuple) else found

    def value(self, column: Any) -> Any:
        """One column of the first row, or None."""
        row = self.with_entities(column).first()
        return None if row is None else row[0]

    def values(self, *columns: Any) -> Iterable[Any]:
        """Rows of other columns with the same criteria."""
        found: list[Any] = self.with_entities(*columns).all()
        return iter(found)

    @overload
    def __getitem__(self, item: builtins.slice) -> list[T]: ...
    @overload
    def __getitem__(self, item: int) -> T: ...
    def __getitem__(self, item: Any) -> Any:
        if isinstance(item, builtins.slice):
            if any(bound is not None and bound < 0 for bound in (item.start, item.stop)):
                raise IndexError("negative indexes are not accepted by SQL index / slice operators")
            if item.start is not None and item.stop is not None and item.stop - item.start <= 0:
                return []
            found = list(self.slice(item.start, item.stop))
            return found if item.step is None else found[:: item.step]
        if item < 0:
            raise IndexError("negative indexes are not accepted by SQL index / slice operators")
        return self.slice(item, item + 1).all()[0]

    def count(self) -> int:
        """The number of rows that the query would return: `SELECT count(*) FROM (the query)`."""
        inner = self.enable_eagerloads(False)
        counted = select(func.count(literal_column("*"))).select_from(inner._compiled_core().subquery())
        mapper = statement_mapper(self._select)
        arguments = None if mapper is None else {"mapper": mapper}
        return int(self.session.execute(counted, dict(self._params) or None, bind_arguments=arguments).scalar())

    def get(self, ident: Any) -> T | None:
        """The object with a primary key, from the session or the database, or None. `Session.get()` is its
        successor."""
        entries = self._select._entities
        if len(entries) != 1 or not is_entity(entries[0]) or not entries[0].is_mapper:
            raise exc.InvalidRequestError("get() can only be used against a single mapped class.")
        used = self._select
        if (
            used._where
            or used._joins
            or used._from
            or used._order_by
            or used._group_by
            or used._limit is not None
            or used._distinct
        ):
            raise exc.InvalidRequestError("Query.get() being called on a Query with existing criterion. ")
        found: T | None = self.session.get(
            entries[0],
            ident,
            options=used._options,
            populate_existing=bool(used._execution_options.get("populate_existing")),
            with_for_update=None if used._for_update is None else used._for_update,
        )
        return found

    # bulk changes

    def update(
        self, values: Any, synchronize_session: Any = "auto", update_args: Mapping[str, Any] | None = None
    ) -> int:
        """UPDATE all rows that the query selects; returns how many matched.

        :param values: a dictionary of attributes (or their names) and values.
        :param synchronize_session: "auto", "evaluate", "fetch" or False: how objects in the session are brought up to
            date.
        :param update_args: dialect arguments of the UPDATE.
        """
        statement: Any = update(self._target("update")).where(*self._select._where)
        if update_args:
            statement = statement.with_dialect_options(**update_args)
        given = values.items() if isinstance(values, Mapping) else values
        statement = (
            statement.ordered_values(*given)
            if update_args and update_args.get("preserve_parameter_order")
            else statement.values(dict(given))
        )
        return self._execute_dml(statement, synchronize_session)

    def delete(self, synchronize_session: Any = "auto", delete_args: Mapping[str, Any] | None = None) -> int:
        """DELETE all rows that the query selects; returns how many matched.

        :param synchronize_session: as for `update`.
        :param delete_args: dialect arguments of the DELETE.
        """
        statement: Any = delete(self._target("delete")).where(*self._select._where)
        if delete_args:
            statement = statement.with_dialect_options(**delete_args)
        return self._execute_dml(statement, synchronize_session)

    def _target(self, method: str) -> Any:
        used = self._select
        for name, value in (
            ("limit", used._limit),
            ("offset", used._offset),
            ("order_by", used._order_by),
            ("group_by", used._group_by),
            ("distinct", used._distinct),
            ("from_self", used._from or tuple(self._stands)),
            ("join", used._joins),
        ):
            if value is not None and value is not False and value != ():
                called = (
                    "join(), outerjoin(), select_from(), or from_self()"
                    if name in ("join", "from_self")
                    else f"{name}()"
                )
                raise exc.InvalidRequestError(
                    f"Can't call Query.update() or Query.delete() when {called} has been called"
                )
        mapper = statement_mapper(used)
        if mapper is None:
            raise exc.InvalidRequestError(
                f"Query.{method}() needs a mapped class, as in session.query(User).{method}(..)"
            )
        return mapper

    def _execute_dml(self, statement: Any, synchronize_session: Any) -> int:
        options = {**self._select._execution_options, "synchronize_session": synchronize_session}
        result = execute_dml(self.session, statement, dict(self._params) or None, options, None)
        return int(result.rowcount)
