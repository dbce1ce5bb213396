"""How the parts of an element are declared, and what derives from the declaration.

An element class lists its parts once, in ``_fields``: attribute name -> :class:`Part`.  A part knows three things
about an attribute's value: how it goes into a cache key, which child elements it holds, and how it looks with its
children replaced.  Key gathering, iteration and replacement are generic from there on; hot classes write their
``_gather`` out by hand.

The order of ``_fields`` is the order of the SQL text as far as bound parameters go, because the parameters of a
statement are found again by their position in the gathered list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, NamedTuple

from holdfast.util.warnings import warn


class StatementKey(list[Any]):
    """The key under construction; remembers the aliases it met, so that anonymous ones are named by order."""

    __slots__ = ("seen",)

    def __init__(self) -> None:
        self.seen: dict[int, int] = {}


# Types whose execution was warned of.
_advised: set[type[Any] | None] = set()


class NotCacheable(Exception):
    """Raised while a key is gathered by an element that takes no part in caching.

    :param cls: the class of the element when that does not say whether it could.
    :param advice: of a type: what its execution warns of, once a class.
    """

    def __init__(self, cls: type[Any] | None = None, advice: str | None = None) -> None:
        super().__init__(cls)
        self.cls = cls
        self.advice = advice


class Part:
    """One attribute of an element; the base class describes a hashable constant."""

    __slots__ = ()

    def gather(self, value: Any, key: list[Any], binds: list[Any]) -> None:
        """Append what identifies ``value`` to ``key``, and its bound parameters to ``binds``."""
        key.append(value)

    def children(self, value: Any) -> Iterable[Any]:
        """The elements inside ``value``."""
        return ()

    def replace(self, value: Any, fn: Callable[[Any], Any]) -> Any:
        """``value`` with ``fn`` applied to each element in it; ``value`` itself when nothing changed."""
        return value


class _Ignored(Part):
    """State that is no part of the SQL."""

    __slots__ = ()

    def gather(self, value: Any, key: list[Any], binds: list[Any]) -> None:
        return


class _Type(Part):
    __slots__ = ()

    def gather(self, value: Any, key: list[Any], binds: list[Any]) -> None:
        key.append(value._static_key)


class _Element(Part):
    __slots__ = ()

    def gather(self, value: Any, key: list[Any], binds: list[Any]) -> None:
        if value is None:
            key.append(None)
        else:
            value._gather(key, binds)

    def children(self, value: Any) -> Iterable[Any]:
        return () if value is None else (value,)

    def replace(self, value: Any, fn: Callable[[Any], Any]) -> Any:
        return None if value is None else fn(value)


class _Elements(Part):
    __slots__ = ()

    def gather(self, value: Any, key: list[Any], binds: list[Any]) -> None:
        if not value:
            key.append(value)
            return
        key.append(len(value))
        for item in value:
            item._gather(key, binds)

    def children(self, value: Any) -> Iterable[Any]:
        return value or ()

    def replace(self, value: Any, fn: Callable[[Any], Any]) -> Any:
        if not value:
            return value
        replaced = tuple([fn(item) for item in value])
        return value if all(map(_is, replaced, value)) else replaced


class _Nested(Part):
    """A tuple of any depth whose leaves are elements or hashable constants."""

    __slots__ = ()

    def gather(self, value: Any, key: list[Any], binds: list[Any]) -> None:
        if isinstance(value, (tuple, list)):
            key.append(len(value))
            key.append(tuple)
            for item in value:
                self.gather(item, key, binds)
        elif hasattr(value, "_gather"):
            value._gather(key, binds)
        else:
            key.append(value)

    def children(self, value: Any) -> Iterable[Any]:
        if isinstance(value, (tuple, list)):
            for item in value:
                yield from self.children(item)
        elif hasattr(value, "_gather"):
            yield value

    def replace(self, value: Any, fn: Callable[[Any], Any]) -> Any:
        if isinstance(value, (tuple, list)):
            replaced = tuple([self.replace(item, fn) for item in value])
            if all(map(_is, replaced, value)):
                return value
            # A named tuple such as JoinSpec stays what it is.
            make = getattr(type(value), "_make", None)
            return replaced if make is None else make(replaced)
        return fn(value) if hasattr(value, "_gather") else value


class _Options(Part):
    """A dictionary of names to what :class:`_Nested` takes; the order of the names does not matter."""

    __slots__ = ()

    def gather(self, value: Any, key: list[Any], binds: list[Any]) -> None:
        NESTED.gather(tuple((name, value[name]) for name in sorted(value)), key, binds)

    def children(self, value: Any) -> Iterable[Any]:
        return NESTED.children(tuple(value.values()))

    def replace(self, value: Any, fn: Callable[[Any], Any]) -> Any:
        replaced = {name: NESTED.replace(item, fn) for name, item in value.items()}
        return value if all(replaced[name] is value[name] for name in value) else replaced


def _is(a: Any, b: Any) -> bool:
    return a is b


VALUE = Part()
IGNORED = _Ignored()
TYPE = _Type()
ELEMENT = _Element()
ELEMENTS = _Elements()
NESTED = _Nested()
OPTIONS = _Options()

Fields = Mapping[str, Part]


def children(element: Any) -> Iterator[Any]:
    """The direct children of an element, in the order of its fields."""
    for name, part in element._fields.items():
        yield from part.children(getattr(element, name))


def iterate(element: Any) -> Iterator[Any]:
    """The element and everything inside it, parents first."""
    stack = [element]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(current.get_children())))


def replace(element: Any, fn: Callable[[Any], Any]) -> Any:
    """A copy of ``element`` in which each element for which ``fn`` returns one is exchanged for it.

    :param fn: called parents first with each element once; returns its replacement, or None to look inside it.
    :return: ``element`` itself when nothing was replaced; unchanged parts are shared with it.
    """
    done: dict[int, Any] = {}
    # Keeps the visited elements alive as long as their ids are used as keys.
    visited: list[Any] = []

    def visit(current: Any) -> Any:
        known = done.get(id(current))
        if known is not None:
            return known
        result = fn(current)
        if result is None:
            result = current._replace_parts(visit)
        visited.append(current)
        done[id(current)] = result
        return result

    return visit(element)


class CacheKey(NamedTuple):
    """The key of a statement's shape, and its bound parameters in the order of the key.

    Two statements of one key have one SQL text; their values are in their parameters.
    """

    key: tuple[Any, ...]
    bindparams: list[Any]
    params: Mapping[str, Any] = {}

    def to_offline_string(self, statement_cache: MutableMapping[Any, str], statement: Any, parameters: Any) -> str:
        """Return a text that stands for statement and values in a cache outside of this process.

        :param statement_cache: a dictionary in which the SQL is kept by key.
        :param statement: the statement.
        :param parameters: values that the execution gives by name.
        """
        sql = statement_cache.get(self.key)
        if sql is None:
            sql = statement_cache[self.key] = str(statement)
        given = parameters or {}
        return repr((sql, tuple(given.get(bind.key, bind.effective_value) for bind in self.bindparams)))


def statement_key(statement: Any, executed: bool = False) -> tuple[tuple[Any, ...], list[Any]] | None:
    """The cache key of a statement and its bound parameters; None when the statement is not cacheable.

    :param executed: warn of an element whose class does not say whether it takes part in caching.
    """
    key = StatementKey()
    binds: list[Any] = []
    try:
        statement._gather(key, binds)
    except NotCacheable as found:
        if executed and found.advice is not None:
            if found.cls not in _advised:
                _advised.add(found.cls)
                warn(found.advice)
        elif executed and found.cls is not None:
            warn(
                f"Class {found.cls.__name__} will not make use of SQL compilation caching as it does not set the "
                "'inherit_cache' attribute to ``True``.  This can have significant performance implications including "
                "some performance degradations in comparison to prior SQLAlchemy versions.  Set this attribute to True "
                "if this object can make use of the cache key generated by the superclass.  Alternatively, this "
                "attribute may be set to False which will disable this warning."
            )
        return None
    if len(binds) > 1:
        append_repetitions(key, binds)
    return tuple(key), binds


def append_repetitions(key: list[Any], binds: list[Any]) -> None:
    """Add to the key which parameters are one and the same object, as those share one value."""
    first: dict[int, int] = {}
    repeated = [(i, first[id(b)]) for i, b in enumerate(binds) if first.setdefault(id(b), i) != i]
    if repeated:
        key.append(tuple(repeated))
