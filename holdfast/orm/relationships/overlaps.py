"""Two relationships that write the same column disagree sooner or later: they are warned of."""

from __future__ import annotations

from typing import Any

from holdfast.util.warnings import warn


def warn_of_conflicts(prop: Any) -> None:
    """Warn when `prop` writes a column that another relationship writes too and nothing says that this is meant."""
    if prop.viewonly:
        return
    writers: dict[Any, list[tuple[Any, Any]]] = prop.parent.registry._writers
    for source, target in (*prop.synchronize_pairs, *prop.secondary_synchronize_pairs):
        known = writers.setdefault(target, [])
        others = [(other, from_) for other, from_ in known if _conflicts(prop, other)]
        if others:
            _warn(prop, source, target, others)
        known.append((prop, source))


def _conflicts(prop: Any, other: Any) -> bool:
    return not (
        other is prop
        or other in prop._reverse_property
        or other.key in prop.overlaps_keys
        or prop.key in other.overlaps_keys
        or "__*" in prop.overlaps_keys
        or "__*" in other.overlaps_keys
        or prop.parent.is_sibling(other.parent)
        or prop.mapper.is_sibling(other.mapper)
        or (prop.key == other.key and prop.parent.common_parent(other.parent))
    )


def _warn(prop: Any, source: Any, target: Any, others: list[tuple[Any, Any]]) -> None:
    listed = ", ".join(sorted(f"'{other}' (copies {from_} to {target})" for other, from_ in others))
    keys = ",".join(sorted({other.key for other, _ in others}))
    warn(
        f"relationship '{prop}' will copy column {source} to column {target}, which conflicts with relationship(s): "
        f"{listed}. If this is not the intention, consider if these relationships should be linked with "
        "back_populates, or if viewonly=True should be applied to one or more if they are read-only. For the less "
        "common case that foreign key constraints are partially overlapping, the orm.foreign() annotation can be "
        "used to isolate the columns that should be written towards.   To silence this warning, add the parameter "
        f"'overlaps=\"{keys}\"' to the '{prop}' relationship."
    )
