"""The database URL: an immutable value, its text form, and nothing that needs a driver.

``dialect+driver://username:password@host:port/database?key=value``

Rules
* A URL never changes; every method that "changes" returns a new one.
* Text form escapes username and password so that ``make_url(url.render_as_string(hide_password=False)) == url``.
* ``str()`` and ``repr()`` never show the password, so a URL may be logged. Errors do not show the URL text either.
* Query values are a string, or a tuple of strings when the key is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Union, cast

from holdfast import exc
from holdfast.engine.registry import load_dialect
from holdfast.engine.registry import plugins as plugins
from holdfast.engine.registry import registry as registry
from holdfast.util.collections import immutabledict

if TYPE_CHECKING:
    from holdfast.engine.dialect import Dialect

QueryValue = Union[str, Sequence[str]]
_HIDDEN = "***"


class URL(NamedTuple):
    """The parts of a database URL; build it with :meth:`create` or :func:`make_url`.

    :param drivername: ``"dialect"`` or ``"dialect+driver"``.
    :param username: user name, or None.
    :param password: a string, or any object whose ``str()`` is the password; kept as it is.
    :param host: host name or address, or None.
    :param port: TCP port number, or None.
    :param database: database name, or a file path for SQLite, or None.
    :param query: driver options: key -> string, or tuple of strings.

    Source: SQLAlchemy 2.1 documentation, "Engine Configuration".
    """

    drivername: str
    username: str | None
    password: str | None
    host: str | None
    port: int | None
    database: str | None
    query: immutabledict[str, tuple[str, ...] | str]

    @classmethod
    def create(
        cls,
        drivername: str,
        username: str | None = None,
        password: str | None = None,
        host: str | None = None,
        port: int | None = None,
        database: str | None = None,
        query: Mapping[str, QueryValue] = immutabledict(),
    ) -> URL:
        """Return a URL of checked parts; nothing in them is escaped or unescaped.

        :raises TypeError: a part is not of the type that the class lists.
        :raises ValueError: the port is not a number.
        """
        return cls(
            _checked(drivername, "drivername"),
            _checked_or_none(username, "username"),
            password,
            _checked_or_none(host, "host"),
            _port(port),
            _checked_or_none(database, "database"),
            _query(query),
        )

    def set(
        self,
        drivername: str | None = None,
        username: str | None = None,
        password: str | None = None,
        host: str | None = None,
        port: int | None = None,
        database: str | None = None,
        query: Mapping[str, QueryValue] | None = None,
    ) -> URL:
        """Return a URL with the given parts replaced; parts that are None stay as they are."""
        return URL.create(
            self.drivername if drivername is None else drivername,
            self.username if username is None else username,
            self.password if password is None else password,
            self.host if host is None else host,
            self.port if port is None else port,
            self.database if database is None else database,
            self.query if query is None else query,
        )

    def update_query_string(self, query_string: str, append: bool = False, keep_blank_values: bool = False) -> URL:
        """Return a URL whose query is updated from ``"a=1&b=2"``; see :meth:`update_query_pairs`."""
        from urllib.parse import parse_qsl

        return self.update_query_pairs(parse_qsl(query_string, keep_blank_values=keep_blank_values), append=append)

    def update_query_dict(self, query_parameters: Mapping[str, QueryValue], append: bool = False) -> URL:
        """Return a URL whose query is updated from a dictionary; see :meth:`update_query_pairs`."""
        return self.update_query_pairs(list(query_parameters.items()), append=append)

    def update_query_pairs(self, key_value_pairs: Iterable[tuple[str, QueryValue]], append: bool = False) -> URL:
        """Return a URL whose query is updated from pairs; a repeated key collects its values in a tuple.

        :param append: keep the present values of a given key and put the new ones after them.
        """
        given: dict[str, list[str]] = {}
        for key, value in key_value_pairs:
            given.setdefault(key, []).extend((value,) if isinstance(value, str) else value)
        present = self.normalized_query
        merged: dict[str, QueryValue] = dict(self.query)
        for key, values in given.items():
            everything = [*present.get(key, ()), *values] if append else values
            merged[key] = everything[0] if len(everything) == 1 else tuple(everything)
        return self.set(query=merged)

    def difference_update_query(self, names: Iterable[str]) -> URL:
        """Return a URL without the given query keys; keys that are not there are ignored."""
        removed = frozenset(names)
        if removed.isdisjoint(self.query):
            return self
        return self._replace(query=immutabledict({k: v for k, v in self.query.items() if k not in removed}))

    @property
    def normalized_query(self) -> Mapping[str, Sequence[str]]:
        """The query with every value as a tuple of strings."""
        return immutabledict({k: (v,) if isinstance(v, str) else v for k, v in self.query.items()})

    def render_as_string(self, hide_password: bool = True) -> str:
        """Return the text form.

        :param hide_password: put ``***`` in place of the password (the default).
        """
        from urllib.parse import quote, quote_plus

        text = self.drivername + "://"
        if self.username is not None:
            text += quote(self.username, safe=" +")
            if self.password is not None:
                text += ":" + (_HIDDEN if hide_password else quote(str(self.password), safe=" +"))
            text += "@"
        if self.host is not None:
            text += f"[{self.host}]" if ":" in self.host else self.host
        if self.port is not None:
            text += f":{self.port}"
        if self.database is not None:
            text += "/" + quote(self.database, safe=" +/")
        if self.query:
            pairs = [(key, value) for key in sorted(self.query) for value in self.normalized_query[key]]
            text += "?" + "&".join(f"{quote_plus(key)}={quote_plus(value)}" for key, value in pairs)
        return text

    def get_backend_name(self) -> str:
        """Return the database's name, the part of ``drivername`` before ``+``."""
        return self.drivername.partition("+")[0]

    def get_driver_name(self) -> str:
        """Return the driver's name: the part after ``+``, or the default driver of the dialect."""
        return self.drivername.partition("+")[2] or self.get_dialect().driver

    def get_dialect(self, _is_async: bool = False) -> type[Dialect]:
        """Return the dialect class, importing it when needed.

        :raises holdfast.exc.NoSuchModuleError: no dialect of that name is registered.
        """
        return load_dialect(self.drivername).get_dialect_cls(self)

    def translate_connect_args(self, names: Sequence[str] | None = None, **kw: str) -> dict[str, Any]:
        """Return the given parts as keyword arguments for a DBAPI ``connect()``.

        :param names: what ``host, database, username, password, port`` are called, in that order.
        :param kw: the same by keyword, as ``username="user"``.
        """
        parts = ("host", "database", "username", "password", "port")
        called = dict(zip(parts, names, strict=False)) if names else {}
        called.update(kw)
        found = ((called.get(part, part), getattr(self, part)) for part in parts)
        return {name: value for name, value in found if name and value not in (None, "")}

    def __str__(self) -> str:
        return self.render_as_string()

    def __repr__(self) -> str:
        return self.render_as_string()

    def __hash__(self) -> int:
        return hash((*self[:6], frozenset(self.query.items())))

    def __copy__(self) -> URL:
        return self

    def __deepcopy__(self, memo: Any) -> URL:
        return self


