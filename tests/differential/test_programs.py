"""Random programs give the same on holdfast and on SQLAlchemy; here many on SQLite, and some on each server.

`HOLDFAST_DIFFERENTIAL=2000` in the environment runs so many in all.
"""

from __future__ import annotations

import os

import pytest

from tests import servers

from . import campaign
from .comparison import on
from .databases import placed

PARTS = 4
PROGRAMS = int(os.environ.get("HOLDFAST_DIFFERENTIAL", "320"))


@pytest.mark.parametrize("part", range(PARTS))
def test_a_program_gives_the_same_on_both_libraries(part: int) -> None:
    done = campaign.run(on("sqlalchemy"), on("holdfast"), PROGRAMS // PARTS, number=part)
    assert not done.failures, f"\n{done.failures[0]}"
    assert done.programs == PROGRAMS // PARTS
    # 6 % of thousands of programs. What the reference leaves to the order of its sets differs from run to run, so a
    # small part needs room: this is three standard deviations.
    assert done.undecided <= done.programs / 6


DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}
ON_A_SERVER = PROGRAMS // 10


@pytest.mark.parametrize("server", DRIVERS)
def test_a_program_gives_the_same_on_a_server(server: str) -> None:
    url = servers.url(server).set(drivername=DRIVERS[server])
    with placed(url.render_as_string(hide_password=False)):
        done = campaign.run(on("sqlalchemy"), on("holdfast"), ON_A_SERVER, number=PARTS)
    assert not done.failures, f"\n{done.failures[0]}"
    assert done.programs == ON_A_SERVER
