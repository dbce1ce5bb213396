"""Exceptions of the ORM. Source: SQLAlchemy 2.1 documentation, "ORM Exceptions"."""

from __future__ import annotations

from typing import Any

from holdfast import exc as core
from holdfast.exc import MultipleResultsFound, NoResultFound

NO_STATE = (AttributeError, KeyError)


class ConcurrentModificationError(core.SQLAlchemyError):
    """An operation met a database state that it does not expect: a row was changed or deleted behind the Session's
    back.
    """


StaleDataError = ConcurrentModificationError


class FlushError(core.SQLAlchemyError):
    """The objects cannot be flushed as they are."""


class MappedAnnotationError(core.ArgumentError):
    """A declarative annotation cannot be understood."""


class UnmappedError(core.InvalidRequestError):
    """Something mapped was expected."""


class ObjectDereferencedError(core.SQLAlchemyError):
    """An object was garbage collected while an operation needed it."""


class DetachedInstanceError(core.SQLAlchemyError):
    """An unloaded attribute of an object that is in no session was asked for."""

    code = "bhk3"


class UnmappedInstanceError(UnmappedError):
    """An object of a class that is not mapped was given."""

    def __init__(self, obj: object, msg: str | None = None) -> None:
        if msg is None:
            name = f"{type(obj).__module__}.{type(obj).__qualname__}"
            if isinstance(obj, type):
                meta = f"{type(obj).__module__}.{type(obj).__qualname__}"
                msg = (
                    f"Class '{meta}' is not mapped; was a class ({obj.__module__}.{obj.__qualname__}) supplied where "
                    "an instance was required?"
                )
            elif hasattr(type(obj), "__mapper__"):
                msg = (
                    f"Class '{name}' is mapped, but this instance lacks instrumentation.  This occurs when the "
                    "instance is created before its class was mapped."
                )
            else:
                msg = (
                    f"Class '{name}' is not mapped; map it with a declarative base or registry.map_imperatively() first"
                )
        super().__init__(msg)

    def __reduce__(self) -> Any:
        return type(self), (None, self.args[0])


class UnmappedClassError(UnmappedError):
    """A class that is not mapped was given."""

    def __init__(self, cls: type[Any], msg: str | None = None) -> None:
        if msg is None:
            msg = (
                f"Class '{cls.__module__}.{cls.__qualname__}' is not mapped; map it with a declarative base or "
                "registry.map_imperatively() first"
            )
        super().__init__(msg)

    def __reduce__(self) -> Any:
        return type(self), (None, self.args[0])


class ObjectDeletedError(core.InvalidRequestError):
    """A refresh found no row for the object."""

    def __init__(self, state: Any, msg: str | None = None) -> None:
        if not msg:
            msg = f"Instance '{state}' has been deleted, or its row is otherwise not present."
        super().__init__(msg)

    def __reduce__(self) -> Any:
        return type(self), (None, self.args[0])


class UnmappedColumnError(core.InvalidRequestError):
    """A column that no attribute is mapped to was given."""


class LoaderStrategyException(core.InvalidRequestError):
    """A loader option does not fit the kind of attribute it is given for."""


__all__ = [
    "NO_STATE",
    "ConcurrentModificationError",
    "DetachedInstanceError",
    "FlushError",
    "LoaderStrategyException",
    "MappedAnnotationError",
    "MultipleResultsFound",
    "NoResultFound",
    "ObjectDeletedError",
    "ObjectDereferencedError",
    "StaleDataError",
    "UnmappedClassError",
    "UnmappedColumnError",
    "UnmappedError",
    "UnmappedInstanceError",
]
