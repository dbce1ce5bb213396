"""DDL text of the generic dialect."""

from __future__ import annotations

import holdfast.engine.wiring
import holdfast.sql.wiring  # noqa: F401
