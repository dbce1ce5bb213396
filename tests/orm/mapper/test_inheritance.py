"""The mapping side of single- and joined-table inheritance."""

from __future__ import annotations

import pytest

from holdfast import ForeignKey, Integer, String, exc, inspect
from holdfast.orm import DeclarativeBase, Mapped, mapped_column, relationship


@pytest.fixture
def Base():
    class Base(DeclarativeBase):
        pass

    yield Base
    Base.registry.dispose()


@pytest.fixture
def hierarchy(Base):
    class Team(Base):
        __tablename__ = "team"
        id: Mapped[int] = mapped_column(primary_key=True)
        members: Mapped[list[Member]] = relationship("Member", back_populates="team")

    class Member(Base):
        __tablename__ = "member"
        id: Mapped[int] = mapped_column(primary_key=True)
        kind: Mapped[str]
        team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
        team: Mapped[Team | None] = relationship("Team", back_populates="members")
        __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "member"}

    class Captain(Member):
        __tablename__ = "captain"
        id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
        armband: Mapped[str]
        __mapper_args__ = {"polymorphic_identity": "captain"}

    class Coach(Member):
        license: Mapped[str | None] = mapped_column(String(5))
        __mapper_args__ = {"polymorphic_identity": "coach"}

    class HeadCoach(Coach):
        __mapper_args__ = {"polymorphic_identity": "head"}

    return Team, Member, Captain, Coach, HeadCoach


def test_place_in_the_hierarchy(hierarchy):
    _, Member, Captain, Coach, HeadCoach = (inspect(cls) for cls in hierarchy)
    assert Captain.inherits is Coach.inherits is Captain.base_mapper is Member
    assert HeadCoach.inherits is Coach
    assert Member.self_and_descendants == (Member, Captain, Coach, HeadCoach)
    assert Member.polymorphic_map == {"member": Member, "captain": Captain, "coach": Coach, "head": HeadCoach}
    assert (HeadCoach.isa(Coach), Captain.isa(Coach), Captain.is_sibling(Coach)) == (True, False, True)
    assert Captain.key_of_ident(5) == (Member.class_, (5,), None)


def test_joined_table(hierarchy):
    Member, Captain = (inspect(cls) for cls in hierarchy[1:3])
    member, captain = Member.local_table, Captain.local_table
    assert str(Captain.persist_selectable) == "member JOIN captain ON member.id = captain.id"
    assert Captain.tables == (member, captain)
    assert Captain.primary_key == (member.c.id,)
    assert Captain.attrs.id.columns == [captain.c.id, member.c.id]
    assert Captain.key_of(member.c.id) == Captain.key_of(captain.c.id) == "id"
    assert str(Captain.class_.id == 5) == "captain.id = :id_1"


def test_single_table(hierarchy):
    _, Member, _, Coach, HeadCoach = (inspect(cls) for cls in hierarchy)
    assert Coach.single
    assert Coach.local_table is Member.local_table
    assert "license" in Member.local_table.c
    assert "license" not in Member.attrs
    assert "license" in HeadCoach.attrs
    assert Coach.single_table_criterion.right.value == ["coach", "head"]
    assert Member.single_table_criterion is None
    assert Coach.discriminator == ("kind", "coach")


def test_properties_and_attributes_are_shared(hierarchy):
    Team, Member, Captain, _, _ = hierarchy
    assert inspect(Captain).attrs.team is inspect(Member).attrs.team
    assert inspect(Captain).attributes["team"] is inspect(Member).attributes["team"]
    assert Captain.team.parent is inspect(Captain)
    team = Team()
    captain = Captain(team=team)
    assert team.members == [captain]
    team.members.remove(captain)
    assert captain.team is None


def test_columns_of_siblings(Base, hierarchy):
    _, Member, _, Coach, _ = hierarchy
    with pytest.raises(exc.ArgumentError, match=r"Column 'license' on class Trainer conflicts with existing column"):

        class Trainer(Member):
            license = mapped_column(String)

    class Doctor(Member):
        license = mapped_column(String, use_existing_column=True)
        __mapper_args__ = {"polymorphic_identity": "doctor"}

    assert Doctor.license.expression is Coach.license.expression


def test_repeated_identity(hierarchy):
    Member = hierarchy[1]
    with pytest.warns(exc.SAWarning, match="Reassigning polymorphic association for identity 'coach'"):

        class Again(Member):
            __mapper_args__ = {"polymorphic_identity": "coach"}


def test_same_named_columns_that_are_not_linked(Base, hierarchy):
    with pytest.warns(exc.SAWarning, match=r"Implicitly combining column member.kind with column guest.kind"):

        class Guest(hierarchy[1]):
            __tablename__ = "guest"
            id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
            kind: Mapped[str]


def test_tables_without_a_link(hierarchy):
    with pytest.raises(exc.NoForeignKeysError, match="Can't determine the inherit condition between inherited table"):

        class Guest(hierarchy[1]):
            __tablename__ = "guest"
            id = mapped_column(Integer, primary_key=True)


def test_attributes_added_to_the_base_reach_the_subclasses(hierarchy):
    _, Member, Captain, Coach, _ = hierarchy
    Member.nick = mapped_column(String)
    assert str(Captain.nick == "x") == "member.nick = :nick_1"
    assert Coach(nick="x").nick == "x"


def test_an_abstract_class_has_no_objects_of_its_own(hierarchy):
    Member = hierarchy[1]

    class Player(Member):
        __mapper_args__ = {"polymorphic_abstract": True}

    class Goalkeeper(Player):
        __mapper_args__ = {"polymorphic_identity": "goalkeeper"}

    with pytest.raises(exc.InvalidRequestError, match=r"Can't instantiate class for .*polymorphic_abstract=True"):
        Player()
    assert isinstance(Goalkeeper(kind="goalkeeper"), Player)


def test_an_abstract_class_needs_a_discriminator(Base):
    with pytest.raises(exc.InvalidRequestError, match="polymorphic_abstract parameter may only be used"):

        class Alone(Base):
            __tablename__ = "alone"
            id: Mapped[int] = mapped_column(primary_key=True)
            __mapper_args__ = {"polymorphic_abstract": True}
