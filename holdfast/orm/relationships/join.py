"""The join condition of a relationship: where it comes from, which of its columns are foreign and remote, and what
follows from that.

Rules
* A condition is given, or found from foreign keys. Every column in it becomes an `Occurrence` with two marks:
  *foreign* (it is the one that is written) and *remote* (it is on the side of the related objects, or in the secondary
  table).
* Marks come from, in this order: `foreign()` / `remote()` in the condition, the arguments `foreign_keys` /
  `remote_side`, the tables' foreign keys.
* The rest is read off the marks. A foreign column that is remote makes a one-to-many, one that is not remote a
  many-to-one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from operator import eq
from typing import Any

from holdfast import exc
from holdfast.orm.base.symbols import MANYTOMANY, MANYTOONE, ONETOMANY, RelationshipDirection
from holdfast.orm.mapper.foreign_keys import NoPath, SeveralPaths, join_by_foreign_keys, references
from holdfast.orm.relationships.occurrence import Occurrence, map_occurrences, occurrences, without_marks
from holdfast.sql import traversal
from holdfast.sql.operators import comma_op, is_comparison

Pair = tuple[Any, Any]


class JoinCondition:
    """The join condition of one relationship.

    :param prop: the relationship, for messages and its settings.
    :param parent_table: what the parent class is mapped to.
    :param target_table: what the related class (or aliased class) is mapped to.
    :param foreign_keys, remote_side: the columns given for these arguments; empty when not given.
    """

    def __init__(
        self,
        prop: Any,
        parent_table: Any,
        target_table: Any,
        secondary: Any,
        primaryjoin: Any,
        secondaryjoin: Any,
        foreign_keys: set[Any],
        remote_side: set[Any],
    ) -> None:
        self.prop = prop
        self.parent_table = parent_table
        self.target_table = target_table
        self.secondary = secondary
        self.given_foreign_keys = foreign_keys
        self.given_remote_side = remote_side
        self._find_conditions(primaryjoin, secondaryjoin)
        self._mark_foreign()
        self._mark_remote()
        self._collect_pairs()
        self.direction = self._direction()

    # where the conditions come from

    def _find_conditions(self, primaryjoin: Any, secondaryjoin: Any) -> None:
        if secondaryjoin is not None and self.secondary is None:
            raise exc.ArgumentError(
                f"Property {self.prop} specified with secondary join condition but no secondary argument"
            )
        try:
            if self.secondary is not None:
                if secondaryjoin is None:
                    secondaryjoin = join_by_foreign_keys(self.target_table, self.secondary, self.given_foreign_keys)
                if primaryjoin is None:
                    primaryjoin = join_by_foreign_keys(self.parent_table, self.secondary, self.given_foreign_keys)
            elif primaryjoin is None:
                primaryjoin = self._default_join()
        except NoPath:
            raise exc.NoForeignKeysError(self._no_path()) from None
        except SeveralPaths:
            raise exc.AmbiguousForeignKeysError(self._several_paths()) from None
        self.primaryjoin = map_occurrences(primaryjoin, lambda occurrence: occurrence)
        self.secondaryjoin = (
            None if secondaryjoin is None else map_occurrences(secondaryjoin, lambda occurrence: occurrence)
        )

    def _default_join(self) -> Any:
        """The condition that foreign keys say; those of the class's own table go before those of a joined base."""
        try:
            return join_by_foreign_keys(self.parent_table, self.target_table, self.given_foreign_keys)
        except SeveralPaths:
            own = self.prop.parent.local_table
            if own is self.parent_table:
                raise
            try:
                return join_by_foreign_keys(own, self.target_table, self.given_foreign_keys)
            except NoPath:
                raise SeveralPaths from None

    def _no_path(self) -> str:
        via, expression = "", "a 'primaryjoin' expression"
        if self.secondary is not None:
            via, expression = (
                f" via secondary table '{self.secondary}'",
                "'primaryjoin' and 'secondaryjoin' expressions",
            )
        return (
            f"Could not determine join condition between parent/child tables on relationship {self.prop} - there are "
            f"no foreign keys linking these tables{via}.  Ensure that referencing columns are associated with a "
            f"ForeignKey or ForeignKeyConstraint, or specify {expression}. (Tables: {self.parent_table}, "
            f"{self.target_table})"
        )

    def _several_paths(self) -> str:
        via, reference = "", "to the parent table"
        if self.secondary is not None:
            via, reference = (
                f" via secondary table '{self.secondary}'",
                "from the secondary table to each of the parent and child tables",
            )
        return (
            f"Could not determine join condition between parent/child tables on relationship {self.prop} - there are "
            f"multiple foreign key paths linking the tables{via}.  Specify the 'foreign_keys' argument, providing a "
            f"list of those columns which should be counted as containing a foreign key reference {reference}."
        )

    # marks

    def _map(self, fn: Any) -> None:
        self.primaryjoin = map_occurrences(self.primaryjoin, fn)
        if self.secondaryjoin is not None:
            self.secondaryjoin = map_occurrences(self.secondaryjoin, fn)

    def _mark_chosen(self, chosen: set[int], **marks: bool) -> None:
        """Mark the occurrences whose ids are in `chosen`."""
        self._map(lambda occurrence: occurrence.marked(**marks) if id(occurrence) in chosen else occurrence)

    def _all(self) -> list[Occurrence[Any]]:
        found = occurrences(self.primaryjoin)
        return found if self.secondaryjoin is None else found + occurrences(self.secondaryjoin)

    def _mark_foreign(self) -> None:
        if any(occurrence.foreign for occurrence in self._all()):
            return
        if self.given_foreign_keys:
            chosen = {id(occurrence) for occurrence in self._all() if occurrence.column in self.given_foreign_keys}
        else:
            chosen = {
                id(occurrence)
                for _, left, right in self._comparisons()
                if (occurrence := self._referring(left, right)) is not None
            }
        self._mark_chosen(chosen, foreign=True)

    def _referring(self, left: Occurrence[Any], right: Occurrence[Any]) -> Occurrence[Any] | None:
        """Which of two compared columns refers to the other."""
        if self.secondary is not None:
            inside = [self.secondary.c.contains_column(occurrence.column) for occurrence in (left, right)]
            if inside[0] != inside[1]:
                return left if inside[0] else right
        if references(left.column, right.column):
            return left
        return right if references(right.column, left.column) else None

    def _mark_remote(self) -> None:
        if any(occurrence.remote for occurrence in self._all()):
            if self.given_remote_side:
                raise exc.ArgumentError(
                    "remote_side argument is redundant against more detailed _local_remote side annotations on "
                    f"relationship {self.prop}: use either remote_side or remote()"
                )
            return
        self._mark_chosen({id(occurrence) for occurrence in self._remote_occurrences()}, remote=True)

    def _remote_occurrences(self) -> Iterator[Occurrence[Any]]:
        secondary = self.secondary
        if secondary is not None:
            yield from (occurrence for occurrence in self._all() if secondary.c.contains_column(occurrence.column))
        elif self.given_remote_side:
            yield from self._one_side_of_each(lambda occurrence: occurrence.column in self.given_remote_side)
        elif self._self_referential():
            yield from self._one_side_of_each(lambda occurrence: occurrence.foreign)
        else:
            parent, target = self.parent_table.c, self.target_table.c
            own = self.prop.parent.local_table.c
            for occurrence in self._all():
                column = occurrence.column
                if target.contains_column(column) and (
                    not own.contains_column(column) or not parent.contains_column(column)
                ):
                    yield occurrence

    def _self_referential(self) -> bool:
        return self.parent_table is self.target_table or (
            self.prop.mapper.common_parent(self.prop.parent) and not self.prop.entity.is_aliased_class
        )

    def _one_side_of_each(self, accept: Any) -> Iterator[Occurrence[Any]]:
        """The accepted occurrences; of a column that is compared with itself only one."""
        refused = {id(right) for _, left, right in self._comparisons() if left.column is right.column and accept(left)}
        yield from (occurrence for occurrence in self._all() if accept(occurrence) and id(occurrence) not in refused)

    def _comparisons(self, condition: Any = None) -> Iterator[tuple[Any, Occurrence[Any], Occurrence[Any]]]:
        """Each pair of columns that a comparison puts against each other: (operator, left, right)."""
        conditions = [condition] if condition is not None else [self.primaryjoin, self.secondaryjoin]
        for each in conditions:
            if each is None:
                continue
            for element in traversal.iterate(each):
                left = getattr(element, "left", None)
                right = getattr(element, "right", None)
                if left is None or right is None or not is_comparison(getattr(element, "operator", comma_op)):
                    continue
                for one, other in product(occurrences(left), occurrences(right)):
                    yield element.operator, one, other

    # what follows

    def _collect_pairs(self) -> None:
        self.local_remote_pairs: list[Pair] = []
        self.synchronize_pairs = self._pairs_of(self.primaryjoin)
        self.secondary_synchronize_pairs = [] if self.secondaryjoin is None else self._pairs_of(self.secondaryjoin)
        everything = self._all()
        self.foreign_columns = {occurrence.column for occurrence in everything if occurrence.foreign}
        self.remote_columns = {occurrence.column for occurrence in everything if occurrence.remote}
        local_to = [self.parent_table.c, self.target_table.c] if self.secondary is not None else [self.parent_table.c]
        self.local_columns = {
            occurrence.column
            for occurrence in occurrences(self.primaryjoin)
            if not occurrence.remote and any(columns.contains_column(occurrence.column) for columns in local_to)
        }
        self._check_found()

    def _pairs_of(self, condition: Any) -> list[Pair]:
        synchronized: list[Pair] = []
        for operator, left, right in self._comparisons(condition):
            if left.remote != right.remote:
                pair = (right.column, left.column) if left.remote else (left.column, right.column)
                if pair not in self.local_remote_pairs:
                    self.local_remote_pairs.append(pair)
                if operator is eq and left.foreign != right.foreign:
                    synchronized.append((right.column, left.column) if left.foreign else (left.column, right.column))
        return synchronized

    def _check_found(self) -> None:
        prop = self.prop
        if not prop.viewonly or not self.foreign_columns:
            self._check_foreign("primary", self.primaryjoin, self.synchronize_pairs)
            if self.secondaryjoin is not None:
                self._check_foreign("secondary", self.secondaryjoin, self.secondary_synchronize_pairs)
        if not self.local_remote_pairs:
            raise exc.ArgumentError(
                f"Relationship {prop} could not determine any unambiguous local/remote column pairs based on join "
                "condition and remote_side arguments.  Consider using the remote() annotation to accurately mark "
                "those elements of the join condition that are on the remote side of the relationship."
            )

    def _check_foreign(self, name: str, condition: Any, pairs: list[Pair]) -> None:
        if pairs:
            return
        shown = without_marks(condition)
        has_foreign = any(occurrence.foreign for occurrence in occurrences(condition))
        advice = (
            "Ensure that referencing columns are associated with a ForeignKey or ForeignKeyConstraint, or are "
            "annotated in the join condition with the foreign() annotation."
        )
        if has_foreign and self.local_remote_pairs:
            raise exc.ArgumentError(
                "Could not locate any simple equality expressions involving locally mapped foreign key columns for "
                f"{name} join condition '{shown}' on relationship {self.prop}.  {advice} To allow comparison "
                "operators other than '==', the relationship can be marked as viewonly=True."
            )
        if not has_foreign:
            raise exc.ArgumentError(
                f"Could not locate any relevant foreign key columns for {name} join condition '{shown}' on "
                f"relationship {self.prop}.  {advice}"
            )

    def _direction(self) -> RelationshipDirection:
        if self.secondary is not None:
            return MANYTOMANY
        everything = occurrences(self.primaryjoin)
        to_many = {occurrence.column for occurrence in everything if occurrence.foreign and occurrence.remote}
        to_one = {occurrence.column for occurrence in everything if occurrence.foreign and not occurrence.remote}
        # a column that is compared with itself, as in composite self-references, decides nothing
        if to_many and to_one:
            both = self.remote_columns & self.local_columns
            to_many, to_one = to_many - both, to_one - both
        if to_many and not to_one:
            return ONETOMANY
        if to_one and not to_many:
            return MANYTOONE
        if to_many:
            raise exc.ArgumentError(
                f"Can't determine relationship direction for relationship '{self.prop}' - foreign key columns within "
                "the join condition are present in both the parent and the child's mapped tables.  Ensure that only "
                "those columns referring to a parent column are marked as foreign, either via the foreign() "
                "annotation or via the foreign_keys argument."
            )
        raise exc.ArgumentError(
            f"Can't determine relationship direction for relationship '{self.prop}' - foreign key columns are "
            "present in neither the parent nor the child's mapped tables"
        )

    def equalities(self) -> list[Pair] | None:
        """(local, remote) columns when the whole condition is one or more simple equalities between them; else None."""
        found: list[Pair] = []
        for part in _conjunction(self.primaryjoin):
            left, right = getattr(part, "left", None), getattr(part, "right", None)
            if (
                getattr(part, "operator", None) is not eq
                or not isinstance(left, Occurrence)
                or not isinstance(right, Occurrence)
            ):
                return None
            if left.remote == right.remote:
                return None
            found.append((right.column, left.column) if left.remote else (left.column, right.column))
        return found

    def reversed_joins(self, mark_remote: bool = True) -> tuple[Any, Any]:
        """The conditions as the other side of the relationship has them: (primaryjoin, secondaryjoin), with marks.

        :param mark_remote: False when the other side says its `remote_side` itself.
        """
        if self.secondary is not None:
            return self.secondaryjoin, self.primaryjoin
        return map_occurrences(
            self.primaryjoin,
            lambda occurrence: Occurrence(occurrence.column, occurrence.foreign, mark_remote and not occurrence.remote),
        ), None


def _conjunction(condition: Any) -> Iterator[Any]:
    """The parts that AND connects."""
    condition = condition._ungroup() if hasattr(condition, "_ungroup") else condition
    operator = getattr(condition, "operator", None)
    clauses = getattr(condition, "clauses", None)
    if clauses is not None and getattr(operator, "__name__", "") == "and_":
        for clause in clauses:
            yield from _conjunction(clause)
    else:
        yield condition
