"""Random statements as data, built with holdfast and with SQLAlchemy alike.

Each column has a type that marks its values: what goes out of Python is multiplied and carries the column's number,
what comes back is a text that says which type has read it. So a value in the wrong place, a processor at the wrong
position, one that is left out or applied twice shows in the rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

#: Names that are like those that are generated, by either library or by the batches.
NAMES = ("x", "x_1", "x_1_1", "param_1", "anon_1", "id_1", "__", "x__0", "column1", "number", "p0", "v", "x.y", "100%")
LABELS = ("x", "x_1", "anon_1", "param_1", "id", "count_1", "x_2", "coalesce_1", "_no_label", "t_x", "a name", "a%b")
PARAMETERS = ("x", "id", "x_1", "x_1_1", "param_1", "param_2", "id_1", "p", "column1", "x_1_2", "anon_1_1")
ALIASES = (None, None, "t_1", "anon_1", "x", "v", "param_1")

Node = tuple[Any, ...]


def marked(library: Any) -> Any:
    """The type that marks values, made with a library's TypeDecorator."""

    class Marked(library.types.TypeDecorator):  # type: ignore[misc, name-defined]  # of either library
        impl = library.Integer
        cache_ok = True

        def __init__(self, mark: int) -> None:
            super().__init__()
            self.mark = mark

        def process_bind_param(self, value: Any, dialect: Any) -> Any:
            return None if value is None else value * 100 + self.mark

        def process_result_value(self, value: Any, dialect: Any) -> Any:
            return None if value is None else f"{self.mark}:{value}"

    return Marked


def schema(library: Any) -> Any:
    """The table that the statements are about."""
    kind = marked(library)
    columns = [library.Column(name, kind(mark)) for mark, name in enumerate(NAMES)]
    return library.Table("t", library.MetaData(), library.Column("id", library.Integer, primary_key=True), *columns)


class Builder:
    """Builds statements of a library from data; values come from a stream, so that a shape is built again with
    others."""

    def __init__(self, library: Any, table: Any, values: list[int | None]) -> None:
        self.library = library
        self.table = table
        self.kind = type(table.c[NAMES[0]].type)
        self.values = values
        self.taken = 0
        self.given: dict[str, Any] = {}

    def value(self) -> Any:
        """The next value."""
        self.taken += 1
        return self.values[self.taken % len(self.values)]

    def several(self) -> list[Any]:
        """The next list of values; it may be empty."""
        return [self.value() or 0 for _ in range((self.value() or 0) % 4)]

    def source(self, node: Node) -> Any:
        """A FROM element."""
        kind, *rest = node
        if kind == "table":
            return self.table
        if kind == "alias":
            return self.table.alias(rest[0])
        inner = self.select(rest[1])
        if kind == "subquery":
            return inner.subquery(rest[0])
        if kind == "cte":
            return inner.cte(rest[0])
        return self.library.union_all(inner, self.select(rest[1])).subquery(rest[0])

    def column(self, source: Any, position: int) -> Any:
        """A column of a FROM element, by position, so that any number names one."""
        columns = list(source.c)
        return columns[position % len(columns)]

    def expression(self, source: Any, node: Node) -> Any:
        """A column expression."""
        library = self.library
        kind, *rest = node
        column = self.column(source, rest[0])
        if kind == "column":
            return column
        if kind == "literal":
            return library.literal(self.value(), self.kind(rest[0]))
        if kind == "coalesce":
            return library.func.coalesce(column, self.value())
        if kind == "case":
            return library.case((column == self.value(), column), else_=library.null())
        if kind == "named":
            self.given[rest[1]] = self.value()
            return library.bindparam(rest[1], type_=self.kind(rest[0]))
        if kind == "typed":
            return library.type_coerce(column, self.kind(rest[0]))
        other = self.table.alias()
        return library.select(library.func.max(other.c.x)).where(other.c.id == self.value()).scalar_subquery()

    def condition(self, source: Any, node: Node) -> Any:
        """A condition."""
        library = self.library
        kind, first, second, name = node
        one, other = self.column(source, first), self.column(source, second)
        if kind == "==":
            return one == self.value()
        if kind == "in":
            return one.in_(self.several())
        if kind == "not in":
            return one.not_in(self.several())
        if kind == "tuple":
            return library.tuple_(one, other).in_([(value, self.value() or 0) for value in self.several()])
        if kind == "named":
            self.given[name] = self.value()
            return one == library.bindparam(name)
        if kind == "named in":
            self.given[name] = self.several()
            return one.in_(library.bindparam(name, expanding=True))
        if kind == "literal":
            return one == library.bindparam(None, self.value() or 0, type_=one.type, literal_execute=True)
        return library.or_(one == self.value(), other != self.value(), one.is_(None))

    def select(self, node: Node) -> Any:
        """A SELECT."""
        from_, entries, conditions, limit, joined = node
        source = self.source(from_)
        columns = [self.expression(source, entry) for entry, _ in entries]
        labelled = [c if label is None else c.label(label) for c, (_, label) in zip(columns, entries, strict=True)]
        statement = self.library.select(*labelled).where(*[self.condition(source, one) for one in conditions])
        if joined:
            other = self.table.alias()
            statement = statement.select_from(source).join(other, other.c.id == self.value())
            statement = statement.add_columns(other.c.x, other.c.x_1)
        if limit is not None:
            statement = statement.order_by(*columns).limit((self.value() or 0) + 1)
            if limit:
                statement = statement.offset((self.value() or 0) % 2)
        return statement


