"""Renders SELECT and its compounds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from holdfast import exc
from holdfast.sql import operators
from holdfast.sql.compiler.compiled import ResultColumn
from holdfast.sql.compiler.cte import CTECompiler
from holdfast.sql.compiler.linting import WARN_LINTING, warn_of_cartesian_product
from holdfast.sql.compiler.scope import Scope
from holdfast.sql.expressions.element import AsBoolean, UnaryExpression
from holdfast.sql.expressions.names import AnonymousName
from holdfast.sql.selectables.fromclause import FromGrouping
from holdfast.sql.selectables.labels import PlannedColumn
from holdfast.sql.statements import froms as from_lists
from holdfast.util.warnings import warn, warn_deprecated


class SelectCompiler(CTECompiler):
    """The ``visit_`` methods of SELECT statements."""

    _options_around: tuple[Any, ...] = ()
    """the criteria options of the whole statement"""

    # -- SELECT ------------------------------------------------------------------------------------------------------

    def visit_select(
        self, select: Any, asfrom: bool = False, lateral: bool = False, insert_into: bool = False, **kw: Any
    ) -> str:
        """SELECT.

        :param asfrom: it stands in FROM or WITH: its columns get labels, and it does not correlate.
        :param lateral: it stands in LATERAL, and may correlate with the FROM elements beside it.
        """
        toplevel = self._is_toplevel()
        if toplevel:
            select = select._core(eager=not asfrom and not insert_into)
            self._options_around = select._criteria_options()
        else:
            select = select._core(around=self._options_around)
        scope = self._enter(select, asfrom, lateral, insert_into)
        try:
            text = self._select_text(select, scope, asfrom, toplevel and not insert_into, kw)
            if len(scope.froms) > 1 and self.linting & WARN_LINTING:
                warn_of_cartesian_product("SELECT", scope.froms, select._where, self.name_of)
        finally:
            self._scopes.pop()
        return self.with_clause(scope.ctes) + text if scope.ctes else text

    def _is_toplevel(self) -> bool:
        return not self._scopes and not self._in_cte

    def _enter(self, select: Any, asfrom: bool, lateral: bool, named: bool) -> Scope:
        outer = self._scopes[-1] if self._scopes else None
        near: Iterable[Any] = () if outer is None else outer.near
        around: list[Any] = [] if outer is None else outer.around
        if asfrom and not lateral:
            beside = {id(f) for f in near}
            explicit = [f for f in around if id(f) not in beside]
            froms = from_lists.display_froms(select, explicit, ())
        else:
            froms = from_lists.display_froms(select, around, near)
        own = [*froms, *(inner for f in froms if f._is_from_clause for inner in f._hide_froms)]
        scope = Scope(select, own, [*own, *around])
        scope.froms = froms
        # A subquery that is a value, or the right side of IN, has no need of distinct names.
        nested = not asfrom and bool(outer) and not named
        scope.plan = select._plain_plan() if nested else select._derived_plan() if asfrom else select._plan()
        scope.labels = {
            str(self.name_of(entry.name)) if isinstance(entry.name, AnonymousName) else entry.name: entry
            for entry in scope.plan
            if entry.name is not None and (entry.labelled and not isinstance(entry.name, AnonymousName))
        }
        self._scopes.append(scope)
        return scope

    def _select_text(self, select: Any, scope: Scope, asfrom: bool, toplevel: bool, kw: dict[str, Any]) -> str:
        self.add_explicit_ctes(select)
        hint_text, from_hints = self._hints(select)
        parts = ["SELECT "]
        if hint_text:
            parts.append(f"{hint_text} ")
        if select._prefixes:
            parts.append(self.affixes(select._prefixes))
        parts.append(self.get_select_precolumns(select, **kw))
        parts.append(self._extension_text(select, "post_select"))
        parts.append(self._extension_text(select, "pre_columns"))
        columns = [self.select_column(entry, asfrom, toplevel, kw) for entry in scope.plan]
        parts.append(", ".join([column for column in columns if column]))
        if toplevel:
            self.is_select = True
            self.result_columns = tuple(self._result_columns)
        parts.append(self._compose_body(select, scope, from_hints, kw))
        if select._statement_hints:
            hints = [text for dialect, text in select._statement_hints if dialect in ("*", self.dialect.name)]
            if hints:
                parts.append(f" {self.get_statement_hint_text(hints)}")
        if select._suffixes:
            parts.append(f" {self.affixes(select._suffixes)}")
        if not scope.plan:
            # An empty SELECT list leaves one blank less.
            return "".join(parts).rstrip().replace("SELECT  \n", "SELECT \n", 1)
        return "".join(parts)

    def _compose_body(self, select: Any, scope: Scope, from_hints: dict[Any, str], kw: dict[str, Any]) -> str:
        parts: list[str] = []
        if scope.froms:
            sources = [self.process(f, asfrom=True, from_hints=from_hints, **kw) for f in scope.froms]
            parts.append(f" \nFROM {', '.join(sources)}")
        else:
            parts.append(self.default_from())
        if select._where and (condition := self.conditions(select._where, **kw)):
            parts.append(f" \nWHERE {condition}")
        if select._group_by:
            parts.append(self.group_by_clause(select, **kw))
        if select._having:
            parts.append(f" \nHAVING {self.conditions(select._having, **kw)}")
        parts.append(self._extension_text(select, "post_criteria"))
        if select._order_by:
            parts.append(self.order_by_clause(select, **kw))
        if select._has_row_limit:
            parts.append(self._row_limit(select, **kw))
        parts.append(self._extension_text(select, "post_body"))
        if select._for_update is not None:
            parts.append(self.for_update_clause(select, **kw))
        return "".join(parts)

    def _extension_text(self, statement: Any, position: str) -> str:
        elements = statement._extensions_at(position)
        if not elements:
            return ""
        text = " ".join(self.process(element) for element in elements)
        return f"{text} " if position in ("post_select", "pre_columns") else f" {text}"

    def _hints(self, select: Any) -> tuple[str, dict[Any, str]]:
        if not select._hints:
            return "", {}
        by_from: dict[Any, str] = {}
        for source, dialect, text in select._hints:
            if dialect in ("*", self.dialect.name):
                name = self.name_of(getattr(source, "name", ""))
                by_from[source] = text.replace("%(name)s", self.preparer.quote(name) if name else "")
        return self.get_select_hint_text(by_from) or "", by_from

    def get_select_hint_text(self, byfroms: dict[Any, str]) -> str | None:
        """Hints after SELECT; a hook for dialects."""
        return None

    def get_statement_hint_text(self, hint_texts: list[str]) -> str:
        """Hints at the end of a statement."""
        return " ".join(hint_texts)

    def get_select_precolumns(self, select: Any, **kw: Any) -> str:
        """DISTINCT; a hook for dialects."""
        if select._distinct_on and self.dialect.name != "default":
            warn_deprecated(
                "DISTINCT ON is currently supported only by the PostgreSQL dialect.  Use of DISTINCT ON for other "
                "backends is currently silently ignored, however this usage is deprecated, and will raise "
                "CompileError in a future release for all backends that do not support this syntax."
            )
        return "DISTINCT " if select._distinct else ""

    def default_from(self) -> str:
        """FROM of a SELECT without one; a hook for dialects."""
        return ""

    def conditions(self, clauses: tuple[Any, ...], **kw: Any) -> str:
        """Conditions joined by AND; constants among them fold."""
        if len(clauses) == 1:
            return self.process(clauses[0], **kw)
        parts: list[str] = []
        for clause in clauses:
            visit_name = _constant_name(clause)
            if visit_name == "true":
                continue
            if visit_name == "false":
                return self.process(clause, **kw)
            text = self.process(clause.self_group(against=operators.and_), **kw)
            if text:
                parts.append(text)
        return " AND ".join(parts) if parts else self.process(clauses[0], **kw)

    def visit_entity_criterion(self, element: Any, **kw: Any) -> str:
        """The criterion of an entity that stands in FROM of the statement itself."""
        own = {id(source) for source in self._scopes[-1].near}
        stands = all(id(source) in own for source in element.criterion._from_objects)
        return self.process(element.criterion, **kw) if stands else ""

    # -- the SELECT list ---------------------------------------------------------------------------------------------

    def select_column(self, entry: PlannedColumn, asfrom: bool, toplevel: bool, kw: dict[str, Any]) -> str:
        """An entry of a SELECT list, with its label; at the top level it is noted for the result."""
        column = entry.column
        if column._is_text_clause:
            if toplevel:
                self.ordered_columns = False
                self._result_columns.append(ResultColumn(column.text, (column, column.text), column.type))
            return self.process(column, **kw)
        if column.__visit_name__ == "tuple":
            raise exc.CompileError(
                "Most backends don't support SELECTing from a tuple() object.  If this is an ORM query, consider using "
                "the Bundle object."
            )
        if column.__visit_name__ == "unary" and column.operator is operators.distinct_op:
            warn(
                "Column-expression-level unary distinct() should not be used outside of an aggregate function. For "
                "general 'SELECT DISTINCT' support use select().distinct()."
            )
        element = column._element if column.__visit_name__ == "label" else column
        selected = element.type._selected(element, self.dialect) if toplevel else element
        needs_label = (
            entry.labelled
            or selected is not element
            or (column.__class__ is AsBoolean and not self.dialect.supports_native_boolean)
            or (asfrom and (_labelled_inside(column) or (entry.repeated and not column.is_literal)))
        )
        # A name that is not written must not take a number.
        unnamed = not needs_label and isinstance(entry.name, AnonymousName)
        name = None if unnamed or entry.name is None else self.name_of(entry.name)
        if selected is not element:
            text = self.process(selected, **kw)
        elif column.__visit_name__ == "label":
            text = self.process(element.self_group(against=operators.as_), **kw)
        else:
            text = self.process(column, **kw)
        if toplevel:
            self._note_result(entry, name, text, column.type if selected is element else selected.type)
        return f"{text} AS {self.preparer.format_label_name(name)}" if needs_label and name is not None else text

    def _note_result(self, entry: PlannedColumn, name: str | None, text: str, type_: Any) -> None:
        column = entry.column
        if name is None:
            # A column is known by its name, also one with an operator before it; other text by itself.
            own = column._ungroup()
            own = getattr(own.element._ungroup() if own.__visit_name__ == "unary" else own, "name", None)
            name = text if own is None else self.name_of(own)
            if name == "*" or name.endswith(".*"):
                self.ordered_columns = False
        keys: list[Any] = [column, name]
        key = column.key
        if key is not None and not isinstance(key, AnonymousName) and key != name:
            keys.append(key)
        keys.extend(column._proxies if column.__visit_name__ == "label" else ())
        natural = column._natural_name
        if natural is not None and not isinstance(natural, AnonymousName) and natural not in keys:
            keys.append(natural)
        self._result_columns.append(ResultColumn(name, tuple(keys), type_))

    # -- ORDER BY, GROUP BY, limits ----------------------------------------------------------------------------------

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        """ORDER BY."""
        text = ", ".join([self._ordering(clause, kw) for clause in select._order_by])
        return f" ORDER BY {text}" if text else ""

    def _ordering(self, clause: Any, kw: dict[str, Any]) -> str:
        """An ORDER BY criterion: a label that is in the SELECT list is referred to by its name."""
        if isinstance(clause, UnaryExpression) and clause.modifier in operators.ORDERING and clause.operator is None:
            inner = clause.element
            from_label = self._ordering(inner, kw)
            return from_label + self.ordering_text(clause.modifier)
        if clause.__visit_name__ == "label" and self._scopes and self.dialect.supports_simple_order_by_label:
            entry = self._scopes[-1].labels.get(clause.name) or self._anonymous_entry(clause)
            if entry is not None and entry.name is not None and _same_label(entry.column, clause):
                return str(self.preparer.quote(self.name_of(entry.name)))
        return self.process(clause, **kw)

    def _anonymous_entry(self, label: Any) -> PlannedColumn | None:
        return next((entry for entry in self._scopes[-1].plan if entry.column is label), None)

    def ordering_text(self, modifier: Any) -> str:
        """DESC, NULLS LAST and the like; a hook for dialects."""
        return {
            operators.desc_op: " DESC",
            operators.asc_op: " ASC",
            operators.nulls_first_op: " NULLS FIRST",
            operators.nulls_last_op: " NULLS LAST",
        }[modifier]

    def group_by_clause(self, select: Any, **kw: Any) -> str:
        """GROUP BY."""
        text = ", ".join([self.process(clause, **kw) for clause in select._group_by])
        return f" GROUP BY {text}" if text else ""

    def _row_limit(self, select: Any, **kw: Any) -> str:
        return self.fetch_clause(select, **kw) if select._fetch is not None else self.limit_clause(select, **kw)

    def limit_clause(self, select: Any, **kw: Any) -> str:
        """LIMIT and OFFSET; a hook for dialects."""
        text = ""
        if select._limit is not None:
            text += f"\n LIMIT {self.process(select._limit, **kw)}"
        if select._offset is not None:
            if select._limit is None:
                text += "\n LIMIT -1"
            text += f" OFFSET {self.process(select._offset, **kw)}"
        return text

    #: How a count stands in FETCH and its OFFSET.
    fetch_count = "{}"

    def fetch_clause(self, select: Any, **kw: Any) -> str:
        """FETCH FIRST and OFFSET."""
        text = ""
        if select._offset is not None:
            text += f"\n OFFSET {self.fetch_count.format(self.process(select._offset, **kw))} ROWS"
        fetch = select._fetch
        if fetch is not None:
            percent = " PERCENT" if fetch.percent else ""
            ties = "WITH TIES" if fetch.with_ties else "ONLY"
            count = self.fetch_count.format(self.process(fetch.count, **kw))
            text += f"\n FETCH FIRST {count}{percent} ROWS {ties}"
        return text

    def for_update_clause(self, select: Any, **kw: Any) -> str:
        """FOR UPDATE; a hook for dialects."""
        return " FOR UPDATE"

    def lock_wait(self, for_update: Any) -> str:
        """What a dialect with such words puts behind FOR UPDATE: NOWAIT, SKIP LOCKED."""
        return f"{' NOWAIT' if for_update.nowait else ''}{' SKIP LOCKED' if for_update.skip_locked else ''}"

    # -- compounds, values, text -------------------------------------------------------------------------------------

    def visit_compound_select(self, compound: Any, asfrom: bool = False, **kw: Any) -> str:
        """UNION and the like."""
        toplevel = self._is_toplevel()
        if toplevel:
            self._options_around = compound._criteria_options()
        keyword = f" {compound.keyword} "
        self.add_explicit_ctes(compound)
        texts = []
        self._check_widths(compound)
        for number, member in enumerate(compound.selects):
            if number and toplevel:
                # The result is described by the first SELECT.
                noted, ordered = list(self._result_columns), self.ordered_columns
                texts.append(self._member(member, asfrom, kw))
                self._result_columns, self.ordered_columns = noted, ordered
                self.result_columns = tuple(noted)
            else:
                texts.append(self._member(member, asfrom, kw))
        text = keyword.join(texts)
        if toplevel:
            self.is_select = True
        return text + self._compound_tail(compound, kw)

    def _check_widths(self, compound: Any) -> None:
        inner = [member.element if isinstance(member, FromGrouping) else member for member in compound.selects]
        widths = [len(select._result_elements()) for select in inner]
        for number, width in enumerate(widths[1:], 2):
            if width != widths[0]:
                raise exc.CompileError(
                    "All selectables passed to CompoundSelect must have identical numbers of columns; "
                    f"select #1 has {widths[0]} columns, select #{number} has {width}"
                )

    def _member(self, member: Any, asfrom: bool, kw: dict[str, Any]) -> str:
        inner = member.element if isinstance(member, FromGrouping) else member
        if inner.__visit_name__ == "select":
            inner = inner._core(around=self._options_around)
        text = self.process(inner, asfrom=asfrom, **kw)
        return f"({text})" if isinstance(member, FromGrouping) else text

    def _compound_tail(self, compound: Any, kw: dict[str, Any]) -> str:
        if not (compound._order_by or compound._group_by or compound._has_row_limit or compound._for_update):
            return ""
        scope = Scope(compound, [], [])
        scope.plan = compound._plan()
        self._scopes.append(scope)
        try:
            text = ""
            for word, clauses in (("GROUP BY", compound._group_by), ("ORDER BY", compound._order_by)):
                if clauses:
                    text += f" {word} {', '.join([self._compound_ordering(clause, kw) for clause in clauses])}"
            if compound._has_row_limit:
                text += self._row_limit(compound, **kw)
            if compound._for_update is not None:
                text += self.for_update_clause(compound, **kw)
            return text
        finally:
            self._scopes.pop()

    def _compound_ordering(self, clause: Any, kw: dict[str, Any]) -> str:
        """An ORDER BY criterion of a compound: columns of the first SELECT are referred to by their names."""
        if isinstance(clause, UnaryExpression) and clause.modifier in operators.ORDERING and clause.operator is None:
            return self._compound_ordering(clause.element, kw) + self.ordering_text(clause.modifier)
        if not clause._is_text_clause:
            for entry in self._scopes[-1].plan:
                same = entry.column is clause or (
                    clause.__visit_name__ == "label_reference" and clause.name in (entry.name, entry.key)
                )
                if entry.name is not None and (same or _shares_lineage(entry.column, clause)):
                    return str(self.preparer.quote(self.name_of(entry.name)))
        return self.process(clause, **kw)

    def visit_scalar_select(self, element: Any, **kw: Any) -> str:
        """A SELECT as a value."""
        kw.pop("asfrom", None)
        inner = element.element
        if self._is_toplevel():
            # It is an expression, not the statement whose rows are fetched.
            self._scopes.append(Scope(None, [], []))
            try:
                return f"({self.process(inner, **kw)})"
            finally:
                self._scopes.pop()
        return f"({self.process(inner, **kw)})"

    def visit_textual_select(self, select: Any, asfrom: bool = False, **kw: Any) -> str:
        """A textual SELECT whose columns are known."""
        toplevel = self._is_toplevel()
        self.add_explicit_ctes(select)
        text = self.process(select.element, **kw)
        if toplevel:
            self.is_select = True
            self.ordered_columns = select.positional
            for entry in select._plan():
                name = getattr(entry.column, "name", None) or entry.key or ""
                self._result_columns.append(
                    ResultColumn(name, (entry.column, name, entry.column.key), entry.column.type)
                )
            self.result_columns = tuple(self._result_columns)
        return text


def _labelled_inside(column: Any) -> bool:
    """Whether a column that has no label at the top level has one inside of a subquery."""
    if column.__visit_name__ == "column":
        return column.table is not None and not column.is_literal
    return not column.is_literal


def _constant_name(clause: Any) -> str | None:
    inner = clause.element if clause.__visit_name__ == "unary" and clause.operator is operators.is_true else clause
    return inner.__visit_name__ if inner.__visit_name__ in ("true", "false") else None


def _same_label(mine: Any, other: Any) -> bool:
    if mine is other:
        return True
    return mine.__visit_name__ == "label" and (mine._element is other._element or mine._element.compare(other._element))


def _shares_lineage(mine: Any, other: Any) -> bool:
    return other._is_column_element and other.__visit_name__ in ("column", "label") and mine.shares_lineage(other)
