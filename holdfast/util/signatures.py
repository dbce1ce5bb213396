"""What a class's constructor takes, read from the code object: for copying, comparing and printing small value classes.

Rules: an instance keeps each constructor argument in an attribute of the same name; a constructor with `**kw` hands
them to its base's.
"""

from __future__ import annotations

from typing import Any, NamedTuple

MISSING: Any = object()


class Parameter(NamedTuple):
    """One constructor parameter; `default` is `MISSING` when it is required."""

    name: str
    default: Any


_known: dict[type, tuple[Parameter, ...]] = {}
_VARKEYWORDS = 0x08


def constructor_parameters(cls: type) -> tuple[Parameter, ...]:
    """Return the named parameters of the constructor, those of the bases last; `*args` are not among them."""
    found = _known.get(cls)
    if found is None:
        collected: dict[str, Parameter] = {}
        for base in cls.__mro__:
            function = base.__dict__.get("__init__")
            code = getattr(function, "__code__", None)
            if code is None:
                continue
            for parameter in _own_parameters(function):
                collected.setdefault(parameter.name, parameter)
            if not code.co_flags & _VARKEYWORDS:
                break
        found = _known[cls] = tuple(collected.values())
    return found


def _own_parameters(function: Any) -> list[Parameter]:
    code = function.__code__
    positional = code.co_varnames[1 : code.co_argcount]
    defaults = function.__defaults__ or ()
    required = len(positional) - len(defaults)
    found = [
        Parameter(name, MISSING if index < required else defaults[index - required])
        for index, name in enumerate(positional)
    ]
    keywords = function.__kwdefaults__ or {}
    for name in code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]:
        found.append(Parameter(name, keywords.get(name, MISSING)))
    return found


def constructor_arguments(instance: Any, cls: type | None = None) -> dict[str, Any]:
    """Return the arguments that make an equal instance of `cls` (by default the instance's own class)."""
    state = instance.__dict__
    return {name: state[name] for name, _ in constructor_parameters(cls or instance.__class__) if name in state}


def described(instance: Any, positional: tuple[Any, ...] = (), omit: tuple[str, ...] = ()) -> str:
    """Return `Class(value, name=value)` with the arguments that differ from their defaults."""
    parts = [repr(value) for value in positional]
    for name, default in constructor_parameters(instance.__class__):
        value = getattr(instance, name, default)
        if name not in omit and value is not default and value != default:
            parts.append(repr(value) if default is MISSING and not parts else f"{name}={value!r}")
    return f"{instance.__class__.__name__}({', '.join(parts)})"
