"""The parameters of ``execute()``: none, one set, or many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from holdfast import exc
from holdfast.util.warnings import warn_deprecated

EMPTY = (
    "Empty parameter sequence passed to execute(). This use is deprecated and will raise an exception in a future "
    "release; pass None, or no parameters, to execute the statement once"
)

ParameterSets = list[dict[str, Any]]

#: No parameters were given, not even empty ones.
NO_SETS: ParameterSets = []


class _NoParameters(tuple[()]):
    """The class of ``VERBATIM``."""


#: In the place of parameters: the text has none and goes to the driver as it is, without being formatted.
VERBATIM = _NoParameters()


def distilled(parameters: Any) -> tuple[ParameterSets, bool]:
    """Return the list of parameter sets for a SQL construct, and whether there are to be many.

    :raises holdfast.exc.ArgumentError: they are neither a mapping nor a sequence of mappings.
    """
    if parameters is None:
        return NO_SETS, False
    if isinstance(parameters, Mapping):
        if not parameters:
            return [], False
        return [dict(parameters)], False
    if isinstance(parameters, (list, tuple)):
        if not parameters:
            warn_deprecated(EMPTY)
            return [], False
        for index, item in enumerate(parameters):
            if not isinstance(item, Mapping):
                raise exc.ArgumentError(
                    f"List argument must consist only of dictionaries; item {index} is a {type(item).__name__}"
                )
        return list(parameters), len(parameters) > 1
    raise exc.ArgumentError(f"mapping or list expected for parameters, not {type(parameters).__name__}")


def distilled_raw(parameters: Any) -> tuple[Any, bool]:
    """Return the parameters for ``exec_driver_sql()``, and whether they are for ``executemany()``.

    :raises holdfast.exc.ArgumentError: a list is given that does not consist of tuples or dictionaries.
    """
    if parameters is None:
        return (), False
    if isinstance(parameters, list):
        if not parameters:
            return (), False
        if not isinstance(parameters[0], (tuple, Mapping)):
            raise exc.ArgumentError("List argument must consist only of tuples or dictionaries")
        return (parameters, True) if len(parameters) > 1 else (parameters[0], False)
    if isinstance(parameters, (tuple, Mapping)):
        return parameters, False
    if isinstance(parameters, Sequence) and not isinstance(parameters, (str, bytes)):
        return tuple(parameters), False
    raise exc.ArgumentError(f"mapping or sequence expected for parameters, not {type(parameters).__name__}")
