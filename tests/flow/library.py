"""The mapping that the four stories are told with: authors write books, books carry tags."""

from __future__ import annotations

from holdfast import Column, ForeignKey, String, Table
from holdfast.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map = {str: String(100)}


book_tag = Table(
    "book_tag",
    Base.metadata,
    Column("book_id", ForeignKey("book.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list[Book]] = relationship(back_populates="author", cascade="all, delete-orphan", order_by="Book.id")


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    year: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")
    tags: Mapped[set[Tag]] = relationship(secondary=book_tag, back_populates="books")


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(unique=True)
    books: Mapped[list[Book]] = relationship(secondary=book_tag, back_populates="tags")


def filled(session: object) -> None:
    """Two authors, three books, two tags."""
    sea, sky = Tag(label="sea"), Tag(label="sky")
    melville = Author(
        name="Melville",
        books=[Book(title="Moby-Dick", year=1851, tags={sea}), Book(title="Typee", year=1846, tags={sea, sky})],
    )
    verne = Author(name="Verne", books=[Book(title="Robur", year=1886, tags={sky})])
    session.add_all([melville, verne])  # type: ignore[attr-defined]  # any session
    session.commit()  # type: ignore[attr-defined]  # any session
