"""Which engine or connection an operation uses.

Order: an explicit `bind`; `Session.binds` by mapper, its superclasses and its table; `Session.binds` by the tables of
the statement; `Session.bind`.
Source: text A, Session.get_bind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.exc import ArgumentError, NoInspectionAvailable, UnboundExecutionError
from holdfast.inspection import inspect
from holdfast.orm.exc import UnmappedClassError

if TYPE_CHECKING:
    from holdfast.orm.session.connectivity import SessionConnectivity


def add_bind(session: SessionConnectivity, key: Any, bind: Any) -> None:
    """Register a bind for a mapped class, a mapper, a table, or any class that mapped classes inherit from.

    ArgumentError for any other key.
    """
    found = inspect(key, raiseerr=False)
    if getattr(found, "is_mapper", False):
        session._binds[found.class_] = bind
        for table in found.tables:
            session._binds[table] = bind
    elif getattr(found, "is_selectable", False) or getattr(key, "is_selectable", False) or isinstance(key, type):
        session._binds[key] = bind
    else:
        raise ArgumentError(f"Not an acceptable bind target: {key}; give a mapped class, a mapper, a Table or a class")


def find_bind(session: SessionConnectivity, mapper: Any, clause: Any) -> Any:
    """The bind for a mapper or statement; UnboundExecutionError when there is none."""
    if mapper is not None:
        try:
            mapper = inspect(mapper)
        except NoInspectionAvailable:
            if isinstance(mapper, type):
                raise UnmappedClassError(mapper) from None
            raise
        mapper = getattr(mapper, "mapper", mapper)
    if session._binds:
        found = _by_mapper(session, mapper) if mapper is not None else None
        if found is None and clause is not None:
            found = _by_clause(session, clause)
        if found is not None:
            return found
    if session.bind is not None:
        return session.bind
    about = [str(mapper)] if mapper is not None else []
    if clause is not None:
        about.append("SQL expression")
    raise UnboundExecutionError(
        f"Could not locate a bind configured on {', '.join(about) or 'this session'}{' or' if about else ''} "
        f"this Session; "
        "give the Session a bind, or binds for its classes"
        if about
        else "This session is not bound to a single Engine or Connection, and no context was provided to locate "
        "a binding."
    )


def _by_mapper(session: SessionConnectivity, mapper: Any) -> Any:
    for cls in mapper.class_.__mro__:
        if cls in session._binds:
            return session._binds[cls]
    return _by_clause(session, mapper.selectable)


def _by_clause(session: SessionConnectivity, clause: Any) -> Any:
    for table in tables_of(clause):
        if table in session._binds:
            return session._binds[table]
    return None


def tables_of(clause: Any) -> list[Any]:
    """The tables (and mapped selectables) that a statement touches."""
    waiting, found = [clause], []
    while waiting:
        element = waiting.pop()
        if getattr(element, "_is_orm_entity", False) and hasattr(element, "mapper"):
            waiting.append(element.mapper.selectable)
            continue
        found.append(element)
        table = getattr(element, "table", None)
        if table is not None and getattr(element, "_is_column_element", False):
            waiting.append(table)
        children = getattr(element, "get_children", None)
        if children is not None and not getattr(element, "_is_table", False):
            waiting.extend(children())
    return found