def make_url(name_or_url: str | URL, keep_blank_values: bool = False) -> URL:
    """Return the URL that a text describes; a URL object is returned as it is.

    :param name_or_url: ``"dialect+driver://username:password@host:port/database?key=value"``; ``@ : / ?`` inside user
        name, password and database are to be percent-escaped (``urllib.parse.quote_plus``).
    :param keep_blank_values: keep query keys whose value is empty.
    :raises holdfast.exc.ArgumentError: the text is no URL, or the port no number.
    """
    if isinstance(name_or_url, URL):
        return name_or_url
    if not isinstance(name_or_url, str):
        if hasattr(name_or_url, "render_as_string"):
            return _parse(cast(str, name_or_url.render_as_string(hide_password=False)), keep_blank_values)
        raise exc.ArgumentError(
            f"Expected string or URL object, got {type(name_or_url).__name__}; write 'sqlite:///file.db', "
            "or build it with URL.create()"
        )
    return _parse(name_or_url, keep_blank_values)


def _parse(text: str, keep_blank_values: bool) -> URL:
    from urllib.parse import parse_qsl, unquote  # with all that it imports as slow as half of this package

    # The end of a line is no part of it; a blank may be, of the database's name.
    drivername, separator, rest = text.lstrip().rstrip("\r\n\t").partition("://")
    if not separator or not drivername.replace("+", "").replace("_", "").replace(".", "").replace("-", "").isalnum():
        raise exc.ArgumentError(
            "Could not parse SQLAlchemy URL from given URL string: it is to begin with 'dialect://' or "
            "'dialect+driver://', as in 'sqlite:///file.db' (the string is not shown, it may hold a password)"
        )
    userinfo, rest = _split_userinfo(rest)
    rest, _, query = rest.partition("?")
    hostport, slash, database = rest.partition("/")
    username, colon, password = (userinfo or "").partition(":")
    host, port = _split_host(hostport)
    pairs = parse_qsl(query, keep_blank_values=keep_blank_values)
    url = URL(
        drivername,
        None if userinfo is None else unquote(username),
        unquote(password) if colon else None,
        host or None,
        port,
        unquote(database) if slash else None,
        immutabledict(),
    )
    return url.update_query_pairs(pairs) if pairs else url


