"""NULL, true and false."""

from __future__ import annotations

from typing import Any, ClassVar

from holdfast.sql.expressions.element import BOOLEANTYPE, ColumnElement
from holdfast.sql.types import NULLTYPE, TypeEngine


class _Constant(ColumnElement[Any]):
    """A keyword; there is one instance of each class."""

    __slots__ = ()
    inherit_cache = True
    _instance: ClassVar[Any] = None
    _from_objects = ()
    _is_implicitly_boolean = True

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if "_instance" not in cls.__dict__:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __reduce__(self) -> Any:
        return type(self), ()

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(self.__class__)


class Null(_Constant):
    """``NULL``."""

    __slots__ = ()
    __visit_name__ = "null"
    type: TypeEngine[Any] = NULLTYPE


class True_(_Constant):
    """``true``, or ``1`` on databases that have no boolean type."""

    __slots__ = ()
    __visit_name__ = "true"
    type: TypeEngine[Any] = BOOLEANTYPE

    def _negate(self) -> Any:
        return False_()


class False_(_Constant):
    """``false``, or ``0`` on databases that have no boolean type."""

    __slots__ = ()
    __visit_name__ = "false"
    type: TypeEngine[Any] = BOOLEANTYPE

    def _negate(self) -> Any:
        return True_()


_NULL: Null = Null()
_TRUE: True_ = True_()
_FALSE: False_ = False_()


def null() -> Null:
    """Return the constant NULL."""
    return _NULL


def true() -> True_:
    """Return the constant true."""
    return _TRUE


def false() -> False_:
    """Return the constant false."""
    return _FALSE


#: The constants that Python's singletons stand for where a column expression is expected.
CONSTANTS: dict[Any, ColumnElement[Any]] = {None: _NULL, True: _TRUE, False: _FALSE}
