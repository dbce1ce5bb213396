"""The mapper: which class stands for which table, and which attribute for which column or relationship.

Rules
* A Mapper is complete for columns when it is constructed; relationships are completed by `configure` (see
  `configure.py`) before first use.
* `props` holds the properties by key, explicit ones first, then those made for the columns of the table, in the
  table's order.
* `attributes` and `setters` are the runtime side, filled by `orm.attributes.instrument`; the dictionaries stay the
  same for the life of the mapper.
* Everything that is asked per object or per statement is a plain attribute or memoised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from holdfast import event, exc
from holdfast.event import dispatcher
from holdfast.inspection import _self_inspects
from holdfast.orm import exc as orm_exc
from holdfast.orm.attributes.cascades import cascade_iterator
from holdfast.orm.attributes.instrument import instrument_attribute, instrument_class, uninstrument_class
from holdfast.orm.attributes.instrumented import InstrumentedAttribute, QueryableAttribute
from holdfast.orm.mapper.construction import is_told_of, refuse_construction, tell_of_construction
from holdfast.orm.mapper.events import MapperEvents, take_waiting
from holdfast.orm.mapper.identity import Identity
from holdfast.orm.mapper.inheritance import join_hierarchy, mapped_base, single_table_criterion
from holdfast.orm.mapper.namespace import ReadOnlyProperties
from holdfast.orm.mapper.properties import ColumnProperty, MapperProperty
from holdfast.orm.mapper.synonym import SynonymAttribute
from holdfast.orm.mapper.table_mapping import assemble_primary_key, column_properties, explicit_properties
from holdfast.orm.mapper.twin import state_class, twin
from holdfast.orm.state.instance_state import STATE_KEY
from holdfast.sql.expressions.element import new_token

if TYPE_CHECKING:
    from holdfast.orm.mapper.registry import MapperRegistry
    from holdfast.orm.state.instance_state import InstanceState

_O = TypeVar("_O")


@_self_inspects
class Mapper(Identity[_O], event.EventTarget):
    """The mapping of one class. Made by declarative mapping or `registry.map_imperatively()`.

    Parameters and behaviour: SQLAlchemy 2.1 documentation, Mapper. ArgumentError for a mapping that cannot work.
    """

    dispatch = dispatcher(MapperEvents)
    #: Listeners for the objects (InstanceEvents).
    instance_dispatch: event.Dispatch | None = None

    is_mapper = True
    is_aliased_class = False
    is_selectable = False
    is_attribute = False
    is_instance = False
    is_property = False
    _is_orm_entity = True
    represents_outer_join = False

    #: Set by `join_hierarchy`, the place of the mapper in its class hierarchy.
    inherits: Mapper[Any] | None
    base_mapper: Mapper[Any]
    single: bool
    inherit_condition: Any
    persist_selectable: Any
    tables: tuple[Any, ...]
    polymorphic_on: Any
    polymorphic_identity: Any
    polymorphic_map: dict[Any, Mapper[Any]]
    version_id_col: Any

    def __init__(
        self,
        class_: type[_O],
        local_table: Any = None,
        properties: Mapping[str, Any] | None = None,
        primary_key: Iterable[Any] | None = None,
        inherits: Any = None,
        inherit_condition: Any = None,
        inherit_foreign_keys: Any = None,
        always_refresh: bool = False,
        version_id_col: Any = None,
        version_id_generator: Callable[[Any], Any] | bool | None = None,
        polymorphic_on: Any = None,
        polymorphic_identity: Any = None,
        concrete: bool = False,
        with_polymorphic: Any = None,
        polymorphic_abstract: bool = False,
        polymorphic_load: str | None = None,
        allow_partial_pks: bool = True,
        batch: bool = True,
        column_prefix: str | None = None,
        include_properties: Iterable[Any] | None = None,
        exclude_properties: Iterable[Any] | None = None,
        passive_updates: bool = True,
        passive_deletes: bool = False,
        confirm_deleted_rows: bool = True,
        eager_defaults: Any = "auto",
        legacy_is_orphan: bool = False,
        registry: MapperRegistry | None = None,
        declared: Mapping[Any, tuple[str, ColumnProperty[Any]]] | None = None,
    ) -> None:
        if not isinstance(class_, type):
            raise exc.ArgumentError(f"Class expected for a mapping, got {class_!r}")
        if "__mapper__" in class_.__dict__:
            raise exc.ArgumentError(
                f"Class '{class_}' already has a primary mapper defined. Dispose of its registry to map it anew"
            )
        if registry is None:
            raise exc.ArgumentError(
                "Mapper() is not called directly; use registry.map_imperatively() or declarative mapping"
            )
        self.class_ = class_
        self.registry = registry
        self.local_table = local_table
        self.always_refresh = always_refresh
        self.allow_partial_pks = allow_partial_pks
        self.batch = batch
        self.column_prefix = column_prefix or ""
        self.include_properties = None if include_properties is None else list(include_properties)
        self.exclude_properties = list(exclude_properties or ())
        self.passive_updates = passive_updates
        self.passive_deletes = passive_deletes
        self.confirm_deleted_rows = confirm_deleted_rows
        self.eager_defaults = eager_defaults
        self.legacy_is_orphan = legacy_is_orphan
        self.with_polymorphic = with_polymorphic
        self.polymorphic_load = polymorphic_load
        self.polymorphic_abstract = polymorphic_abstract
        self.concrete = concrete
        self.version_id_generator = version_id_generator
        self.configured = False
        self.disposing = False
        self.failure: BaseException | None = None
        #: Columns that declarative names: column -> (attribute key, property).
        self.declared = dict(declared or {})
        self.props: dict[str, MapperProperty] = {}
        self.attributes: dict[str, Any] = {}
        self.setters: dict[str, Callable[[InstanceState, Any], None] | None] = {}
        self.original_members: dict[str, Any] = {}
        self._token = new_token()
        self._memo: dict[str, Any] = {}
        self._key_by_column: dict[Any, str] = {}
        self.inheriting: list[Mapper[Any]] = []

        base = inherits if inherits is not None else mapped_base(class_)
        join_hierarchy(self, base, polymorphic_on, polymorphic_identity, inherit_condition)
        self.primary_key: tuple[Any, ...] = assemble_primary_key(self, primary_key)
        self._composite_key = len(self.primary_key) > 1
        self._identity_class = self.base_mapper.class_
        self.state_class = state_class(self)
        self.twin = twin(class_)
        self._map_properties(properties or {}, version_id_col)

    def _map_properties(self, properties: Mapping[str, Any], version_id_col: Any) -> None:
        """Make and install the properties, then announce the mapper."""
        cls = self.class_
        self.version_id_col = (
            version_id_col if version_id_col is not None or self.inherits is None else self.inherits.version_id_col
        )
        explicit = explicit_properties(properties)
        take_waiting(self)
        self.dispatch.instrument_class(self, cls)
        cls.__mapper__ = self  # type: ignore[attr-defined]  # given to every mapped class
        if "__table__" not in cls.__dict__ and self.local_table is not None:
            cls.__table__ = self.local_table  # type: ignore[attr-defined]  # given to every mapped class
        try:
            instrument_class(self)
            if self.polymorphic_abstract:
                refuse_construction(self)
            if is_told_of(self):
                tell_of_construction(self)
            if self.inherits is not None:
                self._inherit_properties(self.inherits, explicit)
            for key, prop in explicit.items():
                self._install(key, prop)
            for key, prop in column_properties(self, explicit):
                self._install(key, prop)
            if isinstance(self.polymorphic_on, str):
                self.polymorphic_on = self.column_of(self.polymorphic_on)
            if self.polymorphic_abstract and self.polymorphic_on is None:
                raise exc.InvalidRequestError(
                    "The Mapper.polymorphic_abstract parameter may only be used on a mapper hierarchy which includes "
                    "the Mapper.polymorphic_on parameter at the base of the hierarchy."
                )
            self.pk_keys = tuple([self.key_of(column) for column in self.primary_key])
        except BaseException:
            self.dispose()
            raise
        self.registry._add_mapper(self)
        self.dispatch.after_mapper_constructed(self, cls)

    def _inherit_properties(self, base: Mapper[Any], overridden: Mapping[str, Any]) -> None:
        """Take over the properties of the base mapper; they and their runtime attributes are shared."""
        for key, prop in base.props.items():
            if key not in overridden:
                self._share(base, key, prop)

    def _share(self, base: Mapper[Any], key: str, prop: MapperProperty) -> None:
        self.props[key] = prop
        if isinstance(prop, ColumnProperty):
            for column in prop.columns:
                self._key_by_column.setdefault(column, key)
        if prop.is_synonym:
            setattr(self.class_, key, SynonymAttribute(self.class_, key, self, prop))
            return
        attribute = base.attributes.get(key)
        if attribute is not None:
            self.attributes[key] = attribute
        self.setters[key] = base.setters[key]
        setattr(self.class_, key, InstrumentedAttribute(self.class_, key, self, prop, attribute))

    def _install(self, key: str, prop: MapperProperty) -> None:
        """Make `prop` the attribute `key` of the class and of the classes that inherit from it."""
        prop.set_parent(self, key)
        self.props[key] = prop
        self._memo.clear()
        if isinstance(prop, ColumnProperty):
            for column in prop.columns:
                self._key_by_column[column] = key
            instrument_attribute(self, prop)
        else:
            prop.declare(self)
        for mapper in self.inheriting:
            if key not in mapper.class_.__dict__:
                mapper._memo.clear()
                mapper._share(self, key, prop)

    def add_property(self, key: str, prop: Any) -> None:
        """Add a property to the mapping.

        :param key: the attribute's name.
        :param prop: a Column, a MapperProperty, or what makes one.
        """
        made = explicit_properties({key: prop})[key]
        self._install(key, made)
        if not made.configured:
            was_configured = self.configured
            self.registry._needs_configure(self)
            if was_configured:
                self.registry.configure()

    def add_properties(self, dict_of_properties: Mapping[str, Any]) -> None:
        """Add several properties by key."""
        for key, prop in dict_of_properties.items():
            self.add_property(key, prop)

    # columns and keys

    def key_of(self, column: Any) -> str:
        """The attribute key of a column of the mapped table; UnmappedColumnError when it has none."""
        try:
            return self._key_by_column[column]
        except KeyError:
            raise orm_exc.UnmappedColumnError(
                f"No column {column} is configured on mapper {self}; it is not in the mapped table, or excluded from "
                "the mapping"
            ) from None

    def column_of(self, key: str) -> Any:
        """The column (or expression) of a column attribute."""
        prop = self.props[key]
        if not isinstance(prop, ColumnProperty):
            raise orm_exc.UnmappedColumnError(f"Attribute {prop} is not a column attribute")
        return prop.columns[0]

    def get_property_by_column(self, column: Any) -> ColumnProperty[Any]:
        """The ColumnProperty of a column; UnmappedColumnError when it has none."""
        prop = self.props[self.key_of(column)]
        assert isinstance(prop, ColumnProperty)
        return prop

    def get_property(self, key: str, _configure_mappers: bool = True) -> MapperProperty:
        """The property of an attribute; InvalidRequestError when there is none."""
        if _configure_mappers:
            self._check_configure()
        try:
            return self.props[key]
        except KeyError:
            raise exc.InvalidRequestError(
                f"Mapper '{self}' has no property '{key}'.  If this property was indicated from other mappers or "
                "configure events, ensure registry.configure() has been called."
            ) from None

    def has_property(self, key: str) -> bool:
        """Whether there is a property of that key."""
        return key in self.props

    @property
    def iterate_properties(self) -> Iterator[MapperProperty]:
        """All properties, relationships configured."""
        self._check_configure()
        return iter(list(self.props.values()))

    def _memoized(self, name: str, make: Callable[[], Any]) -> Any:
        found = self._memo.get(name)
        if found is None:
            found = self._memo[name] = make()
        return found

    def _props_where(self, name: str, accept: Callable[[MapperProperty], bool]) -> ReadOnlyProperties[Any]:
        self._check_configure()
        found: ReadOnlyProperties[Any] = self._memoized(
            name, lambda: ReadOnlyProperties({key: prop for key, prop in self.props.items() if accept(prop)})
        )
        return found

    @property
    def attrs(self) -> ReadOnlyProperties[Any]:
        """All properties by key."""
        return self._props_where("attrs", lambda prop: True)

    @property
    def column_attrs(self) -> ReadOnlyProperties[Any]:
        """The column properties by key."""
        return self._props_where("column_attrs", lambda prop: isinstance(prop, ColumnProperty))

    @property
    def relationships(self) -> ReadOnlyProperties[Any]:
        """The relationship properties by key."""
        return self._props_where("relationships", lambda prop: prop.is_relationship)

    @property
    def synonyms(self) -> ReadOnlyProperties[Any]:
        """The synonym properties by key."""
        return self._props_where("synonyms", lambda prop: prop.is_synonym)

    @property
    def composites(self) -> ReadOnlyProperties[Any]:
        """The composite properties by key."""
        return self._props_where("composites", lambda prop: prop.is_composite)

    @property
    def columns(self) -> ReadOnlyProperties[Any]:
        """Columns and expressions by attribute key."""
        found: ReadOnlyProperties[Any] = self._memoized(
            "columns",
            lambda: ReadOnlyProperties(
                {key: prop.columns[0] for key, prop in self.props.items() if isinstance(prop, ColumnProperty)}
            ),
        )
        return found

    c = columns

    @property
    def all_orm_descriptors(self) -> ReadOnlyProperties[Any]:
        """Mapped attributes and other ORM descriptors (hybrids, association proxies) of the class, by key."""

        def collect() -> ReadOnlyProperties[Any]:
            found: dict[str, Any] = {}
            for base in self.class_.__mro__:
                for key, value in base.__dict__.items():
                    if key in found:
                        continue
                    if isinstance(value, QueryableAttribute):
                        found[key] = getattr(self.class_, key)
                    elif hasattr(value, "extension_type"):
                        found[key] = value
            return ReadOnlyProperties(found)

        self._check_configure()
        found: ReadOnlyProperties[Any] = self._memoized("all_orm_descriptors", collect)
        return found

    @property
    def expirable_keys(self) -> tuple[str, ...]:
        """Keys of the column attributes that an expired object loads together: all that are not deferred."""
        found: tuple[str, ...] | None = self._memo.get("expirable_keys")
        if found is None:
            columns = [prop for prop in self.props.values() if isinstance(prop, ColumnProperty)]
            found = self._memo["expirable_keys"] = tuple([prop.key for prop in columns if not prop.deferred])
        return found

    def relationships_with(self, cascade: str) -> tuple[Any, ...]:
        """The relationships that have a cascade.

        :param cascade: such as "save-update" or "delete_orphan".
        """
        # asked for every object of a flush
        found: tuple[Any, ...] | None = self._memo.get(cascade)
        if found is None:
            self._check_configure()
            name = cascade.replace("-", "_")
            relationships = [prop for prop in self.props.values() if prop.is_relationship]
            found = self._memo[cascade] = tuple([prop for prop in relationships if getattr(prop.cascade, name)])
        return found

    @property
    def orphan_attributes(self) -> tuple[Any, ...]:
        """The attributes, of any mapper, whose delete-orphan cascade watches objects of this class."""
        found: tuple[Any, ...] | None = self._memo.get("orphan_attributes")
        if found is None:
            self._check_configure()
            found = self._memo["orphan_attributes"] = tuple(self.registry._orphan_attributes(self))
        return found

    @property
    def single_table_criterion(self) -> Any:
        """The condition that rows of the table are objects of this single-table subclass; None where there is none."""
        return single_table_criterion(self)

    @property
    def discriminator(self) -> tuple[str, Any] | None:
        """Key and value of the attribute that says which class of the hierarchy an object is of; None without one."""
        # asked for each new object
        memo = self._memo
        if "discriminator" not in memo:
            key = None if self.polymorphic_on is None else self._key_by_column.get(self.polymorphic_on)
            known = key is not None and self.polymorphic_identity is not None
            memo["discriminator"] = (key, self.polymorphic_identity) if known else None
        found: tuple[str, Any] | None = memo["discriminator"]
        return found

    def drop_values(self, values: dict[str, Any]) -> None:
        """Remove all mapped values from an instance dictionary; what is not mapped stays."""
        known = self._memo.get("dropped")
        if known is None:
            known = self._memo["dropped"] = frozenset((*self.attributes, STATE_KEY))
        if known.issuperset(values):
            state = values[STATE_KEY]
            values.clear()
            values[STATE_KEY] = state
        else:
            for key in self.attributes:
                values.pop(key, None)

    def new_instance(self) -> _O:
        """Make an instance with a state, without calling its constructor."""
        cls = self.class_
        instance: _O = cls.__new__(cls)
        instance.__dict__[STATE_KEY] = self.state_class.fresh(instance)
        return instance

    # hierarchy

    @property
    def mapper(self) -> Mapper[_O]:
        """The mapper itself; entities of every kind have this attribute."""
        return self

    @property
    def entity(self) -> type[_O]:
        """The mapped class."""
        return self.class_

    @property
    def entity_namespace(self) -> type[_O]:
        """Where `filter_by()` looks its names up: the class."""
        return self.class_

    @property
    def selectable(self) -> Any:
        """What a SELECT of the class selects from."""
        return self.persist_selectable

    @property
    def primary_base_mapper(self) -> Mapper[Any]:
        """The root of the class hierarchy."""
        return self.base_mapper

    @property
    def self_and_descendants(self) -> tuple[Mapper[Any], ...]:
        """This mapper and all that inherit from it, parents first."""
        found: list[Mapper[Any]] = [self]
        for mapper in found:
            found.extend(mapper.inheriting)
        return tuple(found)

    @property
    def hierarchy_tables(self) -> tuple[Any, ...]:
        """All tables of the class hierarchy."""
        found: tuple[Any, ...] | None = self.base_mapper._memo.get("hierarchy_tables")
        if found is None:
            members = self.base_mapper.self_and_descendants
            found = tuple(dict.fromkeys(table for mapper in members for table in mapper.tables))
            self.base_mapper._memo["hierarchy_tables"] = found
        return found

    def polymorphic_iterator(self) -> Iterator[Mapper[Any]]:
        """This mapper and all that inherit from it."""
        return iter(self.self_and_descendants)

    def iterate_to_root(self) -> Iterator[Mapper[Any]]:
        """This mapper and those it inherits from, upwards."""
        mapper: Mapper[Any] | None = self
        while mapper is not None:
            yield mapper
            mapper = mapper.inherits

    def primary_mapper(self) -> Mapper[_O]:
        """The mapper itself: a class has one."""
        return self

    def isa(self, other: Mapper[Any]) -> bool:
        """Whether this mapper is `other` or inherits from it."""
        return any(mapper is other for mapper in self.iterate_to_root())

    def is_sibling(self, other: Mapper[Any]) -> bool:
        """Whether both inherit from one mapper and neither from the other."""
        return self.base_mapper is other.base_mapper and not self.isa(other) and not other.isa(self)

    def common_parent(self, other: Mapper[Any]) -> bool:
        """Whether both belong to one hierarchy."""
        return self.base_mapper is other.base_mapper

    # configuration

    def _check_configure(self) -> None:
        """Configure the mappers of the registry when there are new ones; the error of a failed one is raised again."""
        if self.registry._pending:
            self.registry.configure(cascade=True)

    def dispose(self) -> None:
        """Take the mapping off the class."""
        cls = self.class_
        self.disposing = True
        uninstrument_class(self)
        for key, prop in self.props.items():
            if getattr(cls.__dict__.get(key), "prop", None) is prop:
                delattr(cls, key)
        for name in ("__mapper__", "__table__"):
            if cls.__dict__.get(name) in (self, self.local_table) and (
                name != "__table__" or "__tablename__" not in cls.__dict__
            ):
                delattr(cls, name)
        if self.inherits is not None and self in self.inherits.inheriting:
            self.inherits.inheriting.remove(self)

    def cascade_iterator(
        self, type_: str, state: Any, halt_on: Callable[[Any], bool] | None = None
    ) -> Iterator[tuple[Any, Mapper[Any], Any, dict[str, Any]]]:
        """The objects that a cascade reaches from one, each once, as (instance, mapper, state, instance dictionary).

        :param type_: the cascade, such as "save-update".
        :param state: the InstanceState to start from; not among the results.
        :param halt_on: objects for which it returns True are left out, with what lies behind them.
        """
        for found in cascade_iterator(type_, state, halt_on):
            yield found(), found.mapper, found, found.dict  # type: ignore[misc]  # states carry a Mapper

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(self._token)

    def __clause_element__(self) -> Any:
        return self.selectable

    def __str__(self) -> str:
        table = self.local_table
        return f"Mapper[{self.class_.__name__}({getattr(table, 'name', None) or type(table).__name__})]"

    def __repr__(self) -> str:
        return f"<Mapper at {id(self):#x}; {self.class_.__name__}>"
