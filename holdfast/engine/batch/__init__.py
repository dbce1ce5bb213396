"""Writing many rows of one table in few statements; the one mechanism for the ORM's flush and for Core's executemany
with RETURNING.

Rules
* A batch is the statement of one shape (table, columns, what is returned), built once per dialect (``of()``) and run
  with rows: tuples of Python values in column order. Bind and result processors are applied inside, and only where a
  type has one.
* Rows go in chunks of at most ``features.batch_rows`` rows and ``features.max_parameters`` parameters; the text for a
  chunk size is kept.
* ``InsertBatch`` returns the RETURNING tuples in the order of the rows, see ``matching.py``; ``UpdateBatch`` and
  ``DeleteBatch`` return how many rows they matched.
"""

from __future__ import annotations

from holdfast.engine.batch.base import Batch, Rows, fetched, placeholder
from holdfast.engine.batch.delete import DeleteBatch
from holdfast.engine.batch.insert import InsertBatch
from holdfast.engine.batch.matching import returns
from holdfast.engine.batch.update import UpdateBatch

__all__ = ["Batch", "DeleteBatch", "InsertBatch", "Rows", "UpdateBatch", "fetched", "placeholder", "returns"]
