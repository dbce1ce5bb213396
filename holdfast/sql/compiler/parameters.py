"""From a statement's parameters to what the driver gets: generated extractors, expanding lists, literals.

The usual extractor is one expression over the gathered parameters, such as ``(b[0].value, p1(b[1].value))``.  The
general, slower path takes values given by name as well, calls callables and misses required values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.sql.compiler.numbered import FEW, number_names
from holdfast.util.codegen import Source

if TYPE_CHECKING:
    from holdfast.sql.compiler.compiled import Compiled


class Slot:
    """A parameter of a compiled statement."""

    __slots__ = ("bind", "escaped", "index", "members", "name", "processor")

    def __init__(
        self, name: str, escaped: str, bind: Any, index: int | None, processor: Any, members: str | None = None
    ) -> None:
        self.name = name
        #: The name as it stands in the SQL, for drivers that take names.
        self.escaped = escaped
        #: What the names of the members of a list begin with.
        self.members = escaped if members is None else members
        self.bind = bind
        #: Position in the gathered parameters; None for one that the compiler itself made.
        self.index = index
        self.processor = processor

    def source(self, extracted: Sequence[Any] | None) -> Any:
        """The parameter of the statement at hand."""
        return self.bind if self.index is None or extracted is None else extracted[self.index]

    def value(self, params: Mapping[str, Any], extracted: Sequence[Any] | None, check: bool = True) -> Any:
        """The value, before processing."""
        if self.name in params:
            return params[self.name]
        bind = self.source(extracted)
        if not bind.unique and bind.key in params:
            return params[bind.key]
        if bind.required and check:
            raise missing(self.name)
        return bind.value if bind.callable is None else bind.callable()

    @property
    def is_plain(self) -> bool:
        """The value is in the parameter itself, and nowhere else."""
        return self.bind.unique and self.bind.callable is None and not self.bind.required


def missing(name: str) -> exc.InvalidRequestError:
    """The error for a parameter without a value."""
    return exc.InvalidRequestError(f"A value is required for bind parameter '{name}'")


def extractor(compiled: Compiled) -> Callable[[Any, Any], Any]:
    """The function ``(extracted, params) -> values`` of a statement in which nothing expands."""
    slots = [compiled._slots[name] for name in compiled._order]
    if not compiled.dialect.positional:
        slots = list(compiled._slots.values())
    general = _general(compiled, slots)
    if not all(slot.is_plain for slot in slots):
        return general
    own = [slot.bind for slot in slots]
    source = Source()
    items = []
    for number, slot in enumerate(slots):
        value = f"own[{number}].value" if slot.index is None else f"binds[{slot.index}].value"
        if slot.processor is not None:
            value = f"{source.constant(slot.processor, 'process')}({value})"
        items.append(value if compiled.dialect.positional else f"{slot.escaped!r}: {value}")
    body = ", ".join(items)
    result = f"({body}{',' if items else ''})" if compiled.dialect.positional else f"{{{body}}}"
    source.constants["general"] = general
    source.constants["own"] = own
    with source.block("def extract(binds, params):"):
        with source.block("if params or binds is None:"):
            source.line("return general(binds, params)")
        source.line(f"return {result}")
    return source.compile("extract", "parameters")


def _general(compiled: Compiled, slots: list[Slot]) -> Callable[[Any, Any], Any]:
    positional = compiled.dialect.positional

    def extract(extracted: Sequence[Any] | None, params: Mapping[str, Any] | None) -> Any:
        given = params or {}
        values = []
        for slot in slots:
            value = slot.value(given, extracted)
            values.append(value if slot.processor is None else slot.processor(value))
        if positional:
            return tuple(values)
        return dict(zip([slot.escaped for slot in slots], values, strict=True))

    return extract


def many_extractor(compiled: Compiled, sample: Mapping[str, Any]) -> Callable[[Any, Any], list[Any]]:
    """The function ``(extracted, parameter sets) -> list of values``; all sets have the names that the first has."""
    positional = compiled.dialect.positional
    slots = [compiled._slots[name] for name in compiled._order] if positional else list(compiled._slots.values())
    source = Source()
    items = []
    constants: list[Slot] = []
    for slot in slots:
        key = slot.name if slot.name in sample else slot.bind.key
        if key in sample:
            value = f"params[{key!r}]"
            if slot.processor is not None:
                value = f"{source.constant(slot.processor, 'process')}({value})"
        elif slot.bind.required:
            raise missing(slot.name)
        else:
            value = f"constants[{len(constants)}]"
            constants.append(slot)
        items.append(value if positional else f"{slot.escaped!r}: {value}")
    body = ", ".join(items)
    result = f"({body}{',' if items else ''})" if positional else f"{{{body}}}"
    source.constants["constants_of"] = _constants(constants)
    source.constants["explain"] = explain_missing
    with source.block("def extract(binds, sets):"):
        source.line("constants = constants_of(binds)")
        with source.block("try:"):
            source.line(f"return [{result} for params in sets]")
        with source.block("except KeyError:"):
            source.line("explain(sets)")
            source.line("raise")
    return source.compile("extract", "parameters of many")


def _constants(slots: list[Slot]) -> Callable[[Any], list[Any]]:
    """The function that gives the values which are the same for all sets."""

    def constants_of(extracted: Sequence[Any] | None) -> list[Any]:
        values = []
        for slot in slots:
            value = slot.source(extracted).effective_value
            values.append(value if slot.processor is None else slot.processor(value))
        return values

    return constants_of


def explain_missing(sets: Sequence[Mapping[str, Any]]) -> None:
    """Say which parameter set lacks a name that the first one has."""
    names = set(sets[0])
    for number, params in enumerate(sets):
        for name in names - set(params):
            raise exc.InvalidRequestError(
                f"A value is required for bind parameter '{name}', in parameter group {number}"
            )


# -- expanding parameters ----------------------------------------------------------------------------------------------


def expanded(compiled: Compiled, extracted: Sequence[Any] | None, params: Mapping[str, Any] | None) -> tuple[str, Any]:
    """The SQL with its lists written out, and the values, for this execution."""
    dialect = compiled.dialect
    given = params or {}
    text: list[str] = []
    values: list[tuple[str, Any]] = []
    segments = compiled._segments
    numbered: dict[str, str] = {}
    for position, segment in enumerate(segments):
        if position % 2 == 0:
            text.append(segment)
            continue
        slot = compiled._slots[segment]
        value = slot.value(given, extracted)
        text.append(rendered(compiled, slot, value, values, numbered))
    if dialect.positional:
        return "".join(text), tuple(value for _, value in values)
    if len(values) > FEW and dialect.numbers_parameters:
        return number_names("".join(text), dict(values))
    return "".join(text), dict(values)


def rendered(
    compiled: Compiled, slot: Slot, value: Any, values: list[tuple[str, Any]], numbered: dict[str, str]
) -> str:
    """One parameter in the final SQL; appends to ``values`` what the driver gets for it."""
    bind = slot.bind
    compiler: Any = compiled
    if not bind.expanding:
        if bind.literal_execute:
            return str(compiler.literal_segment(compiler.render_literal_value(value, bind.type)))
        return _placeholder(compiled, slot.escaped, slot.processor, value, values, numbered)
    # IN NULL has no members.
    items = [] if value is None else list(value)
    if not items:
        return str(compiler.literal_segment(compiler.empty_set(slot.name)))
    if bind.literal_execute:
        return str(compiler.literal_segment(compiler.literal_list(items, bind.type)))
    if compiler.is_tuple_list(bind, items):
        rows = [
            "("
            + ", ".join(
                _placeholder(compiled, f"{slot.members}_{i}_{j}", process, item, values, numbered)
                for j, (item, process) in enumerate(zip(row, _tuple_processors(compiled, bind, row), strict=True), 1)
            )
            + ")"
            for i, row in enumerate(items, 1)
        ]
        return str(compiler.tuple_list_prefix()) + ", ".join(rows)
    parts = [
        _placeholder(compiled, f"{slot.members}_{i}", slot.processor, item, values, numbered)
        for i, item in enumerate(items, 1)
    ]
    wrap = compiler.expanding_wrapper(slot.name)
    return ", ".join(parts if wrap is None else [wrap(part) for part in parts])


def _tuple_processors(compiled: Compiled, bind: Any, row: Sequence[Any]) -> list[Any]:
    types = getattr(bind.type, "types", None)
    if not types:
        return [None] * len(row)
    return [type_._bind(compiled.dialect) for type_ in types]


def _placeholder(
    compiled: Compiled, name: str, processor: Any, value: Any, values: list[tuple[str, Any]], numbered: dict[str, str]
) -> str:
    compiler: Any = compiled
    if name in numbered:
        return numbered[name]
    values.append((name, value if processor is None else processor(value)))
    rendered = str(compiler.placeholder(name, len(values)))
    if not compiled.dialect.positional or compiled.dialect.paramstyle.startswith("numeric"):
        # One value serves all occurrences of the name.
        numbered[name] = rendered
    return rendered
