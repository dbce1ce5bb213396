"""The source of a loader. Second of the three stages: plan -> emit -> compile.

Rules
* One loop over the raw rows, which are unpacked into `c0 c1 ..`; nothing is called for a row that a plain statement
  can do.
* A new object is built on the mapper's twin class (no `__setattr__`) where there is one, and becomes its class at the
  end; its state goes into the identity map and into its batch. An existing object is left as it is, except for what
  it lacks.
* An entity to which a collection is joined is met on many rows; `memo` keeps what its first row found: the object and
  its buckets.
  Buckets are dictionaries by the member's key, so that a product of two collections adds no member twice.
* Attribute keys become source text only in the form `object.key`, and only when they are ASCII identifiers (checked
  in `_store`); everything else from users goes in as a constant or as `repr()` of a str.

The names in the source: `o` object, `s` state, `d` instance dictionary, `k` key, `b` bucket; the digit is the
entity's number.
"""

from __future__ import annotations

from keyword import iskeyword

from holdfast.orm.loading.population import adopt, fill_absent, fill_all, refresh_object, variant_of
from holdfast.orm.loading.row_plan import (
    BundlePlan,
    EntityPlan,
    RelationPlan,
    RowPlan,
    ValuePlan,
    collections_in,
    entities_of,
)
from holdfast.orm.state.instance_state import STATE_KEY
from holdfast.orm.state.lifecycle import PERSISTENT
from holdfast.util.codegen import Source


def emit_loader(plan: RowPlan) -> Source:
    """Return the source of `load(rows, context)` for a plan; it defines the list (or the groups) of items of the
    rows."""
    return _Emitter(plan).emit()


