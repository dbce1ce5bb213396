"""Options that come as text, in the query of a URL or in a configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from holdfast import exc

#: Name of an option -> what makes a value of its text; ValueError refuses a text.
Converters = Mapping[str, Callable[[str], Any]]

_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "y", "t", "1"), True),
    **dict.fromkeys(("false", "no", "off", "n", "f", "0"), False),
}


def boolean(text: str) -> bool:
    """Return what ``true``, ``off`` and the like mean.

    :raises ValueError: it is none of them.
    """
    value = _BOOLEANS.get(text.strip().lower())
    if value is None:
        raise ValueError(f"{text!r} is neither true nor false")
    return value


def option_value(converters: Converters, name: str, text: str) -> Any:
    """Return the value of an option of a URL; one without a converter stays text.

    :raises holdfast.exc.ArgumentError: the text is not one for the option.
    """
    try:
        return converters.get(name, str)(text)
    except ValueError as error:
        raise exc.ArgumentError(f"Invalid value for the option {name!r}: {error}") from None
