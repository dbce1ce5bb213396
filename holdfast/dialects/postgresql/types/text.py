"""CITEXT: text that compares without regard to case, from the extension of that name."""

from __future__ import annotations

from typing import Any

from holdfast.sql.operators import OperatorType
from holdfast.sql.types import TEXT, TypeEngine


class CITEXT(TEXT):
    """CITEXT.

    :param length: ignored by PostgreSQL.
    :param collation: the COLLATE of the column.
    :param collation_schema: the schema of the collation.
    """

    __visit_name__ = "CITEXT"
    _array_as_text = True

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        # a parameter cast to VARCHAR would make the comparison one of VARCHAR, by case
        return self
