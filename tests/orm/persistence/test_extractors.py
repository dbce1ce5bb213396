"""The generated extractors against their plain reference versions, for any values that objects may have."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from holdfast import JSON, inspect, text
from holdfast.orm import DeclarativeBase, Mapped, mapped_column
from holdfast.orm.base.symbols import NO_VALUE
from holdfast.orm.persistence.insert_shape import classifier, shape_of
from holdfast.orm.persistence.readable import insert_bits, insert_values
from holdfast.orm.persistence.row_context import RowContext
from holdfast.orm.persistence.table_map import TableMap, table_maps
from holdfast.orm.persistence.update_shape import changed_keys, delete_extractor, update_shape


class Base(DeclarativeBase):
    pass


class Thing(Base):
    __tablename__ = "thing"

    part: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, default=3)
    name: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(default=5)
    by_server: Mapped[int | None] = mapped_column(server_default=text("7"))
    document: Mapped[Any] = mapped_column(JSON, nullable=True)


KEYS = ("part", "number", "name", "size", "by_server", "document")
values = st.dictionaries(st.sampled_from(KEYS), st.none() | st.integers(0, 3))


def the_map() -> TableMap:
    return next(iter(table_maps(inspect(Thing)).values()))


def things(given_values: list[dict[str, Any]]) -> list[Any]:
    made = []
    for each in given_values:
        thing = Thing()
        thing.__dict__.update(each)
        made.append(thing)
    return made


@given(st.lists(values, max_size=5))
def test_inserted_rows(given_values: list[dict[str, Any]]) -> None:
    table_map = the_map()
    objects = things(given_values)
    states = [inspect(thing) for thing in objects]

    shapes = classifier(table_map)(states)

    assert shapes == [insert_bits(table_map, thing.__dict__) for thing in objects]
    for state, thing, bits in zip(states, objects, shapes, strict=True):
        shape = shape_of(table_map, bits)
        [row] = shape.extract([state], RowContext(table_map, None, isinsert=True))
        assert list(zip((column.name for column in shape.columns), row, strict=True)) == insert_values(
            table_map, thing.__dict__
        )


@given(st.lists(st.tuples(values, values), max_size=5))
def test_updated_and_deleted_rows(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    table_map = the_map()
    objects = things([new for _, new in pairs])
    states = [inspect(thing) for thing in objects]
    for n, (state, (old, _)) in enumerate(zip(states, pairs, strict=True)):
        state.ident = (n, n)
        state.committed = {key: old.get(key, NO_VALUE) for key in old} or None

    for state, thing in zip(states, objects, strict=True):
        changed = changed_keys(table_map, state)
        assert set(changed) == {key for key, was in (state.committed or {}).items() if thing.__dict__.get(key) != was}
        shape = update_shape(table_map, changed)
        [row] = shape.extract([state], RowContext(table_map, None, isinsert=False))
        assert row == (
            *state.ident,
            *(thing.__dict__.get(column.key) for column in table_map.table.columns if column.key in changed),
        )

    assert delete_extractor(table_map)(states) == [state.ident for state in states]
