"""Save, ask, change, delete: the whole of it in one page.

Prints:

    saved Ada with key 1
    Ada: ada@example.org, ada@example.com
    Ada Lovelace: ada@example.org
    left: 0 users, 0 addresses
"""

from __future__ import annotations

from holdfast import ForeignKey, create_engine, func, select
from holdfast.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    addresses: Mapped[list[Address]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Address.id"
    )

    def __str__(self) -> str:
        return f"{self.name}: {', '.join(address.email for address in self.addresses)}"


class Address(Base):
    __tablename__ = "addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship(back_populates="addresses")


def main() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)

    with Session(engine) as session:
        ada = User(name="Ada", addresses=[Address(email="ada@example.org"), Address(email="ada@example.com")])
        session.add(ada)
        session.commit()
        print(f"saved {ada.name} with key {ada.id}")

    with Session(engine) as session:
        ada = session.scalars(select(User).where(User.addresses.any(Address.email.endswith(".org")))).one()
        print(ada)
        ada.name = "Ada Lovelace"
        del ada.addresses[1]  # it belongs to nobody now, so it is deleted
        session.commit()
        print(ada)
        session.delete(ada)
        session.commit()
        users = session.scalar(select(func.count()).select_from(User))
        addresses = session.scalar(select(func.count()).select_from(Address))
        print(f"left: {users} users, {addresses} addresses")


if __name__ == "__main__":
    main()
