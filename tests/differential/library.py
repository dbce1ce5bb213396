"""One of the two libraries: their public names are the same, so a mapping or a program is written once."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Library:
    """The public names of a library and its `orm` package, as attributes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._modules = (import_module(name), import_module(f"{name}.orm"))

    def __repr__(self) -> str:
        return self.name

    def __getattr__(self, name: str) -> Any:
        for module in self._modules:
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(f"neither {self.name} nor {self.name}.orm has {name!r}")
