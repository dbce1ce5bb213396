"""The declarative base classes: deriving from one maps a class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from holdfast import exc
from holdfast.orm.declarative.metaclass import DeclarativeAttributeIntercept, DeclarativeMeta
from holdfast.orm.declarative.registry import DEFAULT_CONSTRUCTOR, registry
from holdfast.orm.declarative.scan import map_declared
from holdfast.orm.mapper.mapper import Mapper
from holdfast.sql.schema.metadata import MetaData

if TYPE_CHECKING:
    from typing import Self

    from holdfast.orm.mapper.attribute_state import MappedState
    from holdfast.sql.selectables.fromclause import FromClause

_T = TypeVar("_T", bound=type)
Registry = registry


def _set_up_base(cls: type[Any]) -> None:
    """Make a direct subclass of DeclarativeBase a declarative base."""
    own = cls.__dict__
    metadata = own.get("metadata")
    type_map: Mapping[Any, Any] | None = own.get("type_annotation_map")
    found = own.get("registry")
    if found is None:
        found = registry(metadata=metadata, type_annotation_map=type_map)
        cls.registry = found
    else:
        if not isinstance(found, registry):
            raise exc.InvalidRequestError(
                "Declarative base class has a 'registry' attribute that is not an instance of "
                f"holdfast.orm.registry() ({cls.__name__})"
            )
        if type_map is not None:
            if found.type_annotation_map:
                raise exc.InvalidRequestError(
                    "Declarative base class has both a 'registry' attribute and a type_annotation_map entry.  "
                    "Per-base type_annotation_maps are not supported.  Please apply the type_annotation_map to this "
                    "registry directly."
                )
            found.update_type_annotation_map(type_map)
        if metadata is not None and metadata is not found.metadata:
            raise exc.InvalidRequestError(
                "Declarative base class has both a 'registry' and a 'metadata' attribute, and they do not agree"
            )
    if metadata is None:
        cls.metadata = found.metadata
    cls._sa_registry = found
    if found.users_constructor is not None and "__init__" not in own:
        cls.__init__ = found.users_constructor


def _map(cls: type[Any]) -> None:
    """Map a class below a declarative base, unless it is abstract."""
    if cls.__dict__.get("__abstract__"):
        return
    map_declared(cls._sa_registry, cls)


class _Typed:
    """What type checkers know of every declarative class."""

    if TYPE_CHECKING:
        registry: ClassVar[Registry]
        metadata: ClassVar[MetaData]
        __mapper__: ClassVar[Mapper[Any]]
        __table__: ClassVar[FromClause]
        __name__: ClassVar[str]
        __tablename__: Any
        __mapper_args__: Any
        __table_args__: Any
        type_annotation_map: ClassVar[Mapping[Any, Any]]

        def __init__(self, **kw: Any) -> None: ...
        @classmethod
        def _sa_inspect_type(cls) -> Mapper[Self]: ...
        def _sa_inspect_instance(self) -> MappedState: ...


class DeclarativeBase(_Typed, metaclass=DeclarativeAttributeIntercept):
    """Derive a class from this one for a declarative base; classes derived from that are mapped.

    The base may set `metadata`, `registry` and `type_annotation_map`. Source: SQLAlchemy 2.1 documentation,
    DeclarativeBase.
    """

    def __init_subclass__(cls, **kw: Any) -> None:
        if DeclarativeBase in cls.__bases__:
            if cls.__bases__[0] is not DeclarativeBase and any(
                "_sa_registry" in base.__dict__ for base in cls.__mro__[1:]
            ):
                raise exc.InvalidRequestError(f"Class {cls!r} derives from DeclarativeBase and from a declarative base")
            _set_up_base(cls)
        else:
            _map(cls)
        super().__init_subclass__(**kw)


class DeclarativeBaseNoMeta(_Typed):
    """As DeclarativeBase, without a metaclass: attributes set on a mapped class later are not mapped by that."""

    def __init_subclass__(cls, **kw: Any) -> None:
        if DeclarativeBaseNoMeta in cls.__bases__:
            _set_up_base(cls)
        else:
            _map(cls)
        super().__init_subclass__(**kw)


def declarative_base(
    *,
    metadata: MetaData | None = None,
    mapper: Any = None,
    cls: Any = object,
    name: str = "Base",
    class_registry: MutableMapping[str, Any] | None = None,
    type_annotation_map: Mapping[Any, Any] | None = None,
    constructor: Callable[..., None] | None = DEFAULT_CONSTRUCTOR,
    metaclass: type[Any] = DeclarativeMeta,
) -> Any:
    """Return a new declarative base class.

    :param metadata: the MetaData of its tables; by default a new one.
    :param cls: the class (or classes) that the base derives from.
    :param name: the base's name.
    :param class_registry, type_annotation_map, constructor: see registry.
    :param metaclass: a metaclass like DeclarativeMeta.
    Source: SQLAlchemy 2.1 documentation, declarative_base().
    """
    made = registry(
        metadata=metadata,
        class_registry=class_registry,
        type_annotation_map=type_annotation_map,
        constructor=constructor,
    )
    return made.generate_base(mapper=mapper, cls=cls, name=name, metaclass=metaclass)


def as_declarative(**kw: Any) -> Callable[[_T], _T]:
    """Decorate a class to make it a declarative base; parameters are those of declarative_base()."""
    given = {
        key: kw.pop(key) for key in ("metadata", "class_registry", "type_annotation_map", "constructor") if key in kw
    }
    made = registry(**given)

    def decorate(cls: _T) -> _T:
        base: _T = made.generate_base(cls=cls, name=cls.__name__, **kw)
        return base

    return decorate


def has_inherited_table(cls: type[Any]) -> bool:
    """Whether a class that `cls` derives from is mapped to a table. Source: SQLAlchemy 2.1 documentation,
    has_inherited_table().
    """
    return any(getattr(base, "__table__", None) is not None for base in cls.__mro__[1:])
