"""The mapped classes, written once for both libraries.

A `Variant` names a family of classes and how its relationships are made. `build()` makes the classes with one library;
`relations()` says, without a library, which relationships they have, for drawing programs.
Each class has `tag`, the number that the program gave the object, so that rows can be told apart whatever their keys.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import databases
from .databases import Database, Place
from .library import Library

SCALARS = ("name", "size", "kind")


@dataclass(frozen=True)
class Variant:
    """A family and its options.

    cascade: of the side that owns (parent, article, node); reverse_cascade: of the other side.
    collection: list, set, or dict (keyed by `tag`). keys: "generated" by the database, or "assigned" by the program:
    with a set always assigned, because the order in which a set gives its objects to the session is Python's.
    reverse: how the other side is declared: "back_populates", "backref", "none".
    required: the foreign key is NOT NULL. passive_deletes: with ON DELETE CASCADE. lazy: of the owning side.
    """

    family: str
    cascade: str = "save-update, merge"
    reverse_cascade: str = "save-update, merge"
    collection: str = "list"
    keys: str = "generated"
    reverse: str = "back_populates"
    required: bool = False
    passive_deletes: bool = False
    lazy: str = "select"


@dataclass(frozen=True)
class Relation:
    """A relationship: its class, its attribute, the class it leads to, and "reference", "list", "set" or "dict"."""

    owner: str
    key: str
    target: str
    kind: str


@dataclass(frozen=True)
class Mapping:
    """The classes of a variant made with one library, and an empty database for them."""

    classes: dict[str, type]
    database: Database


def _base(lib: Library) -> Any:
    class Base(lib.DeclarativeBase):  # type: ignore[misc, name-defined]  # the library is chosen at run time
        pass

    return Base


def _columns(lib: Library, variant: Variant) -> Any:
    """A mixin with the columns that each class has."""

    class Columns:
        id = lib.mapped_column(lib.Integer, primary_key=True, autoincrement=variant.keys == "generated")
        tag = lib.mapped_column(lib.Integer)
        name = lib.mapped_column(lib.String(20))
        size = lib.mapped_column(lib.Integer, default=7)
        kind = lib.mapped_column(lib.String(20), server_default="plain")

    return Columns


def _foreign_key(lib: Library, variant: Variant, target: str) -> Any:
    key = lib.ForeignKey(f"{target}.id", ondelete="CASCADE" if variant.passive_deletes else None)
    return lib.mapped_column(key, nullable=not variant.required)


def _collection(lib: Library, variant: Variant) -> dict[str, Any]:
    """The parameters of the owning collection."""
    class_ = {"list": list, "set": set, "dict": lib.attribute_keyed_dict("tag")}[variant.collection]
    found: dict[str, Any] = {"cascade": variant.cascade, "lazy": variant.lazy, "collection_class": class_}
    if variant.passive_deletes:
        found["passive_deletes"] = True
    return found


def _both(
    lib: Library, variant: Variant, target: str, reverse_key: str, forward: dict[str, Any], reverse: dict[str, Any]
) -> Any:
    """The owning relationship; with "backref" the other side is made by it."""
    if "delete-orphan" in variant.reverse_cascade:
        reverse["single_parent"] = True
    reverse["cascade"] = variant.reverse_cascade
    if variant.reverse == "backref":
        forward["backref"] = lib.backref(reverse_key, **reverse)
    elif variant.reverse == "back_populates":
        forward["back_populates"] = reverse_key
    return lib.relationship(target, **forward)


def _reverse(lib: Library, variant: Variant, target: str, key: str, **reverse: Any) -> dict[str, Any]:
    """The class attribute of the other side, when it is declared by itself; to be merged into the class's body."""
    if variant.reverse != "back_populates":
        return {}
    if "delete-orphan" in variant.reverse_cascade:
        reverse["single_parent"] = True
    return {key: lib.relationship(target, back_populates=reverse.pop("of"), cascade=variant.reverse_cascade, **reverse)}


