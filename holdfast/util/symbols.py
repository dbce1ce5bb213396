"""Sentinel values: enum members, so that type checkers can tell them from real arguments, and named symbols."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final, Literal


class NoArg(Enum):
    """The type of `NO_ARG`: an argument was not given (where None means something)."""

    NO_ARG = 0

    def __repr__(self) -> str:
        return f"NoArg.{self.name}"


NO_ARG: Final = NoArg.NO_ARG
NoArgType = Literal[NoArg.NO_ARG]


class SchemaConst(Enum):
    """Special values of schema arguments.

    `RETAIN_SCHEMA`: keep the schema of the copied object; `BLANK_SCHEMA`: no schema, whatever the MetaData says;
    `NULL_UNSPECIFIED`: nullability was not given.
    """

    RETAIN_SCHEMA = 1
    BLANK_SCHEMA = 2
    NULL_UNSPECIFIED = 3

    def __repr__(self) -> str:
        return self.name


RETAIN_SCHEMA: Final = SchemaConst.RETAIN_SCHEMA
BLANK_SCHEMA: Final = SchemaConst.BLANK_SCHEMA
NULL_UNSPECIFIED: Final = SchemaConst.NULL_UNSPECIFIED


class symbol(int):
    """A named constant: equal names are one object, also after pickling; an int for use as a flag.

    :param name: the name.
    :param doc: its documentation.
    :param canonical: the integer value; by default one made from the name.
    """

    name: str
    _known: dict[str, symbol] = {}

    def __new__(cls, name: str, doc: str | None = None, canonical: int | None = None) -> symbol:
        known = cls._known.get(name)
        if known is None:
            known = int.__new__(cls, hash(name) if canonical is None else canonical)
            known.name = name
            if doc:
                known.__doc__ = doc
            cls._known[name] = known
        return known

    def __reduce__(self) -> tuple[Any, ...]:
        return symbol, (self.name, None, int(self))

    def __repr__(self) -> str:
        return f"symbol({self.name!r})"
