"""Dictionary collections: members are the values, and a key function derives each member's key when holdfast itself
adds it.

Source: SQLAlchemy 2.1 documentation, "Dictionary Collections".
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, SupportsIndex, TypeVar

from holdfast.exc import InvalidRequestError
from holdfast.orm.collections.adapter import Instrumented
from holdfast.orm.state.instance_state import STATE_KEY

K = TypeVar("K")
V = TypeVar("V")


class DictEvents(Instrumented, dict[K, V]):
    """The tracked methods; in front of `dict` or a user's subclass of it in the bases of the collection class."""

    __slots__ = ()

    keyfunc: Callable[[Any], Any] | None = None

    def __setitem__(self, key: K, value: V) -> None:
        if key in self:
            old = self[key]
            if old is value:
                return
            self._sa_remove(old)
        super().__setitem__(key, self._sa_append(value))

    def __delitem__(self, key: K) -> None:
        self._sa_remove(self[key])
        super().__delitem__(key)

    def clear(self) -> None:
        for key in list(self):
            del self[key]

    def pop(self, key: K, *default: Any) -> Any:
        if key not in self:
            return super().pop(key, *default)
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[K, V]:
        if not self:
            raise KeyError("popitem(): dictionary is empty")
        key = next(reversed(self))
        return key, self.pop(key)

    def setdefault(self, key: K, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *others: Any, **values: Any) -> None:
        for key, value in dict(*others, **values).items():
            self[key] = value

    def __ior__(self, other: Any) -> DictEvents[K, V]:  # type: ignore[misc, override]  # dict declares Self; the object returned is self
        self.update(other)
        return self

    def _key_of(self, item: Any) -> Any:
        if self.keyfunc is None:
            raise InvalidRequestError(
                f"{type(self).__name__} has no key function, so {type(item).__name__} objects cannot be added "
                f"by holdfast; "
                "use attribute_keyed_dict(), column_keyed_dict() or keyfunc_mapping() as collection_class"
            )
        # The key may have to be loaded, in the middle of a change that a flush must not see the half of.
        state = getattr(item, STATE_KEY, None)
        session = None if state is None else state.session
        if session is None or not session.autoflush:
            return self.keyfunc(item)
        session.autoflush = False
        try:
            return self.keyfunc(item)
        finally:
            session.autoflush = True

    def set(self, value: Any, _sa_initiator: Any = None) -> None:
        """Add a member under the key that the key function gives."""
        self[self._key_of(value)] = value

    def remove(self, value: Any, _sa_initiator: Any = None) -> None:
        """Remove a member from the key that the key function gives; InvalidRequestError when another is there."""
        key = self._key_of(value)
        if self[key] is not value:
            raise InvalidRequestError(
                f"Can not remove '{value!r}' from collection; collection holds another object for key {key!r}. "
                "Possible cause: the attribute that the key is made of changed after the object was added"
            )
        del self[key]

    def _sa_members(self) -> list[Any]:
        return list(self.values())

    def _sa_add_member(self, item: Any) -> None:
        super().__setitem__(self._key_of(item), item)

    def _sa_remove_member(self, item: Any) -> None:
        for key, member in self.items():
            if member is item:
                super().__delitem__(key)
                return

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return (dict, (dict(self),))

    def copy(self) -> dict[K, V]:
        return dict(self)


class InstrumentedDict(DictEvents[K, V]):
    """The collection that a plain `dict` relationship holds."""

    __slots__ = ("_sa_attribute", "_sa_state")


class KeyFuncDict(DictEvents[K, V]):
    """A dictionary collection with a key function. Source: SQLAlchemy 2.1 documentation, KeyFuncDict.

    Parameters: `keyfunc`, callable from member to key.
    """

    __slots__ = ("_sa_attribute", "_sa_state", "keyfunc")

    def __init__(self, keyfunc: Callable[[Any], Any], *dict_args: Any) -> None:
        self._sa_attribute = None
        self._sa_state = None
        self.keyfunc = keyfunc
        super().__init__(*dict_args)


MappedCollection = KeyFuncDict


def keyfunc_mapping(
    keyfunc: Callable[[Any], Any], *, ignore_unpopulated_attribute: bool = False
) -> Callable[[], KeyFuncDict[Any, Any]]:
    """Return a `collection_class` for dictionaries whose keys `keyfunc` derives from each member."""
    return lambda: KeyFuncDict(keyfunc)


def attribute_keyed_dict(
    attr_name: str, *, ignore_unpopulated_attribute: bool = False
) -> Callable[[], KeyFuncDict[Any, Any]]:
    """Return a `collection_class` for dictionaries keyed by the attribute `attr_name` of each member."""
    return keyfunc_mapping(attrgetter(attr_name))


def column_keyed_dict(
    mapping_spec: Any, *, ignore_unpopulated_attribute: bool = False
) -> Callable[[], KeyFuncDict[Any, Any]]:
    """Return a `collection_class` for dictionaries keyed by the value of a column, or the tuple of values of several
    columns.
    """
    columns = list(mapping_spec) if isinstance(mapping_spec, list | tuple) else [mapping_spec]

    def key_of(item: Any) -> Any:
        mapper = item._sa_instance_state.mapper
        values = tuple(getattr(item, mapper.key_of(column)) for column in columns)
        return values[0] if len(values) == 1 else values

    return keyfunc_mapping(key_of)


mapped_collection = keyfunc_mapping
attribute_mapped_collection = attribute_keyed_dict
column_mapped_collection = column_keyed_dict
