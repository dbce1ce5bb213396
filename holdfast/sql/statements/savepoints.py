"""SAVEPOINT, ROLLBACK TO SAVEPOINT, RELEASE SAVEPOINT as elements."""

from __future__ import annotations

from typing import ClassVar

from holdfast.sql.statements.executable import Executable
from holdfast.sql.traversal import VALUE, Fields


class SavepointStatement(Executable):
    """Base of the statements about a savepoint.

    :param ident: its name.
    """

    _fields: ClassVar[Fields] = {**Executable._fields, "ident": VALUE}

    ident: str

    def __init__(self, ident: str) -> None:
        self.ident = ident


class SavepointClause(SavepointStatement):
    """``SAVEPOINT name``."""

    __visit_name__ = "savepoint"
    inherit_cache = True


class RollbackToSavepointClause(SavepointStatement):
    """``ROLLBACK TO SAVEPOINT name``."""

    __visit_name__ = "rollback_to_savepoint"
    inherit_cache = True


class ReleaseSavepointClause(SavepointStatement):
    """``RELEASE SAVEPOINT name``."""

    __visit_name__ = "release_savepoint"
    inherit_cache = True