class _Emitter:
    """Writes one loader."""

    def __init__(self, plan: RowPlan) -> None:
        self.plan = plan
        self.source = Source()
        self.row = _tuple([f"c{n}" for n in range(plan.width)])

    def emit(self) -> Source:
        """Write everything."""
        source, plan = self.source, self.plan
        with source.block("def load(rows, context):"):
            self._prologue()
            with source.block(f"for {self.row} in rows:"):
                for item in plan.items:
                    if isinstance(item, EntityPlan):
                        self._entity(item, top=True)
                if not plan.distinct:
                    self._add()
            for entity in entities_of(plan):
                self._epilogue(entity)
            source.line("return found")
        return source

    def _prologue(self) -> None:
        source, plan = self.source, self.plan
        entities = entities_of(plan)
        if entities:
            source.line("session = context.session")
            source.line("home = session._home")
        for entity in entities:
            i = entity.number
            mapper = source.constant(entity.mapper, "mapper")
            source.line(f"identities{i} = session.identity_map.of({mapper})")
            source.line(f"lookup{i} = identities{i}.get")
            source.line(f"batch{i} = context.batches[{i}]")
            source.line(f"peer{i} = batch{i}.states.append")
            if entity.visited:
                source.line(f"visit{i} = context.visited[{i}].append")
            if collections_in(entity):
                source.line(f"memo{i} = {{}}")
            for number, relation in enumerate(entity.relations):
                if relation.uselist:
                    source.line(f"fills{i}_{number} = []")
        if plan.events:
            source.line("loaded = context.loaded.append")
            source.line("refreshed = context.refreshed.append")
        if plan.populate_existing:
            source.line("current = set(context.batches)")
        if plan.group:
            source.line("found = {}")
            source.line("group = found.get")
            if self._group_repeats():
                source.line("pairs = set()")
        else:
            source.line("found = []")
            source.line("add = found.append")

    def _epilogue(self, entity: EntityPlan) -> None:
        for number, relation in enumerate(entity.relations):
            if relation.uselist:
                attribute = self.source.constant(relation.attribute, "attribute")
                with self.source.block(f"for state, bucket in fills{entity.number}_{number}:"):
                    if self._reached_twice(relation):
                        with self.source.block(f"if {relation.key!r} in state().__dict__:"):
                            self.source.line("continue")
                    self.source.line(f"{attribute}.fill(state, list(bucket.values()))")

    def _reached_twice(self, relation: RelationPlan) -> bool:
        """Whether an object may get its collection on another path of the same rows."""
        same = [r for entity in entities_of(self.plan) for r in entity.relations if r.key == relation.key]
        return len(same) > 1

    # values and items

    def _value(self, value: ValuePlan) -> str:
        if value.process is None:
            return f"c{value.position}"
        return f"{self.source.constant(value.process, 'process')}(c{value.position})"

    def _tuple(self, values: tuple[ValuePlan, ...]) -> str:
        if len(values) == 1:
            return self._value(values[0])
        return _tuple([self._value(value) for value in values])

    def _item(self, item: ValuePlan | BundlePlan | EntityPlan) -> str:
        if isinstance(item, EntityPlan):
            return f"o{item.number}"
        if isinstance(item, ValuePlan):
            return self._value(item)
        parts = _tuple([self._item(part) for part in item.parts])
        return f"{self.source.constant(item.make, 'bundle')}({parts})"

    def _group_repeats(self) -> bool:
        return any(isinstance(item, EntityPlan) and collections_in(item) for item in self.plan.items)

    def _add(self) -> None:
        source, plan = self.source, self.plan
        if plan.scalar:
            item = self._item(plan.items[0])
        else:
            item = _tuple([self._item(item) for item in plan.items])
        if not plan.group:
            source.line(f"add({item})")
            return
        source.line(f"key = {self._tuple(plan.group)}")
        source.line("items = group(key)")
        if self._group_repeats():
            source.line(f"pair = (key, id({item}))")
            with source.block("if pair in pairs:"):
                source.line("continue")
            source.line("pairs.add(pair)")
        with source.block("if items is None:"):
            source.line(f"found[key] = [{item}]")
        with source.block("else:"):
            source.line(f"items.append({item})")

    # entities

    def _key(self, entity: EntityPlan) -> str:
        """Make the raw key available and return the expression for it."""
        if len(entity.ident) == 1 and entity.ident[0].process is None:
            return f"c{entity.ident[0].position}"
        self.source.line(f"k{entity.number} = {self._tuple(entity.ident)}")
        return f"k{entity.number}"

    def _is_null(self, entity: EntityPlan, key: str) -> str:
        if len(entity.ident) == 1:
            return f"{key} is None"
        word = " and " if entity.partial_ident else " or "
        return word.join(f"c{value.position} is None" for value in entity.ident)

    def _entity(self, entity: EntityPlan, top: bool = False) -> None:
        """Write what leaves the row's object, or None, in `o{number}`."""
        source, i = self.source, entity.number
        key = self._key(entity)
        if not entity.relations:
            self._acquire(entity, key, guarded=False)
            return
        with source.block(f"if {self._is_null(entity, key)}:"):
            source.line(f"o{i} = None")
            if top and self.plan.distinct:
                with source.block(f"if None not in memo{i}:"):
                    source.line(f"memo{i}[None] = None")
                    source.line("add(None)")
        with source.block("else:"):
            if collections_in(entity):
                self._memoised(entity, key, top)
            else:
                for relation in entity.relations:
                    self._entity(relation.child)
                self._acquire(entity, key, guarded=True)

    def _memoised(self, entity: EntityPlan, key: str, top: bool) -> None:
        source, i = self.source, entity.number
        collections = [(n, r) for n, r in enumerate(entity.relations) if r.uselist]
        scalars = [r for r in entity.relations if not r.uselist]
        kept = _tuple([f"o{i}", *(f"b{i}_{n}" for n, _ in collections)])
        source.line(f"m{i} = memo{i}.get({key})")
        for relation in scalars:
            if collections_in(relation.child):  # its rows repeat too: it must see each of them
                self._entity(relation.child)
        with source.block(f"if m{i} is None:"):
            for relation in scalars:
                if not collections_in(relation.child):
                    self._entity(relation.child)
            self._acquire(entity, key, guarded=True)
            for n, relation in collections:
                source.line(f"b{i}_{n} = {{}}")
                with source.block(f"if {relation.key!r} not in o{i}.__dict__:"):
                    source.line(f"fills{i}_{n}.append((s{i}, b{i}_{n}))")
            source.line(f"memo{i}[{key}] = {kept}")
            if top and self.plan.distinct:
                source.line(f"add(o{i})")
        with source.block("else:"):
            source.line(f"{kept} = m{i}")
        for n, relation in collections:
            child = relation.child
            self._entity(child)
            with source.block(f"if o{child.number} is not None:"):
                source.line(f"b{i}_{n}[{self._member_key(child)}] = o{child.number}")

    def _member_key(self, child: EntityPlan) -> str:
        if len(child.ident) == 1 and child.ident[0].process is None:
            return f"c{child.ident[0].position}"
        return f"k{child.number}"

    def _acquire(self, entity: EntityPlan, key: str, guarded: bool) -> None:
        """Write the search in the identity map and the building of a new object.

        :param guarded: the key is known not to be NULL.
        """
        source, i = self.source, entity.number
        if entity.variants:
            variants = source.constant(entity.variants, "variants")
        source.line(f"s{i} = lookup{i}({key})")
        with source.block(f"if s{i} is None or (o{i} := s{i}()) is None:"):
            if guarded:
                self._build(entity, key)
            else:
                with source.block(f"if {self._is_null(entity, key)}:"):
                    source.line(f"o{i} = None")
                with source.block("else:"):
                    self._build(entity, key)
        present = [f"{attribute.key!r} in d{i}" for attribute in entity.attributes]
        present += [f"{relation.key!r} in d{i}" for relation in entity.relations if not relation.uselist]
        if self.plan.populate_existing:
            with source.block(f"elif s{i}.batch not in current:"):
                attributes = source.constant(entity.attributes, "attributes")
                source.line(
                    f"{source.constant(refresh_object, 'refresh_object')}(s{i}, o{i}, {attributes}, {self.row}, "
                    f"batch{i})"
                )
                if entity.variants:
                    fill = source.constant(fill_all, "fill_all")
                    source.line(f"fill_variant = {variants}.get({self._discriminator(entity)})")
                    with source.block("if fill_variant is not None:"):
                        source.line(f"{fill}(o{i}.__dict__, fill_variant.attributes, {self.row})")
                for relation in entity.relations:
                    if not relation.uselist:
                        source.line(f"o{i}.__dict__[{relation.key!r}] = o{relation.child.number}")
                if self.plan.events:
                    source.line(f"refreshed(s{i})")
        with source.block("else:"):
            source.line(f"d{i} = o{i}.__dict__")
            if present:
                with source.block(f"if not ({' and '.join(present)}):"):
                    self._complete(entity)
            if entity.variants:
                fill = source.constant(fill_absent, "fill_absent")
                source.line(f"v{i} = {variants}.get({self._discriminator(entity)})")
                with source.block(f"if v{i} is not None and v{i}.attributes:"):
                    source.line(f"{fill}(s{i}, d{i}, v{i}.attributes, {self.row})")
            with source.block(f"if s{i}.batch is not batch{i}:"):
                source.line(f"{source.constant(adopt, 'adopt')}(s{i}, batch{i}, context.batches)")
        if entity.visited:
            with source.block(f"if o{i} is not None:"):
                source.line(f"visit{i}(s{i})")

    def _complete(self, entity: EntityPlan) -> None:
        source, i = self.source, entity.number
        attributes = source.constant(entity.attributes, "attributes")
        fill = f"{source.constant(fill_absent, 'fill_absent')}(s{i}, d{i}, {attributes}, {self.row})"
        if self.plan.events:
            with source.block(f"if {fill}:"):
                source.line(f"refreshed(s{i})")
        else:
            source.line(fill)
        for relation in entity.relations:
            if not relation.uselist:
                key = repr(relation.key)
                unchanged = f"s{i}._change is None or {key} not in s{i}.committed"
                with source.block(f"if {key} not in d{i} and ({unchanged}):"):
                    source.line(f"d{i}[{key}] = o{relation.child.number}")

    def _discriminator(self, entity: EntityPlan) -> str:
        assert entity.discriminator is not None
        return self._value(entity.discriminator)

    def _build(self, entity: EntityPlan, key: str) -> None:
        source, i, mapper = self.source, entity.number, entity.mapper
        twin = None if entity.variants else mapper.twin
        if entity.variants:
            variants = source.constant(entity.variants, "variants")
            source.line(f"v{i} = {variants}.get({self._discriminator(entity)})")
            with source.block(f"if v{i} is None:"):
                find = source.constant(variant_of, "variant_of")
                base = source.constant(mapper, "mapper")
                source.line(f"v{i} = {find}({variants}, {self._discriminator(entity)}, {base})")
            source.line(f"o{i} = v{i}.mapper.class_.__new__(v{i}.mapper.class_)")
            source.line(f"s{i} = v{i}.mapper.state_class(o{i})")
        else:
            cls = source.constant(mapper.class_, mapper.class_.__name__)
            state_class = source.constant(mapper.state_class, "State")
            new = f"{cls}.__new__({cls})" if twin is None else source.constant(twin, "Twin") + "()"
            source.line(f"o{i} = {new}")
            source.line(f"s{i} = {state_class}(o{i})")
        source.line(f"s{i}.ident = {key}")
        source.line(f"s{i}.home = home")
        source.line(f"s{i}.batch = batch{i}")
        source.line(f"s{i}.phase = {PERSISTENT}")
        source.line(f"s{i}._change = s{i}.extra = None")
        if twin is None:
            source.line(f"d{i} = o{i}.__dict__")
        _store(source, i, STATE_KEY, f"s{i}", twin is not None)
        idents = {value: n for n, value in enumerate(entity.ident)}
        for attribute in entity.attributes:
            value = ValuePlan(attribute.position, attribute.process)
            if value in idents and value.process is not None:
                expression = key if len(entity.ident) == 1 else f"{key}[{idents[value]}]"
            else:
                expression = self._value(value)
            _store(source, i, attribute.key, expression, twin is not None)
        for relation in entity.relations:
            if not relation.uselist:
                _store(source, i, relation.key, f"o{relation.child.number}", twin is not None)
        if entity.variants:
            with source.block(f"if v{i}.attributes:"):
                source.line(f"{source.constant(fill_all, 'fill_all')}(d{i}, v{i}.attributes, {self.row})")
        if twin is not None:
            source.line(f"o{i}.__class__ = {cls}")
        source.line(f"identities{i}[{key}] = s{i}")
        source.line(f"peer{i}(s{i})")
        if self.plan.events:
            source.line(f"loaded(s{i})")


def _tuple(names: list[str]) -> str:
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"


def _store(source: Source, index: int, key: str, expression: str, twin: bool) -> None:
    """Write the store of one value of a new object."""
    if twin and key.isascii() and key.isidentifier() and not iskeyword(key):
        source.line(f"o{index}.{key} = {expression}")
    elif twin:
        source.line(f"o{index}.__dict__[{key!r}] = {expression}")
    else:
        source.line(f"d{index}[{key!r}] = {expression}")
