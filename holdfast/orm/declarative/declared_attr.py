"""declared_attr: an attribute that a mixin computes for each class that is mapped with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from holdfast.orm.attributes.mapped import Mapped
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.orm.attributes.instrumented import InstrumentedAttribute

_T = TypeVar("_T")
_C = TypeVar("_C", bound=Callable[..., Any])

evaluated: dict[type[Any], dict[Any, Any]] = {}
"""What declared attributes returned for the classes being scanned: class -> {declared_attr: value}."""


def value_for(declared: Any, owner: type[Any]) -> Any:
    """What a declared attribute says for a class; during the scan of the class it is asked once."""
    known = evaluated.get(owner)
    if known is None:
        name = declared.fget.__name__
        if not declared.quiet and not (name[:2] == "__" and name[-2:] == "__"):
            warn(f"Unmanaged access of declarative attribute {name} from non-mapped class {owner.__name__}")
        return declared.fget(owner)
    if declared not in known:
        known[declared] = declared.fget(owner)
    return known[declared]


class DeclaredDirective(Generic[_T]):
    """A `declared_attr` for a directive such as `__tablename__`, whose type is what the method returns."""

    is_declared = True
    is_cascading = False
    quiet = True

    def __init__(self, fn: Callable[..., _T]) -> None:
        self.fget: Callable[..., Any] = fn.__func__ if isinstance(fn, classmethod) else fn
        self.__doc__ = fn.__doc__

    def __get__(self, instance: object, owner: Any) -> _T:
        value: _T = value_for(self, owner)
        return value


class declared_attr(Mapped[_T]):
    """Decorate a method of a mixin: called with each class that is mapped, it returns the attribute for that class.

    `declared_attr.directive` is the same for names such as `__tablename__`; `declared_attr.cascading` asks again for
    each subclass.
    Source: SQLAlchemy 2.1 documentation, declared_attr.
    """

    is_declared = True
    directive = DeclaredDirective

    def __init__(self, fn: Callable[..., Mapped[_T]], cascading: bool = False, quiet: bool = False) -> None:
        self.fget: Callable[..., Any] = fn.__func__ if isinstance(fn, classmethod) else fn
        self.is_cascading = cascading
        self.quiet = quiet
        self.__doc__ = fn.__doc__

    __hash__ = object.__hash__

    if TYPE_CHECKING:

        @overload
        def __get__(self, instance: None, owner: Any) -> InstrumentedAttribute[_T]: ...
        @overload
        def __get__(self, instance: object, owner: Any) -> _T: ...
        def __get__(self, instance: object, owner: Any) -> Any: ...

    else:

        def __get__(self, instance, owner):
            return value_for(self, owner)

    @classmethod
    def cascading(cls, fn: Callable[..., Any]) -> declared_attr[Any]:
        """Decorate a method that is called anew for each subclass of a mapped class."""
        return declared_attr(fn, cascading=True)


def declarative_mixin(cls: _C) -> _C:
    """Mark a class as a declarative mixin; it has no effect."""
    return cls
