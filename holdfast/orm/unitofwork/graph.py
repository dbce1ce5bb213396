"""graph: the order of a flush.

Rules
* A node is everything that one operation does to one mapper hierarchy; there are as many nodes as kinds of work,
  however many rows.
* A `Rule` between two nodes carries its reason, and can name the row pairs behind it. Rules of plain foreign keys
  and of unique values are weak: they hold where the strong ones permit.
* Nodes in a cycle are taken apart into rows, which are put into levels: a level is one step. A cycle of rows is an
  error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast.exc import CircularDependencyError

if TYPE_CHECKING:
    from holdfast.orm.state.instance_state import InstanceState

RowPairs = list[tuple["InstanceState", "InstanceState"]]

INSERT, UPDATE, DISSOCIATE, ASSOCIATE, POST_UPDATE, PRE_DELETE, DELETE = range(7)
"""Operations, in the order in which they run when nothing else decides."""


class Node:
    """One operation on one mapper hierarchy (or one secondary table): `rows` are states, or pairs of states for
    associations.
    """

    __slots__ = ("operation", "rank", "rows", "subject")

    def __init__(self, operation: int, subject: Any, rows: Sequence[Any], rank: int) -> None:
        self.operation = operation
        self.subject = subject
        self.rows = rows
        self.rank = (operation, rank)


class Rule(NamedTuple):
    """`before` runs ahead of `after`. `pairs` gives the rows behind it; asked for only when the two are part of a
    cycle.
    """

    before: Node
    after: Node
    reason: str
    pairs: Callable[[], RowPairs]
    weak: bool = False


class Part(NamedTuple):
    """Rows of a node that run together."""

    node: Node
    rows: Sequence[Any]


def arrange(nodes: Sequence[Node], rules: Sequence[Rule]) -> list[Part]:
    """Return the parts of all nodes in an order that satisfies the rules.

    Raises CircularDependencyError when rows depend on each other.
    """
    following: dict[Node, dict[Node, None]] = {node: {} for node in nodes}
    for rule in rules:
        following[rule.before][rule.after] = None
    components = strongly_connected(following)
    of = {node: number for number, members in enumerate(components) for node in members}
    order: list[Part] = []
    for number in _sorted_components(components, following, of):
        members = components[number]
        if len(members) == 1 and members[0] not in following[members[0]]:
            order.append(Part(members[0], members[0].rows))
        else:
            order += _arrange_cycle(members, [rule for rule in rules if of[rule.before] == number == of[rule.after]])
    return order


def _arrange_cycle(nodes: Sequence[Node], rules: Sequence[Rule]) -> list[Part]:
    """The parts of nodes in a cycle: whole nodes if rules without rows behind them made it, else levels of rows."""
    backed = [rule for rule in rules if rule.pairs()]
    return arrange(nodes, backed) if len(backed) < len(rules) else row_levels(nodes, rules)


def _sorted_components(
    components: Sequence[list[Node]], following: dict[Node, dict[Node, None]], of: dict[Node, int]
) -> Iterable[int]:
    """Numbers of components, dependencies first; those that are free to go by the rank of their first node."""
    after: list[set[int]] = [set() for _ in components]
    waits = [0] * len(components)
    for node, successors in following.items():
        for other in {of[successor] for successor in successors} - {of[node]} - after[of[node]]:
            after[of[node]].add(other)
            waits[other] += 1
    ready: list[tuple[tuple[int, int], int]] = []
    for number, count in enumerate(waits):
        if count == 0:
            heappush(ready, (min(node.rank for node in components[number]), number))
    while ready:
        number = heappop(ready)[1]
        yield number
        for successor in after[number]:
            waits[successor] -= 1
            if waits[successor] == 0:
                heappush(ready, (min(node.rank for node in components[successor]), successor))


def strongly_connected(following: dict[Node, dict[Node, None]]) -> list[list[Node]]:
    """Tarjan's algorithm, without recursion."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    on_stack: set[Node] = set()
    stack: list[Node] = []
    found: list[list[Node]] = []
    for root in following:
        if root in index:
            continue
        work = [(root, iter(following[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, successors = work[-1]
            for successor in successors:
                if successor not in index:
                    index[successor] = low[successor] = len(index)
                    stack.append(successor)
                    on_stack.add(successor)
                    work.append((successor, iter(following[successor])))
                    break
                if successor in on_stack:
                    low[node] = min(low[node], index[successor])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    members: list[Node] = []
                    while not members or members[-1] is not node:
                        members.append(stack.pop())
                        on_stack.discard(members[-1])
                    found.append(sorted(members, key=lambda member: member.rank))
    return found


Row = tuple[Node, Any]


def row_levels(nodes: Sequence[Node], rules: Sequence[Rule]) -> list[Part]:
    """Take the nodes of a cycle apart into levels of rows; weak rules give way if rows form a cycle."""
    strong = [rule for rule in rules if not rule.weak]
    levels, rest = _levels(nodes, rules)
    if rest and len(strong) < len(rules):
        levels, rest = _levels(nodes, strong)
    if rest:
        raise _circular(rest, rules)
    return levels


def _levels(nodes: Sequence[Node], rules: Sequence[Rule]) -> tuple[list[Part], dict[Row, int]]:
    following: dict[Row, list[Row]] = {}
    waits: dict[Row, int] = {(node, row): 0 for node in nodes for row in node.rows}
    for rule in rules:
        for first, second in rule.pairs():
            before, after = (rule.before, first), (rule.after, second)
            if before in waits and after in waits:
                following.setdefault(before, []).append(after)
                waits[after] += 1
    parts: list[Part] = []
    level = [row for row, count in waits.items() if count == 0]
    while level:
        by_node: dict[Node, list[Any]] = {}
        upcoming: list[Row] = []
        for row in level:
            del waits[row]
            by_node.setdefault(row[0], []).append(row[1])
            for successor in following.get(row, ()):
                waits[successor] -= 1
                if waits[successor] == 0:
                    upcoming.append(successor)
        parts += (Part(node, by_node[node]) for node in sorted(by_node, key=lambda node: node.rank))
        level = upcoming
    return _in_added_order(parts), waits


def _in_added_order(parts: list[Part]) -> list[Part]:
    positions: dict[Node, dict[Any, int]] = {}
    for part in parts:
        if part.node not in positions:
            positions[part.node] = {row: n for n, row in enumerate(part.node.rows)}
    return [Part(part.node, sorted(part.rows, key=positions[part.node].__getitem__)) for part in parts]


def _circular(rest: dict[Row, int], rules: Sequence[Rule]) -> CircularDependencyError:
    """The error for rows that wait for each other; rows that merely wait for them are left out."""
    pairs = [
        ((rule.before, first), (rule.after, second))
        for rule in rules
        if not rule.weak
        for first, second in rule.pairs()
        if (rule.before, first) in rest and (rule.after, second) in rest
    ]
    waiting = set(rest)
    while True:
        needed = {before for before, after in pairs if after in waiting and before in waiting}
        if needed == waiting:
            break
        waiting = needed
    states: list[Any] = list(dict.fromkeys(row[1] for row in rest if row in waiting))
    shown = ", ".join(str(state) for state in states[:10]) + (
        f" and {len(states) - 10} more" if len(states) > 10 else ""
    )
    reasons = "; ".join(dict.fromkeys(rule.reason for rule in rules if not rule.weak))
    message = (
        f"Circular dependency detected. ({shown}) These objects need each other's keys ({reasons}). "
        "Set post_update=True on one of the relationships: its foreign key is then written by an UPDATE after "
        "both rows exist"
    )
    return CircularDependencyError(message, states, [(before[1], after[1]) for before, after in pairs], msg=message)
