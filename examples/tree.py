"""A tree in one table: parents and children, branches that move, and a recursive query.

Prints:

    animals
      mammals
        cats
        whales
      fish
    below animals: cats, fish, mammals, whales
    below mammals after whales swam to fish: cats
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast import ForeignKey, create_engine, select
from holdfast.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Node(Base):
    __tablename__ = "nodes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("nodes.id"))
    children: Mapped[list[Node]] = relationship(back_populates="parent", cascade="all", order_by="Node.id")
    parent: Mapped[Node | None] = relationship(back_populates="children", remote_side=[id])

    def lines(self, depth: int = 0) -> Iterator[str]:
        yield "  " * depth + self.name
        for child in self.children:
            yield from child.lines(depth + 1)


def below(session: Session, root: Node) -> str:
    """The names of all nodes below a node, found by the database in one statement."""
    branch = select(Node.id).where(Node.parent_id == root.id).cte("branch", recursive=True)
    child = aliased(Node)
    branch = branch.union_all(select(child.id).join(branch, child.parent_id == branch.c.id))
    names = select(Node.name).join(branch, Node.id == branch.c.id).order_by(Node.name)
    return ", ".join(session.scalars(names))


def main() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        mammals = Node(name="mammals", children=[Node(name="cats"), Node(name="whales")])
        session.add(Node(name="animals", children=[mammals, Node(name="fish")]))

    with Session(engine) as session, session.begin():
        animals = session.scalars(select(Node).where(Node.parent_id.is_(None))).one()
        print("\n".join(animals.lines()))
        print(f"below animals: {below(session, animals)}")
        mammals, fish = animals.children
        fish.children.append(mammals.children[1])
        print(f"below mammals after whales swam to fish: {below(session, mammals)}")


if __name__ == "__main__":
    main()
