"""Tables, columns, constraints and DDL, as public names: those of `holdfast.sql.schema`."""

from holdfast.sql.schema import *  # noqa: F403  -- `__all__` there is the list
from holdfast.sql.schema import __all__ as __all__
