"""The pause of garbage collection around work that makes many objects that stay.

Rules
* Only around code that calls nothing of the user's, and only when collection was on.
* What was made during the pause is handed to the oldest generation at once (`gc.freeze()` and `gc.unfreeze()` move
  whole lists and look at nothing). Without that the next small collection, in the user's code, would walk over all of
  it, three times until it is old.
* A program that has frozen objects of its own (as pre-forking servers do) keeps them frozen; then nothing is handed
  over.
"""

from __future__ import annotations

import gc

PAUSE_FROM = 2000
"""objects; below it a pause costs more than it saves"""


class pause:
    """A block in which no garbage is collected. Source: the gc module's documentation."""

    __slots__ = ("_was_on",)

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def __exit__(self, *error: object) -> None:
        if self._was_on:
            if gc.get_freeze_count() == 0:
                gc.freeze()
                gc.unfreeze()
            gc.enable()
