"""A savepoint for each row of an import: a bad row is undone alone, the others are committed.

Prints:

    refused: Ada (name is taken)
    refused: None (name is missing)
    stored: Ada, Charles, Grace
"""

from __future__ import annotations

from holdfast import create_engine, select
from holdfast.exc import IntegrityError
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


def main() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add(Person(name="Ada"))
        session.flush()
        for name in ("Charles", "Ada", None, "Grace"):
            try:
                with session.begin_nested():
                    session.add(Person(name=name))
            except IntegrityError:
                print(f"refused: {name} (name is {'missing' if name is None else 'taken'})")

    with Session(engine) as session:
        print("stored:", ", ".join(session.scalars(select(Person.name).order_by(Person.name))))


if __name__ == "__main__":
    main()
