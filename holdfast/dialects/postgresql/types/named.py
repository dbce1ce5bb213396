"""ENUM and DOMAIN: types that a schema has by name, and their CREATE TYPE, CREATE DOMAIN and DROP.

Source: PostgreSQL manual, "CREATE TYPE", "CREATE DOMAIN", "Enumerated Types", "Domain Types".

Rules: the runner of `create_all()` creates the types of a MetaData and of its tables before the tables, and drops them
after the tables; `Table.create()` creates those of the table, `Table.drop()` leaves them, as other tables may use them.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

from holdfast.engine.engine import Engine
from holdfast.sql import types as generic
from holdfast.sql.operators import OperatorType
from holdfast.sql.schema.ddl import _ElementDDL
from holdfast.sql.types import SchemaType, TypeEngine, to_instance
from holdfast.sql.types.base import Processor
from holdfast.util.signatures import constructor_arguments
from holdfast.util.symbols import NO_ARG


class CreateEnumType(_ElementDDL):
    """CREATE TYPE .. AS ENUM.

    :param element: the ENUM.
    """

    __visit_name__ = "create_enum_type"


class DropEnumType(_ElementDDL):
    """DROP TYPE.

    :param element: the ENUM.
    """

    __visit_name__ = "drop_enum_type"


class CreateDomainType(_ElementDDL):
    """CREATE DOMAIN.

    :param element: the DOMAIN.
    """

    __visit_name__ = "create_domain_type"


class DropDomainType(_ElementDDL):
    """DROP DOMAIN.

    :param element: the DOMAIN.
    """

    __visit_name__ = "drop_domain_type"


class NamedType(SchemaType):
    """Base of the types that are created by name."""

    _array_as_text = True
    _create_element: ClassVar[type[_ElementDDL]]
    _drop_element: ClassVar[type[_ElementDDL]]

    def create(self, bind: Any, checkfirst: bool = True) -> None:
        """CREATE the type, where the database has such types.

        :param bind: Engine or Connection.
        :param checkfirst: do nothing when the database has it already.
        """
        if not bind.dialect.features.named_types:
            return
        with _connected(bind) as connection:
            if not (checkfirst and self._is_there(connection)):
                connection.execute(self._create_element(self))

    def drop(self, bind: Any, checkfirst: bool = True) -> None:
        """DROP the type, where the database has such types.

        :param bind: Engine or Connection.
        :param checkfirst: do nothing when the database does not have it.
        """
        if not bind.dialect.features.named_types:
            return
        with _connected(bind) as connection:
            if not checkfirst or self._is_there(connection):
                connection.execute(self._drop_element(self))

    def _is_there(self, connection: Any) -> bool:
        schema = connection.schema_for_object(self)
        return bool(connection.dialect.has_type(connection, self.name, schema=schema))


def _connected(bind: Any) -> AbstractContextManager[Any]:
    return bind.begin() if isinstance(bind, Engine) else nullcontext(bind)


class ENUM(NamedType, generic.Enum[Any]):
    """An enumeration of PostgreSQL's own.

    :param enums: the strings, or one enum class.
    :param name: the type's name; by default the enum class's in lower case.
    :param create_type: False: the database has it already, `create_all()` leaves it alone.
    :param kw: schema, metadata and others, as for Enum.
    """

    __visit_name__ = "ENUM"
    _create_element = CreateEnumType
    _drop_element = DropEnumType

    def __init__(self, *enums: Any, name: Any = NO_ARG, create_type: bool = True, **kw: Any) -> None:
        kw.pop("native_enum", None)
        super().__init__(*enums, name=None if name is NO_ARG else name, create_type=create_type, **kw)


class DOMAIN(NamedType, TypeEngine[Any]):
    """A domain: a type under another name, with a default and constraints.

    :param name: the domain's name.
    :param data_type: the type underneath.
    :param collation: COLLATE.
    :param collation_schema: the schema of the collation.
    :param default: DEFAULT; a str is a literal, text() an expression.
    :param constraint_name: the name of the constraint.
    :param not_null: True: NOT NULL.
    :param check: CHECK; str, text() or SQL expression, in which VALUE stands for the value.
    :param create_type: False: the database has it already, `create_all()` leaves it alone.
    :param schema, metadata, inherit_schema, quote: as for SchemaType.
    """

    __visit_name__ = "DOMAIN"
    _create_element = CreateDomainType
    _drop_element = DropDomainType
    operator_classes = generic.OperatorClass.UNSPECIFIED

    def __init__(
        self,
        name: str,
        data_type: Any,
        *,
        collation: str | None = None,
        collation_schema: str | None = None,
        default: Any = None,
        constraint_name: str | None = None,
        not_null: bool | None = None,
        check: Any = None,
        create_type: bool = True,
        schema: Any = NO_ARG,
        metadata: Any = None,
        inherit_schema: bool = False,
        quote: bool | None = None,
    ) -> None:
        self.data_type: TypeEngine[Any] = to_instance(data_type)
        self.collation = collation
        self.collation_schema = collation_schema
        self.default = default
        self.constraint_name = constraint_name
        self.not_null = not_null
        self.check = check
        self._set_schema_arguments(name, schema, metadata, inherit_schema, quote, create_type)

    def _built_on(self) -> list[Any]:
        return [self.data_type]

    @property
    def python_type(self) -> type[Any]:
        return self.data_type.python_type

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:
        return self.data_type.coerce_compared_value(op, value)

    def bind_processor(self, dialect: Any) -> Processor | None:
        return self.data_type._bind(dialect)

    def result_processor(self, dialect: Any, coltype: Any) -> Processor | None:
        return self.data_type._result(dialect, coltype)

    def literal_processor(self, dialect: Any) -> Processor | None:
        return self.data_type._literal(dialect)

    @classmethod
    def _adapted_from(cls, source: TypeEngine[Any], **kw: Any) -> Any:
        arguments = {**constructor_arguments(source, cls), **kw}
        if "metadata" not in kw:
            arguments["metadata"] = None
        new: Any = cls(**arguments)
        # a copy belongs to the same MetaData, but is not registered with it a second time
        if "metadata" not in kw:
            new.metadata = getattr(source, "metadata", None)
        new._take_settings(source)
        return new

    def _make_key(self) -> tuple[Any, ...]:
        return (type(self), self.name, self.schema, self.data_type._static_key)

    def repr_struct(self) -> str:
        return f"DOMAIN({str(self.name)!r}, {self.data_type!r})"
