"""Constants shared by every part of the ORM: markers for missing values and the `passive` flags of attribute access.

`NO_VALUE` stands for "there is no value here, and none was asked for"; it is never stored in an instance dictionary.
`PassiveFlag` says what an attribute read may do to find a missing value; the combined names are SQLAlchemy's.
"""

from __future__ import annotations

from enum import Enum, IntFlag
from typing import Final


class LoaderCallableStatus(Enum):
    """Markers that stand in for attribute values."""

    NO_VALUE = "NO_VALUE"
    PASSIVE_NO_RESULT = "PASSIVE_NO_RESULT"
    NEVER_SET = "NO_VALUE"  # noqa: PIE796  # SQLAlchemy's other name for the same marker

    def __repr__(self) -> str:
        return self.name

    def __bool__(self) -> bool:
        return False


NO_VALUE: Final = LoaderCallableStatus.NO_VALUE
NEVER_SET: Final = LoaderCallableStatus.NO_VALUE
PASSIVE_NO_RESULT: Final = LoaderCallableStatus.PASSIVE_NO_RESULT


class PassiveFlag(IntFlag):
    """What reading an attribute may do when the value is not in the instance dictionary."""

    NO_CHANGE = 0
    CALLABLES_OK = 1
    SQL_OK = 2
    RELATED_OBJECT_OK = 4
    INIT_OK = 8
    NON_PERSISTENT_OK = 16
    LOAD_AGAINST_COMMITTED = 32
    NO_AUTOFLUSH = 64
    NO_RAISE = 128

    PASSIVE_OFF = RELATED_OBJECT_OK | NON_PERSISTENT_OK | INIT_OK | CALLABLES_OK | SQL_OK
    PASSIVE_RETURN_NO_VALUE = PASSIVE_OFF ^ INIT_OK
    PASSIVE_NO_INITIALIZE = PASSIVE_RETURN_NO_VALUE ^ CALLABLES_OK
    PASSIVE_NO_FETCH = PASSIVE_OFF ^ SQL_OK
    PASSIVE_NO_FETCH_RELATED = PASSIVE_OFF ^ RELATED_OBJECT_OK
    PASSIVE_ONLY_PERSISTENT = PASSIVE_OFF ^ NON_PERSISTENT_OK


PASSIVE_OFF: Final = PassiveFlag.PASSIVE_OFF
PASSIVE_RETURN_NO_VALUE: Final = PassiveFlag.PASSIVE_RETURN_NO_VALUE
PASSIVE_NO_INITIALIZE: Final = PassiveFlag.PASSIVE_NO_INITIALIZE
PASSIVE_NO_FETCH: Final = PassiveFlag.PASSIVE_NO_FETCH
PASSIVE_NO_FETCH_RELATED: Final = PassiveFlag.PASSIVE_NO_FETCH_RELATED
PASSIVE_ONLY_PERSISTENT: Final = PassiveFlag.PASSIVE_ONLY_PERSISTENT
CALLABLES_OK: Final = PassiveFlag.CALLABLES_OK
SQL_OK: Final = PassiveFlag.SQL_OK
INIT_OK: Final = PassiveFlag.INIT_OK
LOAD_AGAINST_COMMITTED: Final = PassiveFlag.LOAD_AGAINST_COMMITTED
NO_AUTOFLUSH: Final = PassiveFlag.NO_AUTOFLUSH
NO_RAISE: Final = PassiveFlag.NO_RAISE


class RelationshipDirection(Enum):
    """Which side of a foreign key a relationship stands on."""

    ONETOMANY = 1
    MANYTOONE = 2
    MANYTOMANY = 3

    def __repr__(self) -> str:
        return self.name


ONETOMANY: Final = RelationshipDirection.ONETOMANY
MANYTOONE: Final = RelationshipDirection.MANYTOONE
MANYTOMANY: Final = RelationshipDirection.MANYTOMANY
