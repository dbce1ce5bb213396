"""mapped_column(): a column of a declarative class.

Rules
* A MappedColumn keeps the arguments it was given. The Column is made from them when the class is scanned, when name,
  type and nullability are known from the attribute and its annotation; or earlier, when the class body uses it in an
  expression, and is completed by the scan then.
* A MappedColumn of a mixin or of `Annotated[...]` is a template: each class makes its own Column from the same
  arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from holdfast.orm.attributes.mapped import Mapped
from holdfast.orm.mapper.properties import NO_ARG, NO_DATACLASS_OPTIONS, ColumnProperty, DataclassOptions
from holdfast.sql.schema.column import Column
from holdfast.sql.types import Integer, TypeEngine, to_instance
from holdfast.util.symbols import NULL_UNSPECIFIED

_T = TypeVar("_T")

ATTRIBUTE_ARGUMENTS = frozenset(
    {"deferred", "deferred_group", "deferred_raiseload", "active_history", "sort_order", "use_existing_column"}
)


class MappedColumn(Mapped[_T]):
    """A column of a declarative class, and how the attribute for it is mapped. Made by `mapped_column()`."""

    __slots__ = ("_column", "args", "dataclass", "kw", "settings")

    args: tuple[Any, ...]
    kw: dict[str, Any]
    settings: dict[str, Any]
    dataclass: DataclassOptions

    def __init__(
        self, args: tuple[Any, ...], kw: dict[str, Any], dataclass: DataclassOptions = NO_DATACLASS_OPTIONS
    ) -> None:
        self.args = args
        self.settings = {name: kw.pop(name) for name in ATTRIBUTE_ARGUMENTS.intersection(kw)}
        self.kw = kw
        self.dataclass = dataclass
        self._column: Column[Any] | None = None

    @property
    def column(self) -> Column[_T]:
        """The Column, made with what is known up to now."""
        column = self._column
        if column is None:
            column = self._column = Column(*self.args, **self.kw)
            if column.name is None:
                column._bind_name = "param"
        return column

    def completed(self, key: str, type_: Any, nullable: bool | None) -> Column[_T]:
        """Return the Column with what the attribute says and the arguments do not.

        :param key: the attribute's name.
        :param type_: the type that the annotation says, or None.
        :param nullable: whether the annotation allows None; None without annotation.
        """
        column = self._column
        if column is None:
            column = self._column = Column(*self.args, **self.kw)
        if column.name is None:
            column.name = key
        if column.key is None:
            column.key = column._bind_name = column.name  # as Column itself does for a given name
        if type_ is not None and column.type._isnull:
            column.type = to_instance(type_)
        if nullable is not None and column._user_defined_nullable is None and not column.primary_key:
            column.nullable = nullable
        return column

    @property
    def has_type(self) -> bool:
        """Whether the arguments say the type."""
        if self._column is not None:
            return not self._column.type._isnull
        if self.kw.get("type_") is not None:
            return True
        return any(
            isinstance(arg, TypeEngine) or (isinstance(arg, type) and issubclass(arg, TypeEngine))
            for arg in self.args[:2]
        )

    def copied(self) -> MappedColumn[_T]:
        """Return a MappedColumn of the same arguments for another class."""
        copy: MappedColumn[_T] = MappedColumn.__new__(MappedColumn)
        copy.args, copy.kw, copy.settings, copy.dataclass = self.args, self.kw, self.settings, self.dataclass
        copy._column = self.column._copy()
        return copy

    def with_template(self, template: MappedColumn[Any]) -> None:
        """Take from a template, a MappedColumn within `Annotated[...]`, what is not given here."""
        template.column._merge(self.column)
        self.settings = {**template.settings, **self.settings}
        if self.dataclass is NO_DATACLASS_OPTIONS:
            self.dataclass = template.dataclass

    def as_property(self, column: Column[Any]) -> ColumnProperty[_T]:
        """Return the mapper property for the completed Column."""
        settings = self.settings
        if not settings:
            return ColumnProperty(column, attribute_options=self.dataclass)
        group = settings.get("deferred_group")
        raiseload = settings.get("deferred_raiseload")
        deferred = settings.get("deferred", NO_ARG)
        return ColumnProperty(
            column,
            attribute_options=self.dataclass,
            deferred=bool(group or raiseload) if deferred is NO_ARG else deferred,
            group=group,
            raiseload=bool(raiseload),
            active_history=settings.get("active_history", False),
        )

    @property
    def sort_order(self) -> int:
        """Where the column stands in the table, relative to others."""
        order: int = self.settings.get("sort_order", 0)
        return order

    @property
    def name(self) -> str | None:
        """The column's name; None when the attribute's name is it."""
        return self.column.name

    @property
    def foreign_keys(self) -> Any:
        """The ForeignKey objects of the column."""
        return self.column.foreign_keys

    def operate(self, op: Callable[..., Any], *other: Any, **kwargs: Any) -> Any:
        """Let the class body use the column in expressions."""
        return op(self.column, *other, **kwargs)

    def reverse_operate(self, op: Callable[..., Any], other: Any, **kwargs: Any) -> Any:
        """As `operate`, with the column on the right hand side."""
        return op(other, self.column, **kwargs)

    def __clause_element__(self) -> Column[_T]:
        return self.column

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<MappedColumn {self.args!r}>"


def mapped_column(
    __name_pos: Any = None,
    __type_pos: Any = None,
    /,
    *args: Any,
    init: Any = NO_ARG,
    repr: Any = NO_ARG,
    default: Any = NO_ARG,
    default_factory: Any = NO_ARG,
    compare: Any = NO_ARG,
    kw_only: Any = NO_ARG,
    hash: Any = NO_ARG,
    nullable: Any = NULL_UNSPECIFIED,
    primary_key: bool | None = False,
    deferred: Any = NO_ARG,
    deferred_group: str | None = None,
    deferred_raiseload: bool | None = None,
    use_existing_column: bool = False,
    name: str | None = None,
    type_: Any = None,
    autoincrement: bool | Literal["auto", "ignore_fk"] = "auto",
    doc: str | None = None,
    key: str | None = None,
    index: bool | None = None,
    unique: bool | None = None,
    info: dict[Any, Any] | None = None,
    onupdate: Any = None,
    insert_default: Any = NO_ARG,
    server_default: Any = None,
    server_onupdate: Any = None,
    active_history: bool = False,
    quote: bool | None = None,
    system: bool = False,
    comment: str | None = None,
    sort_order: Any = NO_ARG,
    dataclass_metadata: Any = NO_ARG,
    **kw: Any,
) -> MappedColumn[Any]:
    """Return a column of a declarative class; name, type and nullability are those of the attribute where they are not
    given.

    :param args: as for Column: name, type, then ForeignKey, Identity, Computed and other items.
    :param nullable: NULL is allowed; by default when the annotation is `Optional`.
    :param default, insert_default: value of INSERT when none is given.
    :param deferred, deferred_group, deferred_raiseload: load on access, with its group, or refuse to.
    :param active_history: load the former value before a change.
    :param use_existing_column: take the column of the base's table when it has one of that name.
    :param sort_order: where the column stands in the table; the default is 0.
    :param init, repr, default_factory, compare, kw_only, hash, dataclass_metadata: for classes mapped as dataclasses.
    The other parameters are Column's. Source: SQLAlchemy 2.1 documentation, mapped_column().
    """
    if __type_pos is not None:
        args = (__name_pos, __type_pos, *args)
    elif __name_pos is not None:
        args = (__name_pos, *args)
    given = kw
    if primary_key:
        given["primary_key"] = True
    if nullable is not NULL_UNSPECIFIED:
        given["nullable"] = nullable
    if autoincrement != "auto":
        given["autoincrement"] = autoincrement
    if insert_default is not NO_ARG:
        given["default"] = insert_default
    elif default is not NO_ARG:
        given["default"] = default
    for option, value in (
        ("name", name),
        ("type_", type_),
        ("doc", doc),
        ("key", key),
        ("index", index),
        ("unique", unique),
        ("info", info),
        ("onupdate", onupdate),
        ("server_default", server_default),
        ("server_onupdate", server_onupdate),
        ("quote", quote),
        ("comment", comment),
        ("deferred_group", deferred_group),
        ("deferred_raiseload", deferred_raiseload),
    ):
        if value is not None:
            given[option] = value
    if system:
        given["system"] = True
    if active_history:
        given["active_history"] = True
    if use_existing_column:
        given["use_existing_column"] = True
    if deferred is not NO_ARG:
        given["deferred"] = deferred
    if sort_order is not NO_ARG:
        given["sort_order"] = sort_order
    dataclass = DataclassOptions(init, repr, default, default_factory, compare, kw_only, hash, dataclass_metadata)
    return MappedColumn(args, given, dataclass)


def orm_insert_sentinel(
    name: str | None = None,
    type_: Any = None,
    *,
    default: Any = None,
    omit_from_statements: bool = True,
) -> MappedColumn[Any]:
    """Return a column of a declarative class that helps to match the rows of a multi-row INSERT .. RETURNING.

    :param name: the column's name; that of the attribute by default.
    :param type_: its type; Integer by default.
    :param default: scalar or function; NULL without one.
    :param omit_from_statements: leave it out of SELECT and INSERT unless it is named there.
    Source: SQLAlchemy 2.1 documentation, "Configuring Sentinel Columns".
    """
    return mapped_column(
        name,
        Integer if type_ is None else type_,
        nullable=True,
        default=NO_ARG if default is None else default,
        _omit_from_statements=omit_from_statements,
        insert_sentinel=True,
    )
