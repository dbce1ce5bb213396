"""The unit of work: collect -> cascade -> graph -> FlushPlan -> execute -> finalize."""

from holdfast.orm.unitofwork.finalize import finalize
from holdfast.orm.unitofwork.plan import FlushPlan, build_plan

__all__ = ["FlushPlan", "build_plan", "finalize"]
