"""URLs: parts, text form, changes, errors."""

from __future__ import annotations

import copy
import pickle

import pytest
import sqlalchemy
from hypothesis import given
from hypothesis import strategies as st

from holdfast import exc
from holdfast.engine.url import URL, make_url

FULL = "postgresql+psycopg://scott:tiger@localhost:5432/shop?sslmode=require"


def test_parts() -> None:
    url = make_url(FULL)
    assert tuple(url) == (
        "postgresql+psycopg", "scott", "tiger", "localhost", 5432, "shop", {"sslmode": "require"},
    )  # fmt: skip
    assert url.get_backend_name() == "postgresql"
    assert url.get_driver_name() == "psycopg"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("sqlite://", (None, None, None, None, None)),
        ("sqlite:///", (None, None, None, None, "")),
        ("sqlite:///a b.db", (None, None, None, None, "a b.db")),
        ("sqlite:////abs/x.db", (None, None, None, None, "/abs/x.db")),
        ("sqlite:///:memory:", (None, None, None, None, ":memory:")),
        ("mysql://u:@h/d", ("u", "", "h", None, "d")),
        ("mysql://u@/d", ("u", None, None, None, "d")),
        ("postgresql://u:p%40%2Fw%3A@h", ("u", "p@/w:", "h", None, None)),
        ("postgresql://u:p@[::1]:5432/d", ("u", "p", "::1", 5432, "d")),
        ("postgresql://[2001:db8::1]/d", (None, None, "2001:db8::1", None, "d")),
        ("postgresql://u:a/b?c@h:1/d", ("u", "a/b?c", "h", 1, "d")),
        ("postgresql://u:p@w@h/d", ("u", "p@w", "h", None, "d")),
        ("sqlite:///dir@x/file.db", (None, None, None, None, "dir@x/file.db")),
    ],
)
def test_forms(text: str, parts: tuple[object, ...]) -> None:
    assert tuple(make_url(text))[1:6] == parts


@pytest.mark.parametrize("password", ["simple", "p@ss", "a:b/c?d#e", "100%", "uml\u00e4ut", " spaced +", ""])
def test_escapes_survive_a_round_trip(password: str) -> None:
    url = URL.create("postgresql", "us:er@x", password, "host", 1, "data/base")
    assert make_url(url.render_as_string(hide_password=False)) == url


def test_the_password_is_not_shown() -> None:
    url = make_url(FULL)
    hidden = "postgresql+psycopg://scott:***@localhost:5432/shop?sslmode=require"
    assert str(url) == repr(url) == url.render_as_string() == hidden
    assert url.render_as_string(hide_password=False) == FULL


def test_repeated_query_keys_are_tuples() -> None:
    url = make_url("postgresql://h/d?host=a&host=b&x=1")
    assert url.query == {"host": ("a", "b"), "x": "1"}
    assert url.normalized_query == {"host": ("a", "b"), "x": ("1",)}
    assert str(url) == "postgresql://h/d?host=a&host=b&x=1"


def test_changes_make_another_url() -> None:
    url = make_url(FULL)
    assert url.set(database="other").database == "other"
    assert url.update_query_dict({"a": "1"}).query == {"sslmode": "require", "a": "1"}
    assert url.update_query_string("a=1&a=2").query["a"] == ("1", "2")
    assert url.update_query_pairs([("sslmode", "x")]).query == {"sslmode": "x"}
    assert url.update_query_pairs([("sslmode", "x")], append=True).query == {"sslmode": ("require", "x")}
    assert url.difference_update_query(["sslmode"]).query == {}
    assert str(url) == make_url(FULL).render_as_string()


def test_it_is_a_value() -> None:
    url = make_url(FULL)
    assert url == make_url(FULL)
    assert hash(url) == hash(make_url(FULL))
    assert make_url(url) is url
    assert copy.deepcopy(url) == url
    assert pickle.loads(pickle.dumps(url)) == url
    with pytest.raises(AttributeError):
        url.database = "x"  # type: ignore[misc]  # that is the test


def test_connect_arguments() -> None:
    url = make_url("postgresql://u:p@h:1/d")
    assert url.translate_connect_args(username="user") == {
        "host": "h", "database": "d", "user": "u", "password": "p", "port": 1,
    }  # fmt: skip
    assert make_url("sqlite:///x").translate_connect_args() == {"database": "x"}


@pytest.mark.parametrize("text", ["", "sqlite", "sqlite:/x", "not a url", "a b://x"])
def test_what_is_no_url(text: str) -> None:
    with pytest.raises(exc.ArgumentError, match="Could not parse SQLAlchemy URL from given URL string"):
        make_url(text)


def test_an_error_does_not_show_the_password() -> None:
    with pytest.raises(exc.ArgumentError, match="port is not a number") as raised:
        make_url("postgresql://user:secret#/pass@word:x/db")
    assert "secret" not in str(raised.value)


def test_wrong_types_are_refused() -> None:
    with pytest.raises(TypeError, match="drivername must be a string"):
        URL.create(1)  # type: ignore[arg-type]  # that is the test
    with pytest.raises(TypeError, match="Query dictionary values must be strings or sequences of strings"):
        URL.create("sqlite", query={"a": 1})  # type: ignore[dict-item]  # that is the test
    with pytest.raises(exc.ArgumentError, match="Expected string or URL object"):
        make_url(3)  # type: ignore[arg-type]  # that is the test


def test_an_unknown_dialect() -> None:
    with pytest.raises(exc.NoSuchModuleError, match=r"Can't load plugin: holdfast.dialects:nope"):
        make_url("nope://x").get_dialect()


def test_a_password_may_be_an_object() -> None:
    class Secret:
        def __str__(self) -> str:
            return "s/cret"

    url = URL.create("postgresql", "u", Secret(), "h")  # type: ignore[arg-type]  # an object with str() is allowed
    assert str(url) == "postgresql://u:***@h"
    assert url.render_as_string(hide_password=False) == "postgresql://u:s%2Fcret@h"


def test_a_blank_at_the_end_of_a_database_is_kept() -> None:
    url = URL.create("sqlite", database="a b ")
    assert str(url) == "sqlite:///a b "
    assert make_url(str(url)) == url


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=15)
URLS = st.builds(
    URL.create,
    st.sampled_from(["sqlite", "postgresql", "mysql+pymysql", "a_b+c1"]),
    username=TEXTS,
    password=st.none() | TEXTS,
    host=st.none() | st.sampled_from(["localhost", "db.example.org", "127.0.0.1", "::1", "fe80::1%eth0", "höst"]),
    port=st.none() | st.integers(1, 65535),
    database=st.none() | TEXTS,
    query=st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, min_size=2, max_size=3).map(tuple), max_size=3),
)


@given(URLS)
def test_what_is_rendered_is_read_back(url: URL) -> None:
    text = url.render_as_string(hide_password=False)
    assert make_url(text) == url
    assert sqlalchemy.make_url(text).render_as_string(hide_password=False) == text


@given(URLS, TEXTS.filter(lambda text: len(text) > 5))
def test_the_password_is_in_no_text(url: URL, password: str) -> None:
    shown = url.set(password="")
    hidden = url.set(password=password)
    assert str(hidden) == repr(hidden) == str(shown).replace(":@", ":***@", 1)
