"""The place of a mapper in its class hierarchy: tables, discriminator, and the properties it shares with its base.

Rules
* The mapped class that a class derives from is the mapper it inherits from.
* No table of its own: single-table inheritance; the class's columns are in the base's table, and its rows have its
  discriminator value.
* A table of its own with a foreign key to the base's: joined-table inheritance; the class is mapped to the join of
  both.
* Properties and runtime attributes of the base are shared, not copied. The exception is a column that both tables
  have: its property is the subclass's own and stands for both columns.
* A kind of inheritance that the other layers do not follow yet is refused by name (`REFUSED`); nothing is mapped half.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.orm.mapper.foreign_keys import NoPath, SeveralPaths, join_by_foreign_keys
from holdfast.sql import traversal
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.selectables.join import Join
from holdfast.util.warnings import warn

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper

SINGLE, JOINED, CONCRETE = "Single table inheritance", "Joined table inheritance", "Concrete table inheritance"

REFUSED: set[str] = {CONCRETE}
"""The kinds of inheritance that loading does not understand yet: a concrete subclass is in no FROM of its base."""


def mapped_base(cls: type[Any]) -> Mapper[Any] | None:
    """The mapper of the nearest mapped class that `cls` derives from."""
    for base in cls.__mro__[1:]:
        if "__mapper__" in base.__dict__:
            found: Mapper[Any] = base.__dict__["__mapper__"]
            return found
    return None


def join_hierarchy(
    mapper: Mapper[Any], inherits: Any, polymorphic_on: Any, polymorphic_identity: Any, inherit_condition: Any
) -> None:
    """Set the attributes of `mapper` that tell its place: inherits, base_mapper, tables, discriminator."""
    base: Mapper[Any] | None = inherits.__dict__["__mapper__"] if isinstance(inherits, type) else inherits
    mapper.polymorphic_identity = polymorphic_identity
    mapper.polymorphic_on = polymorphic_on
    mapper.inherits = base
    mapper.single = False
    mapper.inherit_condition = None
    if base is None:
        _become_root(mapper)
    else:
        _join_base(mapper, base, inherit_condition)
    if polymorphic_identity is not None:
        _register_identity(mapper)


def _become_root(mapper: Mapper[Any]) -> None:
    if mapper.local_table is None:
        raise exc.ArgumentError(
            f"Mapper '{mapper.class_.__name__}' does not have a persist_selectable specified: give it a Table to map"
        )
    mapper.base_mapper = mapper
    mapper.persist_selectable = mapper.local_table
    mapper.polymorphic_map = {}
    mapper.tables = (mapper.local_table,)


def _join_base(mapper: Mapper[Any], base: Mapper[Any], inherit_condition: Any) -> None:
    kind = _kind(mapper, base)
    mapper.base_mapper = base.base_mapper
    mapper.polymorphic_map = base.polymorphic_map
    if mapper.polymorphic_on is None:
        mapper.polymorphic_on = base.polymorphic_on
    if kind is SINGLE:
        mapper.single = True
        mapper.local_table = base.local_table
        mapper.persist_selectable = base.persist_selectable
        mapper.tables = base.tables
    else:
        mapper.inherit_condition = inherit_condition if inherit_condition is not None else _condition(mapper, base)
        mapper.persist_selectable = Join(base.persist_selectable, mapper.local_table, mapper.inherit_condition)
        mapper.tables = (*base.tables, mapper.local_table)
    base.inheriting.append(mapper)
    base._memo.clear()


def _kind(mapper: Mapper[Any], base: Mapper[Any]) -> str:
    if not issubclass(mapper.class_, base.class_):
        raise exc.ArgumentError(f"Class '{mapper.class_.__name__}' does not inherit from '{base.class_.__name__}'")
    if mapper.concrete:
        kind = CONCRETE
    else:
        kind = SINGLE if mapper.local_table is None or mapper.local_table is base.local_table else JOINED
    if kind in REFUSED:
        raise NotImplementedError(
            f"{kind} is not available yet (class {mapper.class_.__name__}, which derives from the mapped class "
            f"{base.class_.__name__})"
        )
    return kind


def _condition(mapper: Mapper[Any], base: Mapper[Any]) -> Any:
    tables = f"between inherited table '{base.local_table}' and inheriting table '{mapper.local_table}'"
    try:
        return join_by_foreign_keys(base.local_table, mapper.local_table)
    except NoPath:
        raise exc.NoForeignKeysError(
            f"Can't determine the inherit condition {tables}; tables have no foreign key relationships established.  "
            "Please ensure the inheriting table has a foreign key relationship to the inherited table, or provide an "
            "'on clause' using the 'inherit_condition' mapper argument."
        ) from None
    except SeveralPaths:
        raise exc.AmbiguousForeignKeysError(
            f"Can't determine the inherit condition {tables}; tables have more than one foreign key relationship "
            "established.  Please specify the 'on clause' using the 'inherit_condition' mapper argument."
        ) from None


def _register_identity(mapper: Mapper[Any]) -> None:
    identity, known = mapper.polymorphic_identity, mapper.polymorphic_map
    present = known.get(identity)
    if present is not None and present is not mapper:
        warn(
            f"Reassigning polymorphic association for identity {identity!r} from {present!r} to {mapper!r}: Check for "
            f"duplicate use of {identity!r} as value for polymorphic_identity."
        )
    known[identity] = mapper


def equated(mapper: Mapper[Any], column: Any, other: Any) -> bool:
    """Whether the inherit condition says that two columns, of the subclass's table and of the base's, are equal."""
    if mapper.inherit_condition is None:
        return False
    for element in traversal.iterate(mapper.inherit_condition):
        sides = (getattr(element, "left", None), getattr(element, "right", None))
        if all(isinstance(side, ColumnClause) for side in sides) and {id(side) for side in sides} == {
            id(column),
            id(other),
        }:
            return True
    return False


def single_table_criterion(mapper: Mapper[Any]) -> Any:
    """The condition that rows of the table are objects of a single-table subclass; None where there is none."""
    if not mapper.single or mapper.polymorphic_on is None:
        return None
    identities = [
        each.polymorphic_identity for each in mapper.self_and_descendants if each.polymorphic_identity is not None
    ]
    return mapper.polymorphic_on.in_(identities)
