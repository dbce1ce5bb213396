"""Programs that once gave something else on holdfast, minimised: what each of them shows must stay."""

from __future__ import annotations

from dataclasses import replace

from .mappings import Variant
from .operations import (
    Add,
    Append,
    BeginNested,
    Clear,
    Commit,
    Create,
    Delete,
    DeleteRows,
    Expire,
    ExpireAll,
    Expunge,
    Flush,
    Look,
    MergeCopy,
    Operation,
    Program,
    Query,
    Read,
    Refresh,
    Release,
    Replace,
    Rollback,
    RollbackNested,
    SetReference,
    SetScalar,
)

ONE_TO_MANY, ONE_TO_ONE = Variant("one_to_many"), Variant("one_to_one")
MANY_TO_ONE = Variant("many_to_one", reverse="none")
TREE, FOLLOWERS, CHAIN = Variant("tree"), Variant("followers"), Variant("chain")
FAVOURITE, MANY_TO_MANY = Variant("favourite"), Variant("many_to_many")
COMPOSITE = Variant("composite", keys="assigned")
OWNING = "all, delete-orphan"


def case(variant: Variant, *operations: Operation, expire_on_commit: bool = True) -> Program:
    """A program without peer loading, so that what is loaded is compared too."""
    return Program(variant, operations, expire_on_commit=expire_on_commit, peer_loading=False)


