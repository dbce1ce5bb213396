"""Warnings that point at the user's line: frames of this package are skipped."""

from __future__ import annotations

import sys
import warnings

from holdfast import exc

_PACKAGE = __name__.partition(".")[0]


def _user_level() -> int:
    level = 2
    frame = sys._getframe(2)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
        level += 1
    return level


def warn(message: str, category: type[Warning] = exc.SAWarning) -> None:
    """Emit a warning for the nearest caller outside of this package."""
    warnings.warn(message, category, stacklevel=_user_level())


def warn_deprecated(message: str, category: type[Warning] = exc.SADeprecationWarning) -> None:
    """Emit a deprecation warning for the nearest caller outside of this package."""
    warnings.warn(message, category, stacklevel=_user_level())
