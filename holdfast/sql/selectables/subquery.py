"""A SELECT in FROM."""

from __future__ import annotations

from typing import Any

from holdfast.sql.selectables.alias import AliasedReturnsRows


class Subquery(AliasedReturnsRows):
    """``(SELECT ..) AS name``."""

    __visit_name__ = "subquery"
    inherit_cache = True
    _is_subquery = True

    def scalar_subquery(self) -> Any:
        """The SELECT inside as a scalar value."""
        return self.element.scalar_subquery()

    def as_scalar(self) -> Any:
        """The older name of :meth:`scalar_subquery`."""
        return self.element.scalar_subquery()
