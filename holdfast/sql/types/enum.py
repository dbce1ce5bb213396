"""Enum: one of a fixed list of strings, or the members of a Python enum class, stored by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from holdfast import exc
from holdfast.sql.types.base import Processor, TypeEngine
from holdfast.sql.types.schema_type import SchemaType
from holdfast.sql.types.string import String, text_literal
from holdfast.util.symbols import NO_ARG, NoArgType

if TYPE_CHECKING:
    import enum as python_enum

    _E = TypeVar("_E", bound="str | python_enum.Enum")
    _P = TypeVar("_P", bound=python_enum.Enum)

    class _EnumBase(SchemaType, TypeEngine[_E]):
        length: int | None
        collation: str | None
else:

    class _EnumBase(String, SchemaType):
        # a type checker sees TypeEngine[the enum class] in the place of String, which is TypeEngine[str]
        @classmethod
        def __class_getitem__(cls, item):
            return cls

    _E = TypeVar("_E")


class Enum(_EnumBase[_E]):
    """A string of a fixed list, or a member of an enum class (its name is what is stored).

    :param enums: the strings, or one enum class.
    :param create_constraint: add a CHECK (col IN (..)) where the database's own ENUM is not used.
    :param metadata: the MetaData that creates the database's type, see SchemaType.
    :param name: the type's name; by default the enum class's in lower case.
    :param native_enum: use the database's own ENUM where it has one; else VARCHAR.
    :param length: of the VARCHAR; by default that of the longest string.
    :param schema: the type's schema.
    :param quote: force quoting of the name on or off.
    :param inherit_schema: take the schema of the table.
    :param validate_strings: refuse strings that are not in the list already when they are bound.
    :param values_callable: called with the enum class, returns the strings to store, in the order of the members.
    :param sort_key_function: key for sorting values; by default what is stored.
    :param omit_aliases: members that are aliases of another have no string of their own.
    :param create_type: see SchemaType.
    :raises LookupError: when a value is not in the list, on the way in or out.
    """

    __visit_name__ = "enum"
    _limits = ()
    _is_generic = True
    native = True
    _type_affinity = String

    enum_class: type[Any] | None
    enums: list[str]

    @overload
    def __init__(self: Enum[_P], enums: type[_P], /, **kw: Any) -> None: ...
    @overload
    def __init__(self: Enum[str], *enums: str, **kw: Any) -> None: ...
    def __init__(  # type: ignore[misc]  # the overloads show the two forms, the keywords are checked at run time
        self,
        *enums: Any,
        create_constraint: bool = False,
        metadata: Any = None,
        name: str | None = None,
        native_enum: bool = True,
        length: int | NoArgType | None = NO_ARG,
        schema: str | NoArgType | None = NO_ARG,
        quote: bool | None = None,
        inherit_schema: bool = False,
        validate_strings: bool = False,
        values_callable: Callable[[Any], Sequence[str]] | None = None,
        sort_key_function: Any = NO_ARG,
        omit_aliases: bool = True,
        create_type: bool = True,
        collation: str | None = None,
    ) -> None:
        self._enums_argument = enums
        self.native_enum = native_enum
        self.create_constraint = create_constraint
        self.validate_strings = validate_strings
        self.values_callable = values_callable
        self.omit_aliases = omit_aliases
        self._sort_key_function = sort_key_function
        self._quote = quote
        self.collation = collation
        self.collation_schema = None
        values, objects = self._values_of(enums)
        self.enums = values
        self._database_values = {item: value for value, item in zip(values, objects, strict=True)}
        self._objects = dict(zip(values, objects, strict=True))
        if self.enum_class is not None:
            # a string is taken for the name of a member; an alias is stored as the member it stands for
            self._database_values.update({value: value for value in values})
            for item in self.enum_class.__members__.values():
                self._database_values.setdefault(item, next(value for value, o in self._objects.items() if o is item))
        self._length_argument = length
        longest = max(map(len, values), default=0)
        if length is not NO_ARG and length is not None and length < longest:
            raise ValueError(
                "When provided, length must be larger or equal than the length of the longest enum value. "
                f"{length} < {longest}"
            )
        self.length = longest if length is NO_ARG else length
        if name is None and self.enum_class is not None:
            name = self.enum_class.__name__.lower()
        self._set_schema_arguments(name, schema, metadata, inherit_schema, quote, create_type)

    def _values_of(self, enums: tuple[Any, ...]) -> tuple[list[str], list[Any]]:
        """Return the strings and the Python objects they stand for; sets `enum_class`."""
        self.enum_class = None
        if len(enums) == 1 and hasattr(enums[0], "__members__"):
            self.enum_class = enums[0]
            members = self.enum_class.__members__
            if self.omit_aliases:
                members = {name: item for name, item in members.items() if item.name == name}
            values = list(self.values_callable(self.enum_class)) if self.values_callable else list(members)
            if len(values) != len(members):
                raise exc.ArgumentError(
                    f"values_callable of Enum({self.enum_class.__name__}) returned {len(values)} values for "
                    f"{len(members)} members"
                )
            return values, list(members.values())
        for value in enums:
            if not isinstance(value, str):
                raise exc.ArgumentError(
                    f"Enum() takes strings or one enum class, not {value!r}; pass a list as Enum(*values)"
                )
        return list(enums), list(enums)

    @property
    def sort_key_function(self) -> Any:
        """Key for sorting values: what is stored, unless one was given."""
        return self._to_database if self._sort_key_function is NO_ARG else self._sort_key_function

    @property
    def python_type(self) -> type[Any]:
        return str if self.enum_class is None else self.enum_class

    def _to_database(self, value: Any) -> Any:
        try:
            return self._database_values[value]
        except (KeyError, TypeError):
            if not self.validate_strings and isinstance(value, str):
                return value
            raise self._unknown(value) from None

    def _to_python(self, value: Any) -> Any:
        try:
            return self._objects[value]
        except KeyError:
            raise self._unknown(value) from None

    def _unknown(self, value: Any) -> LookupError:
        shown = ", ".join(self.enums if len(self.enums) <= 4 else [*self.enums[:3], "...", self.enums[-1]])
        return LookupError(
            f"'{value}' is not among the defined enum values. Enum name: {self.name}. Possible values: {shown}"
        )

    def bind_processor(self, dialect: Any) -> Processor | None:
        to_database, known = self._to_database, self._database_values

        def process(value: Any) -> Any:
            if value is None:
                return None
            try:
                return known[value]
            except (KeyError, TypeError):
                return to_database(value)

        return process

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        to_python, known = self._to_python, self._objects

        def process(value: Any) -> Any:
            if value is None:
                return None
            try:
                return known[value]
            except KeyError:
                return to_python(value)

        return process

    def literal_processor(self, dialect: Any) -> Processor | None:
        quote = text_literal(dialect)
        return lambda value: quote(self._to_database(value))

    def _check_members(self) -> list[Any]:
        return list(self.enums)

    def _needs_check(self, dialect: Any) -> bool:
        return not (self.native_enum and dialect.supports_native_enum)

    def _make_impl(self, dialect: Any) -> TypeEngine[Any]:
        if not self.native_enum and dialect.name not in self._variant_mapping:
            return self
        return super()._make_impl(dialect)

    def _unlimited(self, dialect: Any) -> TypeEngine[Any]:
        # the generic type is a VARCHAR in the database
        return String() if type(self) is Enum else self

    def _concatenated(self, other: TypeEngine[Any]) -> TypeEngine[Any]:
        return String(self.length, self.collation)

    def as_generic(self, *, allow_nulltype: bool = False) -> TypeEngine[Any]:
        return self if type(self) is Enum else Enum._adapted_from(self)

    @classmethod
    def _adapted_from(cls, source: TypeEngine[Any], **kw: Any) -> Any:
        if not isinstance(source, Enum):
            return super()._adapted_from(source, **kw)
        arguments: dict[str, Any] = {
            "create_constraint": source.create_constraint,
            "metadata": None,
            "name": source.name,
            "native_enum": source.native_enum,
            "length": source._length_argument,
            "schema": source.schema,
            "quote": source._quote,
            "inherit_schema": source.inherit_schema,
            "validate_strings": source.validate_strings,
            "values_callable": source.values_callable,
            "sort_key_function": source._sort_key_function,
            "omit_aliases": source.omit_aliases,
            "create_type": source.create_type,
            "collation": source.collation,
            **kw,
        }
        new = cls(*source._enums_argument, **arguments)
        # an adapted type belongs to the same MetaData, but is not registered with it a second time
        if "metadata" not in kw:
            new.metadata = source.metadata
        new._take_settings(source)
        return new

    def _make_key(self) -> tuple[Any, ...]:
        variants = tuple((name, type_._static_key) for name, type_ in self._variant_mapping.items())
        return (
            type(self),
            self.enum_class,
            tuple(self.enums),
            self.name,
            self.schema,
            self.native_enum,
            self.length,
            self.collation,
            self.validate_strings,
            variants,
        )

    def repr_struct(self) -> str:
        parts = [repr(value) for value in self.enums]
        if self.create_constraint:
            parts.append("create_constraint=True")
        if self.name is not None:
            parts.append(f"name={str(self.name)!r}")
        if not self.native_enum:
            parts.append("native_enum=False")
        if self.schema is not None:
            parts.append(f"schema={self.schema!r}")
        if self._length_argument is not NO_ARG:
            parts.append(f"length={self.length}")
        return f"{type(self).__name__}({', '.join(parts)})"
