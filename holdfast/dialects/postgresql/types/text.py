"""Text: CITEXT, which compares without regard to case, from the extension of that name; and what casts call CHAR.

Source: PostgreSQL manual, "Character Types".
"""

from __future__ import annotations

from typing import Any

from holdfast.sql.operators import OperatorType
from holdfast.sql.types import CHAR, NCHAR, TEXT, TypeEngine


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


class BPCHAR(CHAR):
    """CHAR of any length, where CHAR without one means a single character: in casts."""

    __visit_name__ = "BPCHAR"


class PaddedCHAR(CHAR):
    """CHAR(length), as the dialect has it."""

    def _unlimited(self, dialect: Any) -> TypeEngine[Any]:
        return _BPCHAR


class PaddedNCHAR(NCHAR):
    """NCHAR(length), as the dialect has it."""

    def _unlimited(self, dialect: Any) -> TypeEngine[Any]:
        return _BPCHAR


_BPCHAR = BPCHAR()
