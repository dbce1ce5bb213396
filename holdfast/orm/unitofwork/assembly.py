"""From objects and links to nodes, rules and, once arranged, steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.orm.persistence.key_sync import column_value
from holdfast.orm.persistence.steps import (
    DeleteAssociations,
    DeleteRows,
    Edge,
    InsertAssociations,
    InsertRows,
    KeyCopy,
    PostUpdate,
    Step,
    UpdateRows,
)
from holdfast.orm.persistence.table_map import table_maps
from holdfast.orm.persistence.update_shape import changed_groups, changed_keys
from holdfast.orm.persistence.work import by_mapper
from holdfast.orm.unitofwork.collect import FlushSet
from holdfast.orm.unitofwork.graph import (
    ASSOCIATE,
    DELETE,
    DISSOCIATE,
    INSERT,
    POST_UPDATE,
    PRE_DELETE,
    UPDATE,
    Node,
    Part,
    RowPairs,
    Rule,
    arrange,
)
from holdfast.orm.unitofwork.links import LinkedPairs, Links, key_switched, would_change, written_relationships
from holdfast.orm.unitofwork.rules import foreign_key_rules, unique_rules

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState


class Assembled(NamedTuple):
    """The steps, what their order came from, and the copies that are made in memory alone: for members whose rows
    follow a changed primary key, and for members outside of the session.
    """

    steps: tuple[Step, ...]
    parts: Sequence[Part]
    rules: Sequence[Rule]
    followers: tuple[KeyCopy, ...]
    outsiders: tuple[KeyCopy, ...]


def assemble(flush_set: FlushSet, links: Links) -> Assembled:
    """Return the steps of a flush in order."""
    _net_changes(flush_set)
    assembly = Assembly(flush_set)
    cleared, copied = _column_copies(flush_set, links)
    assembly.add_rows()
    assembly.add_copies(cleared, copied)
    for pairs in links.by_prop.values():
        assembly.add_associations(pairs)
        assembly.add_post_updates(pairs)
    assembly.add_orders()
    parts = arrange(assembly.nodes, assembly.rules)
    told = links.by_prop.values()
    followers = _in_memory((pairs.prop, pairs.followers) for pairs in told)
    outsiders = _in_memory((pairs.prop, pairs.outsiders) for pairs in told)
    return Assembled(tuple(map(assembly.step, parts)), parts, assembly.rules, followers, outsiders)


def _in_memory(found: Iterable[tuple[Any, Sequence[tuple[InstanceState, InstanceState]]]]) -> tuple[KeyCopy, ...]:
    """A KeyCopy for each relationship that has (source, target) pairs."""
    return tuple(
        KeyCopy(prop, tuple(prop.synchronize_pairs), *map(tuple, zip(*members, strict=True)))
        for prop, members in found
        if members
    )


def _net_changes(flush_set: FlushSet) -> None:
    """Put the objects that need an UPDATE for their own values into `changed`."""
    changed = flush_set.changed
    for mapper, states in by_mapper(list(flush_set.modified)).items():
        maps = list(table_maps(mapper).values())
        modified = flush_set.modified
        if mapper.dispatch.before_update or mapper.dispatch.after_update:
            changed.update((state, modified[state]) for state in states)
        elif len(maps) == 1:
            found = changed_groups(maps[0], states)
            if len(found) == 1 and len(next(iter(found.values()))) == len(modified):
                changed.update(modified)
            elif found:
                kept = set().union(*found.values())
                changed.update((state, modified[state]) for state in states if state in kept)
        else:
            changed.update(
                (state, modified[state])
                for state in states
                if any(changed_keys(table_map, state) for table_map in maps)
            )


def _column_copies(flush_set: FlushSet, links: Links) -> tuple[list[KeyCopy], list[KeyCopy]]:
    """Links as KeyCopies for rows that are written, NULLs apart; persistent targets with something to change are
    added to `changed`.
    """
    copied, cleared = [], []
    taken: set[tuple[InstanceState, Any]] = set()
    for prop, pairs in links.by_prop.items():
        if pairs.sources and not prop.post_update:
            copy = _kept(prop, pairs.sources, pairs.copied, (), flush_set)
            if copy is not None:
                copied.append(copy)
    if any(pairs.cleared for pairs in links.by_prop.values()):
        for pairs in links.by_prop.values():
            columns = [target_column for _, target_column in pairs.prop.synchronize_pairs]
            taken.update((target, column) for target in pairs.copied for column in columns)
    for prop, pairs in links.by_prop.items():
        if pairs.cleared and not prop.post_update:
            columns = [target_column for _, target_column in prop.synchronize_pairs]
            left = [
                n for n, target in enumerate(pairs.cleared) if not any((target, column) in taken for column in columns)
            ]
            copy = _kept(
                prop, [None] * len(left), [pairs.cleared[n] for n in left], [pairs.former[n] for n in left], flush_set
            )
            if copy is not None:
                cleared.append(copy)
    return cleared, copied


def _kept(
    prop: Any,
    sources: Sequence[InstanceState | None],
    targets: Sequence[InstanceState],
    former: Sequence[InstanceState | None],
    flush_set: FlushSet,
) -> KeyCopy | None:
    """A KeyCopy of the targets that are written in this flush, or have to be because of it."""
    pairs = tuple(prop.synchronize_pairs)
    new, changed, switched = flush_set.new, flush_set.changed, flush_set.switched
    kept = []
    for n, target in enumerate(targets):
        if target in new:
            if sources[n] is not None or would_change(target, None, pairs):
                kept.append(n)
        elif target in switched:
            kept.append(n)
        elif target not in flush_set.deleted and (would_change(target, sources[n], pairs) or _key_moves(sources[n])):
            if target not in changed:
                changed[target] = target()
            kept.append(n)
    if not kept:
        return None
    return KeyCopy(
        prop,
        pairs,
        tuple([sources[n] for n in kept]),
        tuple([targets[n] for n in kept]),
        tuple([former[n] for n in kept]) if former else (),
    )


def _key_moves(source: InstanceState | None) -> bool:
    return source is not None and source.ident is not None and key_switched(source)


class Assembly:
    """The nodes and rules of one flush."""

    def __init__(self, flush_set: FlushSet) -> None:
        self.flush_set = flush_set
        self.nodes: list[Node] = []
        self.rules: list[Rule] = []
        self._by_subject: dict[tuple[int, Any], Node] = {}
        self._ranks: dict[Any, int] = {}
        self._copies: dict[Node, list[KeyCopy]] = {}
        self._post_updated: set[Any] = set()

    def _node(self, operation: int, subject: Any, rows: Sequence[Any]) -> Node:
        node = self._by_subject.get((operation, subject))
        if node is None:
            rank = self._ranks.setdefault(subject, len(self._ranks))
            node = self._by_subject[operation, subject] = Node(operation, subject, rows, rank)
            self.nodes.append(node)
        return node

    def add_rows(self) -> None:
        """A node for each operation on each mapper hierarchy."""
        flush_set = self.flush_set
        for operation, states in ((INSERT, flush_set.new), (UPDATE, flush_set.changed), (DELETE, flush_set.deleted)):
            for base, rows in by_base(list(states)).items():
                self._node(operation, base, rows)

    def _node_of(self, state: InstanceState) -> Node | None:
        """The node that writes the row of an object."""
        flush_set = self.flush_set
        if state in flush_set.new:
            operation = INSERT
        elif state in flush_set.changed:
            operation = UPDATE
        elif state in flush_set.deleted:
            operation = DELETE
        else:
            return None
        return self._by_subject.get((operation, state.mapper.base_mapper))

    def _key_giver(self, state: InstanceState | None) -> Node | None:
        """The node that gives an object its primary key, when this flush does."""
        if state is None:
            return None
        node = self._node_of(state)
        if node is None or node.operation == INSERT:
            return node
        return node if node.operation == UPDATE and key_switched(state) else None

    def add_copies(self, cleared: Iterable[KeyCopy], copied: Iterable[KeyCopy]) -> None:
        """Attach copies to the nodes of their targets, with rules: sources before targets, targets before deleted
        former owners.
        """
        for copy in (*cleared, *copied):
            for target_node, members in self._split(copy).items():
                self._copies.setdefault(target_node, []).append(members)
                reason = copy_reason(copy)
                order: dict[tuple[Node, Node], RowPairs] = {}
                for source, target in zip(members.sources, members.targets, strict=True):
                    giver = self._key_giver(source)
                    if giver is not None and source is not None:
                        order.setdefault((giver, target_node), []).append((source, target))
                for former, target in zip(members.former, members.targets, strict=False):
                    if former is not None and former in self.flush_set.deleted:
                        deletion = self._node_of(former)
                        if deletion is not None:
                            order.setdefault((target_node, deletion), []).append((target, former))
                for (before, after), found in order.items():
                    self.rules.append(Rule(before, after, reason, partial(list, found)))

    def _split(self, copy: KeyCopy) -> dict[Node, KeyCopy]:
        """A KeyCopy by the nodes of its targets."""
        members: dict[Node, list[int]] = {}
        for n, target in enumerate(copy.targets):
            node = self._node_of(target)
            if node is not None:
                members.setdefault(node, []).append(n)
        if len(members) == 1 and len(next(iter(members.values()))) == len(copy.targets):
            return dict.fromkeys(members, copy)
        return {node: selected(copy, numbers) for node, numbers in members.items()}

    def add_associations(self, pairs: LinkedPairs) -> None:
        """Nodes for the secondary table of one relationship."""
        if not pairs.gained and not pairs.lost:
            return
        prop = pairs.prop
        reason = f"rows of {prop.secondary} need both sides, relationship {prop}"
        lost = self._node(DISSOCIATE, prop, pairs.lost) if pairs.lost else None
        gained = self._node(ASSOCIATE, prop, pairs.gained) if pairs.gained else None
        if lost is not None and gained is not None:
            self._rule(lost, gained, f"rows of {prop.secondary} may be replaced, relationship {prop}")
        for mapper in dict.fromkeys((prop.parent.base_mapper, prop.mapper.base_mapper)):
            insert, update, delete = (
                self._by_subject.get((operation, mapper)) for operation in (INSERT, UPDATE, DELETE)
            )
            for node in (insert, update):
                self._rule(node, gained, reason, partial(_sides_first, pairs.gained))
            for node in (update, delete):
                self._rule(lost, node, reason, partial(_sides_last, pairs.lost))

    def _rule(
        self, before: Node | None, after: Node | None, reason: str, pairs: Callable[[], list[Any]] = list
    ) -> None:
        if before is not None and after is not None:
            self.rules.append(Rule(before, after, reason, pairs))

    def add_post_updates(self, pairs: LinkedPairs) -> None:
        """Nodes for the separate UPDATEs of a `post_update` relationship."""
        prop = pairs.prop
        if not prop.post_update:
            return
        columns = tuple(prop.synchronize_pairs)
        deleted = self.flush_set.deleted
        after: list[tuple[InstanceState | None, InstanceState]] = [
            (source, target)
            for source, target in zip(pairs.sources, pairs.copied, strict=True)
            if target not in deleted
        ]
        before: list[InstanceState] = [
            target
            for target in pairs.unset_by_delete
            if any(column_value(target, column) is not None for _, column in columns)
        ]
        claimed = set(pairs.copied)
        for target, former in zip(pairs.cleared, pairs.former, strict=True):
            if target in claimed or target in deleted or not would_change(target, None, columns):
                continue
            if former is not None and former in deleted:
                before.append(target)
            else:
                after.append((None, target))
        mappers = dict.fromkeys((prop.parent.base_mapper, prop.mapper.base_mapper))
        if after:
            copy = KeyCopy(
                prop, columns, tuple([source for source, _ in after]), tuple([target for _, target in after])
            )
            node = self._node(POST_UPDATE, prop, list(dict.fromkeys(copy.targets)))
            self._copies[node] = [copy]
            states = [(side, target) for source, target in after for side in (source, target) if side is not None]
            for mapper in mappers:
                for operation in (INSERT, UPDATE):
                    self._rule(
                        self._by_subject.get((operation, mapper)), node, copy_reason(copy), partial(list, states)
                    )
                self._rule(node, self._by_subject.get((DELETE, mapper)), copy_reason(copy))
        if before:
            copy = KeyCopy(prop, columns, (None,) * len(before), tuple(before))
            node = self._node(PRE_DELETE, prop, list(dict.fromkeys(before)))
            self._copies[node] = [copy]
            for mapper in mappers:
                self._rule(node, self._by_subject.get((DELETE, mapper)), copy_reason(copy))

    def add_orders(self) -> None:
        """Rules of foreign keys and unique values."""
        mappers = {
            state.mapper
            for node in self.nodes
            if node.operation in (INSERT, UPDATE, DELETE)
            for state in _first_of_each_mapper(node.rows)
        }
        for mapper in mappers:
            for prop in written_relationships(mapper):
                if prop.post_update:
                    self._post_updated.update(target_column for _, target_column in prop.synchronize_pairs)
        self.rules += foreign_key_rules(self.nodes, self._post_updated)
        self.rules += unique_rules(self.nodes, self.flush_set.session)

    def step(self, part: Part) -> Step:
        """The step of a part of a node."""
        node, rows = part
        if node.operation in (ASSOCIATE, DISSOCIATE):
            kind = InsertAssociations if node.operation == ASSOCIATE else DeleteAssociations
            return kind(node.subject, tuple([row[0] for row in rows]), tuple([row[1] for row in rows]))
        states = tuple(rows)
        if node.operation == DELETE:
            return DeleteRows(node.subject, states)
        copies = self._copies_for(node, rows)
        if node.operation == INSERT:
            return InsertRows(node.subject, states, copies)
        if node.operation == UPDATE:
            switched = (
                {state: self.flush_set.switched[state] for state in states if state in self.flush_set.switched}
                if self.flush_set.switched
                else {}
            )
            return UpdateRows(node.subject, states, copies, switched)
        return PostUpdate(states[0].mapper.base_mapper, states, copies, node.operation == PRE_DELETE)

    def _copies_for(self, node: Node, rows: Sequence[Any]) -> tuple[KeyCopy, ...]:
        copies = self._copies.get(node, ())
        if rows is node.rows:
            return tuple(copies)
        wanted = set(rows)
        found = (selected(copy, [n for n, target in enumerate(copy.targets) if target in wanted]) for copy in copies)
        return tuple(copy for copy in found if copy.targets)


def by_base(states: list[InstanceState]) -> dict[Any, list[InstanceState]]:
    """States by base mapper, in order."""
    groups = by_mapper(states)
    if len(groups) == 1:
        return {mapper.base_mapper: members for mapper, members in groups.items()}
    found: dict[Any, list[InstanceState]] = {}
    for state in states:
        found.setdefault(state.mapper.base_mapper, []).append(state)
    return found


def _sides_first(rows: Sequence[tuple[Any, Any]]) -> list[Any]:
    """(parent or child, association row)."""
    return [(side, row) for row in rows for side in row]


def _sides_last(rows: Sequence[tuple[Any, Any]]) -> list[Any]:
    """(association row, parent or child)."""
    return [(row, side) for row in rows for side in row]


def _first_of_each_mapper(states: Sequence[InstanceState]) -> list[InstanceState]:
    return [members[0] for members in by_mapper(states).values()]


def selected(copy: KeyCopy, numbers: list[int]) -> KeyCopy:
    """A KeyCopy of some of the targets, by position."""
    former = tuple([copy.former[n] for n in numbers]) if copy.former else ()
    return KeyCopy(
        copy.prop,
        copy.pairs,
        tuple([copy.sources[n] for n in numbers]),
        tuple([copy.targets[n] for n in numbers]),
        former,
    )


def copy_reason(copy: KeyCopy) -> str:
    """Why the targets of a copy come after its sources."""
    sources = ", ".join(str(source) for source, _ in copy.pairs)
    targets = ", ".join(str(target) for _, target in copy.pairs)
    return f"{targets} needs {sources}, relationship {copy.prop}"


def edges_of(parts: Sequence[Part], rules: Sequence[Rule]) -> list[Edge]:
    """The rules as edges between step numbers; a foreign key is left out where a relationship says the same."""
    numbers: dict[Node, list[int]] = {}
    for n, part in enumerate(parts):
        numbers.setdefault(part.node, []).append(n)
    found: dict[Edge, None] = {}
    explained: set[tuple[int, int]] = set()
    for rule in sorted(rules, key=lambda rule: rule.weak):
        for before, after in _step_pairs(rule, parts, numbers):
            if not rule.weak:
                explained.add((before, after))
            if not rule.weak or (before, after) not in explained:
                found[Edge(before, after, rule.reason)] = None
    return sorted(found, key=lambda edge: (edge.after, edge.before))


def _step_pairs(rule: Rule, parts: Sequence[Part], numbers: dict[Node, list[int]]) -> Iterable[tuple[int, int]]:
    """The steps that a rule is between: all of both nodes, or, of nodes that were taken apart, those that have the
    rows behind it.
    """
    first, second = numbers[rule.before], numbers[rule.after]
    if len(first) == 1 and len(second) == 1:
        pairs = {(first[0], second[0])}
    else:
        holds = {(parts[n].node, row): n for n in (*first, *second) for row in parts[n].rows}
        pairs = {
            (holds[rule.before, before], holds[rule.after, after])
            for before, after in rule.pairs()
            if (rule.before, before) in holds and (rule.after, after) in holds
        }
    return sorted((before, after) for before, after in pairs if before < after)
