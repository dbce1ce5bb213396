"""``%s`` and ``%(name)s`` become ``$1``, ``$2`` .., and nothing else does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from holdfast.sql.compiler.numbered import NumberedValues, number_names, number_positions


def test_positions() -> None:
    assert number_positions("(%s::INT, '100%%', %s), (%s, '%%s')") == "($1::INT, '100%', $2), ($3, '%s')"


def test_names_that_occur_again_keep_their_number() -> None:
    text, values = number_names("%(b)s %% %(a)s %(b)s", {"a": 1, "b": 2})
    assert (text, values) == ("$2 % $1 $2", (1, 2))
    assert type(values) is NumberedValues


@given(st.lists(st.text(st.characters(exclude_characters="\0"))))
def test_texts_between_placeholders_stay(parts: list[str]) -> None:
    text = "%s".join(part.replace("%", "%%") for part in parts)
    expected = "".join(part if number == 0 else f"${number}{part}" for number, part in enumerate(parts))
    assert number_positions(text) == expected
