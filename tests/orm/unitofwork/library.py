"""A small library: authors with books (one-to-many), books with tags (many-to-many), shelves in shelves (a tree)."""

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
    name: Mapped[str | None]
    books: Mapped[list[Book]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    isbn: Mapped[str | None] = mapped_column(unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author | None] = relationship(back_populates="books")
    tags: Mapped[list[Tag]] = relationship(secondary=book_tag, back_populates="books")
    chapters: Mapped[list[Chapter]] = relationship(cascade="all, delete-orphan")


class Chapter(Base):
    __tablename__ = "chapter"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None]
    book_id: Mapped[int | None] = mapped_column(ForeignKey("book.id"))


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    books: Mapped[list[Book]] = relationship(secondary=book_tag, back_populates="tags")


class Shelf(Base):
    __tablename__ = "shelf"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("shelf.id"))
    shelves: Mapped[list[Shelf]] = relationship(back_populates="parent")
    parent: Mapped[Shelf | None] = relationship(back_populates="shelves", remote_side=[id])
