"""The SQL types, as public names: those of `holdfast.sql.types`."""

from holdfast.sql.types import *  # noqa: F403  -- `__all__` there is the list
from holdfast.sql.types import __all__ as __all__
