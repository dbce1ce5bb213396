"""Event families: a class whose public methods declare the events of one kind of target.

Rules: a method's name is the event's, its parameters are the signature (`named=True` passes them by keyword), its
docstring the documentation; it is never called.  `retvals` gives, for the events whose return value means something,
what is used instead when a listener was not registered with `retval=True`.  `legacy` gives older signatures: a
listener that takes exactly that many arguments is called with what the converter returns.  How listeners are stored
is in `dispatch.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from holdfast import exc
from holdfast.event.dispatch import NONE, Dispatch, Entry, Listener, dispatcher, mutex

_T = TypeVar("_T")


class EventKey:
    """One call of `listen()`: target, event name, the user's function, and the function as it is to be invoked."""

    __slots__ = ("call", "family", "fn", "identifier", "target")

    def __init__(
        self, target: Any, identifier: str, fn: Listener, family: type[Events[Any]], call: Listener | None = None
    ) -> None:
        self.target = target
        self.identifier = identifier
        self.fn = fn
        self.family = family
        self.call = fn if call is None else call

    def with_wrapper(self, call: Listener) -> EventKey:
        """Return the key with another function to invoke; `remove()` still finds it by the user's."""
        return EventKey(self.target, self.identifier, self.fn, self.family, call)

    def with_target(self, target: Any) -> EventKey:
        """Return the key for another target."""
        return EventKey(target, self.identifier, self.fn, self.family, self.call)

    def add(self, dispatch: Dispatch | None = None, *, propagate: bool = False, insert: bool = False) -> None:
        """Store the listener at the target, or at `dispatch`; a second registration of a function is ignored."""
        at = self.family._dispatch_for(self.target) if dispatch is None else dispatch
        with mutex:
            if at._find(self.identifier, self.fn) is None:
                at._add(self.identifier, Entry(self.fn, self.call, propagate), insert)


class Events(Generic[_T]):
    """Base of event families; `_T` is the kind of target.

    A subclass declares events as methods.  `_dispatch_target`, when set, is a class that gets a `dispatch` of the
    family; usually the target class says `dispatch = dispatcher(ItsEvents)` itself.
    """

    names: ClassVar[dict[str, tuple[str, ...]]] = {}
    retvals: ClassVar[dict[str, Callable[..., Any]]] = {}
    legacy: ClassVar[dict[str, tuple[tuple[int, Callable[..., tuple[Any, ...]]], ...]]] = {}
    dispatch_base: ClassVar[type[Dispatch]] = Dispatch
    _dispatch_target: ClassVar[type | None] = None

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        declared = dict(cls.names)
        for name, method in vars(cls).items():
            code = getattr(method, "__code__", None)
            if code is not None and not name.startswith("_"):
                declared[name] = code.co_varnames[1 : code.co_argcount]
        cls.names = declared
        cls.dispatch_base = type(
            f"{cls.__name__}Dispatch", (cls.dispatch_base,), {"family": cls, **dict.fromkeys(declared, NONE)}
        )
        for name in declared:
            _families.setdefault(name, []).insert(0, cls)
        if cls._dispatch_target is not None:
            cls._dispatch_target.dispatch = dispatcher(cls)  # type: ignore[attr-defined]  # given to the target here

    @classmethod
    def _accept_with(cls, target: Any, identifier: str) -> Any:
        """Return the object that holds the listeners for `target`, or None when it is not of this family."""
        dispatch = getattr(target, "dispatch", None)
        return target if isinstance(dispatch, Dispatch) and issubclass(dispatch.family, cls) else None

    @classmethod
    def _dispatch_for(cls, target: Any) -> Dispatch:
        """Return the dispatch of an accepted target that listeners are added to."""
        dispatch: Dispatch = target.dispatch
        return dispatch

    @classmethod
    def _listen(
        cls,
        key: EventKey,
        *,
        propagate: bool = False,
        insert: bool = False,
        named: bool = False,
        once: bool = False,
        retval: bool = False,
        _once_unless_exception: bool = False,
    ) -> None:
        """Store a listener; families override this to adapt it or to give it to several targets."""
        call = cls._adapted(key.identifier, key.call, named, retval)
        if once or _once_unless_exception:
            call = _only_once(call, cls.retvals.get(key.identifier), again_on_error=_once_unless_exception)
        key.with_wrapper(call).add(propagate=propagate, insert=insert)

    @classmethod
    def _adapted(cls, identifier: str, fn: Listener, named: bool, retval: bool) -> Listener:
        """Return `fn` behind the wrappers that its signature and options ask for; `fn` itself when there are none."""
        call = fn
        if named:
            call = _by_name(cls.names[identifier], fn)
        elif identifier in cls.legacy:
            count = _positional_count(fn)
            for arity, convert in cls.legacy[identifier]:
                if count == arity:
                    call = _converted(fn, convert)
        if not retval and identifier in cls.retvals:
            call = _without_retval(call, cls.retvals[identifier])
        return call

    @classmethod
    def _remove(cls, key: EventKey) -> None:
        """Remove a listener, also from the targets it was propagated to."""
        with mutex:
            entry = cls._dispatch_for(key.target)._find(key.identifier, key.fn)
            if entry is None:
                raise exc.InvalidRequestError(
                    f"No listeners found for event {key.target} / {key.identifier!r} / {key.fn}: "
                    "it was not registered there, or is removed already"
                )
            for home in entry.homes:
                holder = home()
                if holder is not None:
                    holder._discard(key.identifier, entry)

    @classmethod
    def _contains(cls, key: EventKey) -> bool:
        """Whether the listener is registered at the target itself."""
        return cls._dispatch_for(key.target)._find(key.identifier, key.fn) is not None


