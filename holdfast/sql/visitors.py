"""Walking through elements: for programs that examine or rewrite statements."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from holdfast.sql import traversal
from holdfast.sql.expressions.element import ClauseElement

#: Whatever can be visited.
Visitable = ClauseElement
Visitor = Callable[[Any], Any]


def iterate(obj: Any, opts: Mapping[str, Any] | None = None) -> Iterator[Any]:
    """The element and all inside of it, breadth first; a SELECT is followed by what stands in its FROM as well."""
    waiting = deque(() if obj is None else (obj,))
    while waiting:
        element = waiting.popleft()
        yield element
        children = list(element.get_children())
        waiting.extend(children)
        if element.__visit_name__ == "select":
            known = {id(child) for child in children}
            waiting.extend(source for source in element.get_final_froms() if id(source) not in known)


def cloned_traverse(obj: Any, opts: Mapping[str, Any] | None, visitors: Mapping[str, Visitor]) -> Any:
    """Return a copy of an element whose parts are copies, each handed to its visitor, which may change it.

    :param obj: the element.
    :param opts: ``stop_on``: elements that are left as they are.
    :param visitors: visit name -> function of the copy.
    """
    kept = {id(element) for element in (opts or {}).get("stop_on", ())}
    copies: dict[int, Any] = {}

    def copied(element: Any) -> Any:
        if id(element) in kept or (element.__visit_name__ in _SHARED and element.__visit_name__ not in visitors):
            return element
        copy = copies.get(id(element))
        if copy is None:
            inside = element._replace_parts(copied)
            copy = copies[id(element)] = element._clone() if inside is element else inside
            visit = visitors.get(element.__visit_name__)
            if visit is not None:
                visit(copy)
        return copy

    return copied(obj)


#: What statements refer to and do not consist of.
_SHARED = frozenset(("table", "column"))


def traverse_using(iterator: Iterable[Any], obj: Any, visitors: Mapping[str, Visitor]) -> Any:
    """Call the visitor of each element's ``__visit_name__``; return ``obj``."""
    for element in iterator:
        visit = visitors.get(element.__visit_name__)
        if visit is not None:
            visit(element)
    return obj


def traverse(obj: Any, opts: Mapping[str, Any] | None, visitors: Mapping[str, Visitor]) -> Any:
    """Call a visitor for each element inside of ``obj``.

    :param obj: the element.
    :param opts: accepted for compatibility.
    :param visitors: visit name, such as ``"column"`` or ``"bindparam"``, -> function of one element.
    :return: ``obj``.
    """
    return traverse_using(iterate(obj, opts), obj, visitors)


def replacement_traverse(obj: Any, opts: Mapping[str, Any] | None, replace: Callable[..., Any]) -> Any:
    """Return a copy of an element with parts of it replaced.

    :param obj: the element.
    :param opts: ``stop_on``: elements that are left as they are.
    :param replace: called with each element; returns its replacement, or None.
    """
    stop_on: Collection[Any] = (opts or {}).get("stop_on", ())
    kept = {id(element) for element in stop_on}
    return traversal.replace(obj, lambda element: element if id(element) in kept else replace(element))


class ClauseVisitor:
    """Base of visitors with a method ``visit_<visit name>`` for each kind of element that concerns them."""

    __traverse_options__: Mapping[str, Any] = {}
    _next: ClauseVisitor | None = None

    def traverse_single(self, obj: Any, **kw: Any) -> Any:
        """Call the method for one element, of this visitor or of the first one chained to it that has it."""
        for visitor in self.visitor_iterator:
            visit = getattr(visitor, f"visit_{obj.__visit_name__}", None)
            if visit is not None:
                return visit(obj, **kw)
        return None

    def iterate(self, obj: Any) -> Iterator[Any]:
        """The element and all inside of it."""
        return iterate(obj, self.__traverse_options__)

    def traverse(self, obj: Any) -> Any:
        """Visit an element and all inside of it; return it."""
        for element in self.iterate(obj):
            self.traverse_single(element)
        return obj

    @property
    def visitor_iterator(self) -> Iterator[ClauseVisitor]:
        """This visitor and those chained to it."""
        visitor: ClauseVisitor | None = self
        while visitor is not None:
            yield visitor
            visitor = visitor._next

    def chain(self, visitor: ClauseVisitor) -> ClauseVisitor:
        """Add a visitor at the end of the chain; return this one."""
        last = list(self.visitor_iterator)[-1]
        last._next = visitor
        return self
