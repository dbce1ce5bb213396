"""`session.execute(insert(User), [{..}, ..])`: an INSERT of many rows, each with the attributes that it has.

Rules
* None counts as "not given", so that defaults apply, as for an object; not for a type that has a None of its own, and
  not with the execution option `render_nulls`.
* A row may also give the statement's own parameters: `insert(User).values(name=func.lower(bindparam("given")))`.
* Rows with the same columns that follow each other are one execution; what no default provides is NULL where another
  row gives it, so that rows differ only where they have to.
Source: SQLAlchemy 2.1 documentation, "ORM Bulk INSERT Statements": the rows need not have the same keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from holdfast.orm.persistence.table_map import table_maps
from holdfast.orm.query.counted_rows import CountedRows
from holdfast.orm.query.dml_expand import column_of, core_params, own_parameters

ParameterSet = Mapping[str, Any]


def insert_rows(
    mapper: Any, statement: Any, rows: Sequence[ParameterSet], execute: Callable[[Any], Any], render_nulls: bool = False
) -> Any:
    """Execute an INSERT for rows.

    :param rows: dictionaries of attribute names and values.
    :param render_nulls: None is NULL, and no default takes its place.
    :param execute: executes the statement with parameter sets of the same columns.
    :return: the result; of all rows, in their order, when there is RETURNING.
    """
    results = [execute(part) for part in _alike(_completed(mapper, statement, rows, render_nulls))]
    if len(results) == 1:
        return results[0]
    if statement._returning:
        return results[0].merge(*results[1:])
    return CountedRows(sum(result.rowcount for result in results))


def _alike(rows: Sequence[ParameterSet]) -> Iterator[list[ParameterSet]]:
    """Runs of rows with the same keys."""
    for _, part in groupby(rows, key=lambda row: row.keys()):
        yield list(part)


def _completed(mapper: Any, statement: Any, rows: Sequence[ParameterSet], render_nulls: bool) -> Sequence[ParameterSet]:
    """The rows by column, without what they do not give, and with NULL for what nothing else provides."""
    (table_map,) = table_maps(mapper).values()
    own = own_parameters(statement)
    given = [core_params(mapper, row, own) for row in rows]
    if not render_nulls:
        keeps_none = {column.key for column in table_map.table.columns if column.type.should_evaluate_none} | own
        given = [{key: value for key, value in row.items() if value is not None or key in keeps_none} for row in given]
    mentioned = set().union(*given)
    plain = {slot.column.key for slot in table_map.plain} & mentioned - _set(mapper, statement)
    nulls = dict.fromkeys(plain)
    return [row if row.keys() >= plain else {**nulls, **row} for row in given]


def _set(mapper: Any, statement: Any) -> set[str]:
    """The columns that the statement's own `values()` give."""
    return {column_of(mapper, key).key for key, _ in statement._values or ()}
