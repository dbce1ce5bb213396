"""What is in a PostgreSQL database: pg_catalog, one query a kind of thing for any number of tables.

`queries.py` says which relations are asked about; `names`, `columns`, `catalog_types`, `constraints` and `indexes` have
the methods of the dialect, `inspector` the class that `inspect(engine)` returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from holdfast.dialects.postgresql.reflection.columns import ColumnReflection
from holdfast.dialects.postgresql.reflection.constraints import ConstraintReflection
from holdfast.dialects.postgresql.reflection.indexes import IndexReflection
from holdfast.dialects.postgresql.reflection.inspector import PGInspector
from holdfast.dialects.postgresql.reflection.names import NameReflection

__all__ = ["PGInspector", "PostgreSQLReflection"]


class PostgreSQLReflection(NameReflection, ColumnReflection, ConstraintReflection, IndexReflection):
    """The reflection methods of the PostgreSQL dialect."""

    inspector: ClassVar[Any] = PGInspector
    reflection_options: ClassVar[Sequence[str]] = ("postgresql_ignore_search_path",)
