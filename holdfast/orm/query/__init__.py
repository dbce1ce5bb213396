"""Query, and what it shares with ORM-enabled statements: bulk UPDATE and DELETE, joins of entities."""

from holdfast.orm.query.describe import describe_columns
from holdfast.orm.query.dml import execute_dml
from holdfast.orm.query.dml_expand import expand_orm_dml
from holdfast.orm.query.evaluator import Evaluator, UnevaluatableError
from holdfast.orm.query.join import join, outerjoin
from holdfast.orm.query.query import Query

__all__ = [
    "Evaluator",
    "Query",
    "UnevaluatableError",
    "describe_columns",
    "execute_dml",
    "expand_orm_dml",
    "join",
    "outerjoin",
]
