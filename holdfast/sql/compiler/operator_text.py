"""How operators are spelled, as data."""

from __future__ import annotations

from holdfast.sql import operators as o

#: operator -> text between its operands (or before or after the only one)
OPERATORS: dict[o.OperatorType, str] = {
    o.and_: " AND ",
    o.or_: " OR ",
    o.add: " + ",
    o.mul: " * ",
    o.sub: " - ",
    o.mod: " % ",
    o.neg: "-",
    o.lt: " < ",
    o.le: " <= ",
    o.ne: " != ",
    o.gt: " > ",
    o.ge: " >= ",
    o.eq: " = ",
    o.is_distinct_from: " IS DISTINCT FROM ",
    o.is_not_distinct_from: " IS NOT DISTINCT FROM ",
    o.concat_op: " || ",
    o.match_op: " MATCH ",
    o.not_match_op: " NOT MATCH ",
    o.in_op: " IN ",
    o.not_in_op: " NOT IN ",
    o.comma_op: ", ",
    o.from_: " FROM ",
    o.as_: " AS ",
    o.is_: " IS ",
    o.is_not: " IS NOT ",
    o.collate: " COLLATE ",
    o.exists: "EXISTS ",
    o.distinct_op: "DISTINCT ",
    o.inv: "NOT ",
    o.any_op: "ANY ",
    o.all_op: "ALL ",
    o.desc_op: " DESC",
    o.asc_op: " ASC",
    o.nulls_first_op: " NULLS FIRST",
    o.nulls_last_op: " NULLS LAST",
    o.bitwise_xor_op: " ^ ",
    o.bitwise_or_op: " | ",
    o.bitwise_and_op: " & ",
    o.bitwise_not_op: "~",
    o.bitwise_lshift_op: " << ",
    o.bitwise_rshift_op: " >> ",
}

#: LIKE with wildcards: operator -> (wildcard before, wildcard after, negated, case insensitive)
PATTERNS: dict[o.OperatorType, tuple[bool, bool, bool, bool]] = {
    o.contains_op: (True, True, False, False),
    o.not_contains_op: (True, True, True, False),
    o.icontains_op: (True, True, False, True),
    o.not_icontains_op: (True, True, True, True),
    o.startswith_op: (False, True, False, False),
    o.not_startswith_op: (False, True, True, False),
    o.istartswith_op: (False, True, False, True),
    o.not_istartswith_op: (False, True, True, True),
    o.endswith_op: (True, False, False, False),
    o.not_endswith_op: (True, False, True, False),
    o.iendswith_op: (True, False, False, True),
    o.not_iendswith_op: (True, False, True, True),
}

#: characters of parameter names that drivers do not take -> what stands for them
BIND_NAME_ESCAPES = str.maketrans(
    {
        "%": "P",
        "(": "A",
        ")": "Z",
        ":": "C",
        ".": "_",
        "[": "_",
        "]": "_",
        " ": "_",
    }
)
