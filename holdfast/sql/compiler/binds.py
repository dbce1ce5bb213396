"""Names, parameters and literals in SQL.

While a statement is compiled, a parameter stands in the text as a mark with its name; the marks become placeholders
in the end, when
the order of all parts, WITH included, is known.  Anonymous names and the names of unique parameters are numbered
here, in the order in which the compiler meets them, from one counter per prefix.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from os import urandom
from typing import Any

from holdfast import exc
from holdfast.sql.compiler.base import CompilerBase
from holdfast.sql.compiler.casts import caster, literal_with_cast, with_cast
from holdfast.sql.compiler.operator_text import BIND_NAME_ESCAPES
from holdfast.sql.compiler.parameters import Slot
from holdfast.sql.expressions.bind import BindParameter
from holdfast.sql.expressions.names import AnonymousName, DerivedName, GeneratedName
from holdfast.sql.selectables.labels import CompositeName

#: What a mark begins with; nobody outside of this process can know it, so that no name and no literal can pass for one.
_SECRET = urandom(6).hex()
MARKS = re.compile(f"\x01{_SECRET}:([0-9]+)\x02")


#: What the names of members have behind the name of their list.
_NUMBERED = re.compile(r"(_\d+)+")


def _escaped(names: Iterable[str]) -> dict[str, str]:
    """The names of parameters as they stand in the SQL: no two alike, and those that need no escapes as they are."""
    found = {name: name.translate(BIND_NAME_ESCAPES) for name in names}
    taken = {name for name, escaped in found.items() if name == escaped}
    if len(taken) == len(found):
        return found
    for name, escaped in found.items():
        if name == escaped:
            continue
        free, number = escaped, 0
        while free in taken:
            number += 1
            free = f"{escaped}__{number}"
        taken.add(free)
        found[name] = free
    return found


def _members(name: str, names: Iterable[str]) -> str:
    """What the names of a list's members begin with: `id_1` of `id_1_1`, unless another parameter is named so."""
    start = name
    others = [other for other in names if other != name and other.startswith(name)]
    while any(other == start or _NUMBERED.fullmatch(other.removeprefix(start)) for other in others):
        start += "_"
    return start


