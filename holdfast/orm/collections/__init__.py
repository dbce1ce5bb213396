"""Collections that relationships hold: list, set and dict, and what turns them into tracked ones."""

from holdfast.orm.collections.adapter import CollectionAdapter, collection_adapter
from holdfast.orm.collections.dicts import (
    InstrumentedDict,
    KeyFuncDict,
    MappedCollection,
    attribute_keyed_dict,
    attribute_mapped_collection,
    column_keyed_dict,
    column_mapped_collection,
    keyfunc_mapping,
    mapped_collection,
)
from holdfast.orm.collections.factory import collection_factory
from holdfast.orm.collections.lists import InstrumentedList
from holdfast.orm.collections.sets import InstrumentedSet

__all__ = [
    "CollectionAdapter",
    "InstrumentedDict",
    "InstrumentedList",
    "InstrumentedSet",
    "KeyFuncDict",
    "MappedCollection",
    "attribute_keyed_dict",
    "attribute_mapped_collection",
    "collection_adapter",
    "collection_factory",
    "column_keyed_dict",
    "column_mapped_collection",
    "keyfunc_mapping",
    "mapped_collection",
]
