"""The databases: a package each, loaded when an engine is made for it; ``engine/registry.py`` knows their names."""

from __future__ import annotations

from holdfast.engine.registry import plugins, registry

__all__ = ["plugins", "registry"]
