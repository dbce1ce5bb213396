"""Echo and logging.

Rules: one stdlib logger a class, named `holdfast.<module>.<Class>`, and `.<logging_name>` behind it for named
instances.  `echo=True` logs at INFO, `echo="debug"` at DEBUG, whatever the logger's own level; `echo=None` or False
leaves it to the logging configuration.  `logging` is imported with the first logger that is asked for, so that
`import holdfast` does not pay for it.
"""

from __future__ import annotations

import sys
from typing import Any, Literal

EchoFlag = bool | Literal["debug"] | None

DEBUG = 10
INFO = 20
_STACK = 2


def _ensure_handler(logger: Any) -> None:
    """Give the root of our loggers a handler on stdout when nothing else would show an echoed line."""
    import logging

    if not logger.hasHandlers():
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        logging.getLogger("holdfast").addHandler(handler)


class InstanceLogger:
    """A stdlib logger with the echo flag of one engine or pool.

    :param echo: see the module.
    :param name: the logger's name.
    """

    __slots__ = ("_level", "echo", "logger")

    _levels: dict[Any, int] = {None: 0, False: 0, True: INFO, "debug": DEBUG}

    def __init__(self, echo: EchoFlag, name: str) -> None:
        import logging

        self.echo = echo
        self.logger = logging.getLogger(name)
        self._level = self._levels[echo]
        if self._level:
            _ensure_handler(self.logger)

    def isEnabledFor(self, level: int) -> bool:
        """Whether a message of that level is shown."""
        return (0 < self._level <= level) or self.logger.isEnabledFor(level)

    def getEffectiveLevel(self) -> int:
        """The level from which on messages are shown."""
        return self._level or self.logger.getEffectiveLevel()

    def log(self, level: int, message: str, *args: Any, **kw: Any) -> None:
        """Log at `level`; the message is formatted with `%` only when it is shown."""
        if self.isEnabledFor(level) and self.logger.manager.disable < level:
            kw["stacklevel"] = kw.get("stacklevel", 1) + _STACK
            self.logger._log(level, message, args, **kw)

    def debug(self, message: str, *args: Any, **kw: Any) -> None:
        """Log at DEBUG."""
        self.log(DEBUG, message, *args, **kw)

    def info(self, message: str, *args: Any, **kw: Any) -> None:
        """Log at INFO."""
        self.log(INFO, message, *args, **kw)

    def warning(self, message: str, *args: Any, **kw: Any) -> None:
        """Log at WARNING."""
        self.log(30, message, *args, **kw)

    warn = warning

    def error(self, message: str, *args: Any, **kw: Any) -> None:
        """Log at ERROR."""
        self.log(40, message, *args, **kw)

    def exception(self, message: str, *args: Any, **kw: Any) -> None:
        """Log at ERROR with the traceback of the exception being handled."""
        kw["exc_info"] = True
        self.log(40, message, *args, **kw)

    def critical(self, message: str, *args: Any, **kw: Any) -> None:
        """Log at CRITICAL."""
        self.log(50, message, *args, **kw)


def class_logger_name(cls: type) -> str:
    """The name of a class's logger: its public module and its name."""
    module = ".".join(part for part in cls.__module__.split(".") if not part.startswith("_"))
    return f"{module}.{cls.__name__}"


def instance_logger(name: str, logging_name: str | None = None, echo: EchoFlag = None) -> InstanceLogger:
    """Return the logger for one instance.

    :param name: the class's logger, such as "holdfast.engine.Engine".
    :param logging_name: the instance's own name, appended.
    :param echo: see the module.
    """
    return InstanceLogger(echo, f"{name}.{logging_name}" if logging_name else name)
