"""Names that are more than a string: quoted ones, and anonymous ones that the compiler numbers."""

from __future__ import annotations

from typing import Any


class AnonymousName(str):
    """A name that the compiler makes unique: ``<prefix>_<number>``.  Equal only to itself."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    __hash__ = object.__hash__


class DerivedName(AnonymousName):
    """A name made of another anonymous one: ``<that name, numbered>_<number>``."""

    __slots__ = ("base",)
    base: AnonymousName

    def __new__(cls, base: AnonymousName) -> DerivedName:
        self = super().__new__(cls, str.__str__(base))
        self.base = base
        return self


class GeneratedName(str):
    """A name that this library made, and may cut where the database has a limit."""

    __slots__ = ()


class quoted_name(str):
    """A name that says itself whether it is quoted, whatever the database's rules are."""

    __slots__ = ("quote",)

    quote: bool | None

    def __new__(cls, value: str, quote: bool | None) -> quoted_name:
        if isinstance(value, cls) and (quote is None or value.quote == quote):
            return value
        self = super().__new__(cls, value)
        self.quote = quote
        return self

    @classmethod
    def construct(cls, value: str | None, quote: bool | None) -> str | None:
        """The name with its flag; the plain string when there is no flag."""
        if value is None or quote is None:
            return value
        return cls(value, quote)

    def __reduce__(self) -> tuple[Any, ...]:
        return quoted_name, (str(self), self.quote)

    def __repr__(self) -> str:
        return str.__repr__(self)

    def lower(self) -> str:
        """The name in lower case; itself when quoting is forced."""
        return self if self.quote else super().lower()

    def upper(self) -> str:
        """The name in upper case; itself when quoting is forced."""
        return self if self.quote else super().upper()
