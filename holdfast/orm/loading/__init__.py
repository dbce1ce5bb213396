"""The read side of the ORM: statements to objects.

row_plan -> emit -> compile      what a row means, as data; the generated loader of it; (reference: the same, slow and
obvious) shape, joins, eager_joins, expand   from a SELECT of entities to a Core SELECT and the meaning of its rows
select_plan, execution           plans by statement key; executing them
related, lazy, batches, parked   relationships of many parents at once; on access; peers, and what was loaded for them
refresh                          expired and deferred columns, objects by primary key
"""

from holdfast.orm.loading.execution import execute_select
from holdfast.orm.loading.expand import expand_orm_select
from holdfast.orm.loading.lazy import load_relationship
from holdfast.orm.loading.parked import unpark
from holdfast.orm.loading.refresh import load_by_ident, load_column_attributes, refresh, refresh_expired

__all__ = [
    "execute_select",
    "expand_orm_select",
    "load_by_ident",
    "load_column_attributes",
    "load_relationship",
    "refresh",
    "refresh_expired",
    "unpark",
]
