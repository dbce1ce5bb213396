"""Mapped classes without a mapper, for tests of loaders: just what row plans refer to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from holdfast.orm.loading.row_plan import LoadContext, Loader
from holdfast.orm.state.identity_map import IdentityMap
from holdfast.orm.state.instance_state import STATE_KEY, InstanceState, LoadBatch


class Mapping:
    """Stands for a Mapper."""

    def __init__(self, name: str, keys: Sequence[str], twin: bool = True) -> None:
        def refuse(self: Any, key: str, value: Any) -> None:
            raise AssertionError(f"{key} was set through __setattr__ of the mapped class")

        self.class_ = type(name, (), {"__setattr__": refuse})
        self.twin = type(f"{name}Twin", (), {}) if twin else None
        self.base_mapper = self
        self.keys = tuple(keys)
        self.state_class = type("State", (InstanceState,), {"__slots__": (), "mapper": self})

    def drop_values(self, values: dict[str, Any]) -> None:
        for key in self.keys:
            values.pop(key, None)


class Collection:
    """Stands for a CollectionAttribute."""

    def __init__(self, key: str) -> None:
        self.key = key

    def fill(self, state: InstanceState, instances: list[Any]) -> None:
        state().__dict__[self.key] = list(instances)


class FakeSession:
    """Stands for a Session: an identity map and the reference that states keep."""

    def __init__(self) -> None:
        self.identity_map = IdentityMap()
        self._modified: dict[Any, Any] = {}
        self.alive: list[Any] = []

    def _home(self) -> FakeSession:
        return self

    def put(self, mapping: Mapping, ident: Any, values: dict[str, Any], batch: LoadBatch | None = None) -> Any:
        """Add an object as if it had been loaded before."""
        instance = mapping.class_.__new__(mapping.class_)
        state = mapping.state_class(instance)
        state.ident, state.home, state.batch, state.phase = ident, self._home, batch, 2
        state.committed = state.extra = None
        instance.__dict__.update(values)
        instance.__dict__[STATE_KEY] = state
        self.identity_map.of(mapping)[ident] = state
        self.alive.append(instance)
        return instance


def run(
    loader: Loader, rows: Sequence[Sequence[Any]], session: FakeSession, entities: int = 1
) -> tuple[Any, LoadContext]:
    """Run a loader with new batches."""
    context = LoadContext(session, [LoadBatch() for _ in range(entities)])
    return loader(rows, context), context


def snapshot(value: Any, seen: dict[int, int] | None = None) -> Any:
    """Items as plain data: objects as class name, values and a number for their identity."""
    seen = {} if seen is None else seen
    if isinstance(value, dict):
        return {key: snapshot(item, seen) for key, item in value.items()}
    if isinstance(value, list):
        return [snapshot(item, seen) for item in value]
    if isinstance(value, tuple):
        return tuple(snapshot(item, seen) for item in value)
    state = getattr(value, "__dict__", {}).get(STATE_KEY)
    if state is None:
        return value
    if id(value) in seen:
        return f"object {seen[id(value)]}"
    seen[id(value)] = len(seen)
    values = {key: snapshot(item, seen) for key, item in sorted(value.__dict__.items()) if key != STATE_KEY}
    return (f"object {seen[id(value)]}", type(value).__name__, state.ident, state.phase, state.committed, values)