def _split_userinfo(rest: str) -> tuple[str | None, str]:
    """``user:password@rest`` in two; the last ``@`` before the path ends the password."""
    ends = [position for position in (rest.find("/"), rest.find("?")) if position >= 0]
    authority = rest[: min(ends)] if ends else rest
    at = authority.rfind("@")
    if at < 0 and not authority.startswith("["):
        port = authority.partition(":")[2]
        # Not a port, so it is a password that holds an unescaped '/' or '?'.
        at = rest.find("@") if port and not port.isdigit() else -1
    return (None, rest) if at < 0 else (rest[:at], rest[at + 1 :])


def _split_host(hostport: str) -> tuple[str, int | None]:
    """``host:port`` or ``[ipv6]:port`` in its two parts."""
    if hostport.startswith("["):
        host, _, tail = hostport[1:].partition("]")
        port = tail.removeprefix(":")
    else:
        host, _, port = hostport.partition(":")
    if not port:
        return host, None
    if not (port.isascii() and port.isdigit()):
        # The wrong "port" is often the tail of a password with an unescaped character, so it is not shown.
        raise exc.ArgumentError(
            "Could not parse SQLAlchemy URL from given URL string: the port is not a number; a '/', '?', '@' or ':' in "
            "user name or password must be escaped with urllib.parse.quote_plus(), or use URL.create()"
        )
    return host, int(port)


def _checked(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    return value


def _checked_or_none(value: object, name: str) -> str | None:
    return None if value is None else _checked(value, name)


def _port(value: int | str | None) -> int | None:
    if value is None:
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValueError(f"port must be a number, not {type(value).__name__}") from None


def _query(given: Mapping[str, QueryValue]) -> immutabledict[str, tuple[str, ...] | str]:
    checked: dict[str, tuple[str, ...] | str] = {}
    if not isinstance(given, Mapping):
        raise TypeError(f"The query must be a mapping, not {type(given).__name__}; make_url() reads query strings")
    for key, value in given.items():
        if not isinstance(key, str):
            raise TypeError(f"Query dictionary keys must be strings, not {type(key).__name__}")
        if isinstance(value, str):
            checked[key] = value
        elif isinstance(value, (tuple, list)) and all(isinstance(item, str) for item in value):
            checked[key] = tuple(value)
        else:
            raise TypeError(f"Query dictionary values must be strings or sequences of strings (key {key!r})")
    return immutabledict(checked)
