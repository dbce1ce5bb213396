"""ForeignKey and ForeignKeyConstraint.

Rules: a ForeignKey is one pair (parent column, target column) and always belongs to a ForeignKeyConstraint once its
column is in a table.  A target given as text is looked up when it is first needed (`column`); a column that has no
type of its own gets its target's as soon as both tables are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from holdfast import exc
from holdfast.sql.schema.constraints import ColumnCollectionConstraint
from holdfast.sql.schema.item import DialectKWArgs, SchemaItem
from holdfast.util.symbols import RETAIN_SCHEMA

if TYPE_CHECKING:
    from holdfast.sql.schema.column import Column
    from holdfast.sql.schema.table import Table


class ForeignKeyTarget(NamedTuple):
    """The target of a foreign key by names, where names have dots in them.

    :param schema: or None.
    :param table_name: the table.
    :param column_name: None: the column of the same key as the parent's.
    """

    schema: str | None
    table_name: str
    column_name: str | None = None


class ForeignKey(DialectKWArgs, SchemaItem):
    """A reference from one column to another.

    :param column: "table.column", "schema.table.column", "table", a ForeignKeyTarget, or a Column.
    :param use_alter: create the constraint with ALTER behind the tables.
    :param name: the constraint's name.
    :param onupdate, ondelete: such as "CASCADE", "SET NULL".
    :param deferrable, initially: DEFERRABLE, INITIALLY DEFERRED / IMMEDIATE.
    :param link_to_name: the text names the target column's name, not its key.
    :param match: MATCH.
    :param info, comment: as for Column.
    """

    __visit_name__ = "foreign_key"

    parent: Any = None
    constraint: Any = None
    #: the constraint was made for this one key
    _owns_constraint = False
    _column: Any = None

    def __init__(
        self,
        column: Any,
        use_alter: bool = False,
        name: Any = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        link_to_name: bool = False,
        match: str | None = None,
        info: dict[Any, Any] | None = None,
        comment: str | None = None,
        _constraint: Any = None,
        **dialect_kw: Any,
    ) -> None:
        if hasattr(column, "__clause_element__"):
            column = column.__clause_element__()
        if not isinstance(column, (str, ForeignKeyTarget)):
            if not getattr(column, "_is_column_element", False):
                raise exc.ArgumentError(
                    f"String column name or Column object for DDL foreign key constraint expected, got {column}."
                )
            if column.table is not None and not getattr(column.table, "_is_table", False):
                raise exc.ArgumentError(
                    "ForeignKey received Column not bound to a Table, got: "
                    f"{column.table!r}; a column of an alias or subquery cannot be referred to"
                )
        self._colspec = column
        self.constraint = _constraint
        self.use_alter = use_alter
        self.name = name
        self.onupdate = onupdate
        self.ondelete = ondelete
        self.deferrable = deferrable
        self.initially = initially
        self.link_to_name = link_to_name
        self.match = match
        self.comment = comment
        if info:
            self.info = info
        # they are handed on to the constraint, which checks them
        self._unvalidated_dialect_kw = dialect_kw

    def _names(self) -> ForeignKeyTarget:
        """The target by names; a column without a table is known by its key only."""
        spec = self._colspec
        if isinstance(spec, ForeignKeyTarget):
            return spec
        if isinstance(spec, str):
            # the schema may have dots itself
            parts = spec.split(".")
            if len(parts) == 1:
                return ForeignKeyTarget(None, parts[0], None)
            return ForeignKeyTarget(".".join(parts[:-2]) or None, parts[-2], parts[-1])
        if spec.table is None:
            return ForeignKeyTarget(None, "", spec.key)
        return ForeignKeyTarget(spec.table.schema, spec.table.name, spec.key)

    @property
    def target_tokens(self) -> ForeignKeyTarget:
        """The target by names: schema, table_name, column_name."""
        return self._names()

    @property
    def target_fullname(self) -> str:
        """The target as "schema.table.column"."""
        return self._fullname()

    def _fullname(self, schema: Any = None, table_name: str | None = None) -> str:
        names = self._names()
        schema = names.schema if schema is None else schema
        parts = (schema, table_name or names.table_name, names.column_name)
        return ".".join(part for part in parts if part)

    def _table_key(self) -> str | None:
        """The key in MetaData.tables of the table that is referred to."""
        spec = self._colspec
        if not isinstance(spec, (str, ForeignKeyTarget)):
            return None if spec.table is None else spec.table.key
        schema, table_name, _ = self._names()
        if schema is None and self.parent is not None and self.parent.table is not None:
            schema = self.parent.table.metadata.schema
        return f"{schema}.{table_name}" if schema else table_name

    target_table_key = property(_table_key, doc="The key in MetaData.tables of the table that is referred to.")

    @property
    def target_column(self) -> Any:
        """The Column that the key was made with; None when it was made with names."""
        return None if isinstance(self._colspec, (str, ForeignKeyTarget)) else self._colspec

    @property
    def column(self) -> Any:
        """The Column that is referred to.

        :raises NoReferencedTableError, NoReferencedColumnError: it is not there (yet).
        """
        found = self._column
        if found is None:
            found = self._column = self._find()
        return found

    def _find(self) -> Any:
        spec = self._colspec
        if not isinstance(spec, (str, ForeignKeyTarget)):
            return spec
        parent = self.parent
        if parent is None:
            raise exc.InvalidRequestError(
                "this ForeignKey object does not yet have a parent Column associated with it."
            )
        if parent.table is None:
            raise exc.InvalidRequestError("this ForeignKey's parent column is not yet associated with a Table.")
        table_key = self._table_key()
        _, table_name, column_name = self._names()
        table = parent.table.metadata.tables.get(table_key)
        if table is None:
            raise exc.NoReferencedTableError(
                f"Foreign key associated with column '{parent}' could not find table '{table_key}' with which to "
                f"generate a foreign key to target column '{column_name or parent.key}'",
                table_key or table_name,
            )
        return self._column_in(table)

    def _column_in(self, table: Table) -> Any:
        _, _, column_name = self._names()
        found = None
        if column_name is None:
            column_name = self.parent.key
            found = table.c.get(self.parent.key)
        elif self.link_to_name:
            found = next((column for column in table.c if column.name == column_name), None)
        else:
            found = table.c.get(column_name)
        if found is None:
            raise exc.NoReferencedColumnError(
                f"Could not initialize target column for ForeignKey '{self._fullname()}' on table "
                f"'{self.parent.table.name}': table '{table.name}' has no column named '{column_name}'",
                table.name,
                column_name,
            )
        return found

    def references(self, table: Any) -> bool:
        """Whether the target is a column of `table`."""
        return table.corresponding_column(self.column) is not None

    def get_referent(self, table: Any) -> Any:
        """Return the column of `table` (or alias of it) that is referred to, or None."""
        return table.c.corresponding_column(self.column)

    def _proxied(self, parent: Any) -> ForeignKey:
        """The key as it stands at a column of an alias or subquery: to the same target, of the same constraint."""
        proxy = _ProxiedForeignKey.__new__(_ProxiedForeignKey)
        proxy.__dict__.update(self.__dict__)
        proxy.__dict__.pop("dispatch", None)
        proxy.parent = parent
        proxy._original = self
        return proxy

    def copy(self, *, schema: str | None = None, **kw: Any) -> ForeignKey:
        """Return a copy for another column.

        :param schema: the target's schema there; None: as it is.
        """
        copied: ForeignKey = self._copy(schema=RETAIN_SCHEMA if schema is None else schema, **kw)
        return copied

    def _copy(
        self,
        *,
        schema: Any = RETAIN_SCHEMA,
        referred_schema_fn: Any = None,
        source: Any = None,
        renamed: str | None = None,
        **kw: Any,
    ) -> Any:
        copy = ForeignKey(
            self._copied_target(schema, referred_schema_fn, source, renamed),
            use_alter=self.use_alter,
            name=self.name,
            onupdate=self.onupdate,
            ondelete=self.ondelete,
            deferrable=self.deferrable,
            initially=self.initially,
            link_to_name=self.link_to_name,
            match=self.match,
            comment=self.comment,
            **self._unvalidated_dialect_kw,
        )
        return self._copied_settings(copy)

    def _copied_target(self, schema: Any, referred_schema_fn: Any, source: Any, renamed: str | None) -> Any:
        """The target as a copy names it.

        :param schema: the schema that the table of this key is copied to; targets in its own schema move along.
        :param referred_schema_fn, source: see `Table.to_metadata()`; the table that is copied.
        :param renamed: that table's other name, which a key to itself follows; None: it keeps its name.
        """
        spec = self._colspec
        if not isinstance(spec, (str, ForeignKeyTarget)) and spec.table is None:
            return spec
        names = self._names()
        table = source if source is not None else (self.parent.table if self.parent is not None else None)
        if renamed is not None and table is not None and self._table_key() == table.key:
            spec = names = names._replace(table_name=renamed)
        if referred_schema_fn is not None:
            to_schema = None if schema is RETAIN_SCHEMA else schema
            referred = referred_schema_fn(table, to_schema, self.constraint, names.schema)
            return names if referred is RETAIN_SCHEMA else names._replace(schema=referred)
        if schema is RETAIN_SCHEMA or table is None:
            return spec if isinstance(spec, str) else names
        actual = table.metadata.schema if names.schema is None else names.schema
        return names._replace(schema=schema) if actual == table.schema else names

    def _set_parent(self, column: Any, /, **kw: Any) -> None:
        if self.parent is not None and self.parent is not column:
            raise exc.InvalidRequestError("This ForeignKey already has a parent !")
        self.parent = column
        column._foreign_keys.add(self)
        column._on_table_attach(self._set_table)

    def _set_table(self, column: Column[Any], table: Table) -> None:
        if self.constraint is None:
            self._owns_constraint = True
            self.constraint = ForeignKeyConstraint(
                [],
                [],
                name=self.name,
                onupdate=self.onupdate,
                ondelete=self.ondelete,
                deferrable=self.deferrable,
                initially=self.initially,
                use_alter=self.use_alter,
                link_to_name=self.link_to_name,
                match=self.match,
                comment=self.comment,
                **self._unvalidated_dialect_kw,
            )
            self.constraint._elements.append(self)
            self.constraint._columns.add(column, column.key)
            self.constraint._attach(table)
        table.foreign_keys.add(self)
        table.metadata._foreign_key_added(self)

    def _settle_type(self) -> bool:
        """Give a column without a type the target's; False when the target is not there or has none itself."""
        column = self.parent
        if not column.type._isnull:
            return True
        try:
            target = self.column
        except exc.NoReferenceError:
            return False
        if target.type._isnull:
            return False
        column._set_type(target.type)
        return True

    def __repr__(self) -> str:
        return f"ForeignKey({self._fullname()!r})"


