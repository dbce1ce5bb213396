"""From a declarative class to its table and mapper.

Rules
* `_Scan` walks the class and its bases that are not mapped, in MRO order: the first definition of a name counts. The
  class's own attributes are used as they are; those of mixins and abstract bases are copied, computed
  (`declared_attr`), or refused (relationships).
* Attributes of one class come in the order of its body as far as Python tells it; annotations without value are in
  `__annotations__` only, values without annotation in the class dictionary only, and the two orders are merged.
* Columns become columns of the Table, or of the base's table with single-table inheritance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from holdfast import exc
from holdfast.orm import exc as orm_exc
from holdfast.orm.attributes.instrumented import QueryableAttribute
from holdfast.orm.declarative.annotations import MappedType, is_class_variable, own_annotations, read
from holdfast.orm.declarative.declared_attr import evaluated
from holdfast.orm.declarative.mapped_column import MappedColumn
from holdfast.orm.declarative.relationship_types import apply_annotation
from holdfast.orm.declarative.type_map import sql_type
from holdfast.orm.mapper.inheritance import mapped_base
from holdfast.orm.mapper.mapper import Mapper
from holdfast.orm.mapper.properties import ColumnProperty, MapperProperty
from holdfast.orm.mapper.registry import MapperRegistry
from holdfast.orm.mapper.synonym import Synonym
from holdfast.sql.schema.column import Column
from holdfast.sql.schema.metadata import MetaData
from holdfast.sql.schema.table import Table
from holdfast.util.warnings import warn

MAPPER_ARGUMENT_COLUMNS = ("version_id_col", "polymorphic_on", "primary_key")


class _Declared(NamedTuple):
    """A column of the class, to be put into the table."""

    key: str
    column: Column[Any]
    prop: ColumnProperty[Any]
    sort_order: int = 0
    existing: bool = False
    """True: the column of the base's table is used when it has one of that name"""


def map_declared(registry: MapperRegistry, cls: type[Any]) -> None:
    """Make the table (where there is none) and the mapper of a declarative class.

    :raises InvalidRequestError: there is neither `__tablename__` nor `__table__` nor a mapped base.
    """
    evaluated[cls] = {}
    try:
        _Scan(registry, cls).map()
    finally:
        del evaluated[cls]


