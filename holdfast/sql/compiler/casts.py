"""Casts around parameters.

A driver that binds parameters on the server sends text for most of them, and the server guesses a type from where the
parameter stands; where it cannot (``SELECT $1``, ``f($1)``, ``$1 || 'x'``) or guesses another, the SQL has to say it:
``%(name)s::VARCHAR``.  Which types need that is data of the dialect, ``bind_casts``: class -> True (the type's own
name), another name, or False; the nearest class of the type, or else of the dialect's implementation of it, decides.
A type of a user's says ``render_bind_cast = True``.  ``bind_cast_form`` is how the dialect writes a cast.

Source: SQLAlchemy 2.1 documentation, "BindTyping".
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any

from holdfast.sql.compiler.typenames import type_name


class BindTyping(enum.Enum):
    """How a driver learns the types of parameters."""

    #: By the Python values.
    NONE = 1
    #: By ``cursor.setinputsizes()``.
    SETINPUTSIZES = 2
    #: By casts in the SQL.
    RENDER_CASTS = 3


def with_cast(dialect: Any, type_: Any, placeholder: str, names: Any = None) -> str:
    """Return the placeholder of a parameter, with a cast where the dialect has one for the type.

    :param names: the type compiler of the statement, which knows how schemas are translated.
    """
    cast = caster(dialect, type_, names)
    return placeholder if cast is None else cast(placeholder)


def caster(dialect: Any, type_: Any, names: Any = None) -> Callable[[str], str] | None:
    """Return what puts the cast around the placeholders of parameters of a type, or None for no cast."""
    name = cast_name(dialect, type_, names)
    if name is None:
        return None
    form: str = dialect.bind_cast_form
    return lambda placeholder: form.format(placeholder, name)


def literal_with_cast(dialect: Any, type_: Any, literal: str, names: Any = None) -> str:
    """Return a literal, with a cast where the dialect has one for literals of the type: ``literal_casts`` is a table
    like ``bind_casts``, of the types whose literals look like text; a type of a user's says ``render_literal_cast``."""
    impl = type_._unwrapped_dialect_impl(dialect)
    cast = impl.render_literal_cast or any(cls in dialect.literal_casts for cls in type(impl).__mro__)
    if not cast:
        return literal
    unlimited = impl._unlimited(dialect)
    return str(
        dialect.bind_cast_form.format(literal, names.process(unlimited) if names else type_name(unlimited, dialect))
    )


def cast_name(dialect: Any, type_: Any, names: Any = None) -> str | None:
    """Return the name of the type that a parameter is cast to, or None for no cast."""
    if dialect.bind_typing is not BindTyping.RENDER_CASTS:
        return None
    impl = type_._unwrapped_dialect_impl(dialect)
    casts = dialect.bind_casts
    cast = impl.render_bind_cast
    given = type_._variant_mapping.get(dialect.name, type_)
    for cls in (*type(given).__mro__, *type(impl).__mro__):
        if cls in casts:
            cast = casts[cls]
            break
    if not cast:
        return None
    if isinstance(cast, str):
        return cast
    name: str = (names or dialect.type_compiler_instance).process(impl._unlimited(dialect))
    return name
