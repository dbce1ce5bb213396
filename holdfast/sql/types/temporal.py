"""Date, Time, DateTime and Interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfast.sql.operators import OperatorType
from holdfast.sql.types.base import LITERAL_TYPES, Processor, TypeEngine
from holdfast.sql.types.decorator import TypeDecorator
from holdfast.sql.types.operator_class import OperatorClass

if TYPE_CHECKING:
    import datetime as dt


class Date(TypeEngine["dt.date"]):
    """Python datetime.date; DATE."""

    __visit_name__ = "date"
    _is_generic = True
    operator_classes = OperatorClass.DATETIME

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return dbapi.DATETIME

    @property
    def python_type(self) -> type[dt.date]:
        import datetime

        return datetime.date

    def literal_processor(self, dialect: Any) -> Processor | None:
        return lambda value: f"'{value.isoformat()}'"


class Time(TypeEngine["dt.time"]):
    """Python datetime.time; TIME.

    :param timezone: values have a time zone, where the database knows such a type.
    """

    __visit_name__ = "time"
    _is_generic = True
    operator_classes = OperatorClass.DATETIME

    def __init__(self, timezone: bool = False) -> None:
        self.timezone = timezone

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return dbapi.DATETIME

    @property
    def python_type(self) -> type[dt.time]:
        import datetime

        return datetime.time

    def literal_processor(self, dialect: Any) -> Processor | None:
        return lambda value: f"'{value.isoformat()}'"


class DateTime(TypeEngine["dt.datetime"]):
    """Python datetime.datetime; DATETIME or TIMESTAMP.

    :param timezone: values have a time zone, where the database knows such a type.
    """

    __visit_name__ = "datetime"
    _is_generic = True
    operator_classes = OperatorClass.DATETIME

    def __init__(self, timezone: bool = False) -> None:
        self.timezone = timezone

    def get_dbapi_type(self, dbapi: Any) -> Any:
        return dbapi.DATETIME

    @property
    def python_type(self) -> type[dt.datetime]:
        import datetime

        return datetime.datetime

    def literal_processor(self, dialect: Any) -> Processor | None:
        return lambda value: f"""'{value.isoformat(sep=" ")}'"""


class _Moment(DateTime):
    """What an Interval is stored as where the database has none.

    :param fsp: digits of the seconds, where a DATETIME without them would cut them off.
    """

    def __init__(self, fsp: int = 6) -> None:
        super().__init__()
        self.fsp = fsp


class Interval(TypeDecorator["dt.timedelta"]):
    """Python datetime.timedelta; INTERVAL, or a DATETIME counted from 1970-01-01 where there is none.

    :param native: use the database's own type where it has one.
    :param second_precision: digits of the seconds, for databases that take them; by default all are kept.
    :param day_precision: digits of the days, for databases that take them.
    """

    impl: Any = _Moment
    cache_ok = True
    _is_generic = True
    native = True

    def __init__(
        self, native: bool = True, second_precision: int | None = None, day_precision: int | None = None
    ) -> None:
        super().__init__()
        if second_precision is not None and isinstance(self.impl, _Moment):
            self.impl = _Moment(second_precision)
        self.native = native
        self.second_precision = second_precision
        self.day_precision = day_precision

    @property
    def _type_affinity(self) -> Any:
        return Interval

    @property
    def epoch(self) -> dt.datetime:
        """The moment that intervals are counted from where they are stored as one."""
        import datetime

        return datetime.datetime(1970, 1, 1)

    @property
    def python_type(self) -> type[dt.timedelta]:
        import datetime

        return datetime.timedelta

    def _make_impl(self, dialect: Any) -> TypeEngine[Any]:
        own = dialect.colspecs.get(Interval) if self.native else None
        if own is not None and not self._variant_mapping:
            adapted: TypeEngine[Any] = self.adapt(own)
            return adapted
        return super()._make_impl(dialect)

    def type_engine(self, dialect: Any) -> TypeEngine[Any]:
        own = dialect.colspecs.get(Interval) if self.native else None
        if own is not None and not self._variant_mapping:
            adapted: TypeEngine[Any] = self.adapt(own)
            return adapted
        return super().type_engine(dialect)

    def bind_processor(self, dialect: Any) -> Processor | None:
        epoch = self.epoch
        inner = self.impl_instance.bind_processor(dialect)
        if inner is None:
            return lambda value: None if value is None else epoch + value
        return lambda value: inner(None if value is None else epoch + value)

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        epoch = self.epoch
        inner = self.impl_instance.result_processor(dialect, coltype)

        def process(value: Any) -> Any:
            if inner is not None:
                value = inner(value)
            if isinstance(value, str):
                # a parameter or literal comes back from MySQL as it was sent
                value = epoch.fromisoformat(value)
            return None if value is None else value - epoch

        return process

    def literal_processor(self, dialect: Any) -> Processor | None:
        epoch = self.epoch
        inner = self.impl_instance.literal_processor(dialect)
        return None if inner is None else lambda value: inner(epoch + value)

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self.impl_instance.coerce_compared_value(op, value)

    def repr_struct(self) -> str:
        return TypeEngine.repr_struct(self)


_DATETIME = DateTime()
LITERAL_TYPES[("datetime", "date")] = Date()
LITERAL_TYPES[("datetime", "datetime")] = _DATETIME
LITERAL_TYPES[("datetime", "time")] = Time()
LITERAL_TYPES[("datetime", "timedelta")] = Interval()
