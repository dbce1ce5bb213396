"""The functions that string arguments of relationships may use besides classes and tables."""

from __future__ import annotations

from typing import Any, Final

from holdfast.sql import seams
from holdfast.sql.expressions.bind import bindparam, literal
from holdfast.sql.expressions.boolean import and_, not_, or_
from holdfast.sql.expressions.case import case
from holdfast.sql.expressions.cast import cast, type_coerce
from holdfast.sql.expressions.collation import collate
from holdfast.sql.expressions.column import literal_column
from holdfast.sql.expressions.constants import false, null, true
from holdfast.sql.expressions.extract import extract
from holdfast.sql.expressions.function import func
from holdfast.sql.expressions.ordering import asc, between, desc, distinct, nulls_first, nulls_last
from holdfast.sql.expressions.tuples import tuple_


def _select(*entities: Any) -> Any:
    return seams.select(*entities)


VOCABULARY: Final[dict[str, Any]] = {
    "and_": and_,
    "asc": asc,
    "between": between,
    "bindparam": bindparam,
    "case": case,
    "cast": cast,
    "collate": collate,
    "desc": desc,
    "distinct": distinct,
    "extract": extract,
    "false": false,
    "func": func,
    "literal": literal,
    "literal_column": literal_column,
    "not_": not_,
    "null": null,
    "nulls_first": nulls_first,
    "nulls_last": nulls_last,
    "nullsfirst": nulls_first,
    "nullslast": nulls_last,
    "or_": or_,
    "select": _select,
    "true": true,
    "tuple_": tuple_,
    "type_coerce": type_coerce,
}
