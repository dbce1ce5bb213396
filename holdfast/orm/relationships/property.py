"""relationship(): an attribute that refers to objects of another mapped class.

Rules
* Constructing one only stores the arguments. `configure` runs the phases below once all classes are there, each phase
  for all relationships.
* After `determine_join` everything about the join is plain data: pairs of columns, direction, `use_get`, conditions
  with marks on each column.
* SQL for a particular pair of tables or aliases comes from `join_targets` (both sides are tables) and `criterion_with`
  (one side is values).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from holdfast import exc
from holdfast.inspection import inspect
from holdfast.orm import exc as orm_exc
from holdfast.orm.attributes.instrument import instrument_attribute
from holdfast.orm.attributes.instrumented import InstrumentedAttribute
from holdfast.orm.attributes.mapped import Mapped
from holdfast.orm.base.symbols import (
    MANYTOMANY,
    MANYTOONE,
    RelationshipDirection,
)
from holdfast.orm.mapper.mapper import Mapper
from holdfast.orm.mapper.properties import NO_DATACLASS_OPTIONS, DataclassOptions, MapperProperty
from holdfast.orm.relationships.arguments import plain, resolve, resolve_expression, resolve_expressions
from holdfast.orm.relationships.backref import ORMBackrefArgument, link, other_side
from holdfast.orm.relationships.cascade import WRITING, CascadeOptions
from holdfast.orm.relationships.comparator import RelationshipComparator
from holdfast.orm.relationships.join import JoinCondition, Pair
from holdfast.orm.relationships.occurrence import Occurrence, column_adapter, map_occurrences, without_marks
from holdfast.orm.relationships.overlaps import warn_of_conflicts

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState

_T = TypeVar("_T")

LAZY: dict[Any, str] = {True: "select", False: "joined", None: "noload"}
LAZY_NAMES = frozenset(
    {
        "select",
        "joined",
        "subquery",
        "selectin",
        "immediate",
        "raise",
        "raise_on_sql",
        "noload",
        "dynamic",
        "write_only",
    }
)
MANY = frozenset({"dynamic", "write_only"})


class RelationshipProperty(MapperProperty, Generic[_T]):
    """A relationship of a mapper. Parameters and behaviour: SQLAlchemy 2.1 documentation, relationship()."""

    is_relationship = True
    configured = False
    phases_done = 0
    Comparator = RelationshipComparator

    def __init__(
        self,
        argument: Any = None,
        secondary: Any = None,
        uselist: bool | None = None,
        collection_class: type[Any] | Callable[[], Any] | None = None,
        primaryjoin: Any = None,
        secondaryjoin: Any = None,
        back_populates: str | Callable[[Any], Any] | None = None,
        order_by: Any = False,
        backref: ORMBackrefArgument | None = None,
        overlaps: str | None = None,
        post_update: bool = False,
        cascade: str | Literal[False] = False,
        viewonly: bool = False,
        attribute_options: DataclassOptions | None = None,
        lazy: Any = "select",
        passive_deletes: Literal["all"] | bool = False,
        passive_updates: bool = True,
        active_history: bool = False,
        enable_typechecks: bool = True,
        foreign_keys: Any = None,
        remote_side: Any = None,
        join_depth: int | None = None,
        comparator_factory: Callable[..., Any] | None = None,
        single_parent: bool = False,
        innerjoin: bool | str = False,
        distinct_target_key: bool | None = None,
        load_on_pending: bool = False,
        query_class: type[Any] | None = None,
        info: dict[Any, Any] | None = None,
        omit_join: bool | None = None,
        sync_backref: bool | None = None,
        doc: str | None = None,
        bake_queries: bool = True,
        cascade_backrefs: bool = False,
    ) -> None:
        self.argument = argument
        self.secondary_argument = secondary
        self.primaryjoin_argument = primaryjoin
        self.secondaryjoin_argument = secondaryjoin
        self.order_by_argument = order_by
        self.foreign_keys = foreign_keys
        self.remote_side_argument = remote_side
        self.uselist = uselist
        self.collection_class = collection_class
        self.back_populates = back_populates
        self.backref = backref
        self.overlaps = overlaps
        self.overlaps_keys = frozenset(name.strip() for name in overlaps.split(",")) if overlaps else frozenset()
        self.post_update = post_update
        self.viewonly = viewonly
        self.lazy = LAZY.get(lazy, lazy) if lazy is None or isinstance(lazy, bool) else lazy
        self.passive_deletes = passive_deletes
        self.passive_updates = passive_updates
        self.active_history = active_history
        self.enable_typechecks = enable_typechecks
        self.join_depth = join_depth
        self.comparator_factory = comparator_factory
        self.single_parent = single_parent
        self.innerjoin = innerjoin
        self.distinct_target_key = distinct_target_key
        self.load_on_pending = load_on_pending
        self.query_class = query_class
        self.omit_join = omit_join
        self.sync_backref = sync_backref
        self.cascade_backrefs = cascade_backrefs
        self.doc = doc
        self._info = info
        self._dataclass = attribute_options or NO_DATACLASS_OPTIONS
        self._reverse_property: set[RelationshipProperty[Any]] = set()
        self.cascade = self._cascade_options(cascade)
        self._check_arguments()

    def _cascade_options(self, cascade: str | Literal[False]) -> CascadeOptions:
        if cascade is False:
            return CascadeOptions("merge" if self.viewonly else "save-update, merge")
        options = CascadeOptions(cascade)
        if self.viewonly and (refused := sorted(options & WRITING)):
            raise exc.ArgumentError(
                f'Cascade settings "{", ".join(refused)}" apply to persistence operations and should not be combined '
                "with a viewonly=True relationship."
            )
        return options

    def _check_arguments(self) -> None:
        if self.backref and self.back_populates:
            raise exc.ArgumentError("backref and back_populates keyword arguments are mutually exclusive")
        if self.viewonly and self.sync_backref:
            raise exc.ArgumentError("sync_backref and viewonly cannot both be True")
        if self.lazy not in LAZY_NAMES:
            raise exc.ArgumentError(
                f"Can't find strategy lazy={self.lazy!r} for relationship(); one of {', '.join(sorted(LAZY_NAMES))} "
                "is expected"
            )
        if self.passive_deletes == "all" and (self.cascade.delete or self.cascade.delete_orphan):
            self._passive_deletes_all_refused = True

    _passive_deletes_all_refused = False

    # the class-level side

    def declare(self, mapper: Mapper[Any]) -> None:
        """Put a descriptor on the class that completes itself with the configuration."""
        key = self.key
        cls = mapper.class_
        setattr(cls, key, InstrumentedAttribute(cls, key, mapper, self))

        def set_first(state: InstanceState, value: Any) -> None:
            mapper._check_configure()
            mapper.attributes[key].set(state, value)

        mapper.setters[key] = set_first

    def install(self) -> None:
        """Phase: make the runtime attribute, for the class and those that inherit from it."""
        key = self.key
        attribute: Any = None
        for mapper in self.parent.self_and_descendants:
            if mapper.props.get(key) is not self:
                continue
            descriptor = mapper.class_.__dict__.get(key)
            if attribute is None:
                attribute = instrument_attribute(mapper, self)
            else:
                mapper.attributes[key] = attribute
                mapper.setters[key] = attribute.set
            if isinstance(descriptor, InstrumentedAttribute):
                # the descriptor that users may hold already stays the one of the class
                descriptor.impl = attribute
                setattr(mapper.class_, key, descriptor)
            mapper._memo.clear()
        self.configured = True
        for mapper in self.mapper.self_and_descendants:
            mapper._memo.pop("orphan_attributes", None)

    # phases of the configuration

    def resolve_target(self) -> None:
        """Phase: find the related class."""
        target = resolve(self.argument, self.parent)
        if target is None:
            raise exc.ArgumentError(
                f'Python typing annotation is required for attribute "{self}" when primary argument(s) for '
                '"Relationship" construct are None or not present'
            )
        entity = target if isinstance(target, Mapper) else _entity_of(target)
        if entity is None:
            if isinstance(target, type):
                raise orm_exc.UnmappedClassError(target)
            raise exc.ArgumentError(
                f"relationship '{self.key}' expects a class or a mapper argument (received: {type(target)})"
            )
        self.entity = entity
        self.mapper: Mapper[Any] = entity.mapper

    @property
    def target(self) -> Any:
        """The selectable of the related class."""
        return self.entity.selectable

    def determine_join(self) -> None:
        """Phase: find the join condition and all that follows from it."""
        parent = self.parent
        self.secondary = resolve(self.secondary_argument, parent) if self.secondary_argument is not None else None
        if isinstance(self.secondary, type):
            raise exc.ArgumentError(
                f"secondary argument {self.secondary} passed to to relationship() {self} must be a Table object or "
                "other FROM clause; can't send a mapped class directly as rows in 'secondary' are persisted "
                "independently of a class that is mapped to that same table."
            )
        self.join = join = JoinCondition(
            self,
            parent.persist_selectable,
            self.entity.persist_selectable if not self.entity.is_aliased_class else self.target,
            self.secondary,
            resolve_expression(self.primaryjoin_argument, parent),
            resolve_expression(self.secondaryjoin_argument, parent),
            set(resolve_expressions(self.foreign_keys, parent)),
            set(resolve_expressions(self.remote_side_argument, parent)),
        )
        self.direction: RelationshipDirection = join.direction
        self.primaryjoin = without_marks(join.primaryjoin)
        self.secondaryjoin = None if join.secondaryjoin is None else without_marks(join.secondaryjoin)
        self.local_remote_pairs: list[Pair] = join.local_remote_pairs
        self.synchronize_pairs: list[Pair] = join.synchronize_pairs
        self.secondary_synchronize_pairs: list[Pair] = join.secondary_synchronize_pairs
        self.local_columns: set[Any] = join.local_columns
        self.remote_side: set[Any] = join.remote_columns
        self.order_by: list[Any] | Literal[False] = resolve_expressions(self.order_by_argument, parent) or False
        if self.uselist is None:
            self.uselist = self.direction is not MANYTOONE
        self.use_get = self._is_use_get()
        self._check_settings()

    def _is_use_get(self) -> bool:
        """Whether the related object is found by its primary key alone."""
        if self.direction is not MANYTOONE or self.uselist or self.entity.is_aliased_class:
            return False
        pairs = self.join.equalities()
        remote = None if pairs is None else [column for _, column in pairs]
        return (
            remote is not None
            and len(remote) == len(self.mapper.primary_key)
            and set(remote) == set(self.mapper.primary_key)
        )

    def _check_settings(self) -> None:
        if self._passive_deletes_all_refused:
            raise exc.ArgumentError(
                f"On {self}, can't set passive_deletes='all' in conjunction with 'delete' or 'delete-orphan' cascade"
            )
        if not self.uselist and self.lazy in MANY:
            raise exc.InvalidRequestError(
                f"On relationship {self}, 'dynamic' loaders cannot be used with many-to-one/one-to-one relationships "
                "and/or uselist=False."
            )
        if self.cascade.delete_orphan and not self.single_parent and self.direction in (MANYTOONE, MANYTOMANY):
            kind = "many-to-one" if self.direction is MANYTOONE else "many-to-many"
            related, parent = self.mapper.class_.__name__, self.parent.class_.__name__
            raise exc.ArgumentError(
                f'For {kind} relationship {self}, delete-orphan cascade is normally configured only on the "one" '
                'side of a one-to-many relationship, and not on the "many" side of a many-to-one or many-to-many '
                f'relationship.  To force this relationship to allow a particular "{related}" object to be '
                f'referenced by only a single "{parent}" object at a time via the {self} relationship, which would '
                "allow delete-orphan cascade to take place in this direction, set the single_parent=True flag."
            )

    def make_backref(self) -> None:
        """Phase: make the other side that `backref` asks for."""
        other = other_side(self)
        if other is None:
            return
        key, kwargs = other
        target = self.mapper
        made: RelationshipProperty[Any] = Relationship(self.parent, **kwargs)
        target._install(key, made)
        target.registry._needs_configure(target)
        self.back_populates = key

    def link_reverse(self) -> None:
        """Phase: connect both sides."""
        reverse = self.back_populates
        if reverse is None:
            return
        if callable(reverse):
            reverse = resolve(reverse, self.parent)
        key = reverse if isinstance(reverse, str) else plain(getattr(reverse, "key", reverse))
        link(self, self.mapper.get_property(key, _configure_mappers=False))

    def check_conflicts(self) -> None:
        """Phase: warn of other relationships that write the same columns."""
        warn_of_conflicts(self)

    # SQL

    def join_targets(self, source: Any = None, dest: Any = None, alias_secondary: bool = False) -> tuple[Any, Any, Any]:
        """The join conditions in terms of the given sides.

        :param source: the parent side: a selectable or AliasedInsp that stands for the parent's table; None for the
            table itself.
        :param dest: the side of the related objects, likewise.
        :param alias_secondary: use an anonymous alias of the secondary table.
        :return: (primaryjoin, secondary table or its alias or None, secondaryjoin or None).
        """
        source_column, dest_column = column_adapter(source), column_adapter(dest)
        join = self.join
        if self.secondary is None:
            return (
                map_occurrences(
                    join.primaryjoin, lambda each: (dest_column if each.remote else source_column)(each.column)
                ),
                None,
                None,
            )
        secondary = self.secondary.alias() if alias_secondary else self.secondary
        through = column_adapter(secondary if alias_secondary else None)
        return (
            map_occurrences(join.primaryjoin, lambda each: (through if each.remote else source_column)(each.column)),
            secondary,
            map_occurrences(join.secondaryjoin, lambda each: (through if each.remote else dest_column)(each.column)),
        )

    def criterion_with(self, value: Callable[[Any], Any], dest: Any = None, reverse: bool = False) -> Any:
        """The primaryjoin with the columns of one side exchanged for values.

        :param value: gives the expression (usually a bound parameter) for a column.
        :param dest: the side that stays columns: a selectable or AliasedInsp that stands for its table; None for the
            table itself.
        :param reverse: exchange the remote columns; by default it is the local ones.
        """
        other = column_adapter(dest)

        def exchange(each: Occurrence[Any]) -> Any:
            return value(each.column) if each.remote is reverse else other(each.column)

        return map_occurrences(self.join.primaryjoin, exchange)

    def comparator_for(self, attribute: Any) -> Any:
        comparator = super().comparator_for(attribute)
        if isinstance(comparator, RelationshipComparator):
            comparator._of_type = attribute.of_type_entity
            comparator._extra_criteria = attribute.extra_criteria
        return comparator


class Relationship(RelationshipProperty[_T], Mapped[_T]):  # type: ignore[misc]  # compares by identity, see MapperProperty
    """What `relationship()` returns: a RelationshipProperty that type checkers take for `Mapped[T]`."""


def _entity_of(target: Any) -> Any:
    if isinstance(target, type):
        return target.__dict__.get("__mapper__")
    found = inspect(target, raiseerr=False)
    return found if getattr(found, "_is_orm_entity", False) else None
