"""Table: a table of the database, its columns, constraints and indexes.

Rules: a MetaData has one Table of a key: `Table(name, metadata)` gives the present one, and is an error when it would
change that without `extend_existing`.  Its columns stand in `c`, an order that only `append_column()` changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from holdfast import exc
from holdfast.event import listen
from holdfast.sql import seams
from holdfast.sql.expressions.column import ColumnClause
from holdfast.sql.expressions.element import new_token
from holdfast.sql.expressions.names import quoted_name
from holdfast.sql.schema.column import Column
from holdfast.sql.schema.constraints import CheckConstraint, PrimaryKeyConstraint, UniqueConstraint
from holdfast.sql.schema.foreign_key import ForeignKeyConstraint
from holdfast.sql.schema.index import Index
from holdfast.sql.schema.item import DialectKWArgs, HasConditionalDDL, SchemaItem
from holdfast.sql.schema.metadata import CheckFirst, MetaData, table_key
from holdfast.sql.schema.typed_columns import TypedColumns, columns_of
from holdfast.sql.selectables.columns import ColumnCollection, WriteableColumnCollection
from holdfast.sql.selectables.table import TableClause
from holdfast.sql.types import SchemaType
from holdfast.util.symbols import BLANK_SCHEMA, RETAIN_SCHEMA
from holdfast.util.warnings import warn


class Table(DialectKWArgs, HasConditionalDDL, SchemaItem, TableClause):
    """A table.

    :param name: its name.
    :param metadata: the MetaData it belongs to.
    :param args: Columns, constraints, Indexes.
    :param schema: its schema; by default the MetaData's; BLANK_SCHEMA: none.
    :param quote, quote_schema: force quoting of the names on or off.
    :param autoload_with: Engine or Connection: read the columns from the database.
    :param autoload_replace, resolve_fks, include_columns: as for MetaData.reflect(); the columns to read.
    :param extend_existing: add to, or replace columns of, the table that is there.
    :param keep_existing: leave the table that is there as it is.
    :param must_exist: it has to be there.
    :param implicit_returning: use RETURNING for generated values.
    :param info, comment: as for Column.
    :param listeners: (event name, function) pairs.
    :param prefixes: words between CREATE and TABLE, such as "TEMPORARY".
    :param kw: `<dialect>_<argument>`.
    :raises InvalidRequestError: it is there already, or it is not.
    """

    __visit_name__ = "table"
    #: SELECT without a mapper does not change what it means

    name: str
    metadata: MetaData
    foreign_keys: Any = frozenset()
    _sentinel_column: Column[Any] | None = None
    creator_ddl: Any = None
    dropper_ddl: Any = None
    _has_type_checks = False

    if TYPE_CHECKING:

        def __init__(
            self,
            name: str,
            metadata: MetaData,
            *args: SchemaItem | type[TypedColumns],
            schema: Any = None,
            quote: bool | None = None,
            quote_schema: bool | None = None,
            autoload_with: Any = None,
            autoload_replace: bool = True,
            keep_existing: bool = False,
            extend_existing: bool = False,
            resolve_fks: bool = True,
            include_columns: Iterable[str] | None = None,
            implicit_returning: bool = True,
            comment: str | None = None,
            info: dict[Any, Any] | None = None,
            listeners: Any = None,
            prefixes: Any = None,
            must_exist: bool = False,
            **kw: Any,
        ) -> None: ...

    else:

        def __new__(cls, *args, **kw):
            # copies and pickles make the bare object
            if not args and not kw:
                return object.__new__(cls)
            return cls._get_or_make(*args, **kw)

        def __init__(self, *args, **kw):
            # everything is done in __new__, which may return a table that is there
            if not args and not kw:
                raise TypeError("Table() takes at least two positional-only arguments 'name', and 'metadata'")

    @classmethod
    def _get_or_make(cls, *args: Any, **kw: Any) -> Any:
        if len(args) < 2:
            if "name" in kw and "metadata" in kw:
                args = (kw.pop("name"), kw.pop("metadata"), *args)
            else:
                raise TypeError("Table() takes at least two positional-only arguments 'name', and 'metadata'")
        name, metadata, *items = args
        if not isinstance(metadata, MetaData):
            raise exc.ArgumentError(f"Table {name!r} takes a MetaData as its second argument, not {metadata!r}")
        schema = kw.pop("schema", None)
        if schema is None:
            schema = metadata.schema
        elif schema is BLANK_SCHEMA:
            schema = None
        keep, extend = kw.pop("keep_existing", False), kw.pop("extend_existing", False)
        if keep and extend:
            raise exc.ArgumentError("keep_existing and extend_existing are mutually exclusive.")
        must_exist = kw.pop("must_exist", False)
        key = table_key(name, schema)
        existing = metadata.tables.get(key)
        if existing is not None:
            if not keep and not extend and items:
                raise exc.InvalidRequestError(
                    f"Table '{key}' is already defined for this MetaData instance.  Specify 'extend_existing=True' to "
                    "redefine options and columns on an existing Table object."
                )
            if extend:
                existing._extend(items, kw)
            return existing
        if must_exist:
            raise exc.InvalidRequestError(f"Table '{key}' not defined")
        table: Any = object.__new__(cls)
        for listener in table._listeners("before_parent_attach"):
            listener(table, metadata)
        metadata._add_table(name, schema, table)
        try:
            table._make(name, metadata, items, schema=schema, **kw)
        except BaseException:
            metadata._remove_table(name, schema)
            raise
        for listener in table._listeners("after_parent_attach"):
            listener(table, metadata)
        return table

    def _make(
        self,
        name: str,
        metadata: MetaData,
        items: list[Any],
        *,
        schema: str | None,
        quote: bool | None = None,
        quote_schema: bool | None = None,
        autoload_with: Any = None,
        autoload_replace: bool = True,
        resolve_fks: bool = True,
        include_columns: Iterable[str] | None = None,
        implicit_returning: bool = True,
        comment: str | None = None,
        info: dict[Any, Any] | None = None,
        listeners: Any = None,
        prefixes: Any = None,
        _extend_on: Any = None,
        _reflect_info: Any = None,
        **kw: Any,
    ) -> None:
        self.name = quoted_name.construct(name, quote) or ""
        self.metadata = metadata
        if schema is not None:
            if quote_schema is None:
                quote_schema = getattr(metadata.schema, "quote", None)
            schema = quoted_name.construct(schema, quote_schema)
        self.schema = schema
        self.key = table_key(self.name, schema)
        self.fullname = self.key
        self._token = new_token()
        self.indexes: set[Index] = set()
        self.constraints: set[Any] = set()
        self.foreign_keys = set()
        self._extra_dependencies: set[Table] = set()
        self.__dict__["_columns"] = WriteableColumnCollection()
        self.__dict__["_primary_key"] = None
        PrimaryKeyConstraint(_implicit=True)._attach(self)
        self.implicit_returning = implicit_returning
        self.comment = comment
        self._prefixes: list[Any] = list(prefixes or ())
        if info is not None:
            self.info = info
        for event_name, fn in listeners or ():
            listen(self, event_name, fn)
        self._set_dialect_kw(kw)
        if autoload_with is not None:
            self._autoload(
                autoload_with, include_columns, (), resolve_fks, _extend_on=_extend_on, _reflect_info=_reflect_info
            )
        self._attach_items(items, replace=autoload_replace or autoload_with is None)

    def _attach_items(self, items: list[Any], replace: bool) -> None:
        names: dict[str, Column[Any]] = {column.name: column for column in self.c} if self._has_columns() else {}
        # two columns of one name are an error among the new ones only
        fresh: dict[str, Column[Any]] = {} if replace else names
        for item in items:
            if item is None:
                continue
            if isinstance(item, type) and issubclass(item, TypedColumns):
                for column in columns_of(item):
                    column._attach(self, all_names=fresh)
                continue
            if not isinstance(item, SchemaItem):
                raise exc.ArgumentError(
                    f"'SchemaItem' object, such as a 'Column' or a 'Constraint' expected, got {item!r}"
                )
            if isinstance(item, Column):
                if not replace and item.name in names:
                    continue
                item._attach(self, all_names=fresh)
            else:
                item._attach(self)
        self.metadata._settle(self.key)

    def _has_columns(self) -> bool:
        return len(self.__dict__["_columns"]) > 0

    def _extend(self, items: list[Any], kw: dict[str, Any]) -> None:
        """Add to a table that is there."""
        autoload_with = kw.pop("autoload_with", None)
        autoload_replace = kw.pop("autoload_replace", True)
        resolve_fks = kw.pop("resolve_fks", True)
        include_columns = kw.pop("include_columns", None)
        extend_on, reflect_info = kw.pop("_extend_on", None), kw.pop("_reflect_info", None)
        for name in ("quote", "quote_schema"):
            if kw.pop(name, None) is not None:
                raise exc.ArgumentError("Can't redefine 'quote' or 'quote_schema' arguments")
        if "comment" in kw:
            self.comment = kw.pop("comment")
        if kw.get("implicit_returning") is not None:
            self.implicit_returning = kw["implicit_returning"]
        kw.pop("implicit_returning", None)
        info = kw.pop("info", None)
        if info is not None:
            self.info = info
        prefixes = kw.pop("prefixes", None)
        if prefixes:
            self._prefixes = list(prefixes)
        for event_name, fn in kw.pop("listeners", None) or ():
            listen(self, event_name, fn)
        self._set_dialect_kw(kw)
        if include_columns is not None:
            for column in list(self.c):
                if column.name not in include_columns:
                    self._forget_column(column)
        if autoload_with is not None:
            exclude = () if autoload_replace else [column.name for column in self.c]
            self._autoload(
                autoload_with, include_columns, exclude, resolve_fks, _extend_on=extend_on, _reflect_info=reflect_info
            )
        self._attach_items(items, replace=True)

    def _autoload(self, bind: Any, include: Any, exclude: Any, resolve_fks: bool, **kw: Any) -> None:
        seams.reflect_table(self, bind, include, exclude, resolve_fks, **kw)

    def _take_column(
        self, column: Column[Any], all_names: dict[str, Column[Any]] | None, allow_replacements: bool, index: int | None
    ) -> None:
        """Put a column into `c`; called by the column while it is attached."""
        columns: WriteableColumnCollection[Any] = self.__dict__["_columns"]
        if all_names is not None:
            other = all_names.get(column.name)
            if other is not None and other is not column:
                raise exc.DuplicateColumnError(
                    f"A column with name '{column.name}' is already present in table '{self.name}'."
                )
            all_names[column.name] = column
        existing = columns.get(column.key)
        if existing is None:
            existing = self._of_the_same_name(column, thoroughly=allow_replacements and all_names is None)
        if existing is not None and existing is not column:
            if not allow_replacements:
                raise exc.DuplicateColumnError(
                    f"A column with {_same(existing, column)} is already "
                    f"present in table '{self.name}'. Specify replace_existing=True to Table.append_column() to "
                    "replace an existing column."
                )
            self._forget_constraints_of(existing)
            columns.replace(column, index, existing)
        elif index is not None:
            columns.replace(column, index)
        elif existing is None:
            columns.add(column)

    def _of_the_same_name(self, column: Column[Any], thoroughly: bool) -> Column[Any] | None:
        """The column that the database knows by the same name, whose key is another one.

        :param thoroughly: look at those with keys of their own as well; a plain name then takes their place.
        """
        if column.key != column.name:
            found: Column[Any] | None = self.c.get(column.name)
            if found is not None and found.name == column.name:
                return found
        if not thoroughly:
            return None
        existing = next((other for other in self.c if other.name == column.name), None)
        if existing is not None and existing is not column and column.key == column.name:
            warn(
                f'Column with user-specified key "{existing.key}" is being replaced with plain named column '
                f'"{column.name}", key "{existing.key}" is being removed.  If this is a reflection operation, specify '
                "autoload_replace=False to prevent this replacement."
            )
        return existing

    def _forget_constraints_of(self, column: Column[Any]) -> None:
        for fk in list(column.foreign_keys):
            self.foreign_keys.discard(fk)
            if fk.constraint is not None:
                # one of several columns takes the whole constraint with it
                for element in fk.constraint.elements:
                    self.foreign_keys.discard(element)
                    element.parent.foreign_keys.discard(element)
                self.constraints.discard(fk.constraint)

    def _forget_column(self, column: Column[Any]) -> None:
        self._forget_constraints_of(column)
        self.primary_key._forget(column)
        self.__dict__["_columns"].remove(column)

    @property
    def _stated_columns(self) -> list[Column[Any]]:
        return [column for column in self.c if not column._omit_from_statements]

    @property
    def c(self) -> ColumnCollection[Column[Any]]:
        """The columns."""
        found: ColumnCollection[Column[Any]] = self.__dict__["_columns"]
        return found

    columns = c
    exported_columns = c

    def with_cols(self, type_: Any) -> Any:
        return self

    def append_column(self, column: Column[Any], replace_existing: bool = False) -> None:
        """Add a column.

        :param replace_existing: in the place of one of the same key.
        :raises DuplicateColumnError: there is one, and it is not to be replaced.
        """
        column._attach(self, allow_replacements=replace_existing)
        self.metadata._settle(self.key)

    def insert_column(self, column: Column[Any], index: int, *, replace_existing: bool = False) -> None:
        """Add a column at a position; parameters as for `append_column()`."""
        column._attach(self, allow_replacements=replace_existing, index=index)
        self.metadata._settle(self.key)

    def append_constraint(self, constraint: Any) -> None:
        """Add a constraint or index."""
        constraint._attach(self)

    def add_is_dependent_on(self, table: Table) -> None:
        """Have this table sorted behind another one that it has no foreign key to."""
        self._extra_dependencies.add(table)

    @property
    def foreign_key_constraints(self) -> set[ForeignKeyConstraint]:
        """The foreign key constraints."""
        return {fk.constraint for fk in self.foreign_keys}

    def _sorted_fk_constraints(self) -> list[ForeignKeyConstraint]:
        """The foreign key constraints in the order of their columns: sets have none, DDL needs one."""
        position = {id(column): index for index, column in enumerate(self.c)}
        return sorted(
            self.foreign_key_constraints,
            key=lambda constraint: (
                [position.get(id(column), 0) for column in constraint.columns],
                str(constraint.name or ""),
            ),
        )

    def _sorted_constraints(self) -> list[Any]:
        """All constraints in the order they were made in."""
        return sorted(self.constraints, key=lambda constraint: constraint._creation_order)

    @property
    def autoincrement_column(self) -> Column[Any] | None:
        """The column of the primary key whose value the database generates, or None."""
        found: Column[Any] | None = self.primary_key._autoincrement_column
        return found

    _autoincrement_column = autoincrement_column

    def _schema_types(self) -> list[SchemaType]:
        """The types of the columns that may need a CREATE of their own, each once."""
        found: dict[int, SchemaType] = {}
        for column in self.c:
            for type_ in schema_types_in(column.type):
                found[id(type_)] = type_
        return list(found.values())

    def _check_constraints_of_type(self, column: Column[Any]) -> None:
        """Make the CHECK that the type of a column asks for, and take back that of a former type."""
        types = schema_types_in(column.type)
        for type_ in types:
            type_._used_in(self)
        wanted = [type_ for type_ in types if type_.create_constraint]
        if not wanted and not self._has_type_checks:
            return
        self._has_type_checks = True
        for constraint in [c for c in self.constraints if c._type_bound and c.columns.contains_column(column)]:
            self.constraints.discard(constraint)
        for type_ in wanted:
            # by name and with the plain type: the column's own type may process values
            plain: Any = ColumnClause(column.name, type_)
            CheckConstraint(
                plain.in_(type_._check_members()),
                name=type_.name,
                table=self,
                _type_bound=True,
                _needed_for=type_._needs_check,
                _of_columns=(column,),
            )

    def _add_column_index(self, column: Column[Any], unique: bool) -> None:
        Index(None, column.key, unique=unique, _table=self, _column_flag=True)

    def _add_column_unique(self, column: Column[Any]) -> None:
        constraint = UniqueConstraint(column.key)
        constraint._column_flag = True
        constraint._attach(self)

    def _gather(self, key: list[Any], binds: list[Any]) -> None:
        key.append(self._token)

    def create(self, bind: Any, checkfirst: bool | CheckFirst = CheckFirst.TYPES) -> None:
        """CREATE TABLE, and its indexes and types.

        :param bind: Engine or Connection.
        :param checkfirst: the kinds of objects that are created only when they are not there, True for all.
        """
        seams.create_schema_item(self, bind, checkfirst)

    def drop(self, bind: Any, checkfirst: bool | CheckFirst = CheckFirst.NONE) -> None:
        """DROP TABLE; parameters as for `create()`."""
        seams.drop_schema_item(self, bind, checkfirst)

    def set_creator_ddl(self, ddl: Any) -> None:
        """Have another DDL element create this table, in place of CREATE TABLE."""
        self.creator_ddl = ddl

    def set_dropper_ddl(self, ddl: Any) -> None:
        """Have another DDL element drop this table, in place of DROP TABLE."""
        self.dropper_ddl = ddl

    def to_metadata(
        self,
        metadata: MetaData,
        schema: Any = RETAIN_SCHEMA,
        referred_schema_fn: Any = None,
        name: str | None = None,
    ) -> Table:
        """Return a copy of the table in another MetaData; the one that is there, with a warning, if there is one.

        :param schema: its schema there; by default the same, or None.
        :param referred_schema_fn: `(table, to_schema, constraint, referred_schema)` -> schema of a foreign key's
            target.
        :param name: its name there.
        """
        name = self.name if name is None else name
        if schema is RETAIN_SCHEMA:
            actual = metadata.schema if self.schema is None else self.schema
        elif schema is None:
            actual = metadata.schema
        else:
            actual = schema
        key = table_key(name, actual)
        if key in metadata.tables:
            warn(f"Table '{self.description}' already exists within the given MetaData - not copying.")
            return metadata.tables[key]
        # what the foreign keys refer to moves along with the schema of their table
        moving = {
            "schema": RETAIN_SCHEMA if schema is RETAIN_SCHEMA else actual,
            "referred_schema_fn": referred_schema_fn,
            "source": self,
            "renamed": None if name == self.name else name,
        }
        copy = Table(
            name,
            metadata,
            *[column._copy(metadata=metadata, **moving) for column in self.c],
            schema=BLANK_SCHEMA if actual is None else actual,
            comment=self.comment,
            prefixes=list(self._prefixes) or None,
            implicit_returning=self.implicit_returning,
            **self._dialect_kw,
        )
        for constraint in self._sorted_constraints():
            if constraint._is_copied_with_column:
                continue
            constraint._copy(target_table=copy, **moving)._attach(copy)
        for index in sorted(self.indexes, key=lambda each: each._creation_order):
            if not index._column_flag:
                index._copy_to(copy)
        if self.creator_ddl is not None:
            copy.set_creator_ddl(self.creator_ddl.to_metadata(metadata, copy))
        if self.dropper_ddl is not None:
            copy.set_dropper_ddl(self.dropper_ddl.to_metadata(metadata, copy))
        copied: Table = self._copied_settings(copy)
        return copied

    tometadata = to_metadata

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key not in ("_token", "dispatch")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__["_token"] = new_token()

    def __str__(self) -> str:
        return self.description if self.schema is None else f"{self.schema}.{self.description}"

    def __repr__(self) -> str:
        parts = [repr(str(self.name)), repr(self.metadata), *[repr(column) for column in self.c]]
        parts.append(f"schema={self.schema!r}")
        return f"Table({', '.join(parts)})"


def schema_types_in(type_: Any) -> list[SchemaType]:
    """Return the schema types of a type, those that others are built on first: itself, what a decorator holds, the
    items of an array, and the variants."""
    found: list[SchemaType] = []
    for each in (type_, *type_._variant_mapping.values()):
        inner = each._unwrapped()
        if isinstance(inner, SchemaType):
            found += [needed for base in inner._built_on() for needed in schema_types_in(base)]
            found.append(inner)
        elif inner._is_array:
            found += schema_types_in(inner.item_type)
    return found


def _same(one: Column[Any], other: Column[Any]) -> str:
    """What two columns have in common."""
    return f"name '{other.name}'" if one.name == other.name else f"key '{other.key}'"
