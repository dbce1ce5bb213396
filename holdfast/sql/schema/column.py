"""Column: a column of a Table, its type, its constraints, and how it gets its values.

Rules: a Column belongs to one Table; before that it may be without a name or a type (declarative sets the name, a
foreign key's target gives the type).  What needs the table (indexes, foreign keys, CHECKs of the type) waits in
`_on_table` until the column is attached.  In a derived FROM element a Column is stood for by another, light one
(`_make_proxy`) that shares its nature but not its table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from holdfast import exc
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import new_token
from holdfast.sql.expressions.names import AnonymousName, quoted_name
from holdfast.sql.schema.defaults import (
    CallableColumnDefault,
    ColumnDefault,
    Computed,
    DefaultClause,
    DefaultGenerator,
    FetchedValue,
    Identity,
    _SentinelDefault,
)
from holdfast.sql.schema.item import DialectKWArgs, SchemaItem
from holdfast.sql.types import NULLTYPE, Integer, TypeEngine, to_instance
from holdfast.util.symbols import NO_ARG, NULL_UNSPECIFIED

if TYPE_CHECKING:
    from holdfast.sql.schema.foreign_key import ForeignKey
    from holdfast.sql.schema.table import Table

_T = TypeVar("_T")
_Autoincrement = bool | Literal["auto", "ignore_fk"]


class Column(DialectKWArgs, SchemaItem, ColumnClause[_T]):
    """A column of a table.

    :param name: the column's name; may be left out where it is set later.
    :param type_: a type, class or instance; may be left out when a ForeignKey says it.
    :param args: ForeignKey, CheckConstraint, Sequence, Identity, Computed, FetchedValue ...
    :param autoincrement: "auto": the key of an integer primary key is generated; True: so in a composite one;
        False: never; "ignore_fk": also when it is a foreign key.
    :param default: value of INSERT when none is given: scalar, function, SQL expression, Sequence.
    :param insert_default: the same; for use next to the dataclasses' `default`.
    :param onupdate: as `default`, of UPDATE.
    :param server_default: DEFAULT of CREATE TABLE: str, text(), SQL expression, or FetchedValue.
    :param server_onupdate: a FetchedValue: the database sets it in UPDATE.
    :param key: the name in `table.c`; by default the column's.
    :param index: make an index of the column.
    :param unique: make it unique: with `index` the index, else a UNIQUE constraint.
    :param nullable: NULL is allowed; by default unless it is part of the primary key.
    :param primary_key: it is part of the primary key.
    :param comment: COMMENT in the database.
    :param doc, info: for the program.
    :param quote: force quoting of the name on or off.
    :param system: the database makes the column itself; it is left out of CREATE TABLE.
    :param insert_sentinel: it is a help for matching the rows of INSERT .. RETURNING.
    :param dialect_kwargs: `<dialect>_<argument>`.
    :raises ArgumentError: contradictions between those.
    """

    __visit_name__ = "column"

    #: set by Identity() and Computed()
    identity: Identity | None = None
    computed: Computed | None = None
    _is_proxy = False

    @overload
    def __init__(
        self, name: str | None, type_: type[TypeEngine[_T]] | TypeEngine[_T], /, *args: Any, **kw: Any
    ) -> None: ...
    @overload
    def __init__(self, type_: type[TypeEngine[_T]] | TypeEngine[_T], /, *args: Any, **kw: Any) -> None: ...
    @overload
    def __init__(self, *args: Any, type_: type[TypeEngine[_T]] | TypeEngine[_T], **kw: Any) -> None: ...
    @overload
    def __init__(self: Column[Any], *args: Any, **kw: Any) -> None: ...
    def __init__(
        self,
        *args: Any,
        name: str | None = None,
        type_: Any = None,
        autoincrement: _Autoincrement = "auto",
        default: Any = NO_ARG,
        insert_default: Any = NO_ARG,
        doc: str | None = None,
        key: str | None = None,
        index: bool | None = None,
        unique: bool | None = None,
        info: dict[Any, Any] | None = None,
        nullable: Any = NULL_UNSPECIFIED,
        onupdate: Any = None,
        primary_key: bool = False,
        server_default: Any = None,
        server_onupdate: FetchedValue | None = None,
        quote: bool | None = None,
        system: bool = False,
        comment: str | None = None,
        insert_sentinel: bool = False,
        _omit_from_statements: bool = False,
        **dialect_kwargs: Any,
    ) -> None:
        name, type_, rest = _name_and_type(name, type_, args)
        if name is not None:
            name = quoted_name.construct(name, quote)
        elif quote is not None:
            raise exc.ArgumentError("Explicit 'name' is required when sending 'quote' argument")
        self.name = name  # type: ignore[assignment]  # None until declarative or the user sets it
        self.key = name if key is None else key  # type: ignore[assignment]  # as the name
        self._bind_name = self.key
        self.type = NULLTYPE if type_ is None else to_instance(type_)
        self.table = None
        self._token = new_token()
        self.primary_key = bool(primary_key)
        self._user_defined_nullable = None if nullable is NULL_UNSPECIFIED else bool(nullable)
        self.nullable = (not self.primary_key) if nullable is NULL_UNSPECIFIED else bool(nullable)
        self.autoincrement: _Autoincrement = autoincrement
        self.index = index
        self.unique = unique
        self.system = system
        self.doc = doc
        self.comment = comment
        self._insert_sentinel = insert_sentinel
        self._omit_from_statements = _omit_from_statements
        self.constraints: set[Any] = set()
        self._foreign_keys: set[Any] = set()
        self._on_table: list[Callable[[Any, Any], None]] = []
        if info is not None:
            self.info = info
        if dialect_kwargs:
            self._set_dialect_kw(dialect_kwargs)
        # the parameters may be positional items too, so the attributes stand before those are attached
        self.default: DefaultGenerator | None = None
        self.onupdate: DefaultGenerator | None = None
        self.server_default: FetchedValue | None = None
        self.server_onupdate: FetchedValue | None = None
        self._set_defaults(default, insert_default, onupdate, server_default, server_onupdate)
        self._attach_all(rest)

    def _set_defaults(
        self, default: Any, insert_default: Any, onupdate: Any, server_default: Any, server_onupdate: Any
    ) -> None:
        if insert_default is not NO_ARG:
            if default is not NO_ARG:
                raise exc.ArgumentError(
                    "The 'default' and 'insert_default' parameters of Column are mutually exclusive"
                )
            default = insert_default
        if self._insert_sentinel and default is NO_ARG and server_default is None:
            default = _SentinelDefault()
        if default is not NO_ARG and default is not None:
            if not isinstance(default, DefaultGenerator):
                default = ColumnDefault(default)
            default._attach(self)
        if onupdate is not None:
            if not isinstance(onupdate, DefaultGenerator):
                onupdate = ColumnDefault(onupdate, for_update=True)
            onupdate.for_update = True
            onupdate._attach(self)
        if server_default is not None:
            if not isinstance(server_default, FetchedValue):
                server_default = DefaultClause(server_default)
            server_default._as_for_update(False)._attach(self)
        if server_onupdate is not None:
            if not isinstance(server_onupdate, FetchedValue):
                server_onupdate = DefaultClause(server_onupdate, for_update=True)
            server_onupdate._as_for_update(True)._attach(self)

    @property
    def foreign_keys(self) -> set[ForeignKey]:
        """The ForeignKey objects of the column."""
        found: set[ForeignKey] | None = self.__dict__.get("_foreign_keys")
        if found is None:
            original = self._proxies[0]
            found = self._foreign_keys = {fk._proxied(self) for fk in original.foreign_keys}
        return found

    def references(self, column: Any) -> bool:
        """Whether a foreign key of this column refers to `column`."""
        return any(fk.column.shares_lineage(column) for fk in self.foreign_keys)

    def append_foreign_key(self, fk: ForeignKey) -> None:
        """Add a ForeignKey to the column."""
        fk._attach(self)

    def _on_table_attach(self, fn: Callable[[Any, Any], None]) -> None:
        """Call `fn(column, table)` when the column has its table; at once when it has."""
        if self.table is not None:
            fn(self, self.table)
        else:
            self._on_table.append(fn)

    def _set_parent(
        self,
        table: Table,
        /,
        *,
        all_names: dict[str, Column[Any]] | None = None,
        allow_replacements: bool = True,
        index: int | None = None,
        **kw: Any,
    ) -> None:
        if not self.name:
            raise exc.ArgumentError(
                "Column must be constructed with a non-blank name or assign a non-blank .name before adding to a Table."
            )
        if self.key is None:
            self.key = self.name
        self._bind_name = self.key
        if self.table is not None and self.table is not table:
            raise exc.ArgumentError(
                f"Column object '{self.key}' already assigned to Table '{self.table.description}'; use "
                "Column.copy() or to_metadata() to have it in another"
            )
        table._take_column(self, all_names, allow_replacements, index)
        self.table = table
        if self._insert_sentinel:
            if table._sentinel_column is not None:
                raise exc.ArgumentError(
                    "a Table may have only one explicit sentinel column: "
                    f"'{table._sentinel_column.key}' and '{self.key}' of table '{table.name}'"
                )
            table._sentinel_column = self
        if self.primary_key:
            table.primary_key._replace(self)
        elif self.key in table.primary_key:
            raise exc.ArgumentError(
                f"Trying to redefine primary-key column '{self.key}' as a non-primary-key column on table "
                f"'{table.fullname}'"
            )
        self._make_index(table)
        waiting, self._on_table = self._on_table, []
        for fn in waiting:
            fn(self, table)
        table._check_constraints_of_type(self)

    def _make_index(self, table: Table) -> None:
        for name, value in (("index", self.index), ("unique", self.unique)):
            if isinstance(value, str):
                raise exc.ArgumentError(
                    f"The '{name}' keyword argument on Column is boolean only. To create "
                    + (
                        "indexes with a specific name, create an explicit Index object external to the Table."
                        if name == "index"
                        else "unique constraints or indexes with a specific name, append an explicit "
                        "UniqueConstraint to the Table's list of elements, or create an explicit Index object "
                        "external to the Table."
                    )
                )
        if self.index:
            table._add_column_index(self, unique=bool(self.unique))
        elif self.unique:
            table._add_column_unique(self)

    def copy(self, **kw: Any) -> Column[_T]:
        """Return a copy that belongs to no table."""
        return self._copy(**kw)

    def _copy(self, **kw: Any) -> Column[_T]:
        """Return a copy without a table, with copies of its constraints and foreign keys.

        The keywords (`schema`, `referred_schema_fn`, `target_table`) are for those.
        """
        args: list[Any] = [item._copy(**kw) for item in self.constraints if not item._type_bound]
        # a foreign key that belongs to a composite constraint is copied with that
        args.extend(fk._copy(**kw) for fk in self.foreign_keys if not fk.constraint or fk._owns_constraint)
        server_default, server_onupdate = self.server_default, self.server_onupdate
        if isinstance(server_default, (Computed, Identity)):
            # they attach themselves
            args.append(server_default._copy(**kw))
            server_default = server_onupdate = None
        type_: Any = self.type
        if hasattr(type_, "_for_schema"):
            type_ = type_._for_schema(kw.get("metadata"), kw.get("schema"))
        copy: Column[_T] = self._new_like(
            *args,
            name=self.name,
            type_=type_,
            key=self.key,
            primary_key=self.primary_key,
            unique=self.unique,
            system=self.system,
            index=self.index,
            autoincrement=self.autoincrement,
            default=NO_ARG if self.default is None or self.default.is_sentinel else _copied_default(self.default),
            onupdate=_copied_default(self.onupdate),
            server_default=server_default if server_default is None else server_default._copy(),
            server_onupdate=server_onupdate if server_onupdate is None else server_onupdate._copy(),
            doc=self.doc,
            comment=self.comment,
            nullable=self.nullable,
            insert_sentinel=self._insert_sentinel,
            _omit_from_statements=self._omit_from_statements,
            **self._dialect_kw,
        )
        copy._user_defined_nullable = self._user_defined_nullable
        copied: Column[_T] = self._copied_settings(copy)
        return copied

    def _new_like(self, *args: Any, **kw: Any) -> Any:
        """Make the copy; subclasses with other constructors override it."""
        return type(self)(*args, **kw)

    def _merge(self, other: Column[Any]) -> None:
        """Set on `other` what it does not say itself: of a column in `Annotated` or a mixin."""
        if self.primary_key:
            other.primary_key = True
        if self.autoincrement != "auto" and other.autoincrement == "auto":
            other.autoincrement = self.autoincrement
        if self.system:
            other.system = True
        if self._info:
            other.info.update(self._info)
        if other.type._isnull and not self.type._isnull:
            other.type = self.type
        if other._user_defined_nullable is None:
            other.nullable = self.nullable if not other.primary_key else False
            other._user_defined_nullable = self._user_defined_nullable
        self._merge_defaults(other)
        for name in ("index", "unique", "comment", "doc"):
            if getattr(other, name) is None:
                setattr(other, name, getattr(self, name))
        if self.name is not None and other.name is None:
            other.name = self.name
        if self.key is not None and other.key is None:
            other.key = other._bind_name = self.key
        if self._dialect_kw:
            other._dialect_kw = {**self._dialect_kw, **other._dialect_kw}
            other._dialect_options_memo = None
        for constraint in self.constraints:
            if not constraint._type_bound:
                constraint._copy()._attach(other)
        for fk in self.foreign_keys:
            if not fk.constraint or fk._owns_constraint:
                fk._copy()._attach(other)

    def _merge_defaults(self, other: Column[Any]) -> None:
        if isinstance(self.server_default, (Computed, Identity)):
            if other.server_default is None:
                self.server_default._copy()._attach(other)
        else:
            for name in ("server_default", "server_onupdate"):
                value = getattr(self, name)
                if value is not None and getattr(other, name) is None:
                    value._copy()._attach(other)
        for name in ("default", "onupdate"):
            value = getattr(self, name)
            if value is not None and getattr(other, name) is None:
                _copied_default(value)._attach(other)

    def _make_proxy(self, selectable: Any, key: str, name: str) -> Any:
        proxy: Column[_T] = Column.__new__(Column)
        state = proxy.__dict__
        state.update(
            name=name,
            key=key,
            _bind_name="param" if isinstance(name, AnonymousName) else key,
            type=self.type,
            table=selectable,
            _token=0,
            _is_proxy=True,
            _proxies=(self,),
            primary_key=self.primary_key,
            nullable=self.nullable,
            _user_defined_nullable=self._user_defined_nullable,
            autoincrement=self.autoincrement,
            index=None,
            unique=None,
            system=self.system,
            doc=self.doc,
            comment=self.comment,
            constraints=set(),
            default=None,
            onupdate=None,
            server_default=None,
            server_onupdate=None,
            _on_table=[],
        )
        return proxy

    def _set_type(self, type_: Any) -> None:
        """Give the column its type later on."""
        self.type = to_instance(type_)
        if self.table is not None:
            self.table._check_constraints_of_type(self)

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "_token"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__["_token"] = 0 if self._is_proxy else new_token()

    def __str__(self) -> str:
        if self.name is None:
            return "(no name)"
        table = self.table
        if table is not None and table.named_with_column:
            return f"{table.description}.{self.description}"
        return self.description

    def __repr__(self) -> str:
        parts = [repr(self.name), repr(self.type)]
        parts.extend(repr(fk) for fk in self.foreign_keys)
        parts.extend(repr(item) for item in self.constraints)
        table = self.table
        parts.append(f"table=<{table.description}>" if table is not None else "table=None")
        flags = [("key", self.key != self.name), ("primary_key", self.primary_key), ("nullable", not self.nullable)]
        parts.extend(f"{name}={getattr(self, name)!r}" for name, shown in flags if shown)
        parts.extend(
            f"{name}={getattr(self, name)!r}"
            for name in ("onupdate", "default", "server_default", "comment")
            if getattr(self, name)
        )
        return f"Column({', '.join(parts)})"


def _name_and_type(name: Any, type_: Any, args: tuple[Any, ...]) -> tuple[str | None, Any, tuple[Any, ...]]:
    """Tell the optional positional name and type from the items behind them."""
    if args and (args[0] is None or isinstance(args[0], str)):
        if name is not None:
            raise exc.ArgumentError("May not pass name positionally and as a keyword.")
        name, args = args[0], args[1:]
    if args and (args[0] is None or isinstance(args[0], TypeEngine) or _is_type_class(args[0])):
        if type_ is not None:
            raise exc.ArgumentError("May not pass type_ positionally and as a keyword.")
        type_, args = args[0], args[1:]
    return name, type_, args


def _is_type_class(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, TypeEngine)


def _copied_default(default: Any) -> Any:
    if default is None:
        return None
    if isinstance(default, CallableColumnDefault) or hasattr(default, "_copy"):
        return default._copy()
    return default


def insert_sentinel(
    name: str | None = None,
    type_: Any = None,
    *,
    default: Any = None,
    omit_from_statements: bool = True,
) -> Column[Any]:
    """Return a column that helps to match the rows of a multi-row INSERT .. RETURNING; NULL unless it has a default.

    :param name: the column's name.
    :param type_: its type; Integer by default.
    :param default: scalar or function.
    :param omit_from_statements: leave it out of SELECT and INSERT unless it is named there.
    """
    return Column(
        name,
        Integer if type_ is None else type_,
        default=NO_ARG if default is None else default,
        _omit_from_statements=omit_from_statements,
        insert_sentinel=True,
    )
