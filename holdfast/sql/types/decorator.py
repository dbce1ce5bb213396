"""Types of users: `UserDefinedType`, and `TypeDecorator`, which puts Python functions around a type.

Rules: a class from outside says with `cache_ok = True` that its constructor arguments are its whole state; without it
statements that use the type are not cached, and a warning tells so once a class.  The copy of a decorator that a
dialect uses holds the dialect's implementation of what is inside.
"""

from __future__ import annotations

from typing import Any, TypeVar

from holdfast import exc
from holdfast.sql.operators import OperatorType
from holdfast.sql.traversal import NotCacheable
from holdfast.sql.types.base import Processor, TypeComparator, TypeEngine, to_instance
from holdfast.sql.types.operator_class import OperatorClass

_T = TypeVar("_T")


class ExternalType:
    """Mixin of types whose state only their author knows.

    `cache_ok`: True: the constructor arguments are the state and hashable; False: statements with it are not cached;
    None: as False, with a warning.
    """

    cache_ok: bool | None = None

    def _make_key(self) -> tuple[Any, ...]:
        cls = type(self)
        # the class or a base of it below the library's must say so itself
        cache_ok = next((base.__dict__["cache_ok"] for base in cls.__mro__ if "cache_ok" in base.__dict__), None)
        if cache_ok:
            key: tuple[Any, ...] = super()._make_key()  # type: ignore[misc]  # TypeEngine comes behind in the MRO
            try:
                hash(key)
            except TypeError:
                raise exc.InvalidRequestError(
                    f"{cls.__name__} says cache_ok = True but has an unhashable constructor argument; "
                    "make it hashable or set cache_ok = False"
                ) from None
            return key
        if cache_ok is not None:
            raise NotCacheable
        base = "TypeDecorator" if isinstance(self, TypeDecorator) else "UserDefinedType"
        raise NotCacheable(
            cls,
            f"{base} {self!r} will not produce a cache key because the ``cache_ok`` attribute is not set to True.  "
            "This can have significant performance implications including some performance degradations in "
            "comparison to prior SQLAlchemy versions.  Set this attribute to True if this type object's state is safe "
            "to use in a cache key, or False to disable this warning.",
        )


class UserDefinedType(ExternalType, TypeEngine[_T]):
    """Base of types that the database has and this library does not know.

    Define `get_col_spec(self, **kw) -> str`, the type's name in DDL, and bind and result processors as needed.
    """

    __visit_name__ = "user_defined"

    def __init_subclass__(cls, **kw: Any) -> None:
        super().__init_subclass__(**kw)
        if UserDefinedType in cls.__bases__ and "_type_affinity" not in cls.__dict__:
            cls._type_affinity = cls

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self


