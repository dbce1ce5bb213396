"""Fills the slots of `holdfast.orm.seams` and the ORM's slots of `holdfast.sql.seams`; imported by `holdfast.orm`."""

from __future__ import annotations

from typing import Any

from holdfast.inspection import inspect
from holdfast.orm import seams
from holdfast.orm.loading import expand_orm_select, load_column_attributes, load_relationship
from holdfast.orm.query import describe_columns, expand_orm_dml
from holdfast.orm.session import membership
from holdfast.orm.state.instance_state import InstanceState
from holdfast.sql import seams as sql_seams


def _inspect_entity(entity: Any) -> Any:
    return inspect(entity)


def _cascade_into_session(session: Any, state: InstanceState) -> None:
    membership.save_or_update(session, state)


def _expunge_orphan(session: Any, state: InstanceState) -> None:
    membership.expunge(session, state)


seams.load_column = load_column_attributes
seams.load_relationship = load_relationship
seams.cascade_into_session = _cascade_into_session
seams.expunge_orphan = _expunge_orphan
seams.inspect_entity = _inspect_entity
sql_seams.expand_orm_select = expand_orm_select
sql_seams.expand_orm_dml = expand_orm_dml
sql_seams.describe_orm_columns = describe_columns
