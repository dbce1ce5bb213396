"""synonym(): another name for a mapped attribute."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from holdfast import exc
from holdfast.orm.attributes.instrumented import QueryableAttribute
from holdfast.orm.attributes.mapped import Mapped
from holdfast.orm.mapper.properties import NO_DATACLASS_OPTIONS, DataclassOptions, MapperProperty

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper

_T = TypeVar("_T")


class SynonymProperty(MapperProperty, Generic[_T]):
    """An attribute that reads, writes and queries another one.

    :param name: key of the attribute it stands for.
    :param map_column: map the column of the synonym's own name to the attribute `name`.
    :param descriptor: a Python descriptor (such as a property) that is used on instances.
    :param comparator_factory: a PropComparator class for the operators of the synonym.
    Source: SQLAlchemy 2.1 documentation, synonym().
    """

    is_synonym = True

    def __init__(
        self,
        name: str,
        map_column: bool | None = None,
        descriptor: Any = None,
        comparator_factory: Callable[..., Any] | None = None,
        attribute_options: DataclassOptions | None = None,
        info: dict[Any, Any] | None = None,
        doc: str | None = None,
    ) -> None:
        self.name = name
        self.map_column = map_column
        self.descriptor = descriptor
        self.comparator_factory = comparator_factory
        self._dataclass = attribute_options or NO_DATACLASS_OPTIONS
        self._info = info
        self.doc = doc or (descriptor.__doc__ if descriptor is not None else None)

    @property
    def columns(self) -> list[Any]:
        """The columns of the attribute it stands for."""
        columns: list[Any] = self.target.columns  # type: ignore[attr-defined]  # only columns are asked for here
        return columns

    @property
    def target(self) -> MapperProperty:
        """The property it stands for; InvalidRequestError when there is none of that name."""
        found = self.parent.props.get(self.name)
        if found is None:
            attribute = getattr(self.parent.class_, self.name, None)
            if attribute is not None and hasattr(attribute, "property"):
                return attribute.property  # type: ignore[no-any-return]  # any descriptor with a property will do
            raise exc.InvalidRequestError(f"Can't find property '{self.name}' on {self.parent} for the synonym {self}")
        return found

    def declare(self, mapper: Mapper[Any]) -> None:
        """Put the descriptor on the class."""
        cls = mapper.class_
        descriptor = self.descriptor
        if descriptor is None:
            present = cls.__dict__.get(self.key)
            if present is not None and hasattr(type(present), "__get__") and not isinstance(present, Mapped):
                descriptor = self.descriptor = present
        setattr(cls, self.key, SynonymAttribute(cls, self.key, mapper, self))

    def comparator_for(self, attribute: Any) -> Any:
        target = getattr(attribute.class_, self.name)
        return target.comparator if self.comparator_factory is None else super().comparator_for(attribute)

    def expression_for(self, attribute: Any) -> Any:
        return getattr(attribute.class_, self.name).expression

    def operand_for(self, attribute: Any) -> Any:
        if self.comparator_factory is not None:
            return super().operand_for(attribute)
        return getattr(attribute.class_, self.name)


class Synonym(SynonymProperty[_T], Mapped[_T]):  # type: ignore[misc]  # compares by identity, see MapperProperty
    """What `synonym()` returns: a SynonymProperty that type checkers take for `Mapped[T]`."""


class SynonymAttribute(QueryableAttribute[_T]):
    """The descriptor of a synonym; a data descriptor, as no value is stored under the synonym's name."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        if instance is None:
            return self
        descriptor = self.prop.descriptor
        return getattr(instance, self.prop.name) if descriptor is None else descriptor.__get__(instance, owner)

    def __set__(self, instance: Any, value: Any) -> None:
        descriptor = self.prop.descriptor
        if descriptor is None:
            setattr(instance, self.prop.name, value)
        else:
            descriptor.__set__(instance, value)

    def __delete__(self, instance: Any) -> None:
        delattr(instance, self.prop.name)
