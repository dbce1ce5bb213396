"""Renders WITH.

A CTE is rendered when the compiler first meets it, and kept until the statement that it belongs to is complete: the
outermost one, or with ``nesting`` the one that refers to it.
"""

from __future__ import annotations

from typing import Any

from holdfast import exc
from holdfast.sql.compiler.froms import FromCompiler


class CTECompiler(FromCompiler):
    """The ``visit_`` method of CTEs, and the WITH clause."""

    def _start_ctes(self) -> None:
        #: CTE -> its SQL, and name -> CTE, for the outermost statement; nested ones are kept by their Scope.
        self._ctes: dict[Any, str] = {}
        self._cte_names: dict[str, Any] = {}

    def visit_cte(self, cte: Any, asfrom: bool = False, ashint: bool = False, **kw: Any) -> str:
        """A reference to a CTE; makes sure that it is written."""
        origin = cte
        while origin._cte_alias is not None:
            origin = origin._cte_alias
        name = self.name_of(origin.name)
        if self.statement is cte:
            return self.process(cte.element, **kw)
        self._write_cte(origin, name, kw)
        if not asfrom:
            return str(self.preparer.quote(self.name_of(cte.name)))
        text = str(self.preparer.quote(name))
        if cte is not origin:
            text += self.get_render_as_alias_suffix(self.preparer.quote(self.name_of(cte.name)))
        return text

    def _write_cte(self, cte: Any, name: str, kw: dict[str, Any]) -> None:
        written, names = self._level(cte.nesting)
        existing = names.get(name)
        if existing is not None:
            if existing is cte or _restates(existing, cte):
                return
            if not _restates(cte, existing):
                if existing.compare(cte):
                    return
                raise exc.CompileError(f"Multiple, unrelated CTEs found with the same name: {name!r}")
            # The full, recursive form takes the place of the part that was met first.
            written.pop(existing, None)
        names[name] = cte
        text = self._cte_text(cte, name)
        written[cte] = text

    def _level(self, nesting: bool) -> tuple[dict[Any, str], dict[str, Any]]:
        """Where a CTE is written: at the outermost statement, or with ``nesting`` at the one that is being rendered."""
        if nesting and (len(self._scopes) > 1 or (self._in_cte and self._scopes)):
            scope = self._scopes[-1]
            return scope.ctes, scope.cte_names
        return self._ctes, self._cte_names

    def _cte_text(self, cte: Any, name: str) -> str:
        # What is around the CTE does not correlate with it.
        outer, self._scopes = self._scopes, []
        was_toplevel, self._in_cte = self._in_cte, True
        try:
            # VALUES has no name of its own inside of a CTE.
            inner = self.process(cte.element, asfrom=not cte.element._is_from_clause)
        finally:
            self._scopes, self._in_cte = outer, was_toplevel
        columns = self.column_list(cte.c) if cte.recursive or cte.element.__class__.name_cte_columns else ""
        prefixes = self.affixes(cte._prefixes)
        suffixes = f" {self.affixes(cte._suffixes)}" if cte._suffixes else ""
        return f"{self.preparer.quote(name)}{columns} AS {prefixes}\n({inner}){suffixes}"

    def affixes(self, affixes: Any) -> str:
        """Prefixes or suffixes that are for this dialect, each with a blank after it."""
        return "".join(
            f"{self.process(element)} " for element, dialect in affixes if dialect in ("*", self.dialect.name)
        )

    def with_clause(self, ctes: dict[Any, str]) -> str:
        """WITH and the CTEs."""
        recursive = any(cte.recursive for cte in ctes)
        keyword = self.get_cte_preamble(recursive)
        return f"{keyword} {', '.join([text if i == 0 else NEWLINE + text for i, text in enumerate(ctes.values())])}\n "

    def get_cte_preamble(self, recursive: bool) -> str:
        """The keyword; a hook for dialects."""
        return "WITH RECURSIVE" if recursive else "WITH"

    def _with_ctes(self, text: str) -> str:
        """The statement with its WITH clause."""
        return self.with_clause(self._ctes) + text if self._ctes else text

    def add_explicit_ctes(self, statement: Any) -> None:
        """Write the CTEs that were added by ``add_cte()``."""
        for cte, nest_here in getattr(statement, "_ctes", ()):
            if nest_here:
                self._write_nested(cte)
            else:
                self.process(cte)

    def _write_nested(self, cte: Any) -> None:
        written, names = self._level(True)
        name = self.name_of(cte.name)
        names[name] = cte
        written[cte] = self._cte_text(cte, name)


NEWLINE = "\n"


def _restates(cte: Any, former: Any) -> bool:
    """Whether a CTE was made from another by union()."""
    current = cte._restates
    while current is not None:
        if current is former:
            return True
        current = current._restates
    return False
