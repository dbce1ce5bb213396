"""BYTEA."""

from __future__ import annotations

from holdfast.sql.types import LargeBinary


class BYTEA(LargeBinary):
    """BYTEA.

    :param length: ignored by PostgreSQL.
    """

    __visit_name__ = "BYTEA"
