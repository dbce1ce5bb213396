"""Saving into an empty database: one object is added to a session, what is joined to it comes along, batch by batch.

The session finds out by itself what depends on what: parents are inserted before their children, keys that the
database generates go on to the children and the association rows. The block's end commits all of it; an error
inside rolls all of it back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from holdfast import Engine
from holdfast.cli.demo.building import Builder
from holdfast.cli.demo.records import DistributionRecord
from holdfast.orm import Session

BATCH_SIZE = 20
"""Distributions in one flush."""


def save(
    engine: Engine,
    records: Sequence[DistributionRecord],
    *,
    before_first_flush: Callable[[Session], None],
    advance: Callable[[int], None],
) -> None:
    """Saves records, as objects, in one transaction.

    :param before_first_flush: called with the session when it holds the first batch
    :param advance: called after each flush with the number of records' rows that it has saved
    """
    builder = Builder()
    with Session(engine) as session, session.begin():
        session.add(builder.catalogue)
        for number, batch in enumerate(_batches(records)):
            for record in batch:
                builder.add(record)
            if number == 0:
                before_first_flush(session)
            session.flush()
            advance(sum(record.row_count - len(record.requirements) for record in batch))
        for batch in _batches(records):
            for record in batch:
                builder.add_requirements(record)
            session.flush()
            advance(sum(len(record.requirements) for record in batch))


def _batches(records: Sequence[DistributionRecord]) -> Iterator[Sequence[DistributionRecord]]:
    for start in range(0, len(records), BATCH_SIZE):
        yield records[start : start + BATCH_SIZE]
