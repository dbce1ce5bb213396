"""The names of types in DDL.

Rules: the method is `visit_<__visit_name__>(type, **kw)`; a generic type's method hands on to the one of the SQL name
that a database uses for it, so that a dialect overrides one or the other and nothing else.  A type under a SQL name
(TIMESTAMP, JSONB: in capitals) keeps that name, whatever the dialect uses to read and write its values; a name that
the dialect does not know is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast import exc
from holdfast.sql.compiler import dispatch
from holdfast.sql.types import String


class TypeCompiler:
    """Names of types, for one dialect.

    :param dialect: the dialect.
    """

    #: the keyword arguments that user-defined `get_col_spec()` methods are given
    ensure_kwarg = r"visit_\w+"

    #: schema name -> other schema name, for types that have a schema
    schema_translate_map: Any = None

    def __init__(self, dialect: Any) -> None:
        self.dialect = dialect

    def process(self, type_: Any, **kw: Any) -> str:
        """Return the name of a type, by the variant and implementation that the dialect has for it."""
        # A function may be registered for a decorator, which has no name itself.
        chosen = type_._variant_mapping.get(self.dialect.name, type_)
        registered = dispatch.find_registered(self.dialect.name, type(chosen))
        if registered is not None:
            return registered(self, chosen, **kw)
        impl = type_._unwrapped_dialect_impl(self.dialect)
        given = type_._without_decorators(self.dialect)
        named = type(given) if given.__visit_name__.isupper() else type(impl)
        if not self._knows(named):
            return self._unknown(impl)
        visit = dispatch.find(type(self), self.dialect.name, named)
        return self._unknown(impl) if visit is None else visit(self, impl, **kw)

    def _knows(self, cls: type[Any]) -> bool:
        """Whether there is a name for a class of types itself: that of a base would be another type."""
        return hasattr(self, f"visit_{cls.__visit_name__}") or any(map(dispatch.registered, cls.__mro__))

    def _unknown(self, type_: Any) -> str:
        raise exc.UnsupportedCompilationError(self, type(type_))

    def name_and_collation(self, type_: Any, **kw: Any) -> tuple[str, str]:
        """Return the name of a type, and its COLLATE, which stands behind all else: behind [], and behind a CAST."""
        text = self.process(type_, **kw)
        inner = type_._unwrapped_dialect_impl(self.dialect)
        while inner._is_array:
            inner = inner.item_type._unwrapped_dialect_impl(self.dialect)
        if not (isinstance(inner, String) and inner.collation):
            return text, ""
        name, collate, collation = text.partition(" COLLATE ")
        return name, f"{collate}{collation}"

    def _sized(self, name: str, type_: Any) -> str:
        text = name if not type_.length else f"{name}({int(type_.length)})"
        collation = getattr(type_, "collation", None)
        if not collation:
            return text
        preparer = self.dialect.identifier_preparer
        schema = getattr(type_, "collation_schema", None)
        prefix = f"{preparer.quote_schema(schema)}." if schema else ""
        return f"{text} COLLATE {prefix}{preparer.format_collation(collation)}"

    def _scaled(self, name: str, type_: Any) -> str:
        if type_.precision is None:
            return name
        if type_.scale is None:
            return f"{name}({int(type_.precision)})"
        return f"{name}({int(type_.precision)}, {int(type_.scale)})"

    def visit_FLOAT(self, type_: Any, **kw: Any) -> str:
        return "FLOAT"

    def visit_DOUBLE(self, type_: Any, **kw: Any) -> str:
        return "DOUBLE"

    def visit_DOUBLE_PRECISION(self, type_: Any, **kw: Any) -> str:
        return "DOUBLE PRECISION"

    def visit_REAL(self, type_: Any, **kw: Any) -> str:
        return "REAL"

    def visit_NUMERIC(self, type_: Any, **kw: Any) -> str:
        return self._scaled("NUMERIC", type_)

    def visit_DECIMAL(self, type_: Any, **kw: Any) -> str:
        return self._scaled("DECIMAL", type_)

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:
        return "INTEGER"

    def visit_SMALLINT(self, type_: Any, **kw: Any) -> str:
        return "SMALLINT"

    def visit_BIGINT(self, type_: Any, **kw: Any) -> str:
        return "BIGINT"

    def visit_TIMESTAMP(self, type_: Any, **kw: Any) -> str:
        return "TIMESTAMP"

    def visit_DATETIME(self, type_: Any, **kw: Any) -> str:
        return "DATETIME"

    def visit_DATE(self, type_: Any, **kw: Any) -> str:
        return "DATE"

    def visit_TIME(self, type_: Any, **kw: Any) -> str:
        return "TIME"

    def visit_CLOB(self, type_: Any, **kw: Any) -> str:
        return "CLOB"

    def visit_NCLOB(self, type_: Any, **kw: Any) -> str:
        return "NCLOB"

    def visit_CHAR(self, type_: Any, **kw: Any) -> str:
        return self._sized("CHAR", type_)

    def visit_NCHAR(self, type_: Any, **kw: Any) -> str:
        return self._sized("NCHAR", type_)

    def visit_VARCHAR(self, type_: Any, **kw: Any) -> str:
        return self._sized("VARCHAR", type_)

    def visit_NVARCHAR(self, type_: Any, **kw: Any) -> str:
        return self._sized("NVARCHAR", type_)

    def visit_TEXT(self, type_: Any, **kw: Any) -> str:
        return self._sized("TEXT", type_)

    def visit_UUID(self, type_: Any, **kw: Any) -> str:
        return "UUID"

    def visit_BLOB(self, type_: Any, **kw: Any) -> str:
        return "BLOB"

    def visit_BINARY(self, type_: Any, **kw: Any) -> str:
        return self._sized("BINARY", type_)

    def visit_VARBINARY(self, type_: Any, **kw: Any) -> str:
        return self._sized("VARBINARY", type_)

    def visit_BOOLEAN(self, type_: Any, **kw: Any) -> str:
        return "BOOLEAN"

    def visit_JSON(self, type_: Any, **kw: Any) -> str:
        return "JSON"

    def visit_uuid(self, type_: Any, **kw: Any) -> str:
        if type_.native_uuid and self.dialect.supports_native_uuid:
            return self.visit_UUID(type_, **kw)
        return self._sized("CHAR", type_)

    def visit_large_binary(self, type_: Any, **kw: Any) -> str:
        return self.visit_BLOB(type_, **kw)

    def visit_boolean(self, type_: Any, **kw: Any) -> str:
        return self.visit_BOOLEAN(type_, **kw)

    def visit_time(self, type_: Any, **kw: Any) -> str:
        return self.visit_TIME(type_, **kw)

    def visit_datetime(self, type_: Any, **kw: Any) -> str:
        return self.visit_DATETIME(type_, **kw)

    def visit_date(self, type_: Any, **kw: Any) -> str:
        return self.visit_DATE(type_, **kw)

    def visit_big_integer(self, type_: Any, **kw: Any) -> str:
        return self.visit_BIGINT(type_, **kw)

    def visit_small_integer(self, type_: Any, **kw: Any) -> str:
        return self.visit_SMALLINT(type_, **kw)

    def visit_integer(self, type_: Any, **kw: Any) -> str:
        return self.visit_INTEGER(type_, **kw)

    def visit_float(self, type_: Any, **kw: Any) -> str:
        return self.visit_FLOAT(type_, **kw)

    def visit_double(self, type_: Any, **kw: Any) -> str:
        return self.visit_DOUBLE(type_, **kw)

    def visit_numeric(self, type_: Any, **kw: Any) -> str:
        return self.visit_NUMERIC(type_, **kw)

    def visit_string(self, type_: Any, **kw: Any) -> str:
        return self.visit_VARCHAR(type_, **kw)

    def visit_unicode(self, type_: Any, **kw: Any) -> str:
        return self.visit_VARCHAR(type_, **kw)

    def visit_text(self, type_: Any, **kw: Any) -> str:
        return self.visit_TEXT(type_, **kw)

    def visit_unicode_text(self, type_: Any, **kw: Any) -> str:
        return self.visit_TEXT(type_, **kw)

    def visit_enum(self, type_: Any, **kw: Any) -> str:
        return self.visit_VARCHAR(type_, **kw)

    def visit_null(self, type_: Any, **kw: Any) -> str:
        raise exc.CompileError(f"Can't generate DDL for {type_!r}; did you forget to specify a type on this Column?")

    def visit_tuple(self, type_: Any, **kw: Any) -> str:
        raise exc.UnsupportedCompilationError(self, type(type_), "it is the type of an expression, not of a column")

    def visit_user_defined(self, type_: Any, **kw: Any) -> str:
        spec: Callable[..., str] = type_.get_col_spec
        code = getattr(spec, "__code__", None)
        takes_keywords = code is not None and bool(code.co_flags & 0x08)
        return spec(**kw) if takes_keywords else spec()


class GenericTypeCompiler(TypeCompiler):
    """The names for no database in particular: for `str()` of types and statements."""

    def visit_null(self, type_: Any, **kw: Any) -> str:
        return "NULL"

    def visit_ARRAY(self, type_: Any, **kw: Any) -> str:
        return "ARRAY"

    def _unknown(self, type_: Any) -> str:
        # a dialect's own type is shown by its name
        return str(type(type_).__visit_name__)


def type_name(type_: Any, dialect: Any) -> str:
    """Return the name of a type in the DDL of a dialect."""
    compiler: TypeCompiler = (getattr(dialect, "type_compiler_cls", None) or GenericTypeCompiler)(dialect)
    return compiler.process(type_)
