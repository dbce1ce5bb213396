"""The public function relationship() and its relatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from holdfast.orm.mapper.properties import NO_ARG, DataclassOptions
from holdfast.orm.relationships.backref import ORMBackrefArgument
from holdfast.orm.relationships.property import Relationship


def relationship(
    argument: Any = None,
    secondary: Any = None,
    *,
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
    init: Any = NO_ARG,
    repr: Any = NO_ARG,
    default: Any = NO_ARG,
    default_factory: Any = NO_ARG,
    compare: Any = NO_ARG,
    kw_only: Any = NO_ARG,
    hash: Any = NO_ARG,
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
    dataclass_metadata: Any = NO_ARG,
    **kw: Any,
) -> Relationship[Any]:
    """Return a relationship between two mapped classes.

    :param argument: the related class, its name, or a function that returns it; by default that of the annotation.
    :param secondary: the association table of a many-to-many relationship.
    The other parameters: SQLAlchemy 2.1 documentation, relationship().
    """
    return Relationship(
        argument,
        secondary=secondary,
        uselist=uselist,
        collection_class=collection_class,
        primaryjoin=primaryjoin,
        secondaryjoin=secondaryjoin,
        back_populates=back_populates,
        order_by=order_by,
        backref=backref,
        overlaps=overlaps,
        post_update=post_update,
        cascade=cascade,
        viewonly=viewonly,
        attribute_options=DataclassOptions(
            init, repr, default, default_factory, compare, kw_only, hash, dataclass_metadata
        ),
        lazy=lazy,
        passive_deletes=passive_deletes,
        passive_updates=passive_updates,
        active_history=active_history,
        enable_typechecks=enable_typechecks,
        foreign_keys=foreign_keys,
        remote_side=remote_side,
        join_depth=join_depth,
        comparator_factory=comparator_factory,
        single_parent=single_parent,
        innerjoin=innerjoin,
        distinct_target_key=distinct_target_key,
        load_on_pending=load_on_pending,
        query_class=query_class,
        info=info,
        omit_join=omit_join,
        sync_backref=sync_backref,
        doc=doc,
        **kw,
    )


def dynamic_loader(argument: Any = None, **kw: Any) -> Relationship[Any]:
    """Return `relationship(lazy="dynamic")`; parameters are those of relationship()."""
    kw["lazy"] = "dynamic"
    return relationship(argument, **kw)
