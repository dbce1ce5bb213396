"""Statement extensions: clauses that a dialect or a user adds to a statement at given points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from holdfast import exc
from holdfast.sql.expressions.element import ClauseElement

_S = TypeVar("_S", bound="HasExtensions")


class HasExtensions:
    """A statement with ``ext()``.

    The points: ``post_select`` (after the keyword), ``pre_columns``, ``post_criteria`` (after WHERE .. HAVING),
    ``post_body`` (after all but FOR UPDATE); INSERT, UPDATE and DELETE have those that make sense for them.
    """

    #: point -> elements, as pairs
    _extensions: tuple[tuple[str, tuple[Any, ...]], ...] = ()

    def ext(self: _S, extension: SyntaxExtension) -> _S:
        """A copy with the extension applied.

        :param extension: an element that derives from :class:`SyntaxExtension`.
        """
        apply: Callable[[Any], None] = getattr(extension, f"apply_to_{self.__visit_name__}")  # type: ignore[attr-defined]  # mixed into elements
        copy: _S = self._with()  # type: ignore[attr-defined]  # mixed into statements
        apply(copy)
        return copy

    def apply_syntax_extension_point(self: _S, apply_fn: Callable[[Sequence[Any]], Sequence[Any]], position: str) -> _S:
        """Change what stands at a point; for extensions, on the copy that they get.

        :param apply_fn: from the elements that are there to those that shall be there.
        """
        points = dict(self._extensions)
        points[position] = tuple(apply_fn(points.get(position, ())))
        # The extension was handed a copy of its own, which nobody else has seen.
        self._extensions = tuple(points.items())
        return self

    def _extensions_at(self, position: str) -> tuple[Any, ...]:
        for point, elements in self._extensions:
            if point == position:
                return elements
        return ()


class SyntaxExtension(ClauseElement):
    """Base of elements that add themselves to statements."""

    def append_replacing_same_type(self, existing: Sequence[Any]) -> Sequence[Any]:
        """The elements without those of this class, and this one at the end."""
        return [*(element for element in existing if not isinstance(element, type(self))), self]

    def _refuse(self, statement: Any) -> None:
        raise exc.ArgumentError(f"Extension {type(self).__name__} cannot be applied to {statement.__visit_name__}")

    def apply_to_select(self, select_stmt: Any) -> None:
        """Add this to a SELECT."""
        self._refuse(select_stmt)

    def apply_to_insert(self, insert_stmt: Any) -> None:
        """Add this to an INSERT."""
        self._refuse(insert_stmt)

    def apply_to_update(self, update_stmt: Any) -> None:
        """Add this to an UPDATE."""
        self._refuse(update_stmt)

    def apply_to_delete(self, delete_stmt: Any) -> None:
        """Add this to a DELETE."""
        self._refuse(delete_stmt)
