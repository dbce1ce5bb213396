"""Options of a statement for single dialects, named ``<dialect>_<option>``."""

from __future__ import annotations

from typing import Any, TypeVar

from holdfast.sql.schema.item import DialectKWArgs

_S = TypeVar("_S", bound="HasDialectOptions")


class HasDialectOptions(DialectKWArgs):
    """A statement that takes options for single dialects."""

    def with_dialect_options(self: _S, **opt: Any) -> _S:
        """A copy with options ``<dialect>_<name>``, such as ``mysql_limit=5``.

        :param opt: the options; those that are there already are replaced.
        :raises ArgumentError: the dialect has no such option for this statement.
        """
        copy: _S = self._with(_dialect_options_memo=None)  # type: ignore[attr-defined]  # mixed into statements
        copy._set_dialect_kw(opt)
        return copy
