"""A tree by `backref`: the made side takes its own `remote_side`."""

from __future__ import annotations

from holdfast import Column, ForeignKey, Integer
from holdfast.orm import DeclarativeBase, backref, relationship
from holdfast.orm.base.symbols import MANYTOONE, ONETOMANY


def test_remote_side_of_a_backref():
    class Base(DeclarativeBase):
        pass

    class Node(Base):
        __tablename__ = "node"
        id = Column(Integer, primary_key=True)
        parent_id = Column(ForeignKey("node.id"))
        children = relationship("Node", backref=backref("parent", remote_side=[id]))

    Node()
    assert (Node.children.property.direction, Node.parent.property.direction) == (ONETOMANY, MANYTOONE)
