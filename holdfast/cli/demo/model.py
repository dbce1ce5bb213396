"""The mapped classes: what Python knows of installed distributions, as related classes.

* one-to-many: Catalogue -> Distribution, Person, Classifier; Distribution -> File, EntryPoint, Extra; each child
  goes with its parent (delete-orphan)
* many-to-many: Distribution <-> Person and Distribution <-> Classifier, Requirement <-> Extra, through `secondary`
* association object: Requirement joins two distributions and has data of its own
* self-referential tree: Classifier has a parent and children
* composite keys: File, EntryPoint, Extra and Requirement are known by their distribution and one name more

A catalogue is saved, and merged, as a whole: `merge()` goes from it to every object, from the owner to what it owns.
The way back, such as from a child to its parent, is left out of merging by `cascade="save-update"`.
"""

from __future__ import annotations

from holdfast import Column, ForeignKey, ForeignKeyConstraint, MetaData, Table, Text, UniqueConstraint
from holdfast.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


distribution_authors = Table(
    "distribution_authors",
    Base.metadata,
    Column("distribution_id", ForeignKey("distributions.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
)

distribution_classifiers = Table(
    "distribution_classifiers",
    Base.metadata,
    Column("distribution_id", ForeignKey("distributions.id"), primary_key=True),
    Column("classifier_id", ForeignKey("classifiers.id"), primary_key=True),
)

# Both sides have composite keys, so each foreign key names two columns.
requirement_extras = Table(
    "requirement_extras",
    Base.metadata,
    Column("source_id", primary_key=True),
    Column("position", primary_key=True),
    Column("distribution_id", primary_key=True),
    Column("extra", primary_key=True),
    ForeignKeyConstraint(["source_id", "position"], ["requirements.source_id", "requirements.position"]),
    ForeignKeyConstraint(["distribution_id", "extra"], ["extras.distribution_id", "extras.name"]),
)


class Catalogue(Base):
    """All that one reading found: the root of the objects."""

    __tablename__ = "catalogues"

    name: Mapped[str] = mapped_column(primary_key=True)

    distributions: Mapped[list[Distribution]] = relationship(
        back_populates="catalogue", cascade="all, delete-orphan", order_by="Distribution.name"
    )
    people: Mapped[list[Person]] = relationship(back_populates="catalogue", cascade="all, delete-orphan")
    classifiers: Mapped[list[Classifier]] = relationship(
        back_populates="catalogue", cascade="all, delete-orphan", order_by="Classifier.name"
    )

    def __repr__(self) -> str:
        return f"Catalogue({self.name!r})"


class Distribution(Base):
    """A distribution that is installed, or (version None) that is only required by another one."""

    __tablename__ = "distributions"
    __table_args__ = (UniqueConstraint("catalogue_name", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_name: Mapped[str] = mapped_column(ForeignKey("catalogues.name"))
    name: Mapped[str]
    version: Mapped[str | None]
    summary: Mapped[str | None] = mapped_column(Text)
    requires_python: Mapped[str | None]
    location: Mapped[str | None]

    catalogue: Mapped[Catalogue] = relationship(back_populates="distributions", cascade="save-update")
    files: Mapped[list[File]] = relationship(
        back_populates="distribution", cascade="all, delete-orphan", order_by="File.path"
    )
    entry_points: Mapped[list[EntryPoint]] = relationship(
        back_populates="distribution", cascade="all, delete-orphan", order_by="EntryPoint.group, EntryPoint.name"
    )
    extras: Mapped[list[Extra]] = relationship(
        back_populates="distribution", cascade="all, delete-orphan", order_by="Extra.name"
    )
    requirements: Mapped[list[Requirement]] = relationship(
        back_populates="source",
        foreign_keys="Requirement.source_id",
        cascade="all, delete-orphan",
        order_by="Requirement.position",
    )
    required_by: Mapped[list[Requirement]] = relationship(
        back_populates="target", foreign_keys="Requirement.target_id", cascade="save-update, delete"
    )
    authors: Mapped[list[Person]] = relationship(secondary=distribution_authors, back_populates="distributions")
    classifiers: Mapped[list[Classifier]] = relationship(
        secondary=distribution_classifiers, back_populates="distributions"
    )

    @property
    def installed(self) -> bool:
        return self.version is not None

    def __repr__(self) -> str:
        return f"Distribution({self.name!r}, {self.version!r})"


class Person(Base):
    """An author or a maintainer; metadata gives a name, an e-mail address, or both."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("catalogue_name", "name", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_name: Mapped[str] = mapped_column(ForeignKey("catalogues.name"))
    name: Mapped[str]
    email: Mapped[str]

    catalogue: Mapped[Catalogue] = relationship(back_populates="people", cascade="save-update")
    distributions: Mapped[list[Distribution]] = relationship(
        secondary=distribution_authors, back_populates="authors", cascade="save-update"
    )

    def __repr__(self) -> str:
        return f"Person({self.name!r}, {self.email!r})"


class File(Base):
    """A file of a distribution, as its RECORD lists it; size and digest are not given for every file."""

    __tablename__ = "files"

    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int | None]
    digest: Mapped[str | None] = mapped_column(index=True)

    distribution: Mapped[Distribution] = relationship(back_populates="files", cascade="save-update")

    def __repr__(self) -> str:
        return f"File({self.path!r})"


class Extra(Base):
    """An optional part of a distribution; not declared when only somebody's requirement names it."""

    __tablename__ = "extras"

    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    declared: Mapped[bool]

    distribution: Mapped[Distribution] = relationship(back_populates="extras", cascade="save-update")
    requirements: Mapped[list[Requirement]] = relationship(
        secondary=requirement_extras, back_populates="extras", cascade="save-update"
    )

    def __repr__(self) -> str:
        return f"Extra({self.name!r})"


class Requirement(Base):
    """The association object between a distribution and one that it requires."""

    __tablename__ = "requirements"

    source_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), index=True)
    specifier: Mapped[str]
    marker: Mapped[str]

    source: Mapped[Distribution] = relationship(
        back_populates="requirements", foreign_keys=[source_id], cascade="save-update"
    )
    target: Mapped[Distribution] = relationship(back_populates="required_by", foreign_keys=[target_id])
    extras: Mapped[list[Extra]] = relationship(secondary=requirement_extras, back_populates="requirements")

    def __repr__(self) -> str:
        return f"Requirement({self.position!r}, {self.specifier!r}, {self.marker!r})"


class Classifier(Base):
    """A node of the classifiers' tree; `name` is the whole path, such as "Topic :: Database"."""

    __tablename__ = "classifiers"
    __table_args__ = (UniqueConstraint("catalogue_name", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    catalogue_name: Mapped[str] = mapped_column(ForeignKey("catalogues.name"))
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("classifiers.id"), index=True)

    catalogue: Mapped[Catalogue] = relationship(back_populates="classifiers", cascade="save-update")
    parent: Mapped[Classifier | None] = relationship(back_populates="children", remote_side=[id], cascade="save-update")
    children: Mapped[list[Classifier]] = relationship(
        back_populates="parent", cascade="all", order_by="Classifier.name"
    )
    distributions: Mapped[list[Distribution]] = relationship(
        secondary=distribution_classifiers, back_populates="classifiers", cascade="save-update"
    )

    def __repr__(self) -> str:
        return f"Classifier({self.name!r})"


class EntryPoint(Base):
    """A name under which a distribution offers an object: a command, or a plugin of another program."""

    __tablename__ = "entry_points"

    distribution_id: Mapped[int] = mapped_column(ForeignKey("distributions.id"), primary_key=True)
    group: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]

    distribution: Mapped[Distribution] = relationship(back_populates="entry_points", cascade="save-update")

    def __repr__(self) -> str:
        return f"EntryPoint({self.group!r}, {self.name!r})"
