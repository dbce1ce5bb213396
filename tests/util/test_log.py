"""Echo flags and logger names."""

from __future__ import annotations

import logging

import pytest

from holdfast.log import instance_logger


def test_echo_shows_info_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    logger = instance_logger("holdfast.engine.EchoTest", "first", True)
    assert logger.logger.name == "holdfast.engine.EchoTest.first"
    assert logger.isEnabledFor(logging.INFO)
    assert not logger.isEnabledFor(logging.DEBUG)


def test_debug_echo(caplog: pytest.LogCaptureFixture) -> None:
    logger = instance_logger("holdfast.engine.EchoTest", None, "debug")
    logger.debug("row %s", (1,))
    assert caplog.records[-1].getMessage() == "row (1,)"


def test_without_echo_the_configuration_decides() -> None:
    logger = instance_logger("holdfast.engine.QuietTest")
    assert not logger.isEnabledFor(logging.INFO)
    logging.getLogger("holdfast.engine.QuietTest").setLevel(logging.INFO)
    assert logger.isEnabledFor(logging.INFO)
