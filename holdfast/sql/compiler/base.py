"""The frame of the SQL compiler: its state, dispatch, and what its parts know of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql.compiler import dispatch
from holdfast.sql.compiler.compiled import Compiled, ResultColumn
from holdfast.sql.compiler.linting import NO_LINTING, Linting
from holdfast.sql.compiler.typenames import GenericTypeCompiler, TypeCompiler

if TYPE_CHECKING:
    from holdfast.sql.compiler.scope import Scope


class CompilerBase(Compiled):
    """State and dispatch; the ``visit_`` methods are in the classes that derive from this."""

    #: It writes for a reader, not for a database: also what the generic dialect says it does not have.
    stringifies = False

    def __init__(
        self,
        dialect: Any,
        statement: Any,
        column_keys: Any = None,
        for_executemany: bool = False,
        schema_translate_map: Any = None,
        literal_binds: bool = False,
        gathered: list[Any] | None = None,
        linting: Linting = NO_LINTING,
        verbatim: bool = False,
        **compile_kwargs: Any,
    ) -> None:
        self.dialect = dialect
        self.statement = statement
        self.preparer = dialect.identifier_preparer
        self.column_keys = column_keys
        self.for_executemany = for_executemany
        self.schema_translate_map = schema_translate_map
        self.label_length = dialect.label_length or dialect.max_identifier_length
        self._literal_binds = literal_binds
        self._gathered = gathered or []
        self.linting = linting
        #: The text is executed without parameters, so that a driver does not format it.
        self._verbatim = verbatim
        self._table = dispatch.table_for(type(self), dialect.name)
        self._scopes: list[Scope] = []
        self._in_cte = False
        self._result_columns: list[ResultColumn] = []
        self._start_binds()
        self._start_ctes()
        text = self.process(statement, **compile_kwargs)
        self._finish_binds(self._with_ctes(text))

    # The parts of the compiler derive from each other, each file from the one below it; these four are called from
    # here.

    def _start_binds(self) -> None:
        raise NotImplementedError

    def _finish_binds(self, text: str) -> None:
        raise NotImplementedError

    def _start_ctes(self) -> None:
        raise NotImplementedError

    def _with_ctes(self, text: str) -> str:
        raise NotImplementedError

    def process(self, obj: Any, **kw: Any) -> str:
        """Render an element.

        :raises UnsupportedCompilationError: the compiler has no rule for its class.
        """
        cls = obj.__class__
        visit = self._table.get(cls)
        if visit is None:
            visit = dispatch.find(type(self), self.dialect.name, cls)
            if visit is None:
                return self.visit_unsupported(obj, **kw)
            self._table[cls] = visit
        return visit(self, obj, **kw)

    def visit_unsupported(self, element: Any, **kw: Any) -> str:
        """Called for elements that there is no rule for."""
        expand = getattr(element, "__clause_element__", None)
        if expand is not None:
            return self.process(expand(), **kw)
        raise exc.UnsupportedCompilationError(self, type(element))

    @property
    def type_compiler(self) -> TypeCompiler:
        """What names types for the dialect."""
        found = self.__dict__.get("_type_compiler")
        if found is None:
            make = getattr(self.dialect, "type_compiler_cls", None) or GenericTypeCompiler
            found = self.__dict__["_type_compiler"] = make(self.dialect)
            found.schema_translate_map = self.schema_translate_map
        compiler: TypeCompiler = found
        return compiler
