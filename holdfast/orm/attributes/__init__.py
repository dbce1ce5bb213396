"""Mapped attributes: runtime objects, class-level descriptors, generated constructors, events between both sides of a
relationship.
"""

from holdfast.orm.attributes.access import (
    del_attribute,
    flag_dirty,
    flag_modified,
    get_attribute,
    get_history,
    init_collection,
    is_instrumented,
    manager_of_class,
    set_attribute,
    set_committed_value,
)
from holdfast.orm.attributes.attribute import Attribute, instance_state
from holdfast.orm.attributes.collection import CollectionAttribute
from holdfast.orm.attributes.column import ColumnAttribute
from holdfast.orm.attributes.instrumented import InstrumentedAttribute, QueryableAttribute
from holdfast.orm.attributes.reference import ReferenceAttribute
from holdfast.orm.base.symbols import (
    CALLABLES_OK,
    INIT_OK,
    LOAD_AGAINST_COMMITTED,
    NEVER_SET,
    NO_AUTOFLUSH,
    NO_RAISE,
    NO_VALUE,
    PASSIVE_NO_FETCH,
    PASSIVE_NO_INITIALIZE,
    PASSIVE_NO_RESULT,
    PASSIVE_OFF,
    PASSIVE_ONLY_PERSISTENT,
    PASSIVE_RETURN_NO_VALUE,
    SQL_OK,
    LoaderCallableStatus,
    PassiveFlag,
)
from holdfast.orm.state.history import HISTORY_BLANK, History

__all__ = [
    "CALLABLES_OK",
    "HISTORY_BLANK",
    "INIT_OK",
    "LOAD_AGAINST_COMMITTED",
    "NEVER_SET",
    "NO_AUTOFLUSH",
    "NO_RAISE",
    "NO_VALUE",
    "PASSIVE_NO_FETCH",
    "PASSIVE_NO_INITIALIZE",
    "PASSIVE_NO_RESULT",
    "PASSIVE_OFF",
    "PASSIVE_ONLY_PERSISTENT",
    "PASSIVE_RETURN_NO_VALUE",
    "SQL_OK",
    "Attribute",
    "CollectionAttribute",
    "ColumnAttribute",
    "History",
    "InstrumentedAttribute",
    "LoaderCallableStatus",
    "PassiveFlag",
    "QueryableAttribute",
    "ReferenceAttribute",
    "del_attribute",
    "flag_dirty",
    "flag_modified",
    "get_attribute",
    "get_history",
    "init_collection",
    "instance_state",
    "is_instrumented",
    "manager_of_class",
    "set_attribute",
    "set_committed_value",
]
