"""PostgreSQL's operators on its own types, as data.

All bind as tightly as `getitem` does, and stand in parentheses wherever they are an operand of another operator
(`eager_grouping`): PostgreSQL gives them one rank, below arithmetic, from the left (manual, "Operator Precedence").
"""

from __future__ import annotations

from holdfast.sql.operators import PRECEDENCE, custom_op, eq, json_getitem_op

_COMPARISON = PRECEDENCE[eq]
_ACCESS = PRECEDENCE[json_getitem_op]


def _comparison(text: str) -> custom_op:
    return custom_op(text, precedence=_COMPARISON, is_comparison=True, natural_self_precedent=True)


def _access(text: str) -> custom_op:
    return custom_op(text, precedence=_ACCESS, natural_self_precedent=True, eager_grouping=True)


CONTAINS = _comparison("@>")
CONTAINED_BY = _comparison("<@")
OVERLAP = _comparison("&&")
HAS_KEY = _comparison("?")
HAS_ALL = _comparison("?&")
HAS_ANY = _comparison("?|")
PATH_EXISTS = _comparison("@?")
PATH_MATCH = _comparison("@@")
STRICTLY_LEFT_OF = _comparison("<<")
STRICTLY_RIGHT_OF = _comparison(">>")
NOT_EXTEND_RIGHT_OF = _comparison("&<")
NOT_EXTEND_LEFT_OF = _comparison("&>")
ADJACENT_TO = _comparison("-|-")
ASTEXT = _access("->>")
JSONPATH_ASTEXT = _access("#>>")
DELETE_PATH = _access("#-")
HSTORE_GETITEM = custom_op("->", precedence=_ACCESS, natural_self_precedent=True, visit_name="hstore_getitem")
