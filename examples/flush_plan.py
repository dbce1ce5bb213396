"""What will the next flush do? `session.plan()` tells it, as data, before anything is done.

Prints the plan: its steps in order, each with its number of rows, and then what the flush did:

    the flush wrote 1 blog and 1000 posts
"""

from __future__ import annotations

from holdfast import ForeignKey, create_engine, func, select
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Blog(Base):
    __tablename__ = "blogs"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    posts: Mapped[list[Post]] = relationship(back_populates="blog")


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    blog_id: Mapped[int] = mapped_column(ForeignKey("blogs.id"))
    text: Mapped[str]
    blog: Mapped[Blog] = relationship(back_populates="posts")


def main() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Blog(title="Plans", posts=[Post(text=f"Post {number}") for number in range(1000)]))
        print(session.plan())
        session.commit()
        blogs = session.scalar(select(func.count()).select_from(Blog))
        posts = session.scalar(select(func.count()).select_from(Post))
        print(f"the flush wrote {blogs} blog and {posts} posts")


if __name__ == "__main__":
    main()
