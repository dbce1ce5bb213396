"""`OperatorClass`: which groups of operators a type takes part in."""

from __future__ import annotations

from enum import Flag


class OperatorClass(Flag):
    """Groups of operators; a type's `operator_classes` is the union of those it supports."""

    BASE = 1
    EQUALITY = 2
    ORDERING = 4
    BOOLEAN_ALGEBRA = 8
    MATH = 16
    BITWISE = 32
    CONCATENABLE = 64
    INDEXABLE = 128
    CONTAINS = 256
    STRING_MATCH = 512
    JSON_GETITEM = 1024
    DATE_ARITHEMETIC = 2048
    UNSPECIFIED = 4095
