"""The generated functions of the flush, as files. Write them anew with HOLDFAST_GOLDEN=write."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from holdfast import JSON, ForeignKey, inspect, text
from holdfast.orm import DeclarativeBase, Mapped, mapped_column
from holdfast.orm.persistence import insert_shape, update_shape
from holdfast.orm.persistence.table_map import TableMap, table_maps

HERE = Path(__file__).parent / "persistence"


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    note: Mapped[str | None]
    status: Mapped[int] = mapped_column(default=1)
    token: Mapped[str] = mapped_column(default=lambda context: str(context))
    created: Mapped[str] = mapped_column(server_default=text("'now'"))
    changed: Mapped[int | None] = mapped_column(onupdate=lambda: 5)
    document: Mapped[Any] = mapped_column(JSON)


class Line(Base):
    __tablename__ = "line"

    order_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    what: Mapped[str | None]

    __mapper_args__ = {"version_id_col": version}


def map_of(class_: type[Any]) -> TableMap:
    return next(iter(table_maps(inspect(class_)).values()))


def sources(table_map: TableMap, bits: int, changed: tuple[str, ...]) -> str:
    shape = insert_shape.shape_of(table_map, bits)
    returned = tuple(
        slot.column for slot in shape.absent if slot.column.primary_key or slot.column.server_default is not None
    )
    update = update_shape.update_shape(table_map, changed)
    parts = [
        insert_shape.emit_classify(table_map.optional),
        insert_shape.emit_extract(shape.columns, shape.slots, shape.filled),
        insert_shape.emit_store(table_map, shape, returned, is_root=True),
        update_shape.emit_update(table_map, update.sets, update.filled, update.bump),
        update_shape.emit_store(table_map, len(update.where), update.sets, update.filled, update.bump),
        update_shape.emit_delete(table_map),
    ]
    return "\n\n".join(part.text for part in parts if part is not None)


def check(name: str, text: str) -> None:
    path = HERE / f"{name}.py.txt"
    if os.environ.get("HOLDFAST_GOLDEN") == "write":
        path.write_text(text)
    assert path.read_text() == text


def test_a_generated_key_and_all_kinds_of_defaults() -> None:
    check("customer", sources(map_of(Customer), 0, ("name",)))


def test_a_composite_key_and_a_version() -> None:
    check("line", sources(map_of(Line), 3, ("what",)))
