"""Several hosts in one URL, for libpq to try in order.

Two forms, as SQLAlchemy 2.1 documents them under "Specifying multiple fallback hosts": ``?host=a:5432&host=b:5433``,
and libpq's own lists, ``?host=a,b&port=5432,5433``.

Source: the PostgreSQL manual, "Specifying Multiple Hosts".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from holdfast import exc

_HOST_AND_PORT = re.compile(r"(?P<host>[^:,]*)(?::(?P<port>\d*))?")
_MIXED = (
    "Can't mix 'multihost' formats together; use \"host=h1,h2,h3&port=p1,p2,p3\" or "
    '"host=h1:p1&host=h2:p2&host=h3:p3" separately'
)


def hosts_of_query(query: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return libpq's ``host`` and ``port`` for those of a URL's query; a key that is not there is left to the rest of
    the URL.

    :param query: key -> its values.
    :raises holdfast.exc.ArgumentError: hosts and ports do not fit together.
    """
    hosts, ports = query.get("host", ()), query.get("port", ())
    found: dict[str, str] = {}
    if len(hosts) > 1 or (hosts and _has_port(hosts[0])):
        if ports:
            raise exc.ArgumentError(_MIXED)
        pairs = [_split(host) for host in hosts]
        found["host"] = ",".join(host for host, _ in pairs)
        if any(port for _, port in pairs):
            found["port"] = ",".join(port for _, port in pairs)
        return found
    if hosts and hosts[0]:
        found["host"] = hosts[0]
    if ports:
        found["port"] = ",".join(ports)
        _check_numbers(found["port"])
    if "host" in found and "port" in found and found["host"].count(",") != found["port"].count(","):
        raise exc.ArgumentError(
            f"number of hosts and ports don't match: {found['host']!r} has {found['host'].count(',') + 1}, "
            f"{found['port']!r} has {found['port'].count(',') + 1}"
        )
    return found


def _has_port(host: str) -> bool:
    """Whether a host comes with its port; a colon may also be part of a path or of an IPv6 address."""
    found = _HOST_AND_PORT.fullmatch(host)
    return found is not None and bool(found["port"])


def _split(host: str) -> tuple[str, str]:
    found = _HOST_AND_PORT.fullmatch(host)
    return (host, "") if found is None else (found["host"], found["port"] or "")


def _check_numbers(ports: str) -> None:
    if not all(port.isdigit() or not port for port in ports.split(",")):
        raise exc.ArgumentError(f"Received non-integer port arguments: {ports!r}")
