"""The loader options as functions: `joinedload(User.addresses)` is `Load(User).joinedload(User.addresses)`.

Several attributes may be given, `joinedload(User.orders, Order.items)`: the last one gets the strategy, those before
it are only named, as by `defaultload()`. (For `contains_eager` each of them is filled.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from holdfast.orm.entities.options import Load

if TYPE_CHECKING:
    from holdfast.orm.entities.options import AttributeArgument


def _chain(keys: tuple[Any, ...]) -> Load:
    """The option that names all keys but the last."""
    made = Load._unbound()
    for key in keys[:-1]:
        made = made.defaultload(key)
    return made


def joinedload(*keys: AttributeArgument, innerjoin: bool | Literal["unnested"] | None = None) -> Load:
    """Load relationships with the same statement, by joins. See `Load.joinedload`."""
    return _chain(keys).joinedload(keys[-1], innerjoin=innerjoin)


def selectinload(*keys: AttributeArgument, recursion_depth: int | None = None, chunksize: int | None = None) -> Load:
    """Load relationships with a further SELECT .. IN. See `Load.selectinload`."""
    return _chain(keys).selectinload(keys[-1], recursion_depth=recursion_depth, chunksize=chunksize)


def subqueryload(*keys: AttributeArgument) -> Load:
    """Load relationships with a further SELECT. See `Load.subqueryload`."""
    return _chain(keys).subqueryload(keys[-1])


def immediateload(*keys: AttributeArgument, recursion_depth: int | None = None) -> Load:
    """Load relationships when the object is loaded. See `Load.immediateload`."""
    return _chain(keys).immediateload(keys[-1], recursion_depth=recursion_depth)


def lazyload(*keys: AttributeArgument) -> Load:
    """Load relationships when they are accessed. See `Load.lazyload`."""
    return _chain(keys).lazyload(keys[-1])


def raiseload(*keys: AttributeArgument, sql_only: bool = False) -> Load:
    """Raise when the relationship is accessed. See `Load.raiseload`."""
    return _chain(keys).raiseload(keys[-1], sql_only=sql_only)


def noload(*keys: AttributeArgument) -> Load:
    """Leave the relationship empty. See `Load.noload`."""
    return _chain(keys).noload(keys[-1])


def defaultload(*keys: AttributeArgument) -> Load:
    """Name relationships on the way to further options. See `Load.defaultload`."""
    return _chain(keys).defaultload(keys[-1])


def contains_eager(*keys: AttributeArgument, alias: Any = None) -> Load:
    """Fill relationships from columns that the statement joins itself. See `Load.contains_eager`."""
    made = Load._unbound()
    for key in keys[:-1]:
        made = made.contains_eager(key)
    return made.contains_eager(keys[-1], alias=alias)


def load_only(*attrs: AttributeArgument, raiseload: bool = False) -> Load:
    """Load these column attributes and the primary key only. See `Load.load_only`."""
    return Load._unbound().load_only(*attrs, raiseload=raiseload)


def defer(key: AttributeArgument, raiseload: bool = False) -> Load:
    """Do not load a column attribute before it is accessed. See `Load.defer`."""
    return Load._unbound().defer(key, raiseload=raiseload)


def undefer(key: AttributeArgument) -> Load:
    """Load a deferred column attribute with the object. See `Load.undefer`."""
    return Load._unbound().undefer(key)


def undefer_group(name: str) -> Load:
    """Load the deferred column attributes of a group with the object. See `Load.undefer_group`."""
    return Load._unbound().undefer_group(name)


def with_expression(key: Any, expression: Any) -> Load:
    """Load an expression into a `query_expression()` attribute. See `Load.with_expression`."""
    return Load._unbound().with_expression(key, expression)


def selectin_polymorphic(base_cls: Any, classes: Any) -> Load:
    """Load the columns of subclasses with one further SELECT each. See `Load.selectin_polymorphic`."""
    return Load(base_cls).selectin_polymorphic(classes)