class _Scan:
    """The scan of one class."""

    def __init__(self, registry: MapperRegistry, cls: type[Any]) -> None:
        self.registry = registry
        self.cls = cls
        self.base = mapped_base(cls)
        self.table: Any = cls.__dict__.get("__table__")
        self.columns: list[_Declared] = []
        self.properties: dict[str, MapperProperty] = {}
        self.seen: set[str] = set()

    def map(self) -> None:
        """Scan and map."""
        cls = self.cls
        if self.table is None and (inherited := self._directive("__table__")) is not None:
            self.table = inherited
        for owner in cls.__mro__:
            if owner is object or "__mapper__" in owner.__dict__:
                continue
            # computed attributes come last, as they may refer to the others of their class
            for key, value, annotation in sorted(_attributes(owner), key=_is_computed):
                if key not in self.seen:
                    self._attribute(owner, key, value, annotation)
        if self.table is None:
            self._make_table()
        else:
            self._use_table()
        arguments = self._mapper_arguments()
        Mapper(
            cls,
            self.table,
            {**self.properties, **arguments.pop("properties", {})},
            registry=self.registry,
            declared={declared.column: (declared.key, declared.prop) for declared in self.columns},
            **arguments,
        )
        self.registry._add_class(cls.__name__, cls)

    # one attribute

    def _attribute(self, owner: type[Any], key: str, value: Any, annotation: Any) -> None:
        if key[:2] == "__" or (annotation is not None and is_class_variable(annotation)):
            return
        self.seen.add(key)
        mixin = owner is not self.cls
        if getattr(value, "is_declared", False):
            value = self._computed(owner, key)
            annotation = None
            mixin = False
        if isinstance(value, (MappedColumn, Column, MapperProperty)):
            self._declared(owner, key, value, annotation, mixin)
        elif value is None and annotation is not None and key not in owner.__dict__:
            self._annotated_only(owner, key, annotation)
        elif (
            isinstance(value, tuple)
            and len(value) == 1
            and isinstance(value[0], (MappedColumn, Column, MapperProperty))
        ):
            warn(
                f"Ignoring declarative-like tuple value of attribute '{key}': possibly a copy-and-paste error with a "
                "comma accidentally placed at the end of the line?"
            )
        elif isinstance(value, QueryableAttribute) and not mixin and value.key != key:
            self.properties[key] = _synonym_of(value)

    def _computed(self, owner: type[Any], key: str) -> Any:
        declared = owner.__dict__[key]
        value = declared.__get__(None, self.cls)
        if isinstance(value, (MappedColumn, Column, MapperProperty)):
            annotation = getattr(declared.fget, "__annotations__", {}).get("return")
            if annotation is not None and not isinstance(value, Column):
                said = read(annotation, owner)
                if said is not None and isinstance(value, MappedColumn):
                    self._say_type(key, value, said)
                elif said is not None and getattr(value, "is_relationship", False):
                    apply_annotation(value, said, f"{self.cls.__name__}.{key}")
        return value

    def _declared(self, owner: type[Any], key: str, value: Any, annotation: Any, mixin: bool) -> None:
        if key == "metadata":
            warn(
                "Attribute name 'metadata' should be left reserved for the MetaData instance when using a "
                "Declarative class."
            )
        said = None if annotation is None else read(annotation, owner)
        if annotation is not None and said is None and not isinstance(value, Column):
            self._refuse_plain_annotation(key)
        if mixin and isinstance(value, (MappedColumn, Column)):
            value = value.copied() if isinstance(value, MappedColumn) else value._copy()
            # other attributes that the class computes may refer to it
            type.__setattr__(self.cls, key, value)
        if isinstance(value, Column):
            self._plain_column(key, value)
        elif isinstance(value, MappedColumn):
            self._mapped_column(key, value, said)
        elif mixin and not value.is_synonym:
            raise exc.InvalidRequestError(
                "Mapper properties (i.e. deferred,column_property(), relationship(), etc.) must be declared as "
                f"@declared_attr callables on declarative mixin classes (attribute '{key}' of {owner.__name__}).  "
                "For dataclass field() objects, use a lambda:"
            )
        else:
            self._property(key, value, said)

    def _refuse_plain_annotation(self, key: str) -> None:
        if getattr(self.cls, "__allow_unmapped__", False):
            return
        raise orm_exc.MappedAnnotationError(
            f'Type annotation for "{self.cls.__name__}.{key}" can\'t be correctly interpreted for Annotated '
            "Declarative Table form.  ORM annotations should normally make use of the ``Mapped[]`` generic type, or "
            "other ORM-compatible generic type, as a container for the actual type, which indicates the intent that "
            "the attribute is mapped. Class variables that are not intended to be mapped by the ORM should use "
            "ClassVar[].  To allow Annotated Declarative to disregard legacy annotations which don't use Mapped[] "
            'to pass, set "__allow_unmapped__ = True" on the class or a superclass this class.'
        )

    def _annotated_only(self, owner: type[Any], key: str, annotation: Any) -> None:
        said = read(annotation, owner)
        if said is None:
            return
        if self.table is not None:
            # the columns of a given table need no declaration; this one is for type checkers
            return
        template = _template(said)
        if isinstance(template, MapperProperty):
            self._property(key, template, said)
        else:
            self._mapped_column(key, MappedColumn((), {}), said)

    def _plain_column(self, key: str, column: Column[Any]) -> None:
        if column.name is None:
            column.name = key
        if column.key is None:
            column.key = column._bind_name = column.name
        self.columns.append(_Declared(key, column, ColumnProperty(column)))

    def _mapped_column(self, key: str, value: MappedColumn[Any], said: MappedType | None) -> None:
        if said is None:
            column = value.completed(key, None, None)
        else:
            column = self._say_type(key, value, said)
        self.columns.append(
            _Declared(
                key,
                column,
                value.as_property(column),
                value.sort_order,
                value.settings.get("use_existing_column", False),
            )
        )

    def _say_type(self, key: str, value: MappedColumn[Any], said: MappedType) -> Column[Any]:
        """Complete a column by its annotation; one with a foreign key gets the type of the column it refers to."""
        template = _template(said)
        if isinstance(template, MappedColumn):
            value.with_template(template)
        type_ = None
        if said.full is not None and not value.has_type and not value.foreign_keys:
            type_ = sql_type(said.type, said.full, self.registry.type_annotation_map)
            if type_ is None:
                self._refuse_type(key, said)
        return value.completed(key, type_, said.optional)

    def _refuse_type(self, key: str, said: MappedType) -> None:
        if (
            getattr(said.type, "name", None) is not None
            and not isinstance(said.type, type)
            and hasattr(said.type, "args")
        ):
            raise orm_exc.MappedAnnotationError(
                f'Could not resolve all types within mapped annotation: "Mapped[{said.full!r}]" of '
                f'"{self.cls.__name__}.{key}".  Ensure all types are written correctly and are imported within the '
                "module in use."
            )
        indicated = said.type if said.optional else said.full
        raise orm_exc.MappedAnnotationError(
            f"Could not locate SQLAlchemy Core type when resolving for Python type indicated by '{indicated!r}' "
            f"inside the Mapped[] annotation for the '{key}' attribute; the type object is not resolvable by the "
            "registry. Give mapped_column() a type, or the registry's type_annotation_map an entry"
        )

    def _property(self, key: str, value: MapperProperty, said: MappedType | None) -> None:
        if value.is_relationship and said is not None:
            apply_annotation(value, said, f"{self.cls.__name__}.{key}")
        if isinstance(value, ColumnProperty):
            value.columns = [_named(column, key) for column in value.columns]
            first = value.columns[0]
            if isinstance(first, Column) and first.table is None:
                self.columns.append(_Declared(key, first, value))
                return
        self.properties[key] = value

    # table and mapper

    def _directive(self, name: str) -> Any:
        """A directive of the class: its own, or that of a mixin; never that of a mapped base."""
        for owner in self.cls.__mro__:
            if name in owner.__dict__:
                if "__mapper__" in owner.__dict__ and owner is not self.cls:
                    return None
                return getattr(self.cls, name)
        return None

    def _make_table(self) -> None:
        name = self._directive("__tablename__")
        if name is None:
            if self.base is None:
                raise exc.InvalidRequestError(
                    f"Class {self.cls!r} does not have a __table__ or __tablename__ specified and does not inherit "
                    "from an existing table-mapped class."
                )
            self._add_to_base_table()
            return
        args, kw = _table_arguments(self.cls, self._directive("__table_args__"))
        ordered = sorted(self.columns, key=lambda declared: declared.sort_order)
        self.columns = ordered
        metadata = next(
            (found for base in self.cls.__mro__ if isinstance(found := base.__dict__.get("metadata"), MetaData)), None
        )
        factory = self._directive("__table_cls__") or Table
        self.table = factory(
            name,
            self.registry.metadata if metadata is None else metadata,
            *[declared.column for declared in ordered],
            *args,
            **kw,
        )
        type.__setattr__(self.cls, "__table__", self.table)

    def _use_table(self) -> None:
        """Check that declared columns are those of the given table."""
        columns = self.table.c
        kept: list[_Declared] = []
        for declared in self.columns:
            if columns.get(declared.column.key) is not declared.column:
                if declared.column.table is None:
                    raise exc.ArgumentError(
                        f"Can't add additional column '{declared.column.key}' when specifying __table__"
                    )
                kept.append(declared)
        self.columns = kept

    def _add_to_base_table(self) -> None:
        """Single-table inheritance: put the class's columns into the table of its base."""
        assert self.base is not None
        table = self.base.local_table
        for index, declared in enumerate(self.columns):
            column = declared.column
            present = table.c.get(column.key)
            if present is None:
                table.append_column(column)
            elif declared.existing:
                self.columns[index] = declared._replace(column=present, prop=ColumnProperty(present))
            else:
                raise exc.ArgumentError(
                    f"Column '{column.key}' on class {self.cls.__name__} conflicts with existing column '{present}'.  "
                    "If using Declarative, consider using the use_existing_column parameter of mapped_column() to "
                    "resolve conflicts."
                )

    def _mapper_arguments(self) -> dict[str, Any]:
        arguments = dict(self._directive("__mapper_args__") or {})
        for name in MAPPER_ARGUMENT_COLUMNS:
            value = arguments.get(name)
            if isinstance(value, (list, tuple)):
                arguments[name] = [self._column_argument(item) for item in value]
            elif value is not None:
                arguments[name] = self._column_argument(value)
        for name in ("include_properties", "exclude_properties"):
            if name in arguments:
                arguments[name] = [item.column if isinstance(item, MappedColumn) else item for item in arguments[name]]
        return arguments

    def _column_argument(self, value: Any) -> Any:
        if isinstance(value, MappedColumn):
            return value.column
        if isinstance(value, str):
            for declared in self.columns:
                if declared.key == value:
                    return declared.column
            table = self.table if self.table is not None else self.base.local_table if self.base is not None else None
            if table is not None and value in table.c:
                return table.c[value]
            raise exc.ArgumentError(
                f"Can't determine the column '{value}' that __mapper_args__ of {self.cls.__name__} names: no "
                "attribute or column is called that"
            )
        return value


