"""The slow, obvious loader: what a generated one must do, said by interpretation. A property test compares the two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from holdfast.orm.loading.population import adopt, fill_absent, fill_all, refresh_object, variant_of
from holdfast.orm.loading.row_plan import (
    BundlePlan,
    EntityPlan,
    ItemPlan,
    LoadContext,
    Loader,
    RowPlan,
    ValuePlan,
    collections_in,
)
from holdfast.orm.state.instance_state import STATE_KEY
from holdfast.orm.state.lifecycle import PERSISTENT


def reference_loader(plan: RowPlan) -> Loader:
    """Return a loader that interprets `plan` row by row."""

    def load(rows: Iterable[Sequence[Any]], context: LoadContext) -> Any:
        return _Interpreter(plan, context).run(rows)

    return load


def _value(value: ValuePlan, row: Sequence[Any]) -> Any:
    found = row[value.position]
    return found if value.process is None else value.process(found)


def _bare(values: tuple[ValuePlan, ...], row: Sequence[Any]) -> Any:
    found = tuple(_value(value, row) for value in values)
    return found[0] if len(found) == 1 else found


class _Interpreter:
    def __init__(self, plan: RowPlan, context: LoadContext) -> None:
        self.plan = plan
        self.context = context
        self.buckets: dict[tuple[int, Any, str], tuple[Any, Any, dict[Any, Any]]] = {}
        self.met: set[tuple[int, Any]] = set()
        self.alive: list[Any] = []

    def run(self, rows: Iterable[Sequence[Any]]) -> Any:
        plan = self.plan
        found: list[Any] = []
        groups: dict[Any, list[Any]] = {}
        repeats = any(isinstance(item, EntityPlan) and collections_in(item) for item in plan.items)
        for row in rows:
            items = tuple(self.item(item, row) for item in plan.items)
            item = items[0] if plan.scalar else items
            if plan.group:
                members = groups.setdefault(_bare(plan.group, row), [])
                if not (repeats and any(member is item for member in members)):
                    members.append(item)
            elif not (plan.distinct and any(other is item for other in found)):
                found.append(item)
        for (_, _, key), (attribute, state, bucket) in sorted(self.buckets.items(), key=lambda item: item[0][0]):
            if key not in state().__dict__:
                attribute.fill(state, list(bucket.values()))
        return groups if plan.group else found

    def item(self, item: ItemPlan, row: Sequence[Any]) -> Any:
        if isinstance(item, ValuePlan):
            return _value(item, row)
        if isinstance(item, BundlePlan):
            return item.make(tuple(self.item(part, row) for part in item.parts))
        return self.entity(item, row)

    def entity(self, entity: EntityPlan, row: Sequence[Any]) -> Any:
        nulls = [row[value.position] is None for value in entity.ident]
        if all(nulls) if entity.partial_ident else any(nulls):
            return None
        ident = _bare(entity.ident, row)
        first = (entity.number, ident) not in self.met
        self.met.add((entity.number, ident))
        # rows that repeat an object for its collections repeat the same single objects, too
        repeated = not first and collections_in(entity)
        scalars = {
            r.key: self.entity(r.child, row)
            for r in entity.relations
            if not r.uselist and not (repeated and not collections_in(r.child))
        }
        state, instance = self.object(entity, ident, row, scalars, first)
        self.alive.append(instance)
        for relation in entity.relations:
            if not relation.uselist:
                continue
            if first and relation.key not in instance.__dict__:
                self.buckets[entity.number, ident, relation.key] = (relation.attribute, state, {})
            child = self.entity(relation.child, row)
            bucket = self.buckets.get((entity.number, ident, relation.key))
            if child is not None and bucket is not None:
                bucket[2].setdefault(_bare(relation.child.ident, row), child)
        return instance

    def object(
        self, entity: EntityPlan, ident: Any, row: Sequence[Any], scalars: dict[str, Any], first: bool
    ) -> tuple[Any, Any]:
        context, batch = self.context, self.context.batches[entity.number]
        identities = context.session.identity_map.of(entity.mapper)
        state = identities.get(ident)
        instance = None if state is None else state()
        variant = None
        if entity.discriminator is not None:
            value = _value(entity.discriminator, row)
            variant = entity.variants.get(value)
        more = () if variant is None else variant.attributes
        if state is None or instance is None:
            if entity.discriminator is not None and variant is None:
                variant = variant_of(entity.variants, _value(entity.discriminator, row), entity.mapper)
            mapper = entity.mapper if variant is None else variant.mapper
            instance = mapper.class_.__new__(mapper.class_)
            state = mapper.state_class(instance)
            state.ident, state.home, state.batch, state.phase = ident, context.session._home, batch, PERSISTENT
            state._change = state.extra = None
            instance.__dict__[STATE_KEY] = state
            fill_all(instance.__dict__, (*entity.attributes, *more), row)
            instance.__dict__.update(scalars)
            identities[ident] = state
            batch.states.append(state)
            if self.plan.events:
                context.loaded.append(state)
        elif self.plan.populate_existing and state.batch not in context.batches:
            refresh_object(state, instance, (*entity.attributes, *more), row, batch)
            instance.__dict__.update(scalars)
            if self.plan.events:
                context.refreshed.append(state)
        else:
            self.complete(entity, state, instance, row, scalars)
            fill_absent(state, instance.__dict__, more, row)
            if state.batch is not batch:
                adopt(state, batch, context.batches)
        if entity.visited and first:
            context.visited[entity.number].append(state)
        return state, instance

    def complete(
        self, entity: EntityPlan, state: Any, instance: Any, row: Sequence[Any], scalars: dict[str, Any]
    ) -> None:
        values = instance.__dict__
        if fill_absent(state, values, entity.attributes, row) and self.plan.events:
            self.context.refreshed.append(state)
        for key, value in scalars.items():
            if key not in values and not (state.committed and key in state.committed):
                values[key] = value