class _ComparatorOfImpl:
    """The operators of the type inside: of an instance's own, or of the class's."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        impl = owner.impl if instance is None else instance.impl
        return TypeComparator if impl is None else impl.comparator_factory


class TypeDecorator(ExternalType, TypeEngine[_T]):
    """Puts Python functions around an existing type.

    A subclass sets `impl`, a type, and overrides any of `process_bind_param(value, dialect)`,
    `process_result_value(value, dialect)`, `process_literal_param(value, dialect)`, `load_dialect_impl(dialect)`,
    `coerce_compared_value(op, value)`, `compare_values(x, y)`.

    :param args: arguments for `impl`, as are the keywords.
    """

    __visit_name__ = "type_decorator"
    _is_type_decorator = True

    impl: Any = None
    comparator_factory: Any = _ComparatorOfImpl()
    coerce_to_is_types: tuple[type, ...] = (type(None),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        cls = type(self)
        if cls.impl is None:
            raise AssertionError(
                "TypeDecorator implementations require a class-level variable 'impl' which refers to the class of "
                "type being decorated"
            )
        self.impl = to_instance(cls.impl, *args, **kwargs)

    @property
    def impl_instance(self) -> TypeEngine[Any]:
        """The type inside."""
        found: TypeEngine[Any] = self.impl
        return found

    def __getattr__(self, name: str) -> Any:
        # what a decorator does not have, the type inside has: length, precision, item_type ...
        impl = self.__dict__.get("impl")
        if impl is None or name[:2] == "__":
            raise AttributeError(name)
        return getattr(impl, name)

    @property
    def _type_affinity(self) -> Any:
        return self.impl_instance._type_affinity

    def _unwrapped(self) -> TypeEngine[Any]:
        return self.impl_instance._unwrapped()

    def _concatenated(self, other: TypeEngine[Any]) -> TypeEngine[Any]:
        return self

    @property
    def _is_concatenable(self) -> bool:  # type: ignore[override]  # that of the type inside
        return self.impl_instance._is_concatenable

    @property
    def _is_array(self) -> bool:  # type: ignore[override]  # that of the type inside
        return self.impl_instance._is_array

    @property
    def operator_classes(self) -> OperatorClass:  # type: ignore[override]  # that of the type inside
        return self.impl_instance.operator_classes

    @property
    def sort_key_function(self) -> Any:
        """The sort key of the type inside."""
        return self.impl_instance.sort_key_function

    def load_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        """Return the type to use with a dialect; by default the type inside."""
        return self.impl_instance

    def type_engine(self, dialect: Any) -> TypeEngine[Any]:
        """Return the type that the dialect uses in DDL."""
        variant = self._variant_mapping.get(dialect.name)
        if variant is not None:
            return variant._unwrapped_dialect_impl(dialect)
        return self.load_dialect_impl(dialect)._unwrapped_dialect_impl(dialect)

    def _without_decorators(self, dialect: Any) -> TypeEngine[Any]:
        variant = self._variant_mapping.get(dialect.name)
        if variant is not None:
            return variant._without_decorators(dialect)
        return self.load_dialect_impl(dialect)._without_decorators(dialect)

    def _make_impl(self, dialect: Any) -> TypeEngine[Any]:
        variant = self._variant_mapping.get(dialect.name)
        if variant is not None:
            return variant.dialect_impl(dialect)
        inside = self.load_dialect_impl(dialect).dialect_impl(dialect)
        made = self.copy()
        if not isinstance(made, type(self)):
            raise AssertionError(
                f"Type object {self} does not properly implement the copy() method, it must return an object of type "
                f"{type(self)}"
            )
        made.impl = inside
        return made

    def _unwrapped_dialect_impl(self, dialect: Any) -> TypeEngine[Any]:
        return self.type_engine(dialect)

    def process_bind_param(self, value: _T | None, dialect: Any) -> Any:
        """Turn a Python value into one for the type inside; override it."""
        raise NotImplementedError

    def process_result_value(self, value: Any, dialect: Any) -> _T | None:
        """Turn a value of the type inside into the Python one; override it."""
        raise NotImplementedError

    def process_literal_param(self, value: _T | None, dialect: Any) -> str:
        """Turn a Python value into one to be rendered in the SQL text; override it."""
        raise NotImplementedError

    def _overrides(self, name: str) -> bool:
        return getattr(type(self), name) is not getattr(TypeDecorator, name)

    def bind_processor(self, dialect: Any) -> Processor | None:
        inner = self.impl_instance.bind_processor(dialect)
        if not self._overrides("process_bind_param"):
            return inner
        own = self.process_bind_param
        if inner is None:
            return lambda value: own(value, dialect)
        return lambda value: inner(own(value, dialect))

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        inner = self.impl_instance.result_processor(dialect, coltype)
        if not self._overrides("process_result_value"):
            return inner
        own = self.process_result_value
        if inner is None:
            return lambda value: own(value, dialect)
        return lambda value: own(inner(value), dialect)

    def literal_processor(self, dialect: Any) -> Processor | None:
        inner = self.impl_instance.literal_processor(dialect)
        own: Any
        if self._overrides("process_literal_param"):
            own = self.process_literal_param
        elif self._overrides("process_bind_param"):
            own = self.process_bind_param
        else:
            return inner
        if inner is None:
            return lambda value: own(value, dialect)
        return lambda value: inner(own(value, dialect))

    def bind_expression(self, bindparam: Any) -> Any:
        return self.impl_instance.bind_expression(bindparam)

    def column_expression(self, column: Any) -> Any:
        return self.impl_instance.column_expression(column)

    @property
    def _has_bind_expression(self) -> bool:
        return self._overrides("bind_expression") or self.impl_instance._has_bind_expression

    @property
    def _has_column_expression(self) -> bool:
        return self._overrides("column_expression") or self.impl_instance._has_column_expression

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return self.impl_instance.get_dbapi_type(dbapi)

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        """Return this type: by default the other side of an operator is processed as the column is."""
        return self

    def compare_values(self, x: Any, y: Any) -> bool:
        return self.impl_instance.compare_values(x, y)

    def copy(self, **kw: Any) -> TypeDecorator[_T]:
        new = self.__class__.__new__(self.__class__)
        new.__dict__.update(self.__getstate__())
        return new

    @property
    def python_type(self) -> type[Any]:
        return self.impl_instance.python_type

    def repr_struct(self) -> str:
        inner = self.impl_instance.repr_struct()
        _, opened, rest = inner.partition("(")
        return f"{type(self).__name__}{opened}{rest}" if opened else f"{type(self).__name__}()"

    def _make_key(self) -> tuple[Any, ...]:
        # the type inside holds the arguments that were handed on to it
        return (*super()._make_key(), self.impl_instance._static_key)


class Variant(TypeDecorator[Any]):
    """Not made any more: `with_variant()` returns a type of the same class."""

    def __init__(self, *arg: Any, **kw: Any) -> None:
        raise NotImplementedError("Variant is no longer used; it is a placeholder symbol for backwards compatibility.")
