"""TSVECTOR and TSQUERY, the types of full text search; values are str.

Source: PostgreSQL manual, "Text Search Types".
"""

from __future__ import annotations

from holdfast.dialects.postgresql.types.textual import Textual
from holdfast.sql.types import OperatorClass


class _Search(Textual):
    """Base of the two."""

    operator_classes = OperatorClass.STRING


class TSVECTOR(_Search):
    """TSVECTOR: the lexemes of a document."""

    __visit_name__ = "TSVECTOR"


class TSQUERY(_Search):
    """TSQUERY: what is searched for."""

    __visit_name__ = "TSQUERY"
