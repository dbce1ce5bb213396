"""How SQLite stores what it has no type for: dates and times as text, in the format that its own functions read.

``storage_format`` and ``regexp`` let a column read and write another format.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any, ClassVar

from holdfast.sql import types as generic
from holdfast.sql.expressions.function import func
from holdfast.util.warnings import warn

Processor = Callable[[Any], Any]

# What every decimal number of so many digits survives as a 64-bit float.
FLOAT_DIGITS = 15
LOSSY = (
    "Dialect {dialect} does *not* support Decimal objects natively: a value of {digits} digits was rounded to a "
    "floating point number. Store such numbers as text, or as integers of the smallest unit."
)


class _StoredAsText:
    """Mixin of the three types.

    :param storage_format: a format with the fields of the value, as ``"%(year)04d/%(month)02d/%(day)02d"``.
    :param regexp: matches the stored text; its groups are the value's fields, in order or by name.
    """

    _python_class: ClassVar[Any]
    _fields: ClassVar[tuple[str, ...]]
    _what: ClassVar[str]

    storage_format: str | None = None
    regexp: str | re.Pattern[str] | None = None

    def _set_format(self, storage_format: str | None, regexp: str | re.Pattern[str] | None) -> None:
        self.storage_format = storage_format
        self.regexp = regexp

    def _to_text(self, value: Any) -> str:
        raise NotImplementedError

    def _fields_of(self, value: Any) -> dict[str, Any]:
        return {name: getattr(value, name, 0) for name in self._fields}

    def _refusal(self, value: Any) -> TypeError:
        return TypeError(f"SQLite {self._what} as input, not {type(value).__name__}.")

    def bind_processor(self, dialect: Any) -> Processor | None:
        """From the Python value to text."""
        to_text = self._to_text
        template = self.storage_format
        if template is None:
            return lambda value: None if value is None else to_text(value)

        def process(value: Any) -> Any:
            if value is None:
                return None
            to_text(value)  # refuses what is not of the type
            return template % self._fields_of(value)

        return process

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """From text to the Python value."""
        cls = self._python_class
        if self.regexp is None:
            return _reader(cls)
        match = re.compile(self.regexp).match

        def process(value: Any) -> Any:
            if value is None:
                return None
            found = match(value)
            if found is None:
                raise ValueError(
                    f"Couldn't parse {self._what.split(' type')[0]} string {value!r} with the type's regexp"
                )
            named = found.groupdict()
            if named:
                return cls(**{name: int(text or 0) for name, text in named.items()})
            return cls(*(int(text or 0) for text in found.groups()))

        return process

    def literal_processor(self, dialect: Any) -> Processor | None:
        """From the Python value to SQL text."""
        process = self.bind_processor(dialect)
        assert process is not None
        return lambda value: f"'{process(value)}'"


def _reader(cls: Any) -> Processor:
    parse = cls.fromisoformat

    def process(value: Any) -> Any:
        if value is None:
            return None
        try:
            return parse(value)
        except TypeError:
            raise TypeError(
                f"{cls.__name__} is stored as text in SQLite, but the value is a {type(value).__name__}"
            ) from None

    return process


class DATETIME(_StoredAsText, generic.DateTime):
    """datetime as ``2026-02-28 13:05:09.000123``; the time zone is not stored.

    :param truncate_microseconds: store whole seconds.
    :param storage_format: see above; ``regexp`` as well.
    """

    _python_class = datetime.datetime
    _fields = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    _what = "DateTime type only accepts Python datetime and date objects"

    def __init__(
        self,
        timezone: bool = False,
        truncate_microseconds: bool = False,
        storage_format: str | None = None,
        regexp: str | re.Pattern[str] | None = None,
    ) -> None:
        super().__init__(timezone=timezone)
        self.truncate_microseconds = truncate_microseconds
        self._set_format(storage_format, regexp)

    def _to_text(self, value: Any) -> str:
        timespec = "seconds" if self.truncate_microseconds else "microseconds"
        if isinstance(value, datetime.datetime):
            if value.tzinfo is not None:
                value = value.replace(tzinfo=None)
            text: str = value.isoformat(" ", timespec)
            return text
        if isinstance(value, datetime.date):
            return f"{value.isoformat()} 00:00:00" + ("" if self.truncate_microseconds else ".000000")
        raise self._refusal(value)


class DATE(_StoredAsText, generic.Date):
    """date as ``2026-02-28``."""

    _python_class = datetime.date
    _fields = ("year", "month", "day")
    _what = "Date type only accepts Python date objects"

    def __init__(self, storage_format: str | None = None, regexp: str | re.Pattern[str] | None = None) -> None:
        super().__init__()
        self._set_format(storage_format, regexp)

    def _to_text(self, value: Any) -> str:
        if isinstance(value, datetime.datetime):
            value = value.date()
        elif not isinstance(value, datetime.date):
            raise self._refusal(value)
        text: str = value.isoformat()
        return text


class TIME(_StoredAsText, generic.Time):
    """time as ``13:05:09.000123``.

    :param truncate_microseconds: store whole seconds.
    """

    _python_class = datetime.time
    _fields = ("hour", "minute", "second", "microsecond")
    _what = "Time type only accepts Python time objects"

    def __init__(
        self,
        timezone: bool = False,
        truncate_microseconds: bool = False,
        storage_format: str | None = None,
        regexp: str | re.Pattern[str] | None = None,
    ) -> None:
        super().__init__(timezone=timezone)
        self.truncate_microseconds = truncate_microseconds
        self._set_format(storage_format, regexp)

    def _to_text(self, value: Any) -> str:
        if not isinstance(value, datetime.time):
            raise self._refusal(value)
        if value.tzinfo is not None:
            value = value.replace(tzinfo=None)
        text: str = value.isoformat("seconds" if self.truncate_microseconds else "microseconds")
        return text


class NUMERIC(generic.Numeric[Any]):
    """Numbers, which SQLite stores as 64-bit floats: a Decimal that loses digits there is warned of.

    The affinity NUMERIC stores a whole float as an integer, and it comes back as a float.
    """

    def bind_processor(self, dialect: Any) -> Processor | None:
        """From Decimal to float."""
        to_float, to_decimal = super().bind_processor(dialect), super().result_processor(dialect, None)
        if not self.asdecimal or (self.precision is not None and self.precision <= FLOAT_DIGITS):
            return to_float
        assert to_float is not None and to_decimal is not None
        from decimal import Decimal

        def process(value: Any) -> Any:
            stored = to_float(value)
            if isinstance(value, Decimal):
                digits = len(value.as_tuple().digits)
                if digits > FLOAT_DIGITS and to_decimal(stored) != value:
                    warn(LOSSY.format(dialect=f"{dialect.name}+{dialect.driver}", digits=digits))
            return stored

        return process

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """From what SQLite gives to float or Decimal."""
        if self.asdecimal:
            return super().result_processor(dialect, coltype)
        return lambda value: None if value is None else float(value)


class JSON(generic.JSON):
    """JSON as text, for SQLite's JSON functions."""

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        """From text to the Python value; a column declared as JSON has numeric affinity, and gives numbers as such."""
        read = super().result_processor(dialect, coltype)
        assert read is not None
        return lambda value: value if isinstance(value, (int, float)) else read(value)