def _one_to_many(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:

    class Parent(Columns, Base):
        __tablename__ = "parent"
        children = _both(
            lib, variant, "Child", "parent", {**_collection(lib, variant), "order_by": "Child.tag, Child.id"}, {}
        )

    class Child(Columns, Base):
        __tablename__ = "child"
        parent_id = _foreign_key(lib, variant, "parent")
        locals().update(_reverse(lib, variant, "Parent", "parent", of="children"))

    return {"Parent": Parent, "Child": Child}


def _many_to_one(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    """Only the child knows the parent."""
    single_parent = "delete-orphan" in variant.cascade

    class Parent(Columns, Base):
        __tablename__ = "parent"

    class Child(Columns, Base):
        __tablename__ = "child"
        parent_id = _foreign_key(lib, variant, "parent")
        parent = lib.relationship("Parent", cascade=variant.cascade, lazy=variant.lazy, single_parent=single_parent)

    return {"Parent": Parent, "Child": Child}


def _one_to_one(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    forward = {"cascade": variant.cascade, "lazy": variant.lazy, "uselist": False}

    class Parent(Columns, Base):
        __tablename__ = "parent"
        child = _both(lib, variant, "Child", "parent", forward, {})

    class Child(Columns, Base):
        __tablename__ = "child"
        parent_id = _foreign_key(lib, variant, "parent")
        locals().update(_reverse(lib, variant, "Parent", "parent", of="child"))

    return {"Parent": Parent, "Child": Child}


def _many_to_many(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    links = lib.Table(
        "article_tag",
        Base.metadata,
        lib.Column("article_id", lib.ForeignKey("article.id"), primary_key=True),
        lib.Column("tag_id", lib.ForeignKey("tag.id"), primary_key=True),
    )
    forward = {**_collection(lib, variant), "secondary": links, "order_by": "Tag.tag, Tag.id"}
    forward["single_parent"] = "delete-orphan" in variant.cascade
    order_by = "Article.tag, Article.id"

    class Article(Columns, Base):
        __tablename__ = "article"
        tags = _both(lib, variant, "Tag", "articles", forward, {"order_by": order_by})

    class Tag(Columns, Base):
        __tablename__ = "tag"
        locals().update(_reverse(lib, variant, "Article", "articles", of="tags", secondary=links, order_by=order_by))

    return {"Article": Article, "Tag": Tag}


def _tree(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    """A self-referential one-to-many."""
    forward = {**_collection(lib, variant), "order_by": "Node.tag, Node.id"}

    class Node(Columns, Base):
        __tablename__ = "node"
        parent_id = _foreign_key(lib, variant, "node")
        children = _both(lib, variant, "Node", "parent", forward, {"remote_side": "Node.id"})
        locals().update(_reverse(lib, variant, "Node", "parent", of="children", remote_side="Node.id"))

    return {"Node": Node}


def _followers(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    """A self-referential many-to-many."""
    links = lib.Table(
        "follow",
        Base.metadata,
        lib.Column("follower_id", lib.ForeignKey("person.id"), primary_key=True),
        lib.Column("followed_id", lib.ForeignKey("person.id"), primary_key=True),
    )
    to_followed = {
        "secondary": links,
        "primaryjoin": lambda: classes["Person"].id == links.c.follower_id,
        "secondaryjoin": lambda: classes["Person"].id == links.c.followed_id,
        "order_by": "Person.tag, Person.id",
    }
    to_followers = {
        "secondary": links,
        "primaryjoin": lambda: classes["Person"].id == links.c.followed_id,
        "secondaryjoin": lambda: classes["Person"].id == links.c.follower_id,
        "order_by": "Person.tag, Person.id",
    }
    of_backref = {"order_by": "Person.tag, Person.id"}
    forward = {**_collection(lib, variant), **to_followed, "single_parent": "delete-orphan" in variant.cascade}

    class Person(Columns, Base):
        __tablename__ = "person"
        follows = _both(lib, variant, "Person", "followers", forward, of_backref)
        locals().update(_reverse(lib, variant, "Person", "followers", of="follows", **to_followers))

    classes: dict[str, Any] = {"Person": Person}
    return classes


def _chain(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    """Three classes in a row: cascades go through the middle one."""
    to_parents = {**_collection(lib, variant), "order_by": "Parent.tag, Parent.id"}
    to_children = {**_collection(lib, variant), "order_by": "Child.tag, Child.id"}

    class Grandparent(Columns, Base):
        __tablename__ = "grandparent"
        parents = _both(lib, variant, "Parent", "grandparent", to_parents, {})

    class Parent(Columns, Base):
        __tablename__ = "parent"
        grandparent_id = _foreign_key(lib, variant, "grandparent")
        children = _both(lib, variant, "Child", "parent", to_children, {})
        locals().update(_reverse(lib, variant, "Grandparent", "grandparent", of="parents"))

    class Child(Columns, Base):
        __tablename__ = "child"
        parent_id = _foreign_key(lib, variant, "parent")
        locals().update(_reverse(lib, variant, "Parent", "parent", of="children"))

    return {"Grandparent": Grandparent, "Parent": Parent, "Child": Child}


def _favourite(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    """Rows that refer to each other: written in two steps, by `post_update`."""
    forward = {**_collection(lib, variant), "order_by": "Child.tag, Child.id"}
    forward["foreign_keys"] = reverse_keys = "Child.parent_id"

    class Parent(Columns, Base):
        __tablename__ = "parent"
        favourite_id = lib.mapped_column(lib.ForeignKey("child.id", use_alter=True, name="favourite"))
        favourite = lib.relationship("Child", foreign_keys=favourite_id, post_update=True)
        children = _both(lib, variant, "Child", "parent", forward, {"foreign_keys": reverse_keys})

    class Child(Columns, Base):
        __tablename__ = "child"
        parent_id = _foreign_key(lib, variant, "parent")
        locals().update(_reverse(lib, variant, "Parent", "parent", of="children", foreign_keys=reverse_keys))

    return {"Parent": Parent, "Child": Child}


def _inheritance(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    """A joined-table subclass among the members of a collection."""

    class Team(Columns, Base):
        __tablename__ = "team"
        members = _both(
            lib, variant, "Member", "team", {**_collection(lib, variant), "order_by": "Member.tag, Member.id"}, {}
        )

    class Member(Columns, Base):
        __tablename__ = "member"
        type = lib.mapped_column(lib.String(20))
        team_id = _foreign_key(lib, variant, "team")
        locals().update(_reverse(lib, variant, "Team", "team", of="members"))
        __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "member"}

    class Captain(Member):
        __tablename__ = "captain"
        id = lib.mapped_column(lib.ForeignKey("member.id"), primary_key=True)
        armband = lib.mapped_column(lib.String(20))
        __mapper_args__ = {"polymorphic_identity": "captain"}

    return {"Team": Team, "Member": Member, "Captain": Captain}


def _composite(lib: Library, variant: Variant, Base: Any, Columns: Any) -> dict[str, type]:
    """A parent whose key has two parts, of which the program sets the second."""
    order_by = "Child.tag, Child.id"

    class Parent(Columns, Base):
        __tablename__ = "parent"
        region = lib.mapped_column(lib.Integer, primary_key=True, sort_order=1)  # the key is (id, region)
        children = _both(lib, variant, "Child", "parent", {**_collection(lib, variant), "order_by": order_by}, {})

    class Child(Columns, Base):
        __tablename__ = "child"
        parent_id = lib.mapped_column(lib.Integer, nullable=not variant.required)
        parent_region = lib.mapped_column(lib.Integer, nullable=not variant.required)
        __table_args__ = (
            lib.ForeignKeyConstraint(
                ["parent_id", "parent_region"],
                ["parent.id", "parent.region"],
                ondelete="CASCADE" if variant.passive_deletes else None,
            ),
        )
        locals().update(_reverse(lib, variant, "Parent", "parent", of="children"))

    return {"Parent": Parent, "Child": Child}


@dataclass(frozen=True)
class Family:
    """How to make the classes; `relations` are (owner, key, target, reverse key), of the kinds forward and reverse."""

    build: Callable[[Library, Variant, Any, Any], dict[str, type]]
    classes: tuple[str, ...]
    relations: tuple[tuple[str, str, str, str | None], ...]
    forward: str = "collection"
    reverse: str = "reference"
    more: tuple[Relation, ...] = ()
    subclasses: tuple[tuple[str, str], ...] = ()
    """(subclass, superclass)"""
    two_part_keys: frozenset[str] = frozenset()
    """Classes whose key has a second part, `region`, which is always 1."""


FAMILIES = {
    "one_to_many": Family(_one_to_many, ("Parent", "Child"), (("Parent", "children", "Child", "parent"),)),
    "many_to_one": Family(
        _many_to_one, ("Parent", "Child"), (("Child", "parent", "Parent", None),), forward="reference"
    ),
    "one_to_one": Family(
        _one_to_one, ("Parent", "Child"), (("Parent", "child", "Child", "parent"),), forward="reference"
    ),
    "many_to_many": Family(
        _many_to_many, ("Article", "Tag"), (("Article", "tags", "Tag", "articles"),), reverse="list"
    ),
    "tree": Family(_tree, ("Node",), (("Node", "children", "Node", "parent"),)),
    "followers": Family(_followers, ("Person",), (("Person", "follows", "Person", "followers"),), reverse="list"),
    "chain": Family(
        _chain,
        ("Grandparent", "Parent", "Child"),
        (("Grandparent", "parents", "Parent", "grandparent"), ("Parent", "children", "Child", "parent")),
    ),
    "favourite": Family(
        _favourite,
        ("Parent", "Child"),
        (("Parent", "children", "Child", "parent"),),
        more=(Relation("Parent", "favourite", "Child", "reference"),),
    ),
    "inheritance": Family(
        _inheritance,
        ("Team", "Member", "Captain"),
        (("Team", "members", "Member", "team"),),
        subclasses=(("Captain", "Member"),),
    ),
    "composite": Family(
        _composite,
        ("Parent", "Child"),
        (("Parent", "children", "Child", "parent"),),
        two_part_keys=frozenset({"Parent"}),
    ),
}


NOT_YET = ("inheritance",)
"""Families that holdfast does not map yet: left out unless asked for."""
READY = tuple(family for family in FAMILIES if family not in NOT_YET)


def possible(variant: Variant) -> bool:
    """Whether a variant can be mapped, works the same each time, and is not another one in disguise."""
    family = FAMILIES[variant.family]
    one_way = variant.reverse == "none"
    plain_key = variant.family in ("one_to_many", "tree", "chain", "one_to_one", "inheritance", "composite")
    if variant.family == "composite" and variant.keys == "generated":
        return False  # SQLite does not generate a part of a key
    if variant.family == "composite" and "delete-orphan" in variant.cascade:
        return False  # the reference does not look for the former owner by a key of two parts: its child is no orphan
    if variant.family == "followers" and variant.collection == "dict":
        return False  # the reference does not cope with a person in two dictionaries of its own class
    if "delete-orphan" in variant.cascade and variant.reverse_cascade == "all":
        return (
            False  # where a new object that lost its owner leaves the session, the reference lets the owner leave too
        )
    return not (
        (variant.collection == "set" and variant.keys == "generated")
        or (family.forward == "reference" and variant.collection != "list")
        or (
            variant.required
            and variant.family not in ("one_to_many", "many_to_one", "chain", "inheritance", "composite")
        )
        or (variant.passive_deletes and not (plain_key and variant.cascade.startswith("all")))
        or (variant.family == "many_to_one" and not one_way)
    )


@cache
def relations(variant: Variant) -> tuple[Relation, ...]:
    """The relationships that the classes of a variant have, inherited ones too."""
    family = FAMILIES[variant.family]
    found: list[Relation] = list(family.more)
    forward = variant.collection if family.forward == "collection" else "reference"
    for owner, key, target, reverse_key in family.relations:
        found.append(Relation(owner, key, target, forward))
        if reverse_key is not None and variant.reverse != "none":
            found.append(Relation(target, reverse_key, owner, family.reverse))
    for subclass, superclass in family.subclasses:
        found += [Relation(subclass, each.key, each.target, each.kind) for each in found if each.owner == superclass]
    return tuple(found)


def accepts(variant: Variant, target: str, class_: str) -> bool:
    """Whether an object of `class_` may stand where a relationship leads to `target`."""
    return target == class_ or (class_, target) in FAMILIES[variant.family].subclasses


def build(library_name: str, variant: Variant) -> Mapping:
    """The classes of a variant, made with that library; once in a process and place."""
    return _built(library_name, variant, databases.PLACE)


@cache
def _built(library_name: str, variant: Variant, place: Place) -> Mapping:
    lib = Library(library_name)
    classes = FAMILIES[variant.family].build(lib, variant, _base(lib), _columns(lib, variant))
    metadata = next(iter(classes.values())).metadata  # type: ignore[attr-defined]  # a declarative class
    return Mapping(classes, place.database(lib, metadata))