_families: dict[str, list[type[Events[Any]]]] = {}


def find(target: Any, identifier: str, fn: Listener) -> EventKey:
    """Return the key of a listener: the family that has such an event and accepts the target, and the real target.

    :raises InvalidRequestError: when there is none.
    """
    for family in _families.get(identifier, ()):
        accepted = family._accept_with(target, identifier)
        if accepted is not None:
            return EventKey(accepted, identifier, fn, family)
    raise exc.InvalidRequestError(f"No such event {identifier!r} for target '{target}'")


def _positional_count(fn: Listener) -> int | None:
    """The number of positional parameters of a Python callable; None when it takes any number or cannot be known."""
    bound = 0
    function: Any = fn
    if hasattr(fn, "__func__"):
        function, bound = fn.__func__, 1
    elif not hasattr(fn, "__code__"):
        function, bound = getattr(type(fn).__call__, "__func__", type(fn).__call__), 1
    code = getattr(function, "__code__", None)
    if code is None or code.co_flags & 0x04:  # *args
        return None
    count: int = code.co_argcount - bound
    return count


def _by_name(names: tuple[str, ...], fn: Listener) -> Listener:
    def call(*args: Any, **kw: Any) -> Any:
        return fn(**dict(zip(names, args, strict=False)), **kw)

    return call


def _converted(fn: Listener, convert: Callable[..., tuple[Any, ...]]) -> Listener:
    def call(*args: Any, **kw: Any) -> Any:
        return fn(*convert(*args), **kw)

    return call


def _without_retval(fn: Listener, value: Callable[..., Any]) -> Listener:
    def call(*args: Any, **kw: Any) -> Any:
        fn(*args, **kw)
        return value(*args)

    return call


def _only_once(fn: Listener, value: Callable[..., Any] | None, again_on_error: bool) -> Listener:
    """Call a listener the first time; later the event's neutral value is returned."""
    pending = [fn]  # list.pop is atomic: of two threads one calls it

    def call(*args: Any, **kw: Any) -> Any:
        try:
            first = pending.pop()
        except IndexError:
            return None if value is None else value(*args)
        try:
            return first(*args, **kw)
        except BaseException:
            if again_on_error:
                pending.append(first)
            raise

    return call
