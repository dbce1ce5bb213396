"""Reading `Mapped[...]` annotations: of objects, of strings (`from __future__ import annotations`), and of names that
do not exist yet.

Rules
* A string is evaluated in the namespace of the class's module. A name that is not there becomes an `UnknownName`, so
  that an annotation may name a class that is defined later or imported under TYPE_CHECKING only; relationships resolve
  it when they are configured.
* What is read is data: `MappedType` for the whole, no decision about columns or relationships.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import CodeType, NoneType, UnionType
from typing import Any, ClassVar, ForwardRef, NamedTuple, Union, get_origin

from holdfast.orm.attributes.mapped import DynamicMapped, Mapped, WriteOnlyMapped

CONTAINERS: dict[str, type[Any]] = {
    "Mapped": Mapped,
    "DynamicMapped": DynamicMapped,
    "WriteOnlyMapped": WriteOnlyMapped,
}
_code: dict[str, CodeType] = {}


class UnknownName:
    """A name in an annotation that cannot be resolved now, with the type arguments it was given."""

    __slots__ = ("args", "name")

    def __init__(self, name: str, args: tuple[Any, ...] = ()) -> None:
        self.name = name
        self.args = args

    def __getattr__(self, attribute: str) -> UnknownName:
        if attribute[:2] == "__":
            raise AttributeError(attribute)
        return UnknownName(f"{self.name}.{attribute}")

    def __getitem__(self, args: Any) -> UnknownName:
        return UnknownName(self.name, args if isinstance(args, tuple) else (args,))

    def __or__(self, other: Any) -> Alternatives:
        return Alternatives((self, other))

    def __ror__(self, other: Any) -> Alternatives:
        return Alternatives((other, self))

    def __call__(self) -> None:
        """typing accepts callables only as type arguments."""
        raise TypeError(f"'{self.name}' is the name of a type that is not known")

    def __repr__(self) -> str:
        return self.name


class Alternatives(UnknownName):
    """`X | Y` with an unknown name in it."""

    __slots__ = ()

    def __init__(self, args: tuple[Any, ...]) -> None:
        super().__init__("|", args)

    def __repr__(self) -> str:
        return " | ".join(map(repr, self.args))


class _Scope(Mapping[str, Any]):
    """Names that an annotation of a class sees: its own, its module's, builtins; all others are UnknownNames."""

    def __init__(self, cls: type[Any]) -> None:
        module = sys.modules.get(cls.__module__)
        self._module: dict[str, Any] = {} if module is None else module.__dict__
        self._own = cls.__dict__
        self._class = cls

    def __getitem__(self, name: str) -> Any:
        if name in self._module:
            return self._module[name]
        if name == self._class.__name__:
            return self._class
        if name in _BUILTINS:
            return _BUILTINS[name]
        value = self._own.get(name)
        if isinstance(value, type):
            return value
        return CONTAINERS.get(name) or UnknownName(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._module)

    def __len__(self) -> int:
        return len(self._module)


_BUILTINS: dict[str, Any] = __builtins__ if isinstance(__builtins__, dict) else vars(__builtins__)
_NO_GLOBALS: dict[str, Any] = {"__builtins__": {}}


def evaluate(text: str, scope: Any) -> Any:
    """Evaluate a string annotation; unknown names become UnknownNames."""
    code = _code.get(text)
    if code is None:
        code = _code[text] = compile(text.strip(), "<annotation>", "eval")
    return eval(code, _NO_GLOBALS, scope)


class MappedType(NamedTuple):
    """What a `Mapped[...]` annotation says."""

    container: type[Any]
    type: Any
    """The type within, None removed; None when there is nothing within."""
    optional: bool
    """True when None is among the alternatives."""
    full: Any
    """The type within as it is written, with None and Annotated."""
    metadata: tuple[Any, ...]
    """What `Annotated` adds, outer first."""


