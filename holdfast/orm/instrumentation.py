"""What is mapped on a class: the import path that text A gives for these functions, which are those of
`holdfast.orm.attributes`.
"""

from holdfast.orm.attributes import is_instrumented, manager_of_class

__all__ = ["is_instrumented", "manager_of_class"]
