"""Generated code: source lines -> a function that debuggers and tracebacks can show.

Rules: names that come from users or from a database never become source text; they go in through `constant()` (an
object bound to a generated name) or as `repr()` of a str.  A generated function's source stays readable in
`linecache` as long as the function lives.
"""

from __future__ import annotations

import keyword
import linecache
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

_RESERVED = frozenset((*keyword.kwlist, *keyword.softkwlist))
_serial = count(1)


class Source:
    """A builder of Python source: lines at an indent, and the constants they use."""

    __slots__ = ("_ids", "_indent", "constants", "lines")

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {}
        self._ids: dict[int, str] = {}
        self._indent = ""

    def line(self, text: str = "") -> None:
        """Add one line at the present indent."""
        self.lines.append(self._indent + text if text else "")

    @contextmanager
    def indent(self) -> Iterator[None]:
        """Lines added inside are one level deeper."""
        self._indent += "    "
        try:
            yield
        finally:
            self._indent = self._indent[:-4]

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """Add `header` and have the lines added inside one level deeper."""
        self.line(header)
        with self.indent():
            yield

    def constant(self, value: Any, hint: str = "constant") -> str:
        """Bind `value` to a global name of the generated function and return the name; the same object has one name.

        :param hint: what the name begins with; characters that no identifier has are dropped.
        """
        name = self._ids.get(id(value))
        if name is not None:
            return name
        stem = "".join(char for char in hint if char.isascii() and (char.isalnum() or char == "_")) or "constant"
        if stem[0].isdigit():
            stem = "_" + stem
        name = stem
        number = 1
        while name in self.constants or name in _RESERVED:
            number += 1
            name = f"{stem}_{number}"
        self.constants[name] = value
        self._ids[id(value)] = name
        return name

    @property
    def text(self) -> str:
        """The source."""
        return "\n".join(self.lines) + "\n"

    def compile(self, function_name: str, filename: str) -> Callable[..., Any]:
        """Execute the source with the constants as globals and return the function it defines.

        :param function_name: the function to return.
        :param filename: what tracebacks show, as `<filename number>`; line breaks and angle brackets are replaced.
        """
        label = "".join("_" if char in "<>\n\r" else char for char in filename)
        shown = f"<{label} {next(_serial)}>"
        text = self.text
        namespace = dict(self.constants)
        exec(compile(text, shown, "exec"), namespace)
        function: Callable[..., Any] = namespace[function_name]
        # no mtime: linecache.checkcache() leaves the entry alone
        linecache.cache[shown] = (len(text), None, text.splitlines(keepends=True), shown)
        weakref.finalize(function, linecache.cache.pop, shown, None).atexit = False
        return function
