"""Generated functions."""

from __future__ import annotations

import gc
import linecache
import traceback

from holdfast.util.codegen import Source


def test_lines_blocks_and_constants() -> None:
    source = Source()
    offset = source.constant(40, "offset")
    with source.block("def add(value):"), source.block("if value is not None:"):
        source.line(f"return value + {offset}")
    add = source.compile("add", "addition")
    assert add(2) == 42
    assert add(None) is None


def test_the_same_object_is_one_constant_and_names_do_not_collide() -> None:
    source = Source()
    first, second = object(), object()
    assert source.constant(first, "x") == source.constant(first, "y") == "x"
    assert source.constant(second, "x") == "x_2"
    assert source.constant(object(), "class") == "class_2"


def test_hints_from_outside_never_become_source() -> None:
    source = Source()
    assert source.constant(object(), "a); import os #") == "aimportos"
    assert source.constant(object(), "1x") == "_1x"
    assert source.constant(object(), "ü!") == "constant"


def test_tracebacks_show_the_source() -> None:
    source = Source()
    with source.block("def fail():"):
        source.line("raise ValueError('seen')")
    fail = source.compile("fail", "failing")
    try:
        fail()
    except ValueError as error:
        shown = "".join(traceback.format_exception(error))
    assert "raise ValueError('seen')" in shown
    assert "<failing " in shown


def test_the_source_goes_with_the_function() -> None:
    source = Source()
    with source.block("def nothing():"):
        source.line("return None")
    nothing = source.compile("nothing", "shortlived")
    filename = nothing.__code__.co_filename
    assert filename in linecache.cache
    del nothing
    gc.collect()
    assert filename not in linecache.cache
