"""orm.join() and orm.outerjoin(): joins of entities for `select_from()`."""

from __future__ import annotations

from typing import Any

from holdfast.inspection import inspect
from holdfast.orm.loading.joins import FromList
from holdfast.sql.selectables.join import Join


def join(left: Any, right: Any, onclause: Any = None, isouter: bool = False, full: bool = False) -> Join:
    """Return `left JOIN right`, for mapped classes, aliases and FROM elements.

    :param left: the left side; a former `join()` or an entity.
    :param right: the right side.
    :param onclause: a condition or a relationship attribute; by default the foreign keys decide.
    :param isouter: LEFT OUTER JOIN.
    :param full: FULL OUTER JOIN.
    Source: SQLAlchemy 2.1 documentation, orm.join().
    """
    froms = FromList((left,), ())
    froms.join(right if getattr(right, "is_clause_element", False) else inspect(right), onclause, isouter, full)
    made: Join = froms.elements[0]
    return made


def outerjoin(left: Any, right: Any, onclause: Any = None, full: bool = False) -> Join:
    """Return `left LEFT OUTER JOIN right`; see `join`."""
    return join(left, right, onclause, True, full)