class JSONB(JSON):
    """JSON in SQLite's binary form (3.45 and later): written with ``jsonb()``, read with ``json()``."""

    __visit_name__ = "JSONB"

    def bind_expression(self, bindvalue: Any) -> Any:
        """Return the call that makes the binary form."""
        return func.jsonb(bindvalue, type_=self)

    def column_expression(self, colexpr: Any) -> Any:
        """Return the call that makes text of it again."""
        return func.json(colexpr, type_=self)


class Untyped(generic.NullType):
    """The type of a column that was declared without one: it keeps values as they are given."""

    __visit_name__ = "untyped"

    def repr_struct(self) -> str:
        return "NullType()"


COLSPECS: dict[Any, Any] = {
    generic.Date: DATE,
    generic.DateTime: DATETIME,
    generic.Time: TIME,
    generic.JSON: JSON,
    generic.Numeric: NUMERIC,
}

# What a declared type of a column means, by its name without arguments; others go by SQLite's affinity rules (in
# reflection.py).
DECLARED: dict[str, Any] = {
    "BIGINT": generic.BIGINT,
    "BLOB": generic.BLOB,
    "BOOL": generic.BOOLEAN,
    "BOOLEAN": generic.BOOLEAN,
    "CHAR": generic.CHAR,
    "DATE": DATE,
    "DATE_CHAR": DATE,
    "DATETIME": DATETIME,
    "DATETIME_CHAR": DATETIME,
    "DOUBLE": generic.DOUBLE,
    "DOUBLE_PRECISION": generic.DOUBLE_PRECISION,
    "DOUBLE PRECISION": generic.DOUBLE_PRECISION,
    "DECIMAL": generic.DECIMAL,
    "FLOAT": generic.FLOAT,
    "INT": generic.INTEGER,
    "INTEGER": generic.INTEGER,
    "JSON": JSON,
    "JSONB": JSONB,
    "NUMERIC": generic.NUMERIC,
    "REAL": generic.REAL,
    "SMALLINT": generic.SMALLINT,
    "TEXT": generic.TEXT,
    "TIME": TIME,
    "TIME_CHAR": TIME,
    "TIMESTAMP": generic.TIMESTAMP,
    "VARCHAR": generic.VARCHAR,
    "NVARCHAR": generic.NVARCHAR,
    "_TEXT": generic.TEXT,
}
