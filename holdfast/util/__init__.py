"""What every layer may use: containers, sentinels, generated code, warnings."""

from __future__ import annotations