positions = st.integers(0, len(NAMES))
expressions = st.one_of(
    st.tuples(st.sampled_from(("column", "column", "literal", "coalesce", "case", "typed", "scalar")), positions),
    st.tuples(st.just("named"), positions, st.sampled_from(PARAMETERS)),
)
conditions = st.tuples(
    st.sampled_from(("==", "in", "not in", "tuple", "named", "named in", "literal", "or")),
    positions, positions, st.sampled_from(PARAMETERS),
)  # fmt: skip


@st.composite
def selects(draw: DrawFn, depth: int = 2, width: int | None = None) -> Node:
    """A SELECT as data."""
    kinds = ("table", "alias", "subquery", "cte", "union") if depth else ("table", "alias")
    kind = draw(st.sampled_from(kinds))
    name = draw(st.sampled_from(ALIASES))
    source: Node = (kind, name)
    if kind in ("subquery", "cte"):
        source = (kind, name, draw(selects(depth - 1)))
    elif kind == "union":
        count = draw(st.integers(1, 3))
        source = (kind, name, draw(selects(0, count)), draw(selects(0, count)))
    entry = st.tuples(expressions, st.none() | st.sampled_from(LABELS))
    least, most = (width, width) if width else (1, 4)
    return (
        source,
        tuple(draw(st.lists(entry, min_size=least, max_size=most))),
        tuple(draw(st.lists(conditions, max_size=3))),
        draw(st.sampled_from((None, None, False, True))) if width is None else None,
        width is None and draw(st.booleans()),
    )


values = st.lists(st.integers(0, 4) | st.none(), min_size=5, max_size=9)


@st.composite
def writes(draw: DrawFn) -> Node:
    """An INSERT of many rows as data: the columns that have values, those that are returned, and the rows."""
    given = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    returned = draw(st.lists(st.sampled_from(("id", *NAMES)), min_size=1, max_size=4, unique=True))
    some = st.integers(0, 3) | st.none()
    rows = draw(st.lists(st.tuples(*[some for _ in given]), min_size=1, max_size=9))
    with_key = draw(st.booleans())
    page = draw(st.sampled_from((None, 1, 2, 3)))
    return tuple(given), tuple(returned), tuple(rows), with_key, page


def sets_of(node: Node, first: int) -> Iterator[dict[str, Any]]:
    """The parameter sets of an INSERT."""
    given, _, rows, with_key, _ = node
    for number, row in enumerate(rows):
        key = {"id": first + 10 * len(rows) - number} if with_key else {}
        yield {**dict(zip(given, row, strict=True)), **key}