class _ProxiedForeignKey(ForeignKey):
    """See `ForeignKey._proxied`."""

    _original: ForeignKey

    @property
    def column(self) -> Any:
        return self._original.column


class ForeignKeyConstraint(ColumnCollectionConstraint):
    """FOREIGN KEY over one or more columns of a table.

    :param columns: names or Columns of the table.
    :param refcolumns: the targets, as for ForeignKey, of one table.
    The other parameters are those of ForeignKey.
    :raises ArgumentError: the two lists differ in length, or the targets are of several tables.
    """

    __visit_name__ = "foreign_key_constraint"

    def __init__(
        self,
        columns: Sequence[Any],
        refcolumns: Sequence[Any],
        name: Any = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        use_alter: bool = False,
        link_to_name: bool = False,
        match: str | None = None,
        table: Any = None,
        info: dict[Any, Any] | None = None,
        comment: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        if len(set(map(_identity, columns))) != len(list(refcolumns)):
            if len(set(map(_identity, columns))) != len(columns):
                raise exc.ArgumentError("ForeignKeyConstraint has duplicate source column references specified.")
            raise exc.ArgumentError(
                "ForeignKeyConstraint number of constrained columns must match the number of referenced columns."
            )
        self.onupdate = onupdate
        self.ondelete = ondelete
        self.link_to_name = link_to_name
        self.use_alter = use_alter
        self.match = match
        self._elements: list[ForeignKey] = [
            ForeignKey(
                target,
                _constraint=self,
                onupdate=onupdate,
                ondelete=ondelete,
                use_alter=use_alter,
                link_to_name=link_to_name,
                match=match,
                deferrable=deferrable,
                initially=initially,
            )
            for target in refcolumns
        ]
        super().__init__(
            *columns,
            name=name,
            deferrable=deferrable,
            initially=initially,
            info=info,
            comment=comment,
            _attach_when_complete=table is None,
            **dialect_kw,
        )
        if table is not None:
            self._attach(table)

    @property
    def elements(self) -> list[ForeignKey]:
        """The ForeignKey objects, in the order of the columns."""
        return self._elements

    @property
    def column_keys(self) -> list[str]:
        """The keys of the table's columns."""
        if len(self._columns):
            return list(self._columns.keys())
        return [item.key if hasattr(item, "key") else str(item) for item in self._pending]

    @property
    def referred_table(self) -> Table:
        """The table that is referred to.

        :raises NoReferencedTableError, NoReferencedColumnError: it is not there (yet).
        """
        found: Table = self._elements[0].column.table
        return found

    @property
    def _referred_schema(self) -> str | None:
        return self._elements[0]._names().schema if self._elements else None

    def _set_parent(self, table: Table, /, **kw: Any) -> None:
        super()._set_parent(table, **kw)
        if self._owned_by_key:
            self._check_targets(table)
            return
        for column, fk in zip(self._columns, self._elements, strict=True):
            if fk.parent is not column:
                fk._attach(column)
        self._check_targets(table)

    @property
    def _owned_by_key(self) -> bool:
        return len(self._elements) == 1 and self._elements[0]._owns_constraint

    def _check_targets(self, table: Table) -> None:
        keys = {fk._table_key() for fk in self._elements}
        keys.discard(None)
        if len(keys) > 1:
            shown = ", ".join(sorted(str(key) for key in keys))
            raise exc.ArgumentError(
                f"ForeignKeyConstraint on {table.fullname}({', '.join(self.column_keys)}) refers to multiple remote "
                f"tables: {shown}"
            )

    def copy(self, *, schema: str | None = None, target_table: Any = None, **kw: Any) -> ForeignKeyConstraint:
        """Return a copy for another table.

        :param schema: the targets' schema there; None: as it is.
        :param target_table: that table; a key to its own table refers to this one then.
        """
        renamed = None if target_table is None else target_table.name
        copied: ForeignKeyConstraint = self._copy(
            schema=RETAIN_SCHEMA if schema is None else schema, renamed=renamed, **kw
        )
        return copied

    @property
    def _is_copied_with_column(self) -> bool:
        return self._owned_by_key

    def _copy(
        self,
        *,
        schema: Any = RETAIN_SCHEMA,
        referred_schema_fn: Any = None,
        source: Any = None,
        renamed: str | None = None,
        **kw: Any,
    ) -> Any:
        copy = ForeignKeyConstraint(
            self.column_keys,
            [fk._copied_target(schema, referred_schema_fn, source, renamed) for fk in self._elements],
            name=self.name,
            onupdate=self.onupdate,
            ondelete=self.ondelete,
            use_alter=self.use_alter,
            deferrable=self.deferrable,
            initially=self.initially,
            link_to_name=self.link_to_name,
            match=self.match,
            comment=self.comment,
            **self._dialect_kw,
        )
        for mine, theirs in zip(self._elements, copy._elements, strict=True):
            mine._copied_settings(theirs)
        return self._copied_constraint(copy)

    def __repr__(self) -> str:
        targets = [fk._fullname() for fk in self._elements]
        return f"ForeignKeyConstraint({self.column_keys!r}, {targets!r}, name={self.name!r})"


def _identity(column: Any) -> Any:
    return column if isinstance(column, str) else id(column)
