"""Where PostgreSQL's DDL differs: SERIAL, options of tables, indexes and constraints, comments on constraints.

Names are quoted; words and names of options and operator classes are checked, as they cannot be.

Source: the PostgreSQL manual, pages "CREATE TABLE", "CREATE INDEX", "CREATE SEQUENCE", "CREATE VIEW", "COMMENT".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from holdfast import exc
from holdfast.dialects.postgresql import partitions
from holdfast.dialects.postgresql.expressions.ddl_rendering import TypedDDLCompiler, checked
from holdfast.sql import operators
from holdfast.sql import types as generic

_NAME = re.compile(r"\w+")
_OPTION = re.compile(r"\w+(\.\w+)?")
_OPTION_VALUE = re.compile(r"[\w.+-]+")
_ON_COMMIT = re.compile(r"(PRESERVE ROWS|DELETE ROWS|DROP)", re.IGNORECASE)


class PostgreSQLDDLCompiler(TypedDDLCompiler):
    """The DDL compiler of PostgreSQL."""

    # -- columns

    def get_column_specification(self, column: Any, **kw: Any) -> str:
        """Return name, type or SERIAL, DEFAULT, GENERATED and NOT NULL of a column."""
        serial = self._serial(column)
        if serial is None:
            text = super().get_column_specification(column, **kw)
            explicitly_nullable = column.identity is not None and column._user_defined_nullable is True
            return f"{text} NULL" if explicitly_nullable else text
        return f"{self.preparer.format_column(column)} {serial}{'' if column.nullable else ' NOT NULL'}"

    def visit_computed_column(self, computed: Any, **kw: Any) -> str:
        """Return GENERATED .. AS (..); STORED where the server has nothing else.

        :raises holdfast.exc.CompileError: the server has no virtual columns (before PostgreSQL 18).
        """
        text = super().visit_computed_column(computed, **kw)
        if self.dialect.features.virtual_columns or computed.persisted:
            return text
        if computed.persisted is None:
            return f"{text} STORED"
        raise exc.CompileError(
            "PostgreSQL computed columns do not support 'virtual' persistence before version 18; set the 'persisted' "
            "flag to None or True"
        )

    def _serial(self, column: Any) -> str | None:
        """The word for a column that generates its keys from a sequence of its own; None for any other."""
        serial = column.dialect_options["postgresql"]["serial"]
        if not (self._counts_by_itself(column) if serial is None else serial):
            return None
        impl = column.type._unwrapped_dialect_impl(self.dialect)
        if isinstance(impl, generic.BigInteger):
            return "BIGSERIAL"
        return "SMALLSERIAL" if isinstance(impl, generic.SmallInteger) else "SERIAL"

    def _counts_by_itself(self, column: Any) -> bool:
        table = column.table
        if table is None or column is not table._autoincrement_column or column.identity is not None:
            return False
        # a server default of such a column is a nextval()
        default = column.default
        return default is None or (default.is_sequence and default.optional)

    # -- tables and views

    def post_create_table(self, table: Any) -> str:
        """Return INHERITS, PARTITION BY, USING, WITH, ON COMMIT and TABLESPACE."""
        options = table.dialect_options["postgresql"]
        clauses = []
        if not partitions.is_partition(table):
            parents = [self._parent_name(parent) for parent in partitions.parents(table)]
            if parents:
                clauses.append(f"INHERITS ({', '.join(parents)})")
        if options.get("partition_by"):
            clauses.append(f"PARTITION BY {options['partition_by']}")
        if options.get("using"):
            clauses.append(f"USING {checked(options['using'], _NAME, ' in postgresql_using')}")
        if options.get("with"):
            clauses.append(f"WITH ({self._storage_options(options['with'])})")
        if options.get("with_oids") is not None:
            clauses.append("WITH OIDS" if options["with_oids"] else "WITHOUT OIDS")
        if options.get("on_commit"):
            words = checked(options["on_commit"].replace("_", " "), _ON_COMMIT, " in postgresql_on_commit")
            clauses.append(f"ON COMMIT {words.upper()}")
        if options.get("tablespace"):
            clauses.append(f"TABLESPACE {self.preparer.quote(options['tablespace'])}")
        return "".join(f"\n {clause}" for clause in clauses)

    def _parent_name(self, parent: Any) -> str:
        """The name of a table that was given as Table or by its name."""
        if not isinstance(parent, str):
            return self._table_name(parent)
        schema, _, name = parent.rpartition(".")
        quoted: str = self.preparer.quote(name)
        return f"{self.preparer.quote_schema(schema)}.{quoted}" if schema else quoted

    def visit_attach_partition(self, attach: Any, **kw: Any) -> str:
        table = attach.element
        parents = partitions.parents(table)
        if len(parents) != 1:
            raise exc.CompileError(
                f"Table {table.name!r} has postgresql_partition_bound, so postgresql_inherits has to name the one "
                f"partitioned table that it belongs to, not {len(parents)}"
            )
        bound = table.dialect_options["postgresql"]["partition_bound"]
        name = self._table_name(table)
        return f"ALTER TABLE {self._parent_name(parents[0])} ATTACH PARTITION {name} {bound}"

    def _storage_options(self, options: Mapping[str, Any]) -> str:
        texts = []
        for name, value in options.items():
            text = str(value).lower() if isinstance(value, bool) else str(value)
            if not _OPTION_VALUE.fullmatch(text):
                text = self._literal(text)
            texts.append(f"{checked(name, _OPTION, ' in postgresql_with')} = {text}")
        return ", ".join(texts)

    def create_view_suffix(self, create: Any) -> str:
        """Return WITH and the view's options."""
        options = create.dialect_options["postgresql"].get("with")
        return f" WITH ({self._storage_options(options)})" if options else ""

    def visit_create_schema(self, create: Any, **kw: Any) -> str:
        self.dialect.validate_identifier(create.element)
        return super().visit_create_schema(create, **kw)

    def visit_create_sequence(self, create: Any, prefix: str | None = None, **kw: Any) -> str:
        self.dialect.validate_identifier(create.element.name)
        type_ = create.element.data_type
        words = "" if type_ is None else f" AS {self.type_compiler.process(type_)}"
        return super().visit_create_sequence(create, prefix=f"{words}{prefix or ''}", **kw)

    # -- constraints

    def _fitting(self, name: str) -> str:
        fitted = super()._fitting(name)
        # The limit is in bytes.
        self.dialect.validate_identifier(fitted)
        return fitted

    def define_unique_constraint_distinct(self, constraint: Any, **kw: Any) -> str:
        """Return NULLS NOT DISTINCT or NULLS DISTINCT."""
        words = _nulls_distinct(constraint)
        return f"{words} " if words else ""

    def define_constraint_deferrability(self, constraint: Any) -> str:
        """Return what stands behind the columns or the condition: INCLUDE, DEFERRABLE, NOT VALID."""
        options = constraint.dialect_options["postgresql"]
        text = super().define_constraint_deferrability(constraint)
        if options.get("include"):
            text = f" INCLUDE ({self._included(constraint.table, options['include'])}){text}"
        if options.get("no_inherit"):
            text = f" NO INHERIT{text}"
        return f"{text} NOT VALID" if options.get("not_valid") else text

    def _included(self, table: Any, columns: Any) -> str:
        """The names of columns, given as such or by their keys."""
        named = [table.c[column] if isinstance(column, str) else column for column in columns]
        return ", ".join([self.preparer.quote(column.name) for column in named])

    def visit_set_constraint_comment(self, create: Any, **kw: Any) -> str:
        comment = self._literal(create.element.comment)
        return f"COMMENT ON CONSTRAINT {self._commented(create.element)} IS {comment}"

    def visit_drop_constraint_comment(self, drop: Any, **kw: Any) -> str:
        return f"COMMENT ON CONSTRAINT {self._commented(drop.element)} IS NULL"

    def _commented(self, constraint: Any) -> str:
        if constraint.name is None:
            raise exc.CompileError(f"Can't emit COMMENT ON for constraint {constraint!r}: it has no name")
        name = self.preparer.quote(self._fitting(constraint.name))
        return f"{name} ON {self._table_name(constraint.table)}"

    # -- indexes

    def visit_create_index(self, create: Any, include_schema: bool = False, **kw: Any) -> str:
        index = create.element
        self._require_table_and_name(index, "CREATE")
        options = index.dialect_options["postgresql"]
        words = ["CREATE", "UNIQUE"] if index.unique else ["CREATE"]
        words.append("INDEX")
        if options.get("concurrently"):
            words.append("CONCURRENTLY")
        if create.if_not_exists:
            words.append("IF NOT EXISTS")
        words += [self._index_name(index), "ON", self._table_name(index.table)]
        if options.get("using"):
            words.append(f"USING {checked(options['using'], _NAME, ' in postgresql_using').lower()}")
        ops = options.get("ops") or {}
        words.append(f"({', '.join([self._index_element(item, ops) for item in index.expressions])})")
        return " ".join(words) + self.post_create_index(index)

    def _index_element(self, item: Any, ops: Mapping[str, str]) -> str:
        """An expression, its operator class, and the order."""
        orders = ""
        while item.__visit_name__ == "unary" and item.modifier in _ORDERS:
            orders = f" {_ORDERS[item.modifier]}{orders}"
            item = item.element
        return f"{self._indexed(item, ops, 'postgresql_ops')}{orders}"

    def post_create_index(self, index: Any) -> str:
        """Return INCLUDE, NULLS NOT DISTINCT, WITH, TABLESPACE and WHERE."""
        options = index.dialect_options["postgresql"]
        text = ""
        if options.get("include"):
            text += f" INCLUDE ({self._included(index.table, options['include'])})"
        words = _nulls_distinct(index)
        if words:
            text += f" {words}"
        if options.get("with"):
            text += f" WITH ({self._storage_options(options['with'])})"
        if options.get("tablespace"):
            text += f" TABLESPACE {self.preparer.quote(options['tablespace'])}"
        where = options.get("where")
        if where is not None:
            text += f" WHERE {where if isinstance(where, str) else self._expression(where)}"
        return text

    def visit_drop_index(self, drop: Any, **kw: Any) -> str:
        index = drop.element
        self._require_table_and_name(index, "DROP", table=False)
        concurrently = "CONCURRENTLY " if index.dialect_options["postgresql"].get("concurrently") else ""
        exists = "IF EXISTS " if drop.if_exists else ""
        return f"\nDROP INDEX {concurrently}{exists}{self._index_name(index, include_schema=True)}"


_ORDERS = {
    operators.desc_op: "DESC",
    operators.asc_op: "ASC",
    operators.nulls_first_op: "NULLS FIRST",
    operators.nulls_last_op: "NULLS LAST",
}


def _nulls_distinct(item: Any) -> str:
    distinct = item.dialect_options["postgresql"].get("nulls_not_distinct")
    if distinct is None:
        return ""
    return "NULLS NOT DISTINCT" if distinct else "NULLS DISTINCT"
