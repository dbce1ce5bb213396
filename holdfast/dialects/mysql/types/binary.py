"""Bytes: the kinds of BLOB."""

from __future__ import annotations

from holdfast.sql import types as generic


class TINYBLOB(generic.LargeBinary):
    """TINYBLOB, up to 255 bytes."""

    __visit_name__ = "TINYBLOB"


class MEDIUMBLOB(generic.LargeBinary):
    """MEDIUMBLOB, up to 16 MB."""

    __visit_name__ = "MEDIUMBLOB"


class LONGBLOB(generic.LargeBinary):
    """LONGBLOB, up to 4 GB."""

    __visit_name__ = "LONGBLOB"