def own_annotations(cls: type[Any]) -> Mapping[str, Any]:
    """The annotations of the class itself."""
    found: Mapping[str, Any] | None = cls.__dict__.get("__annotations__")  # noqa: RUF063  # inspect is slow to import
    if found is None and sys.version_info >= (3, 14):
        from annotationlib import Format, get_annotations  # only there, and slow to import

        found = get_annotations(cls, format=Format.FORWARDREF)
    return {} if found is None else found


def read(annotation: Any, cls: type[Any]) -> MappedType | None:
    """Read an annotation of a class; None when it is not `Mapped[...]` or one of its relatives."""
    scope: _Scope | None = None
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        scope = _Scope(cls)
        annotation = evaluate(annotation, scope)
    container = getattr(annotation, "__origin__", annotation)
    if isinstance(container, UnknownName):
        container = CONTAINERS.get(container.name.rpartition(".")[2])
    if not isinstance(container, type) or not issubclass(container, Mapped):
        return None
    args = getattr(annotation, "__args__", None) or (annotation.args if isinstance(annotation, UnknownName) else ())
    if not args:
        return MappedType(container, None, False, None, ())
    full = resolved(args[0], cls, scope)
    type_, optional, metadata = _analyzed(full, cls, scope)
    return MappedType(container, type_, optional, full, metadata)


def is_class_variable(annotation: Any) -> bool:
    """Whether an annotation is ClassVar, also as a string."""
    if isinstance(annotation, str):
        return "ClassVar" in annotation.partition("[")[0]
    return annotation is ClassVar or get_origin(annotation) is ClassVar


def resolved(type_: Any, cls: type[Any], scope: Any = None) -> Any:
    """The type that a string or forward reference within an annotation stands for."""
    if isinstance(type_, ForwardRef):
        type_ = type_.__forward_arg__
    if isinstance(type_, str):
        return evaluate(type_, scope or _Scope(cls))
    return type_


def _analyzed(type_: Any, cls: type[Any], scope: Any) -> tuple[Any, bool, tuple[Any, ...]]:
    """(type without None and Annotated, whether None was there, what Annotated adds)."""
    if isinstance(type_, type):
        return type_, type_ is NoneType, ()
    metadata = getattr(type_, "__metadata__", None)
    if metadata is not None:
        inner, optional, more = _analyzed(resolved(type_.__origin__, cls, scope), cls, scope)
        # the Annotated object itself may be a key of the type map, which its parts are not
        return (type_ if not optional and not more else inner), optional, (*metadata, *more)
    members = alternatives(type_)
    if members is not None:
        rest = [resolved(member, cls, scope) for member in members if member is not NoneType and member is not None]
        if len(rest) == 1 and len(rest) < len(members):
            inner, _, more = _analyzed(rest[0], cls, scope)
            return inner, True, more
        if len(rest) < len(members) and len(rest) > 1 and not isinstance(type_, Alternatives):
            return Union[tuple(rest)], True, ()  # made of a tuple
        return type_, False, ()
    value = getattr(type_, "__value__", None)
    if value is not None and type(type_).__name__ == "TypeAliasType":
        inner, optional, more = _analyzed(resolved(value, cls, scope), cls, scope)
        return (type_ if not optional and not more else inner), optional, more
    return type_, False, ()


def alternatives(type_: Any) -> tuple[Any, ...] | None:
    """The members of a union; None when it is none."""
    if isinstance(type_, Alternatives):
        flat: list[Any] = []
        for member in type_.args:
            flat.extend(alternatives(member) or (member,))
        return tuple(flat)
    if isinstance(type_, UnionType) or getattr(type_, "__origin__", None) is Union:
        members: tuple[Any, ...] = type_.__args__
        return members
    if isinstance(type_, UnknownName) and type_.name.rpartition(".")[2] == "Optional" and len(type_.args) == 1:
        return (*type_.args, None)
    return None


def without_none(type_: Any) -> Any:
    """A union without None; any other type as it is."""
    members = alternatives(type_)
    if members is None:
        return type_
    rest = tuple(member for member in members if member is not NoneType and member is not None)
    return rest[0] if len(rest) == 1 else Union[rest] if rest else type_
