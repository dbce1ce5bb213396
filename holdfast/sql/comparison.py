"""Whether two elements mean the same: `ClauseElement.compare()`.

Two elements are the same when their keys and literal values are. Where the order of operands means nothing, the
operands of one element are first put in the order of the other's.
"""

from __future__ import annotations

from typing import Any

from holdfast.sql.traversal import statement_key


def same(one: Any, other: Any) -> bool:
    """Whether two elements have the same key and the same literal values."""
    if one is other:
        return True
    mine, theirs = statement_key(one), statement_key(other)
    if mine is None or theirs is None or mine[0] != theirs[0]:
        return False
    return all(a.value is b.value or a.value == b.value for a, b in zip(mine[1], theirs[1], strict=True))


def arranged(one: Any, other: Any) -> Any:
    """`one` with its interchangeable operands in the order of `other`'s, as far as the two match."""
    if same(one, other):
        return other
    mine, theirs = one._interchangeable(), other._interchangeable()
    if mine is not None and theirs is not None:
        return other if mine[0] is theirs[0] and _match(mine[1], theirs[1]) else one
    pairs = list(zip(one.get_children(), other.get_children(), strict=False))
    found = {id(child): arranged(child, opposite) for child, opposite in pairs}
    return one._replace_parts(lambda child: found.get(id(child), child))


def _match(operands: tuple[Any, ...], others: tuple[Any, ...]) -> bool:
    """Whether each operand has an equal of its own among the others; names that come of literals do not matter."""
    rest = list(others)
    for operand in operands:
        for i, other in enumerate(rest):
            if same(arranged(operand, other), other) or _same_literal(operand, other):
                del rest[i]
                break
        else:
            return False
    return not rest


def _same_literal(one: Any, other: Any) -> bool:
    if one.__visit_name__ != "bindparam" or other.__visit_name__ != "bindparam" or not (one.unique and other.unique):
        return False
    value, type_ = one.effective_value, one.type._static_key
    return bool(type_ == other.type._static_key and value == other.effective_value)
