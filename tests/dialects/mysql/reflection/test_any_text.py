"""Any text as a name, a comment, a default and a member of an enumeration: created, reflected, and the same."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast import Column, Integer, MetaData, String, Table, inspect
from holdfast.dialects import mysql
from holdfast.engine import Connection
from tests.dialects.mysql.reflection.comparison import everything, reflected

# Names are kept in the Unicode plane 0, without NUL; a blank at the end is refused.
CHARACTERS = st.characters(min_codepoint=1, max_codepoint=0xFFFF, exclude_categories=["Cs"])
SHORT = st.sampled_from(
    ["'", '"', "`", "\\", ",", "(", ")", "/*", "*/", "--", "#", ";", "%", "%s", ":x", "?", "\n", "\t", "a"]
)
TEXTS = st.lists(st.one_of(SHORT, CHARACTERS), max_size=8).map("".join)
NAMES = TEXTS.filter(lambda name: bool(name) and name == name.rstrip())
MEMBERS = st.lists(TEXTS.filter(lambda text: text == text.rstrip() and text), min_size=1, max_size=4, unique=True)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, comment=TEXTS, default=TEXTS, members=MEMBERS)
def test_any_text(connection: Connection, name: str, comment: str, default: str, members: list[str]) -> None:
    metadata = MetaData()
    Table(
        name,
        metadata,
        Column(name, Integer, comment=comment),
        Column("text", String(50), server_default=default),
        Column("one", mysql.ENUM(*members, collation="utf8mb4_bin"), comment=comment),
        comment=comment,
    )
    metadata.create_all(connection)
    again = reflected(connection)
    (table,) = again.tables.values()
    number, _, one = table.c
    assert (table.name, number.name) == (name, name)
    assert {table.comment or "", number.comment or "", one.comment or ""} == {comment}
    assert one.type.enums == members
    connection.execute(table.insert(), {"one": members[-1]})
    assert tuple(connection.execute(table.select()).one())[1:] == (default, members[-1])
    before = everything(connection, again)
    again.drop_all(connection)
    again.create_all(connection)
    assert everything(connection, again) == before
    again.drop_all(connection)
    assert inspect(connection).get_table_names() == []