def _attributes(owner: type[Any]) -> Iterator[tuple[str, Any, Any]]:
    """(name, value, annotation) for what a class itself defines."""
    values = owner.__dict__
    annotations = own_annotations(owner)
    for name in _merged(list(values), list(annotations)) if annotations else list(values):
        yield name, values.get(name), annotations.get(name)


def _is_computed(attribute: tuple[str, Any, Any]) -> bool:
    return getattr(attribute[1], "is_declared", False) is True


def _merged(one: list[str], other: list[str]) -> list[str]:
    """Two orders of names as one: names that both have keep their place in both, up to each of them those before it
    come.
    """
    both = set(one) & set(other)
    current, waiting = one[::-1], other[::-1]
    merged: list[str] = []
    meeting: str | None = None
    while current or waiting:
        if not current:
            current, waiting, meeting = waiting, current, None
        name = current[-1]
        if name in both and meeting is None and waiting:
            meeting = name
            current, waiting = waiting, current
            continue
        current.pop()
        if name in both:
            both.discard(name)
            waiting.remove(name)
            meeting = None
        merged.append(name)
    return merged


def _template(said: MappedType) -> Any:
    """The construct in an `Annotated` annotation; a relationship there is copied for the class."""
    for item in said.metadata:
        if isinstance(item, (MappedColumn, MapperProperty)):
            return item
        if isinstance(item, Column):
            return _column_template(item)
    return None


def _column_template(column: Column[Any]) -> MappedColumn[Any]:
    template: MappedColumn[Any] = MappedColumn((), {})
    template._column = column
    return template


def _named(column: Any, key: str) -> Any:
    if isinstance(column, Column) and column.table is None and column.name is None:
        column.name = key
        column.key = column._bind_name = column.name
    return column


def _synonym_of(attribute: QueryableAttribute[Any]) -> MapperProperty:
    return Synonym(attribute.key)


def _table_arguments(cls: type[Any], given: Any) -> tuple[Iterable[Any], Mapping[str, Any]]:
    """`__table_args__` as positional and keyword arguments of Table; ArgumentError for anything but a tuple or dict."""
    if not given:
        return (), {}
    if isinstance(given, dict):
        return (), given
    if isinstance(given, tuple):
        return (given[:-1], given[-1]) if isinstance(given[-1], dict) else (given, {})
    raise exc.ArgumentError(f"__table_args__ value must be a tuple, dict, or None (class {cls.__name__})")
