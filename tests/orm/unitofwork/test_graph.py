"""The order of a flush: nodes of whole operations, taken apart into rows only where they form a cycle."""

from __future__ import annotations

import pytest

from holdfast.exc import CircularDependencyError
from holdfast.orm.unitofwork.graph import DELETE, INSERT, UPDATE, Node, Rule, arrange, strongly_connected


def node(operation: int, subject: str, rows: str = "", rank: int = 0) -> Node:
    return Node(operation, subject, rows or [subject], rank)


def rule(before: Node, after: Node, *pairs: str, weak: bool = False) -> Rule:
    return Rule(before, after, "because", lambda: [(pair[0], pair[1]) for pair in pairs], weak)


def order(nodes: list[Node], rules: list[Rule]) -> list[str]:
    names = {INSERT: "insert", UPDATE: "update", DELETE: "delete"}
    return [f"{names[part.node.operation]} {part.node.subject}: {''.join(part.rows)}" for part in arrange(nodes, rules)]


def test_without_rules_inserts_come_before_updates_before_deletes() -> None:
    nodes = [node(DELETE, "a"), node(UPDATE, "b"), node(INSERT, "c")]

    assert order(nodes, []) == ["insert c: c", "update b: b", "delete a: a"]


def test_a_rule_outranks_the_order_of_operations() -> None:
    insert, delete = node(INSERT, "a"), node(DELETE, "a")

    assert order([insert, delete], [rule(delete, insert)]) == ["delete a: a", "insert a: a"]


def test_nodes_without_a_cycle_stay_whole_and_their_rows_are_never_asked_for() -> None:
    parent, child = node(INSERT, "parent", "pq"), node(INSERT, "child", "cd", rank=1)

    def never() -> list[tuple[object, object]]:
        raise AssertionError("rows of an acyclic rule")

    assert order([child, parent], [Rule(parent, child, "key", never)]) == ["insert parent: pq", "insert child: cd"]  # type: ignore[arg-type]


def test_a_tree_becomes_one_part_a_level() -> None:
    tree = node(INSERT, "node", "abcdefg")
    by_parent = rule(tree, tree, "ab", "ac", "bd", "be", "cf", "cg")

    assert order([tree], [by_parent]) == ["insert node: a", "insert node: bc", "insert node: defg"]


def test_rows_of_a_level_keep_the_order_in_which_they_were_added() -> None:
    tree = node(INSERT, "node", "zyxwa")

    assert order([tree], [rule(tree, tree, "ax", "az")]) == ["insert node: ywa", "insert node: zx"]


def test_two_tables_that_refer_to_each_other_are_interleaved_by_rows() -> None:
    left, right = node(INSERT, "left", "ab"), node(INSERT, "right", "xy", rank=1)
    rules = [rule(left, right, "ax"), rule(right, left, "xb"), rule(left, right, "by")]

    assert order([left, right], rules) == ["insert left: a", "insert right: x", "insert left: b", "insert right: y"]


def test_a_cycle_of_rules_without_rows_leaves_the_nodes_whole() -> None:
    left, right = node(INSERT, "left", "ab"), node(INSERT, "right", "xy", rank=1)
    rules = [rule(right, left, "xa"), rule(left, right, weak=True)]

    assert order([left, right], rules) == ["insert right: xy", "insert left: ab"]


def test_weak_rules_give_way_when_rows_would_form_a_cycle() -> None:
    left, right = node(INSERT, "left", "a"), node(INSERT, "right", "x", rank=1)
    rules = [rule(left, right, "ax", weak=True), rule(right, left, "xa")]

    assert order([left, right], rules) == ["insert right: x", "insert left: a"]


def test_a_cycle_of_rows_names_its_members_only_and_the_way_out() -> None:
    tree = node(INSERT, "node", "abcd")

    with pytest.raises(CircularDependencyError) as caught:
        arrange([tree], [rule(tree, tree, "ab", "ba", "bc")])

    assert str(caught.value).startswith("Circular dependency detected. (a, b) ")
    assert "post_update=True" in str(caught.value)
    assert caught.value.cycles == ["a", "b"]


def test_strongly_connected_components() -> None:
    a, b, c, d = (node(INSERT, name, rank=n) for n, name in enumerate("abcd"))
    following = {a: {b: None}, b: {c: None}, c: {a: None, d: None}, d: {}}

    found = strongly_connected(following)

    assert [[member.subject for member in members] for members in found] == [["d"], ["a", "b", "c"]]
