"""Numbers of another kind than their type says: a Float over a NUMERIC column, a Numeric over DOUBLE PRECISION.

The driver makes of a number what the database has it as.  That is compared once for each execution, by the number of
the database's type; only where it is another does every row pass through a function.

Source: the manual of psycopg 3, "Row factories"; PostgreSQL manual, "Numeric Types".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from holdfast.sql.types import Float
from holdfast.sql.types.numeric import NumericCommon, to_decimal_processor

Converter = Callable[[Any], Any]

#: numbers in pg_type: int8, int2, int4, numeric; float4, float8
EXACT = frozenset((20, 21, 23, 1700))
FLOATING = frozenset((700, 701))


def conversions(compiled: Any, dialect: Any) -> dict[int, tuple[frozenset[int], Converter]]:
    """Return for the columns of a compiled statement that are numbers which types of the database need a conversion.

    :returns: position -> (numbers of types, what makes the right kind of one value that is not None).
    """
    found: dict[int, tuple[frozenset[int], Converter]] = {}
    if not compiled.ordered_columns:
        return found
    for position, column in enumerate(compiled.result_columns):
        impl = column.type._unwrapped_dialect_impl(dialect)
        if not isinstance(impl, NumericCommon):
            continue
        if impl.asdecimal and not isinstance(impl, Float):
            found[position] = (FLOATING, to_decimal_processor(impl._effective_decimal_return_scale))
        elif not impl.asdecimal:
            found[position] = (EXACT, float)
    return found


def row_factory(converters: Mapping[int, Converter]) -> Any:
    """Return a row factory of psycopg that converts some of the columns."""

    def of_cursor(cursor: Any) -> Any:
        def made(values: Sequence[Any]) -> tuple[Any, ...]:
            row = list(values)
            for position, convert in converters.items():
                if row[position] is not None:
                    row[position] = convert(row[position])
            return tuple(row)

        return made

    return of_cursor
