"""PostgreSQL, whatever the driver.

Rules
* The driver begins transactions, together with the first statement; a connection that executes nothing costs nothing.
* A transaction in which a statement has failed cannot be committed: the server would roll it back and call that a
  success.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.dialects.postgresql import partitions
from holdfast.dialects.postgresql.arguments import CONSTRUCT_ARGUMENTS
from holdfast.dialects.postgresql.compiler import PostgreSQLCompiler
from holdfast.dialects.postgresql.ddl import PostgreSQLDDLCompiler
from holdfast.dialects.postgresql.features import features_of
from holdfast.dialects.postgresql.identifiers import PostgreSQLPreparer
from holdfast.dialects.postgresql.reflection import PostgreSQLReflection
from holdfast.dialects.postgresql.twophase import PostgreSQLTwoPhase
from holdfast.dialects.postgresql.typenames import PostgreSQLTypeCompiler
from holdfast.dialects.postgresql.types import COLSPECS, ISCHEMA_NAMES
from holdfast.sql import types as generic

if TYPE_CHECKING:
    from holdfast.engine.connection import Connection
    from holdfast.sql.schema import Table


class PostgreSQLDialect(PostgreSQLReflection, PostgreSQLTwoPhase):
    """The PostgreSQL dialect."""

    name = "postgresql"
    paramstyle = "pyformat"
    features = features_of(None)
    colspecs = COLSPECS
    # Types that reflection finds by name; extensions add theirs.
    ischema_names = ISCHEMA_NAMES
    statement_compiler = PostgreSQLCompiler
    ddl_compiler = PostgreSQLDDLCompiler
    type_compiler_cls = PostgreSQLTypeCompiler
    preparer = PostgreSQLPreparer
    # NAMEDATALEN less the closing zero byte.
    max_identifier_length = 63
    isolation_levels = ("AUTOCOMMIT", "READ COMMITTED", "READ UNCOMMITTED", "REPEATABLE READ", "SERIALIZABLE")
    characteristics = ("isolation_level", "postgresql_readonly", "postgresql_deferrable")
    construct_arguments = CONSTRUCT_ARGUMENTS
    sequences_optional = True
    supports_constraint_comments = True
    bind_cast_form = "{}::{}"
    # Their literals would be text wherever nothing else decides.
    literal_casts = frozenset((generic.Date, generic.Time, generic.DateTime, generic.Uuid))
    # A literal with a backslash is written as E'..', which means the same whatever standard_conforming_strings is.
    _backslash_escapes = True
    _escape_string_prefix = "E"
    # The hexadecimal form of bytea; manual, "bytea Hex Format".
    _binary_literal = "E'\\\\x{}'::BYTEA"
    _float_literals = {name: f"'{name}'::FLOAT8" for name in ("Infinity", "-Infinity", "NaN")}

    def _get_server_version_info(self, connection: Connection) -> tuple[Any, ...] | None:
        version = connection.exec_driver_sql("SELECT pg_catalog.version()").scalar()
        # "PostgreSQL 15.4 on x86_64 ..", "PostgreSQL 17beta1 ..", "EnterpriseDB 9.6.11 .."
        found = re.match(r".*?(\d+)(?:\.(\d+))?(?:\.(\d+))?", version or "")
        if found is None:
            raise exc.InvalidRequestError(f"Could not determine version from string {version!r}")
        return tuple(int(part) for part in found.groups() if part is not None)

    def _get_default_schema_name(self, connection: Connection) -> str | None:
        name: str | None = connection.exec_driver_sql("SELECT current_schema()").scalar()
        return name

    def initialize(self, connection: Connection) -> None:
        """Learn version, default schema, and what the server can do."""
        super().initialize(connection)
        rows = self.features.batch_rows
        prepared = connection.exec_driver_sql("SELECT current_setting('max_prepared_transactions')::int").scalar()
        self.features = features_of(self.server_version_info, bool(prepared))._replace(batch_rows=rows)

    def validate_identifier(self, ident: str) -> None:
        """Raise IdentifierError for a name that PostgreSQL would cut: the limit is in bytes."""
        if len(ident.encode("utf-8", "replace")) > self.max_identifier_length:
            raise exc.IdentifierError(
                f"Identifier '{ident}' exceeds maximum length of {self.max_identifier_length} characters"
                " (bytes in UTF-8, in PostgreSQL)"
            )

    def table_dependencies(self, tables: Iterable[Table]) -> list[tuple[Table, Table]]:
        """Return pairs of a table and one that inherits from it, or is a partition of it."""
        return partitions.dependencies(tables)

    def dropped_with(self, table: Table) -> Table | None:
        """Return the partitioned table of a partition."""
        return partitions.partitioned(table)

    def ddl_after_table(self, table: Table) -> list[Any]:
        """Return ATTACH PARTITION for a partition."""
        return partitions.after_create(table)

    # -- transactions

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit.

        :raises holdfast.exc.PendingRollbackError: a statement of the transaction has failed.
        """
        self._refuse_failed(dbapi_connection)
        dbapi_connection.commit()
