"""Constructors in front of a class's own: they tell of new objects (the events ``init`` and ``init_failure``), or
refuse to make any.

Only such a class has it, so that others construct as fast as ever. It tells of objects of its own class: one of a
subclass, which may call it with ``super()``, is told of by the constructor of that.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from holdfast.exc import InvalidRequestError
from holdfast.orm.state.instance_state import STATE_KEY

if TYPE_CHECKING:
    from holdfast.orm.mapper.mapper import Mapper

TELLS = "_holdfast_tells"

store = object.__setattr__


def is_told_of(mapper: Any) -> bool:
    """Whether somebody listens for new objects of the mapper's class."""
    dispatch = mapper.instance_dispatch
    return dispatch is not None and bool(dispatch.init or dispatch.init_failure)


def refuse_construction(mapper: Mapper[Any]) -> None:
    """Let only subclasses of the mapper's class be instantiated: it is `polymorphic_abstract`."""
    cls: Any = mapper.class_
    original = cls.__init__

    @wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if self.__mapper__ is mapper:
            raise InvalidRequestError(
                f"Can't instantiate class for {mapper}; mapper is marked polymorphic_abstract=True"
            )
        original(self, *args, **kwargs)

    cls.__init__ = __init__


def tell_of_construction(mapper: Mapper[Any]) -> None:
    """Install the constructor that tells, in front of the class's own; does nothing where it is."""
    cls: Any = mapper.class_
    original = cls.__dict__.get("__init__")
    if original is None or getattr(original, TELLS, None) is mapper:
        return
    fresh = mapper.state_class.fresh

    @wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        dispatch: Any = mapper.instance_dispatch
        if dispatch is None or self.__mapper__ is not mapper:
            original(self, *args, **kwargs)
            return
        if getattr(self, STATE_KEY, None) is None:
            store(self, STATE_KEY, fresh(self))
        dispatch.init(self, args, kwargs)
        try:
            original(self, *args, **kwargs)
        except BaseException:
            dispatch.init_failure(self, args, kwargs)
            raise

    setattr(__init__, TELLS, mapper)
    cls.__init__ = __init__
