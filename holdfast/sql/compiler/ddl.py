"""DDL as text: CREATE, DROP, ALTER, COMMENT.

Rules: one `visit_` method a statement or part of one; the layout (line breaks and tabs) is SQLAlchemy's.  SQL
expressions inside of DDL are rendered by the dialect's statement compiler with literal values, as no database takes
parameters there; the text is executed as it is, so that percent signs are not doubled.  Names are quoted by the
dialect's preparer, and types named by its type compiler, always.
"""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql.compiler import dispatch
from holdfast.sql.compiler.ddl_constraints import ConstraintRendering
from holdfast.sql.compiler.typenames import GenericTypeCompiler, TypeCompiler
from holdfast.sql.schema.naming import conv
from holdfast.sql.types.string import text_literal


class ExpressionRendering:
    """Renders SQL expressions inside of DDL, each with a compiler of its own."""

    def __init__(self, dialect: Any, schema_translate_map: Any) -> None:
        self.dialect = dialect
        self.schema_translate_map = schema_translate_map

    def process(self, element: Any, **kw: Any) -> str:
        """Return the SQL of an expression or SELECT.

        :param kw: `literal_binds`, `include_table` and other keyword arguments of the statement compiler.
        """
        compiled = self.dialect.statement_compiler(
            self.dialect, element, schema_translate_map=self.schema_translate_map, verbatim=True, **kw
        )
        text: str = compiled.string
        return text


