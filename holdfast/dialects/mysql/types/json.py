"""JSON. MariaDB's is LONGTEXT with a check."""

from __future__ import annotations

from holdfast.sql import types as generic


class JSON(generic.JSON):
    """JSON; the values are Python's dicts, lists, strings, numbers, booleans and None.

    :param none_as_null: None is SQL NULL; by default it is the JSON value null when it is given explicitly.
    """
