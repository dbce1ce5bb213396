"""The mapper: classes to tables, attributes to columns; registries and their configuration."""

from __future__ import annotations

from holdfast.orm.mapper.attribute_state import AttributeState, MappedState
from holdfast.orm.mapper.comparator import PropComparator
from holdfast.orm.mapper.events import InstanceEvents, MapperEvents
from holdfast.orm.mapper.inspection import class_mapper, object_mapper
from holdfast.orm.mapper.mapper import Mapper
from holdfast.orm.mapper.properties import ColumnProperty, MappedSQLExpression, MapperProperty
from holdfast.orm.mapper.registry import MapperRegistry, clear_mappers, configure_mappers
from holdfast.orm.mapper.synonym import Synonym, SynonymProperty

__all__ = [
    "AttributeState",
    "ColumnProperty",
    "InstanceEvents",
    "MappedSQLExpression",
    "MappedState",
    "Mapper",
    "MapperEvents",
    "MapperProperty",
    "MapperRegistry",
    "PropComparator",
    "Synonym",
    "SynonymProperty",
    "class_mapper",
    "clear_mappers",
    "configure_mappers",
    "object_mapper",
]