class DDLCompiler(ConstraintRendering):
    """Renders DDL elements for one dialect.

    :param dialect: the dialect.
    :param statement: a DDL element, rendered to `string`; None: for use of `process()` alone.
    :param schema_translate_map: schema name -> other schema name, None being "no schema".
    :param compile_kwargs: keyword arguments for the visit methods.
    """

    is_ddl = True
    type_compiler_cls: type[TypeCompiler] = TypeCompiler

    def __init__(
        self,
        dialect: Any,
        statement: Any = None,
        schema_translate_map: Any = None,
        compile_kwargs: Any = None,
        **kw: Any,
    ) -> None:
        self.dialect = dialect
        self.preparer = dialect.identifier_preparer
        self.schema_translate_map = schema_translate_map or {}
        self.type_compiler = (dialect.type_compiler_cls or self.type_compiler_cls)(dialect)
        self.type_compiler.schema_translate_map = self.schema_translate_map
        self._has_identity = getattr(dialect, "supports_identity_columns", True)
        self._has_alter = getattr(dialect, "supports_alter", True)
        self.sql_compiler = ExpressionRendering(dialect, schema_translate_map)
        self.statement = statement
        self.execution_options: Any = getattr(statement, "_execution_options", {})
        self.string = "" if statement is None else self.process(statement, **(compile_kwargs or {}))

    def __str__(self) -> str:
        return self.string

    @property
    def params(self) -> None:
        """DDL has none."""
        return None

    def construct_params(self, params: Any = None, **kw: Any) -> None:
        """DDL has none."""
        return

    def process(self, element: Any, **kw: Any) -> str:
        """Return the text of a DDL element or of a part of one."""
        cls = type(element)
        visit = dispatch.find(type(self), self.dialect.name, cls)
        if visit is None:
            raise exc.UnsupportedCompilationError(self, cls)
        return visit(self, element, **kw)

    def _expression(self, element: Any) -> str:
        """A SQL expression with literal values, its columns without their table."""
        return self.sql_compiler.process(element, include_table=False, literal_binds=True)

    def _literal(self, text: str) -> str:
        """A str as a SQL literal."""
        return text_literal(self.dialect)(text)

    def _schema_of(self, item: Any) -> str | None:
        schema: str | None = item.schema
        return self.schema_translate_map.get(schema, schema) if self.schema_translate_map else schema

    def _qualified(self, name: str, item: Any) -> str:
        """A quoted name behind the schema of the table or sequence it belongs to."""
        schema = self._schema_of(item)
        if schema and not self.preparer.omit_schema:
            return f"{self.preparer.quote_schema(schema)}.{name}"
        return name

    def _table_name(self, table: Any) -> str:
        return self._qualified(self.preparer.quote(table.name), table)

    def _sequence_name(self, sequence: Any) -> str:
        return self._qualified(self.preparer.quote(sequence.name), sequence)

    def visit_ddl(self, ddl: Any, **kw: Any) -> str:
        context = dict(ddl.context)
        target = ddl.target
        if getattr(target, "_is_table", False):
            schema = self._schema_of(target)
            context.setdefault("table", self.preparer.quote(target.name))
            context.setdefault("schema", self.preparer.quote_schema(schema) if schema else "")
            context.setdefault("fullname", self._table_name(target))
        text: str = ddl.statement % context
        return text

    def visit_create_schema(self, create: Any, **kw: Any) -> str:
        exists = "IF NOT EXISTS " if create.if_not_exists else ""
        return f"CREATE SCHEMA {exists}{self.preparer.quote_schema(create.element)}"

    def visit_drop_schema(self, drop: Any, **kw: Any) -> str:
        exists = "IF EXISTS " if drop.if_exists else ""
        cascade = " CASCADE" if drop.cascade else ""
        return f"DROP SCHEMA {exists}{self.preparer.quote_schema(drop.element)}{cascade}"

    def visit_create_table(self, create: Any, **kw: Any) -> str:
        table = create.element
        # Some servers cut what is too long, and the column or table would not be found by its name.
        for name in (table.name, *(column.element.name for column in create.columns)):
            self.dialect.validate_identifier(name)
        words = ["CREATE", *table._prefixes, "TABLE"]
        if create.if_not_exists:
            words.append("IF NOT EXISTS")
        suffix = self.create_table_suffix(table)
        opening = f"\n{' '.join(words)} {self._table_name(table)} {suffix + ' ' if suffix else ''}("
        parts = []
        first_key = False
        for column in create.columns:
            try:
                text = self.process(column, first_pk=column.element.primary_key and not first_key)
            except exc.CompileError as error:
                raise exc.CompileError(
                    f"(in table '{table.description}', column '{column.element.name}'): {error.args[0]}"
                ) from error
            if text:
                parts.append(text)
            first_key = first_key or column.element.primary_key
        constraints = self.create_table_constraints(table, create.include_foreign_key_constraints)
        if constraints:
            parts.append(constraints)
        body = "".join(f"{', ' if index else ''}\n\t{part}" for index, part in enumerate(parts))
        return f"{opening}{body}\n){self.post_create_table(table)}\n\n"

    def create_table_suffix(self, table: Any) -> str:
        """What stands between the table's name and the columns."""
        return ""

    def post_create_table(self, table: Any) -> str:
        """What stands behind the columns."""
        return ""

    def visit_create_column(self, create: Any, first_pk: bool = False, **kw: Any) -> str:
        column = create.element
        if column.system:
            return ""
        text = self.get_column_specification(column, first_pk=first_pk)
        checks = " ".join(
            self.process(constraint)
            for constraint in sorted(column.constraints, key=lambda each: each._creation_order)
            if constraint._needed_for(self.dialect) and self._is_wanted(constraint)
        )
        return f"{text} {checks}" if checks else text

    def _is_wanted(self, item: Any) -> bool:
        condition = item._ddl_if
        return condition is None or condition.holds(item, item, None, compiler=self, dialect=self.dialect)

    def get_column_specification(self, column: Any, **kw: Any) -> str:
        """Return name, type, DEFAULT, NOT NULL of a column."""
        text = (
            f"{self.preparer.format_column(column)} {self.type_compiler.process(column.type, type_expression=column)}"
        )
        default = self.get_column_default_string(column)
        if default is not None:
            text += f" DEFAULT {default}"
        if column.computed is not None:
            text += f" {self.process(column.computed)}"
        if column.identity is not None and self._has_identity:
            text += f" {self.process(column.identity)}"
        elif not column.nullable:
            text += " NOT NULL"
        return text

    def get_column_default_string(self, column: Any) -> str | None:
        """Return the DEFAULT of a column, or None."""
        default = column.server_default
        if default is None or not default.has_argument:
            return None
        return self.render_default_string(default.arg)

    def render_default_string(self, default: Any) -> str:
        """Return the text of a server default: a str is a literal, anything else SQL."""
        if isinstance(default, str):
            return self._literal(default)
        return self._expression(default)

    def visit_computed_column(self, computed: Any, **kw: Any) -> str:
        text = f"GENERATED ALWAYS AS ({self._expression(computed.sqltext)})"
        if computed.persisted is None:
            return text
        return f"{text} {'STORED' if computed.persisted else 'VIRTUAL'}"

    def visit_identity_column(self, identity: Any, **kw: Any) -> str:
        options = self.get_identity_options(identity)
        return (
            f"GENERATED {'ALWAYS' if identity.always else 'BY DEFAULT'} AS IDENTITY{f' ({options})' if options else ''}"
        )

    def get_identity_options(self, options: Any) -> str:
        """Return INCREMENT BY, START WITH and so on of a sequence or identity column."""
        words = []
        if options.increment is not None:
            words.append(f"INCREMENT BY {int(options.increment)}")
        if options.start is not None:
            words.append(f"START WITH {int(options.start)}")
        if options.minvalue is not None:
            words.append(f"MINVALUE {int(options.minvalue)}")
        if options.maxvalue is not None:
            words.append(f"MAXVALUE {int(options.maxvalue)}")
        if options.nominvalue is not None:
            words.append("NO MINVALUE")
        if options.nomaxvalue is not None:
            words.append("NO MAXVALUE")
        if options.cache is not None:
            words.append(f"CACHE {int(options.cache)}")
        if options.cycle is not None:
            words.append("CYCLE" if options.cycle else "NO CYCLE")
        return " ".join(words)

    def visit_drop_table(self, drop: Any, **kw: Any) -> str:
        return f"\nDROP TABLE {'IF EXISTS ' if drop.if_exists else ''}{self._table_name(drop.element)}"

    def visit_create_table_as(self, create: Any, **kw: Any) -> str:
        words = ["CREATE", "TEMPORARY"] if create.temporary else ["CREATE"]
        words.append("TABLE")
        if create.if_not_exists:
            words.append("IF NOT EXISTS")
        return f"{' '.join(words)} {self._table_name(create.table)} AS {self._select(create.selectable)}"

    def visit_create_view(self, create: Any, **kw: Any) -> str:
        words = ["CREATE"]
        if create.or_replace:
            words.append("OR REPLACE")
        if create.temporary:
            words.append("TEMPORARY")
        if create.materialized:
            words.append("MATERIALIZED")
        name = f"{self._table_name(create.table)}{self.create_view_suffix(create)}"
        return f"{' '.join(words)} VIEW {name} AS {self._select(create.selectable)}"

    def create_view_suffix(self, create: Any) -> str:
        """What stands between the view's name and its SELECT."""
        return ""

    def visit_drop_view(self, drop: Any, **kw: Any) -> str:
        kind = "MATERIALIZED VIEW" if drop.materialized else "VIEW"
        return f"\nDROP {kind} {'IF EXISTS ' if drop.if_exists else ''}{self._table_name(drop.element)}"

    def _select(self, selectable: Any) -> str:
        return self.sql_compiler.process(selectable, literal_binds=True)

    def visit_create_index(self, create: Any, include_schema: bool = False, **kw: Any) -> str:
        index = create.element
        self._require_table_and_name(index, "CREATE")
        words = ["CREATE", "UNIQUE"] if index.unique else ["CREATE"]
        words.append("INDEX")
        if create.if_not_exists:
            words.append("IF NOT EXISTS")
        words.append(self._index_name(index, include_schema))
        expressions = ", ".join(self._index_expression(item) for item in index.expressions)
        return f"{' '.join(words)} ON {self.indexed_table(index.table)} ({expressions}){self.post_create_index(index)}"

    def indexed_table(self, table: Any) -> str:
        """The table's name in CREATE INDEX."""
        return self._table_name(table)

    def _index_expression(self, item: Any) -> str:
        return self._expression(item)

    def post_create_index(self, index: Any) -> str:
        """What stands behind the columns of CREATE INDEX."""
        return ""

    def visit_drop_index(self, drop: Any, **kw: Any) -> str:
        index = drop.element
        self._require_table_and_name(index, "DROP", table=False)
        return f"\nDROP INDEX {'IF EXISTS ' if drop.if_exists else ''}{self._index_name(index, include_schema=True)}"

    def _require_table_and_name(self, index: Any, verb: str, table: bool = True) -> None:
        if table and index.table is None:
            raise exc.CompileError(f"Index '{index.name}' is not associated with any table.")
        if index.name is None:
            raise exc.CompileError(f"{verb} INDEX requires that the index have a name")

    def _index_name(self, index: Any, include_schema: bool = False) -> str:
        name = self.preparer.quote(self._fitting(index.name))
        return self._qualified(name, index.table) if include_schema and index.table is not None else name

    def _fitting(self, name: str) -> str:
        """A name that the database takes: one by convention is cut and gets a hash, the user's is refused."""
        limit = getattr(self.dialect, "max_index_name_length", None) or self.dialect.max_identifier_length
        if len(name) <= limit:
            return name
        if not isinstance(name, conv):
            raise exc.IdentifierError(f"Identifier '{name}' exceeds maximum length of {limit} characters")
        from hashlib import md5

        digest = md5(name.encode(), usedforsecurity=False).hexdigest()
        return conv(f"{name[: max(limit - 8, 0)]}_{digest[-4:]}")

    def visit_create_sequence(self, create: Any, prefix: str | None = None, **kw: Any) -> str:
        exists = "IF NOT EXISTS " if create.if_not_exists else ""
        text = f"CREATE SEQUENCE {exists}{self._sequence_name(create.element)}{prefix or ''}"
        options = self.get_identity_options(create.element)
        return f"{text} {options}" if options else text

    def visit_drop_sequence(self, drop: Any, **kw: Any) -> str:
        return f"DROP SEQUENCE {'IF EXISTS ' if drop.if_exists else ''}{self._sequence_name(drop.element)}"

    def visit_set_table_comment(self, create: Any, **kw: Any) -> str:
        if create.element.comment is None:
            return self.visit_drop_table_comment(create, **kw)
        return f"COMMENT ON TABLE {self._table_name(create.element)} IS {self._literal(create.element.comment)}"

    def visit_drop_table_comment(self, drop: Any, **kw: Any) -> str:
        return f"COMMENT ON TABLE {self._table_name(drop.element)} IS NULL"

    def _column_name(self, column: Any) -> str:
        return f"{self._table_name(column.table)}.{self.preparer.format_column(column)}"

    def visit_set_column_comment(self, create: Any, **kw: Any) -> str:
        if create.element.comment is None:
            return self.visit_drop_column_comment(create, **kw)
        return f"COMMENT ON COLUMN {self._column_name(create.element)} IS {self._literal(create.element.comment)}"

    def visit_drop_column_comment(self, drop: Any, **kw: Any) -> str:
        return f"COMMENT ON COLUMN {self._column_name(drop.element)} IS NULL"


class GenericDDLCompiler(DDLCompiler):
    """DDL for no database in particular: for `str()` of DDL elements."""

    type_compiler_cls = GenericTypeCompiler


def make_ddl_compiler(element: Any, dialect: Any, **kw: Any) -> DDLCompiler:
    """Compile a DDL element; fills `seams.ddl_compiler`."""
    cls: type[DDLCompiler] = getattr(dialect, "ddl_compiler", None) or GenericDDLCompiler
    return cls(dialect, element, **kw)
