"""UUID: MariaDB's own type (10.7 and later), whose values the drivers give and take as text; CHAR(32) elsewhere."""

from __future__ import annotations

from typing import Any

from holdfast.sql import types as generic
from holdfast.sql.types.base import Processor


class Uuid(generic.Uuid[Any]):
    """The generic Uuid here."""

    def bind_processor(self, dialect: Any) -> Processor | None:
        """Hand on as text, with hyphens where the type is the database's own."""
        return super().bind_processor(dialect) if self._stored_as_text(dialect) else _text

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """Take from text."""
        if self._stored_as_text(dialect):
            return super().result_processor(dialect, coltype)
        return _parsed() if self.as_uuid else None


class UUID(Uuid, generic.UUID[Any]):
    """The standard's UUID here."""

    __visit_name__ = "UUID"


def _text(value: Any) -> Any:
    return None if value is None else str(value)


def _parsed() -> Processor:
    from uuid import UUID as PythonUUID

    return lambda value: None if value is None else PythonUUID(value)
