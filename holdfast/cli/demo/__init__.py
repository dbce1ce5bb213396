"""The demo: the metadata of every installed distribution, saved, queried, edited, updated and checked.

Read `model.py` and `saving.py` to learn the library; the other files are its further use.
"""

from __future__ import annotations
