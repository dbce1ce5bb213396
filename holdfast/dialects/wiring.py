"""The top of the house below the ORM: importing it has every seam from ``sql`` up to here filled.

The dialects themselves fill none; ``engine/registry.py`` knows them by name.
"""

from __future__ import annotations

from holdfast.engine import wiring as wiring
