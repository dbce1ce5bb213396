"""A generated loader does what the reference loader does, row for row."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from holdfast.orm.loading.compile import compile_loader
from holdfast.orm.loading.reference import reference_loader
from holdfast.orm.loading.row_plan import (
    AttributePlan,
    BundlePlan,
    EntityPlan,
    LoadContext,
    RelationPlan,
    RowPlan,
    ValuePlan,
    entities_of,
)
from holdfast.orm.state.instance_state import LoadBatch
from tests.orm.loading.plans import Collection, FakeSession, Mapping, run, snapshot

User = Mapping("User", ["id", "name", "addresses", "pet", "class"])

# One for each place in a plan: that rows say the same of one object on two paths is the database's affair.
MAPPINGS = [
    (
        Mapping(f"User{n}", ["id", "name", "addresses", "pet", "class"]),
        Mapping(f"Address{n}", ["id", "email", "tags", "author"], twin=False),
        Mapping(f"Tag{n}", ["id", "part", "extra"]),
    )
    for n in range(12)
]


def double(value: Any) -> Any:
    return None if value is None else value * 2


def plus(value: Any) -> Any:
    return None if value is None else value + 100


processes = st.sampled_from([None, None, double, plus])


@st.composite
def entity_plans(draw: Any, counter: list[int], depth: int, positions: list[int]) -> EntityPlan:
    index = counter[0]
    counter[0] += 1
    mapping = MAPPINGS[index][depth]
    start = positions[0]
    composite = depth == 2
    width = 3 if composite else 2
    positions[0] += width
    process = draw(processes)
    ident = tuple(ValuePlan(start + n, process) for n in range(2 if composite else 1))
    keys = ("id", "part", "extra") if composite else ("id", "name" if depth == 0 else "email")
    attributes = [
        AttributePlan(key, start + n, process if n < len(ident) else draw(processes)) for n, key in enumerate(keys)
    ]
    if depth == 0:
        attributes.append(AttributePlan("class", start))
    relations = []
    if depth < 2:
        for key in draw(
            st.lists(st.sampled_from(["addresses", "pet"] if depth == 0 else ["tags", "author"]), unique=True)
        ):
            uselist = key in ("addresses", "tags")
            child = draw(entity_plans(counter, depth + 1, positions))
            relations.append(RelationPlan(key, Collection(key), uselist, child))
    return EntityPlan(
        index,
        mapping,
        ident,
        tuple(attributes),
        tuple(relations),
        partial_ident=draw(st.booleans()),
        visited=draw(st.booleans()),
    )


@st.composite
def row_plans(draw: Any) -> RowPlan:
    counter, positions = [0], [0]
    items: list[Any] = [draw(entity_plans(counter, 0, positions))]
    scalar = draw(st.booleans())
    if not scalar:
        items.append(ValuePlan(0, draw(processes)))
        items.append(BundlePlan(list, (ValuePlan(1), ValuePlan(0))))
        if draw(st.booleans()):
            items.append(draw(entity_plans(counter, 1, positions)))
    group = draw(st.sampled_from([(), (), (ValuePlan(0),), (ValuePlan(1), ValuePlan(0, plus))]))
    repeats = any(
        relation.uselist for entity in entities_of(RowPlan(tuple(items), 0, scalar)) for relation in entity.relations
    )
    distinct = scalar and not group and repeats and collections(items[0])
    return RowPlan(tuple(items), positions[0], scalar, group, distinct, draw(st.booleans()), draw(st.booleans()))


def collections(entity: EntityPlan) -> bool:
    return any(relation.uselist or collections(relation.child) for relation in entity.relations)


small = st.one_of(st.none(), st.integers(1, 3))
present = st.fixed_dictionaries(
    {},
    optional={
        "id": st.just(-1),
        "name": st.just("old"),
        "email": st.just("old"),
        "addresses": st.just([]),
        "pet": st.none(),
        "class": st.just(0),
    },
)


def prepared(existing: list[tuple[int, Any, dict[str, Any], bool]]) -> FakeSession:
    session = FakeSession()
    for (index, depth), ident, values, changed in existing:
        instance = session.put(MAPPINGS[index][depth], ident, values, LoadBatch())
        if changed:
            instance.__dict__["_sa_instance_state"].committed = {"name": "before", "pet": None}
    return session


@settings(
    max_examples=40,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    row_plans(),
    st.data(),
    st.lists(
        st.tuples(st.sampled_from([(0, 0), (1, 1), (2, 1)]), st.integers(1, 6), present, st.booleans()),
        max_size=4,
        unique_by=lambda item: item[:2],
    ),
)
def test_same_result_as_the_reference_loader(plan: RowPlan, data: Any, existing: list[Any]) -> None:
    rows = data.draw(st.lists(st.tuples(*[small] * plan.width), max_size=8))
    outcomes = []
    for loader in (compile_loader(plan), reference_loader(plan)):
        session = prepared(existing)
        context = LoadContext(session, [LoadBatch() for _ in entities_of(plan)])
        found = loader(rows, context)
        outcomes.append(
            (
                snapshot(found),
                {
                    mapping.class_.__name__: {
                        k: snapshot(s()) for k, s in session.identity_map.of(mapping).items() if s() is not None
                    }
                    for kinds in MAPPINGS
                    for mapping in kinds
                },
                [sorted([str(state.ident) for state in batch.states]) for batch in context.batches],
                [{state.ident for state in states} for states in context.visited],
                {state.ident for state in context.loaded},
            )
        )
    assert outcomes[0] == outcomes[1]


def plain_plan(**changes: Any) -> RowPlan:
    entity = EntityPlan(0, User, (ValuePlan(0),), (AttributePlan("id", 0), AttributePlan("name", 1)))
    return RowPlan((entity,), 2, True)._replace(**changes)


def test_one_object_for_one_key() -> None:
    session = FakeSession()
    (first, second, third), _ = run(compile_loader(plain_plan()), [(1, "a"), (2, "b"), (1, "a")], session)
    assert first is third and first is not second
    assert (first.id, first.name) == (1, "a")


def test_a_new_object_is_persistent_in_the_session_and_a_peer_of_the_others() -> None:
    session = FakeSession()
    (first, second), context = run(compile_loader(plain_plan()), [(1, "a"), (2, "b")], session)
    state = first.__dict__["_sa_instance_state"]
    assert state.phase == 2 and state.home() is session and state.ident == 1 and state.committed is None
    assert [peer() for peer in context.batches[0].states] == [first, second]
    assert type(first) is User.class_


def test_a_null_key_is_no_object() -> None:
    found, _ = run(compile_loader(plain_plan()), [(None, "a")], FakeSession())
    assert found == [None]


def test_present_values_stay_and_absent_ones_are_filled() -> None:
    session = FakeSession()
    kept = session.put(User, 1, {"name": "mine"})
    found, _ = run(compile_loader(plain_plan()), [(1, "theirs")], session)
    assert found == [kept] and (kept.id, kept.name) == (1, "mine")


def test_a_deleted_value_is_not_filled() -> None:
    session = FakeSession()
    kept = session.put(User, 1, {"id": 1})
    kept.__dict__["_sa_instance_state"].committed = {"name": "before"}
    run(compile_loader(plain_plan()), [(1, "theirs")], session)
    assert "name" not in kept.__dict__


def test_populate_existing_overwrites_and_forgets_changes() -> None:
    session = FakeSession()
    kept = session.put(User, 1, {"id": 1, "name": "mine", "addresses": [1]})
    kept.__dict__["_sa_instance_state"].committed = {"name": "before"}
    run(compile_loader(plain_plan(populate_existing=True)), [(1, "theirs")], session)
    assert kept.name == "theirs" and "addresses" not in kept.__dict__
    assert kept.__dict__["_sa_instance_state"].committed is None


def test_an_object_loaded_with_options_keeps_its_batch() -> None:
    session = FakeSession()
    batch = LoadBatch(("an option",))
    kept = session.put(User, 1, {"id": 1, "name": "a"}, batch)
    run(compile_loader(plain_plan()), [(1, "a")], session)
    assert kept.__dict__["_sa_instance_state"].batch is batch


def test_groups() -> None:
    found, _ = run(compile_loader(plain_plan(group=(ValuePlan(1),))), [(1, "a"), (2, "b"), (3, "a")], FakeSession())
    assert {key: [item.id for item in items] for key, items in found.items()} == {"a": [1, 3], "b": [2]}
