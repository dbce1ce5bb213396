"""Which function runs which kind of step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.orm.persistence.association import delete_associations, insert_associations
from holdfast.orm.persistence.delete import delete_rows
from holdfast.orm.persistence.insert import insert_rows
from holdfast.orm.persistence.post_update import post_update
from holdfast.orm.persistence.steps import (
    DeleteAssociations,
    DeleteRows,
    InsertAssociations,
    InsertRows,
    PostUpdate,
    Step,
    UpdateRows,
)
from holdfast.orm.persistence.update import update_rows
from holdfast.orm.persistence.work import Work

RUNNERS: dict[type[Any], Callable[[Any, Work], None]] = {
    InsertRows: insert_rows,
    UpdateRows: update_rows,
    DeleteRows: delete_rows,
    InsertAssociations: insert_associations,
    DeleteAssociations: delete_associations,
    PostUpdate: post_update,
}


def run(step: Step, work: Work) -> None:
    """Execute one step of a plan."""
    RUNNERS[type(step)](step, work)
