"""ENUM, one of a list of strings; SET, any of them.

Sources: MySQL 8.0 Reference Manual, "The ENUM Type", "The SET Type".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from holdfast import exc
from holdfast.dialects.mysql.types.character import CharacterSettings
from holdfast.sql import types as generic
from holdfast.sql.expressions.cast import type_coerce
from holdfast.sql.types.base import Processor, TypeEngine
from holdfast.sql.types.string import text_literal
from holdfast.util.signatures import described

_E = TypeVar("_E", bound=Any)

_SETTINGS = ("charset", "ascii", "unicode", "binary", "national")


class ENUM(CharacterSettings, generic.Enum[_E]):
    """ENUM: the string, or the member of an enum class.

    Without SQL mode STRICT a value that is not in the list is stored as the empty string, and read as that.

    :param enums: the strings, or one enum class.
    :param charset: CHARACTER SET.
    :param collation: COLLATE.
    :param ascii: ASCII, the short form of ``latin1``.
    :param unicode: UNICODE, the short form of ``ucs2``.
    :param binary: BINARY, the binary collation of the character set.
    :param kw: as for :class:`holdfast.Enum`.
    """

    __visit_name__ = "ENUM"

    def __init__(
        self,
        *enums: Any,
        charset: str | None = None,
        ascii: bool = False,
        unicode: bool = False,
        binary: bool = False,
        national: bool = False,
        **kw: Any,
    ) -> None:
        # of the days when quoting and checks were options
        kw.pop("strict", None)
        super().__init__(*enums, **kw)
        self._set_characters(charset, ascii, unicode, binary, national)

    @classmethod
    def _adapted_from(cls, source: TypeEngine[Any], **kw: Any) -> Any:
        if isinstance(source, ENUM):
            kw = {**{name: getattr(source, name) for name in _SETTINGS}, **kw}
        return super()._adapted_from(source, **kw)

    def _to_python(self, value: Any) -> Any:
        return value if value == "" else super()._to_python(value)

    def _make_key(self) -> tuple[Any, ...]:
        return (*super()._make_key(), *(getattr(self, name) for name in _SETTINGS))

    def repr_struct(self) -> str:
        return described(self, tuple(self.enums), omit=_ENUM_NOT_SHOWN)


_ENUM_NOT_SHOWN = (
    "create_constraint", "metadata", "name", "native_enum", "length", "schema", "quote", "inherit_schema",
    "validate_strings", "values_callable", "sort_key_function", "omit_aliases", "create_type",
)  # fmt: skip


class SET(CharacterSettings, generic.String):
    """SET: a Python set of strings.

    Values may also be given as a list, as text with commas, or as the number whose bits are the members.

    :param values: the strings that can be members.
    :param retrieve_as_bitwise: values travel as numbers; needed to tell the empty set from the set of the empty string.
    :param charset: CHARACTER SET.
    :param collation: COLLATE.
    :param ascii: ASCII, the short form of ``latin1``.
    :param unicode: UNICODE, the short form of ``ucs2``.
    :param binary: BINARY, the binary collation of the character set.
    :raises holdfast.exc.ArgumentError: the empty string is among the values, without ``retrieve_as_bitwise``.
    """

    __visit_name__ = "SET"
    _is_generic = False
    hashable = False

    def __init__(
        self,
        *values: str,
        retrieve_as_bitwise: bool = False,
        charset: str | None = None,
        collation: str | None = None,
        ascii: bool = False,
        unicode: bool = False,
        binary: bool = False,
        national: bool = False,
    ) -> None:
        if not retrieve_as_bitwise and "" in values:
            raise exc.ArgumentError("Can't use the blank value '' in a SET without setting retrieve_as_bitwise=True")
        super().__init__(max(map(len, values), default=0), collation)
        self.values = tuple(values)
        self.retrieve_as_bitwise = retrieve_as_bitwise
        self._set_characters(charset, ascii, unicode, binary, national)
        self._bits = {value: 1 << position for position, value in enumerate(values)}

    @property
    def python_type(self) -> type[Any]:
        return set

    @classmethod
    def _adapted_from(cls, source: TypeEngine[Any], **kw: Any) -> Any:
        if not isinstance(source, SET):
            return super()._adapted_from(source, **kw)
        names = ("retrieve_as_bitwise", "collation", *_SETTINGS)
        new = cls(*source.values, **{**{name: getattr(source, name) for name in names}, **kw})
        new._take_settings(source)
        return new

    def as_generic(self, *, allow_nulltype: bool = False) -> TypeEngine[Any]:
        """Return a String that has room for all the members, with commas."""
        return generic.String(len(",".join(self.values)), self.collation)

    def _make_key(self) -> tuple[Any, ...]:
        return (*super()._make_key(), self.values)

    def repr_struct(self) -> str:
        return described(self, self.values)

    @property
    def _has_column_expression(self) -> bool:
        return self.retrieve_as_bitwise

    def column_expression(self, colexpr: Any) -> Any:
        """Return the number, where values travel as such."""
        if not self.retrieve_as_bitwise:
            return colexpr
        return type_coerce(type_coerce(colexpr, generic.Integer()) + 0, self)

    def bind_processor(self, dialect: Any) -> Processor | None:
        """From the members to text or number; text and numbers as they are."""
        encode = self._number if self.retrieve_as_bitwise else self._text

        def process(value: Any) -> Any:
            return value if value is None or isinstance(value, (str, int)) else encode(value)

        return process

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """To the set of members."""
        if not self.retrieve_as_bitwise:
            return _members
        bits = self._bits.items()

        def process(value: Any) -> Any:
            if value is None:
                return None
            number = int(value)
            return {member for member, bit in bits if number & bit}

        return process

    def literal_processor(self, dialect: Any) -> Processor | None:
        bind = self.bind_processor(dialect)
        assert bind is not None
        quote = text_literal(dialect)

        def process(value: Any) -> str:
            bound = bind(value)
            return str(bound) if isinstance(bound, int) else quote(bound)

        return process

    def _number(self, members: Iterable[str]) -> int:
        number = 0
        for member in members:
            if member not in self._bits:
                raise LookupError(f"{member!r} is not among the values of {self!r}")
            number |= self._bits[member]
        return number

    def _text(self, members: Iterable[str]) -> str:
        given = list(members)
        for member in given:
            if "," in member:
                raise ValueError(f"{member!r} cannot be a member of a SET: members are separated by commas")
        # in the order of the declaration; the server, which may ignore case, judges those that it does not list
        return ",".join(sorted(given, key=lambda member: self._bits.get(member, 1 << 64)))


def _members(value: Any) -> Any:
    if value is None or isinstance(value, set):
        return value
    return set(value.split(",")) if value else set()