class BindCompiler(CompilerBase):
    """Renders parameters and literals, and gives names to what has none."""

    def _start_binds(self) -> None:
        self._names: dict[Any, str] = {}
        self._counters: dict[str, int] = {}
        self._derived = 0
        self._truncated: dict[str, str] = {}
        self._binds: dict[str, Any] = {}
        self._bind_names: dict[Any, str] = {}
        self._wrappers: dict[str, Callable[[str], str] | None] = {}
        self._plain_binds: set[Any] = set()
        #: parameters that have another type than their own here
        self._bind_types: dict[Any, Any] = {}
        self._negated_lists: set[Any] = set()
        #: parameters that are written as literals -> those of the statement
        self._stand_ins: dict[Any, Any] = {}
        #: name of a parameter -> the number in its mark
        self._marked: dict[str, int] = {}
        self._reserved: frozenset[str] = frozenset()

    # -- names -------------------------------------------------------------------------------------------------------

    def name_of(self, name: str) -> str:
        """The name as it stands in the SQL, unquoted: an anonymous one is numbered."""
        if not isinstance(name, AnonymousName):
            return self.truncated(name) if name.__class__ is GeneratedName else name
        known = self._names.get(name)
        if known is None:
            if isinstance(name, CompositeName):
                known = self.truncated("_".join(self.name_of(part) for part in name.parts))
            elif isinstance(name, DerivedName):
                self._derived += 1
                known = self.truncated(f"{self.name_of(name.base)}_{self._derived}")
            else:
                known = self.numbered(str.__str__(name))
            self._names[name] = known
        return known

    def numbered(self, prefix: str) -> str:
        """The next name with a prefix."""
        while True:
            number = self._counters[prefix] = self._counters.get(prefix, 0) + 1
            name = self.truncated(f"{prefix}_{number}")
            if name not in self._reserved:
                return name

    def truncated(self, name: str) -> str:
        """A generated name, cut where it is too long for the database."""
        limit = self.label_length
        if len(name) <= limit - 6:
            return name
        known = self._truncated.get(name)
        if known is None:
            known = self._truncated[name] = f"{name[: max(limit - 6, 0)]}_{len(self._truncated) + 1:x}"
        return known

    # -- parameters --------------------------------------------------------------------------------------------------

    def visit_bindparam(
        self,
        bind: BindParameter[Any],
        literal_binds: bool = False,
        bind_name: str | None = None,
        bind_type: Any = None,
        literal_execute: bool = False,
        **kw: Any,
    ) -> str:
        """A parameter: a placeholder, or its value.

        :param bind_name: its name, in place of the one that it would get.
        :param bind_type: its type, in place of its own: that of the column which it is a value for.
        :param literal_execute: here the database takes no parameters: write the value of each execution into the text.
        """
        if literal_execute and not bind.literal_execute:
            bind = self._standing_in(bind)
        if bind_type is not None and bind_type is not bind.type:
            self._bind_types[bind] = bind_type
        literal = literal_binds or self._literal_binds
        if bind not in self._plain_binds:
            impl = self.type_of(bind).dialect_impl(self.dialect)
            if impl._has_bind_expression:
                return self._in_bind_expression(bind, impl, literal, bind_name, kw)
        if literal:
            return self._literal_bind(bind)
        mark = self.mark(self._bind_key(bind, bind_name))
        if bind.expanding:
            return f"({mark})"
        return mark if bind.literal_execute else self.render_bind_cast(self._retyped(bind), mark)

    def _standing_in(self, bind: BindParameter[Any]) -> BindParameter[Any]:
        """A literal parameter in the place of one; its value is that one's at each execution."""
        literal = bind.render_literal_execute()
        self._stand_ins[literal] = bind
        return literal

    def mark(self, name: str) -> str:
        """What stands for a parameter in the text until that is complete."""
        number = self._marked.setdefault(name, len(self._marked))
        return f"\x01{_SECRET}:{number}\x02"

    def type_of(self, bind: BindParameter[Any]) -> Any:
        """The type that a parameter has in this statement."""
        return self._bind_types.get(bind, bind.type)

    def _retyped(self, bind: BindParameter[Any]) -> BindParameter[Any]:
        type_ = self._bind_types.get(bind)
        return bind if type_ is None else bind._with_type(type_)

    def render_bind_cast(self, bind: BindParameter[Any], sqltext: str) -> str:
        """The placeholder, with a cast where the driver needs one."""
        return with_cast(self.dialect, bind.type, sqltext, self.type_compiler)

    def _in_bind_expression(
        self, bind: BindParameter[Any], impl: Any, literal: bool, bind_name: str | None, kw: dict[str, Any]
    ) -> str:
        """A parameter inside of the expression that its type puts around it."""
        self._plain_binds.add(bind)
        single = bind
        if bind.expanding:
            # The expression stands around each member of the list.
            single = bind._clone()
            single.expanding = False
            self._plain_binds.add(single)
        elif not literal:
            self._bind_key(bind, bind_name)
        expression = impl.bind_expression(single)
        if expression is None:
            return self.visit_bindparam(bind, literal_binds=literal, bind_name=bind_name, **kw)
        if single is bind:
            return self.process(expression, literal_binds=literal, **kw)
        if literal:
            return self._literal_members(bind, impl)
        name = self._bind_key(bind, bind_name)
        placeholder = self._bind_key(single, f"{name} member")
        before, _, after = self.process(expression).partition(self.mark(placeholder))
        del self._binds[placeholder]
        self._wrappers[name] = lambda part: f"{before}{part}{after}"
        return self.visit_bindparam(bind, literal_binds=literal, bind_name=bind_name, **kw)

    def _bind_key(self, bind: BindParameter[Any], bind_name: str | None) -> str:
        """The name of a parameter; checks that it is free."""
        known = self._bind_names.get(bind)
        if known is not None:
            return known
        if bind_name is not None:
            name = bind_name
        elif bind.unique:
            name = self.numbered(bind.key)
        else:
            name = bind.key
        if bind_name is None and not bind.unique and name in self._reserved:
            raise exc.CompileError(
                f"bindparam() name '{name}' is reserved for automatic usage in the VALUES or SET clause of this "
                "insert/update statement.   Please use a name other than column name when using bindparam() with "
                f"insert() or update() (for example, 'b_{name}')."
            )
        existing = self._binds.get(name)
        if existing is not None and existing is not bind:
            self._check_conflict(name, existing, bind)
        self._binds[name] = bind
        self._bind_names[bind] = name
        return name

    def _check_conflict(self, name: str, existing: Any, bind: Any) -> None:
        if existing.unique or bind.unique:
            raise exc.CompileError(f"Bind parameter '{name}' conflicts with unique bind parameter of the same name")
        if existing.expanding != bind.expanding:
            raise exc.CompileError(
                f"Can't reuse bound parameter name '{name}' in both 'expanding' (e.g. within an IN expression) and "
                "non-expanding contexts.  If this parameter is to receive a list/array value, set 'expanding=True' "
                "on it "
                "for expressions that aren't IN, otherwise use a different parameter name."
            )

    def _finish_binds(self, text: str) -> None:
        """Make placeholders of the marks, and note the order of the parameters."""
        parts = MARKS.split(text)
        segments: list[str] = [self._text_segment(parts[0])]
        order: list[str] = []
        names = list(self._marked)
        for number, following in zip(parts[1::2], parts[2::2], strict=True):
            name = names[int(number)]
            segments += (name, self._text_segment(following))
            order.append(name)
        self._segments = tuple(segments)
        self._order = tuple(order)
        self._expands = any(self._binds[name].expanding or self._binds[name].literal_execute for name in order)
        self._slots = self._make_slots(order)
        self.string = self._joined()

    def _make_slots(self, order: list[str]) -> dict[str, Slot]:
        gathered = {id(bind): index for index, bind in reversed(list(enumerate(self._gathered)))}
        by_name = {bind.key: index for index, bind in reversed(list(enumerate(self._gathered))) if not bind.unique}
        slots: dict[str, Slot] = {}
        escaped = _escaped(dict.fromkeys(order))
        for name in escaped:
            bind = self._binds[name]
            index = gathered.get(id(self._stand_ins.get(bind, bind)))
            if index is None and not bind.unique:
                index = by_name.get(bind.key)
            type_ = self.type_of(bind)
            processor = None if type_._is_tuple_type else type_._bind(self.dialect)
            members = _members(escaped[name], escaped.values()) if bind.expanding else None
            slots[name] = Slot(name, escaped[name], bind, index, processor, members)
        return slots

    def _joined(self) -> str:
        text: list[str] = []
        numbers: dict[str, int] = {}
        by_number = self.dialect.paramstyle.startswith("numeric")
        for position, segment in enumerate(self._segments):
            if position % 2 == 0:
                text.append(segment)
                continue
            bind = self._binds[segment]
            if bind.expanding or bind.literal_execute:
                text.append(f"__[POSTCOMPILE_{segment}]")
                continue
            number = numbers.setdefault(segment, len(numbers) + 1)
            text.append(self.placeholder(self._slots[segment].escaped, number))
        if by_number:
            # A numbered placeholder serves all occurrences of a name.
            self._order = tuple(dict.fromkeys(self._order))
        return "".join(text)

    def placeholder(self, name: str, number: int) -> str:
        """The placeholder of a parameter, as the driver's paramstyle wants it."""
        return PLACEHOLDERS[self.dialect.paramstyle].format(name=name, number=number)

    def _text_segment(self, text: str) -> str:
        if self._verbatim or self.dialect.paramstyle not in ("format", "pyformat"):
            return text
        return text.replace("%", "%%")

    literal_segment = _text_segment

    # -- literals ----------------------------------------------------------------------------------------------------

    def _literal_bind(self, bind: BindParameter[Any]) -> str:
        if bind.expanding:
            items = list(bind.effective_value or ())
            if not items:
                return f"({self.empty_set_of(bind)})"
            return f"({self.literal_list(items, bind.type)})"
        if bind.required:
            raise exc.CompileError(f"Bind parameter '{bind.key}' without a renderable value not allowed here.")
        return self.render_literal_value(bind.effective_value, self.type_of(bind))

    def _literal_members(self, bind: BindParameter[Any], impl: Any) -> str:
        """A list of values as SQL text, each inside of the expression that the type puts around it."""
        members = []
        for value in bind.effective_value or ():
            member = bind._clone()
            member.expanding, member.value, member.callable = False, value, None
            self._plain_binds.add(member)
            members.append(self.process(impl.bind_expression(member), literal_binds=True))
        return f"({', '.join(members) if members else self.empty_set_of(bind)})"

    def render_literal_value(self, value: Any, type_: Any) -> str:
        """A value as SQL text.

        :raises CompileError: the type has no literals, or the value is not one of the type.
        """
        if value is None and not type_.should_evaluate_none:
            return self.process_null()
        processor = type_._literal(self.dialect)
        if processor is None:
            raise exc.CompileError(
                f"No literal value renderer is available for literal value of type {type(value).__name__} "
                f"with datatype {type_}"
            )
        try:
            return literal_with_cast(self.dialect, type_, str(processor(value)), self.type_compiler)
        except Exception as error:
            raise exc.CompileError(
                f"Could not render literal value of type {type(value).__name__} with datatype {type_}; "
                "see parent stack trace for more detail."
            ) from error

    def process_null(self) -> str:
        """NULL."""
        return "NULL"

    def literal_list(self, items: list[Any], type_: Any) -> str:
        """A list of values as SQL text, for IN."""
        if type_._is_tuple_type or (not type_._is_array and isinstance(items[0], (tuple, list))):
            types = getattr(type_, "types", None) or [None] * len(items[0])
            rows = [
                "(" + ", ".join(self._typed_literal(item, t) for item, t in zip(row, types, strict=True)) + ")"
                for row in items
            ]
            return self.tuple_list_prefix() + ", ".join(rows)
        return ", ".join(self.render_literal_value(item, type_) for item in items)

    def _typed_literal(self, value: Any, type_: Any) -> str:
        if type_ is None or type_._isnull:
            type_ = BindParameter("param", value).type
        return self.render_literal_value(value, type_)

    # -- expanding lists ---------------------------------------------------------------------------------------------

    def is_tuple_list(self, bind: BindParameter[Any], items: list[Any]) -> bool:
        """Whether the members of an expanding list are tuples."""
        return bind.type._is_tuple_type or (
            not bind.type._is_array and bind.type._isnull and isinstance(items[0], (tuple, list))
        )

    def tuple_list_prefix(self) -> str:
        """What stands before a list of tuples in IN."""
        return "VALUES " if self.dialect.tuple_in_values else ""

    def expanding_wrapper(self, name: str) -> Callable[[str], str] | None:
        """What renders the expression around each member of a list; None for nothing."""
        if name not in self._wrappers:
            self._wrappers[name] = caster(self.dialect, self.type_of(self._binds[name]), self.type_compiler)
        return self._wrappers[name]

    def empty_set(self, name: str) -> str:
        """What stands inside the parentheses of IN for an empty list."""
        return self.empty_set_of(self._binds[name])

    def empty_set_of(self, bind: BindParameter[Any]) -> str:
        """As :meth:`empty_set`, for a parameter."""
        types = list(getattr(bind.type, "types", ())) if bind.type._is_tuple_type else [bind.type]
        return self.visit_empty_set_op_expr(types, bind in self._negated_lists)

    def visit_empty_set_op_expr(self, element_types: list[Any], negated: bool) -> str:
        """The inside of IN () or NOT IN () for an empty list; closes the parenthesis and adds a condition."""
        null = f"({', '.join(['NULL'] * len(element_types))})" if len(element_types) > 1 else "NULL"
        return f"{null}) OR (1 = 1" if negated else f"{null}) AND (1 != 1"


PLACEHOLDERS = {
    "named": ":{name}",
    "qmark": "?",
    "format": "%s",
    "pyformat": "%({name})s",
    "numeric": ":{number}",
    "numeric_dollar": "${number}",
}
