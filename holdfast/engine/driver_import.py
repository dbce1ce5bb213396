"""Importing a driver's module, with an error that says what to install."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def import_driver(module: str, extra: str) -> Any:
    """Return a driver's module.

    :param module: its name.
    :param extra: the extra of this package that installs it.
    :raises ModuleNotFoundError: it is not installed; the message names the extra.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module.partition(".")[0]:
            # The driver is there, and misses something itself.
            raise
        raise ModuleNotFoundError(
            f"No module named {module!r}, the driver of this kind of URL; install it with the extra that has it: "
            f"pip install holdfast[{extra}]",
            name=module,
        ) from None
