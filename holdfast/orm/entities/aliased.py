"""aliased(): a mapped class under another name in SQL.

Rules
* `AliasedClass` is what users hold: its attributes are the class's, in terms of the alias. `AliasedInsp`, what
  `inspect()` gives for it, is what the ORM works with; it has the attributes of a Mapper that describe an entity.
* `adapt` is the one function that puts expressions in terms of the alias.
"""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from holdfast import exc
from holdfast.inspection import _inspects, _self_inspects, inspect
from holdfast.orm.attributes.instrumented import QueryableAttribute
from holdfast.orm.mapper.mapper import Mapper
from holdfast.sql import traversal
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import ColumnElement
from holdfast.sql.selectables.alias import alias as alias_of
from holdfast.sql.selectables.fromclause import FromClause

if TYPE_CHECKING:
    from holdfast.sql.selectables.alias import Alias

_O = TypeVar("_O")


@_self_inspects
class AliasedInsp(Generic[_O]):
    """What `inspect()` gives for an aliased class. Source: SQLAlchemy 2.1 documentation, AliasedInsp."""

    is_aliased_class = True
    is_mapper = False
    is_selectable = False
    is_attribute = False
    is_instance = False
    is_clause_element = False
    _is_orm_entity = True

    def __init__(
        self, entity: AliasedClass[_O], mapper: Mapper[_O], selectable: Any, name: str | None, adapt_on_names: bool
    ) -> None:
        self._entity = entity
        self.mapper = mapper
        self.selectable = selectable
        self.name = name
        self.adapt_on_names = adapt_on_names
        self._adapted: dict[Any, Any] = {}

    @property
    def entity(self) -> AliasedClass[_O]:
        """The AliasedClass."""
        return self._entity

    @property
    def entity_namespace(self) -> AliasedClass[_O]:
        """Where `filter_by()` looks its names up: the AliasedClass."""
        return self._entity

    @property
    def class_(self) -> type[_O]:
        """The mapped class."""
        return self.mapper.class_

    @property
    def persist_selectable(self) -> Any:
        """The alias; entities of every kind have this attribute."""
        return self.selectable

    @property
    def local_table(self) -> Any:
        """The alias; entities of every kind have this attribute."""
        return self.selectable

    def adapt(self, element: Any) -> Any:
        """The element with columns of the mapped table exchanged for those of the alias; what the alias does not have
        stays.
        """
        if isinstance(element, ColumnClause):
            return self._adapt_column(element)
        return traversal.replace(
            element,
            lambda part: (
                self._adapt_column(part) if isinstance(part, ColumnClause) and part.table is not None else None
            ),
        )

    def _adapt_column(self, column: Any) -> Any:
        found = self._adapted.get(column)
        if found is None:
            found = self._corresponding(column)
            self._adapted[column] = found
        return found

    def _corresponding(self, column: Any) -> Any:
        selectable = self.selectable
        if column.table is selectable:
            return column
        found = selectable.corresponding_column(column)
        if found is None and self.adapt_on_names and column in self.mapper._key_by_column:
            found = selectable.c.get(column.key)
            if found is None:
                found = selectable.c.get(column.name)
        return column if found is None else found

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(AliasedInsp)
        key.append(self.mapper._token)
        self.selectable._gather(key, binds)

    def __clause_element__(self) -> Any:
        return self.selectable

    def __str__(self) -> str:
        return f"aliased({self.mapper.class_.__name__})"

    def __repr__(self) -> str:
        return f"<AliasedInsp at {id(self):#x}; {self.mapper.class_.__name__}>"


class AliasedClass(Generic[_O]):
    """A mapped class whose attributes are in terms of an alias; made by `aliased()`. Source: SQLAlchemy 2.1
    documentation.
    """

    _is_aliased_class = True

    def __init__(
        self,
        mapped_class_or_ac: Any,
        alias: Any = None,
        name: str | None = None,
        flat: bool = False,
        adapt_on_names: bool = False,
    ) -> None:
        entity = inspect(mapped_class_or_ac)
        mapper: Mapper[_O] = entity.mapper
        if alias is None:
            alias = mapper.selectable.alias(name=name, flat=flat)
        elif hasattr(alias, "__clause_element__"):
            alias = alias.__clause_element__()
        if alias._is_select_base:
            raise exc.ArgumentError(
                f"aliased({mapper.class_.__name__}, ..) expects a FROM element; call .subquery() on the select()"
            )
        self.__name__ = mapper.class_.__name__
        self._aliased_insp: AliasedInsp[_O] = AliasedInsp(
            self, mapper, alias, name or getattr(alias, "name", None), adapt_on_names
        )

    def __getattr__(self, key: str) -> Any:
        insp: AliasedInsp[Any] | None = self.__dict__.get("_aliased_insp")
        if insp is None or (key[:2] == "__" and key not in ("__table__", "__mapper__", "__tablename__")):
            raise AttributeError(key)
        cls = insp.mapper.class_
        attribute = getattr(cls, key)
        if isinstance(attribute, QueryableAttribute):
            adapted = attribute.adapt_to_entity(insp)
            self.__dict__[key] = adapted
            return adapted
        if isinstance(attribute, MethodType) and attribute.__self__ is cls:
            return MethodType(attribute.__func__, self)
        for base in cls.__mro__:
            if key in base.__dict__:
                raw = base.__dict__[key]
                # hybrids and other descriptors are computed for the alias in the place of the class
                if (
                    hasattr(raw, "__get__")
                    and not isinstance(raw, (staticmethod, MethodType))
                    and not hasattr(raw, "__code__")
                ):
                    return raw.__get__(None, self)
                break
        if isinstance(attribute, ColumnElement):
            return insp.adapt(attribute)
        return attribute

    def __clause_element__(self) -> Any:
        return self._aliased_insp.selectable

    def __repr__(self) -> str:
        return f"<AliasedClass at {id(self):#x}; {self._aliased_insp.class_.__name__}>"

    def __str__(self) -> str:
        return str(self._aliased_insp)


@_inspects(AliasedClass)
def _inspect_aliased_class(target: AliasedClass[_O]) -> AliasedInsp[_O]:
    return target._aliased_insp


@overload
def aliased(
    element: type[_O], alias: Any = None, name: str | None = None, flat: bool = False, adapt_on_names: bool = False
) -> type[_O]: ...
@overload
def aliased(
    element: AliasedClass[_O] | Mapper[_O],
    alias: Any = None,
    name: str | None = None,
    flat: bool = False,
    adapt_on_names: bool = False,
) -> AliasedClass[_O]: ...
@overload
def aliased(
    element: FromClause, alias: None = None, name: str | None = None, flat: bool = False, adapt_on_names: bool = False
) -> Alias: ...
def aliased(
    element: Any, alias: Any = None, name: str | None = None, flat: bool = False, adapt_on_names: bool = False
) -> Any:
    """Return a mapped class under another name in SQL, for joins of a table with itself and the like.

    :param element: a mapped class, an aliased class, or a FROM element (which gets a plain alias).
    :param alias: the FROM element whose rows are the objects, such as a subquery; by default an alias of the mapped
        table.
    :param name: the SQL name; anonymous by default.
    :param flat: alias the parts of a join in place of the join.
    :param adapt_on_names: match columns of `alias` by name where they do not derive from the mapped table.
    Source: SQLAlchemy 2.1 documentation, aliased().
    """
    if isinstance(element, FromClause):
        if adapt_on_names:
            raise exc.ArgumentError("adapt_on_names only applies to ORM elements")
        return alias_of(element, name, flat)
    return cast(Any, AliasedClass(element, alias, name, flat, adapt_on_names))