CASES: dict[str, Program] = {
    "a rollback forgets what was set on an expired object": case(
        FOLLOWERS, Create(1, "Person"), Commit(), SetScalar(1, "name", "a"), Rollback(), Read(1, "name")
    ),
    "a rollback forgets a reference that was set on an expired object": case(
        MANY_TO_ONE,
        Create(2, "Parent"),
        Create(3, "Child"),
        Commit(),
        SetReference(3, "parent", 2),
        Rollback(),
        Read(3, "parent"),
    ),
    "a rollback expires every object, changed or not": case(
        CHAIN,
        Create(1, "Grandparent"),
        Create(2, "Grandparent"),
        Commit(),
        SetScalar(1, "name", "a"),
        Flush(),
        Rollback(),
        expire_on_commit=False,
    ),
    "a rolled back savepoint forgets a reference": case(
        replace(ONE_TO_ONE, keys="assigned", reverse="none"),
        Create(2, "Child"),
        Create(4, "Parent", references=(("child", 2),)),
        Create(5, "Child"),
        BeginNested(),
        SetReference(4, "child", 5),
        Flush(),
        Create(6, "Child"),
        RollbackNested(),
        SetReference(4, "child", 6),
    ),
    "a bulk delete leaves expired objects that do not match": case(
        ONE_TO_MANY, Create(1, "Parent"), Commit(), DeleteRows("Parent", "b"), Look()
    ),
    "refresh() gives up what was changed": case(
        MANY_TO_MANY, Create(1, "Tag"), BeginNested(), SetScalar(1, "name", "b"), Refresh(1)
    ),
    "refresh() gives up what was put into a collection": case(
        replace(CHAIN, keys="assigned", reverse="none"),
        Create(2, "Parent"),
        Create(3, "Grandparent"),
        Commit(),
        Append(3, "parents", 2),
        Refresh(3),
    ),
    "refresh() leaves new objects of a cascade that are not in the session alone": case(
        replace(TREE, cascade="all"),
        Create(1, "Node"),
        Create(3, "Node", references=(("parent", 1),), add=False),
        Flush(),
        Refresh(1),
        Look(),
    ),
    "expire() leaves a new object alone that came through a backref": case(
        replace(ONE_TO_ONE, cascade="all"),
        Create(3, "Parent"),
        BeginNested(),
        Create(4, "Child", references=(("parent", 3),)),
        Expire(3),
    ),
    "what is set on a deleted object is not written": case(
        CHAIN, Create(3, "Parent"), Flush(), Delete(3), Flush(), SetScalar(3, "size", 1)
    ),
    "what is set on a deleted object is not written after its savepoint": case(
        MANY_TO_ONE, Create(3, "Child"), BeginNested(), Delete(3), Release(), SetScalar(3, "size", 1)
    ),
    "a deleted child leaves a collection without an UPDATE": case(
        ONE_TO_MANY,
        Create(2, "Parent"),
        Create(4, "Child"),
        Append(2, "children", 4),
        BeginNested(),
        Delete(4),
        BeginNested(),
        Clear(2, "children"),
    ),
    "an object deleted by a bulk DELETE is not updated": case(
        replace(TREE, keys="assigned"),
        Create(2, "Node", (("name", "a"),)),
        DeleteRows("Node", "a"),
        SetScalar(2, "name", "c"),
    ),
    "no association rows for a deleted object": case(
        MANY_TO_MANY, Create(1, "Article"), Flush(), Delete(1), Flush(), Create(5, "Tag"), Append(1, "tags", 5)
    ),
    "add() takes back a delete()": case(
        ONE_TO_MANY, Create(1, "Child"), Create(3, "Parent"), Commit(), Delete(1), Add(1)
    ),
    "add() takes back a delete() that a cascade made": case(
        replace(ONE_TO_MANY, cascade="all", reverse="none"),
        Create(1, "Child"),
        Create(3, "Parent"),
        Commit(),
        Append(3, "children", 1),
        Delete(3),
        Add(1),
    ),
    "a one-to-one that is unset on one side and set on the other is set": case(
        ONE_TO_ONE,
        Create(1, "Child"),
        Create(3, "Parent", references=(("child", 1),)),
        Commit(),
        SetReference(1, "parent", None),
        SetReference(3, "child", 1),
    ),
    "a second child does not make the first one let go of a one-to-one": case(
        ONE_TO_ONE,
        Create(1, "Parent"),
        Create(2, "Child", references=(("parent", 1),)),
        Create(3, "Child", references=(("parent", 1),)),
    ),
    "the former owner of a one-to-one keeps its reference until it is loaded": case(
        ONE_TO_ONE,
        Create(1, "Parent"),
        Create(2, "Parent"),
        Create(3, "Child", references=(("parent", 1),)),
        SetReference(2, "child", 3),
        Look(),
        Rollback(),
    ),
    "a reference that is refused is not set": case(
        replace(MANY_TO_ONE, cascade=OWNING),
        Create(1, "Child"),
        Create(2, "Child"),
        Create(4, "Parent"),
        SetReference(1, "parent", 4),
        SetReference(2, "parent", 4),
    ),
    "a reference to another copy of a known row is refused and not set": case(
        MANY_TO_ONE,
        Create(1, "Parent"),
        Create(3, "Child"),
        Flush(),
        Expunge(1),
        Query("Parent"),
        SetReference(3, "parent", 1),
    ),
    "a new collection adds members that were in the old one": case(
        COMPOSITE,
        Create(1, "Child"),
        Create(2, "Parent"),
        Create(3, "Child", references=(("parent", 2),), add=False),
        Create(4, "Child"),
        Replace(2, "children", (1, 3, 4)),
    ),
    "a new collection adds a member that was expunged": case(
        replace(FAVOURITE, keys="assigned"),
        Create(1, "Parent"),
        Create(2, "Child", references=(("parent", 1),)),
        Expunge(2),
        Replace(1, "children", (2,)),
    ),
    "add() does not cascade to what a backref will put into an unloaded collection": case(
        ONE_TO_MANY, Create(2, "Parent"), Flush(), Create(4, "Child", add=False), SetReference(4, "parent", 2), Add(2)
    ),
    "what a backref puts into an unloaded collection survives the flush that loads it": case(
        replace(FAVOURITE, cascade="save-update"),
        Create(4, "Parent"),
        Commit(),
        Create(8, "Child", references=(("parent", 4),), add=False),
        Read(4, "children"),
    ),
    "a new object is added with the owner that it has when it is added": case(
        CHAIN,
        Create(2, "Child", add=False),
        Create(3, "Parent", add=False),
        Append(3, "children", 2),
        Create(5, "Parent"),
        Append(5, "children", 2),
    ),
    "a new orphan takes its own members out of the session": case(
        replace(CHAIN, cascade=OWNING),
        Create(1, "Grandparent"),
        Create(2, "Parent", references=(("grandparent", 1),)),
        Create(3, "Child", references=(("parent", 2),)),
        Replace(1, "parents", ()),
    ),
    "a single parent is not asked for through a backref": case(
        replace(MANY_TO_MANY, cascade=OWNING, keys="assigned"),
        Create(1, "Tag"),
        Create(2, "Article"),
        Create(3, "Article"),
        Replace(1, "articles", (2, 3)),
    ),
    "a merged reference replaces the one that was there": case(
        replace(COMPOSITE),
        Create(1, "Child"),
        Create(3, "Parent"),
        Create(4, "Parent"),
        Commit(),
        MergeCopy(5, 1, references=(("parent", 3),)),
        Commit(),
        MergeCopy(6, 1, references=(("parent", 4),)),
    ),
    "a merged copy does not take a one-to-one away from the object it is merged into": case(
        ONE_TO_ONE,
        Create(1, "Child"),
        Create(4, "Parent", references=(("child", 1),)),
        Flush(),
        MergeCopy(5, 1, (("name", "c"),), references=(("parent", 4),)),
    ),
    "the former child of a one-to-one that was not loaded lets go": case(
        ONE_TO_ONE,
        Create(1, "Child"),
        Create(2, "Parent", references=(("child", 1),)),
        Commit(),
        Create(5, "Child", references=(("parent", 2),)),
    ),
    "a row may refer to itself when its key is known": case(
        replace(TREE, keys="assigned"), Create(1, "Node"), Append(1, "children", 1)
    ),
    "a part of a key of two parts changes on an expired object": case(
        COMPOSITE, Create(2, "Parent"), Commit(), SetScalar(2, "id", 25)
    ),
    "a bulk delete keeps what is not flushed of other objects": replace(
        case(
            FOLLOWERS,
            Create(3, "Person"),
            Flush(),
            ExpireAll(),
            SetScalar(3, "kind", "fancy"),
            DeleteRows("Person", "a"),
        ),
        autoflush=False,
    ),
    "a merged copy does not take the place of the object in a dictionary": case(
        replace(TREE, collection="dict"),
        Create(1, "Node"),
        Create(2, "Node", references=(("parent", 1),)),
        Flush(),
        MergeCopy(4, 2, (("size", 2),), references=(("parent", 1),)),
    ),
    "an owned parent is deleted when its child moves on and is deleted": case(
        replace(MANY_TO_ONE, cascade=OWNING, keys="assigned"),
        Create(1, "Parent"),
        Create(2, "Child", references=(("parent", 1),)),
        Create(3, "Parent"),
        Flush(),
        SetReference(2, "parent", 3),
        Delete(2),
    ),
}
