"""`session.execute(update(User), [{..}, ..])`: an UPDATE of many rows, each found by its primary key.

Rules
* Rows with the same keys are written together, by the batch of the flush: versions are compared and raised, `onupdate`
  fills in, and a row that is not there raises StaleDataError.
* What a batch cannot say goes through the expression language, as one execution with many parameter sets: a statement
  with `values()` or prefixes, SQL expressions, and rows that might be the same one. The order of these matters, so that
  only those are together that follow each other.
* In a hierarchy of tables each gets its part, and the versioned table takes part in the change of any.
Source: SQLAlchemy 2.1 documentation, "ORM Bulk UPDATE by Primary Key".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from holdfast import exc
from holdfast.orm.exc import StaleDataError
from holdfast.orm.persistence.batches import update_batch
from holdfast.orm.persistence.expressions import has_expression
from holdfast.orm.persistence.row_context import RowContext
from holdfast.orm.persistence.table_map import Filled, TableMap, next_version, table_maps
from holdfast.orm.persistence.update_shape import UpdateShape, update_shape
from holdfast.orm.query.dml_expand import attribute_key, column_of, expand_orm_dml
from holdfast.sql.expressions.bind import BindParameter

ParameterSet = Mapping[str, Any]
Rows = list[tuple[Any, ...]]

# What a statement may have beside its table; none of it is known to a batch.
_CLAUSES = ("_values", "_prefixes", "_hints", "_dialect_kw", "_extensions", "_ctes")
# Types whose values are the same row in the database when they are equal here, and in no other case.
_EXACT = frozenset({"integer", "small_integer", "big_integer", "string", "unicode", "text", "unicode_text", "uuid"})


class Run(NamedTuple):
    """Rows with the same attributes, and the values that were written beside those that they give.

    :ivar rows: dictionaries by attribute.
    :ivar made: for each attribute that the mapping fills in, a value for each row.
    :ivar unknown: attributes whose new values the database alone knows.
    """

    rows: list[ParameterSet]
    made: dict[str, list[Any]]
    unknown: set[str]


def update_rows(
    connection: Any, statement: Any, mapper: Any, params: Iterable[ParameterSet], options: Mapping[str, Any]
) -> list[Run]:
    """Execute an UPDATE for rows.

    :param params: dictionaries of attribute names and values, the primary key among them.
    :return: what was written; rows with nothing but their keys are not.
    :raises holdfast.orm.exc.StaleDataError: a row is not there, or has another version.
    """
    _refuse(connection, statement)
    core = expand_orm_dml(statement)
    every = _by_attribute(mapper, params)
    different = _are_different(mapper, every)
    is_plain = not any(getattr(statement, name, None) for name in _CLAUSES) and not options.get("schema_translate_map")
    runs = [Run(rows, {}, set()) for rows in (_of_the_same_keys(every) if different else _following(every))]
    written: list[Run] = []
    for run in runs:
        _expect_identity(mapper, run.rows)
        changed = tuple(key for key in run.rows[0] if key not in mapper.pk_keys)
        maps = table_maps(mapper).values()
        given = [tuple(key for key in changed if key in table_map.compare) for table_map in maps]
        if not any(given) and not statement._values:
            continue
        written.append(run)
        for table_map, keys in zip(maps, given, strict=True):
            if keys or table_map.version is not None or (statement._values and len(maps) == 1):
                _update_table(connection, core, table_map, keys, run, options, is_plain and different)
    return written


def _refuse(connection: Any, statement: Any) -> None:
    if statement._where:
        raise exc.InvalidRequestError(
            "bulk ORM UPDATE does not support additional WHERE criteria; give parameter sets without criteria, "
            "or criteria without a list of parameter sets"
        )
    if statement._returning:
        raise exc.InvalidRequestError(
            f"Dialect {connection.dialect.name} with current server capabilities does not support UPDATE..RETURNING "
            "when executemany is used; update the rows without RETURNING, and select them"
        )


def _by_attribute(mapper: Any, params: Iterable[ParameterSet]) -> list[ParameterSet]:
    """The rows with the names of attributes as their keys."""
    translated: list[ParameterSet] = []
    for keys, part in groupby(params, key=lambda row: row.keys()):
        for name in keys:
            column_of(mapper, name)  # refuses what is none
        names = {name: attribute_key(mapper, name) for name in keys}
        if all(name == key for name, key in names.items()):
            translated += part
        else:
            translated += [{str(names[name]): value for name, value in row.items()} for row in part]
    return translated


def _following(rows: Sequence[ParameterSet]) -> list[list[ParameterSet]]:
    """Rows with the same keys that follow each other."""
    return [list(part) for _, part in groupby(rows, key=lambda row: row.keys())]


def _of_the_same_keys(rows: Sequence[ParameterSet]) -> list[list[ParameterSet]]:
    """Rows with the same keys."""
    parts: dict[frozenset[str], list[ParameterSet]] = {}
    for part in _following(rows):
        parts.setdefault(frozenset(part[0]), []).extend(part)
    return list(parts.values())


def _expect_identity(mapper: Any, rows: Sequence[ParameterSet]) -> None:
    missing = [key for key in mapper.pk_keys if any(row.get(key) is None for row in rows)]
    if missing:
        raise exc.InvalidRequestError(
            f"No primary key value supplied for column(s) {', '.join(str(mapper.column_of(key)) for key in missing)}; "
            "per-row ORM Bulk UPDATE by Primary Key requires that records contain primary key values"
        )
    version = mapper.version_id_col
    if version is not None and mapper.key_of(version) not in rows[0]:
        raise exc.InvalidRequestError(
            f"No version supplied for column {version}; give each record the version that was read, as "
            f"{mapper.key_of(version)!r}, so that it is updated only when nobody else has done so since"
        )


def _update_table(
    connection: Any,
    core: Any,
    table_map: TableMap,
    keys: tuple[str, ...],
    run: Run,
    options: Mapping[str, Any],
    is_plain: bool,
) -> None:
    shape = update_shape(table_map, tuple(sorted(keys)))
    identity = _identity_keys(table_map)
    if is_plain and not table_map.onupdate_sql:
        rows = _extracted(connection, table_map, shape, identity, run.rows)
        if not has_expression(rows):
            _expect(table_map, len(rows), update_batch(connection.dialect, table_map, shape).execute(connection, rows))
            _note(table_map, shape, run, rows)
            return
    matched = _as_statements(connection, core, table_map, shape, identity, run, options)
    _expect(table_map, len(run.rows), matched)
    made = {entry.key for entry in shape.filled} | {table_map.keys.get(column) for column in table_map.onupdate_sql}
    run.unknown.update(key for key in made | _set_by(core, table_map) if key is not None and key not in keys)
    run.unknown.update(table_map.onupdate_server)


def _expect(table_map: TableMap, count: int, matched: int) -> None:
    if 0 <= matched != count:
        raise StaleDataError(
            f"UPDATE statement on table '{table_map.table.name}' expected to update {count} row(s); "
            f"{matched} were matched."
        )


def _identity_keys(table_map: TableMap) -> list[str]:
    """The attributes that find a row: of the primary key, and the version."""
    mapper = table_map.mapper
    keys = []
    for column, position in zip(table_map.primary_key, table_map.ident_keys, strict=True):
        if position is None:
            raise exc.InvalidRequestError(
                f"Column {column} of the key of table {table_map.table.name} does not follow from the primary key of "
                f"{mapper}; update its rows with criteria"
            )
        keys.append(mapper.pk_keys[position])
    return keys if table_map.version is None else [*keys, table_map.keys[table_map.version]]


def _are_different(mapper: Any, rows: Sequence[ParameterSet]) -> bool:
    """Whether no two of the rows can be the same one."""
    if len(rows) <= 1:
        return True
    keys = mapper.pk_keys
    for column, key in zip(mapper.primary_key, keys, strict=True):
        type_ = column.type
        affinity = getattr(type_._type_affinity, "__visit_name__", "")
        if affinity not in _EXACT or type_._is_type_decorator or getattr(type_, "collation", None):
            return False
        if len({type(row.get(key)) for row in rows}) > 1:
            return False
    return len({tuple([row.get(key) for key in keys]) for row in rows}) == len(rows)


# as a batch


def _extracted(
    connection: Any, table_map: TableMap, shape: UpdateShape, identity: Sequence[str], rows: Sequence[ParameterSet]
) -> Rows:
    """The rows of the batch: what finds them, and then what they are set to."""
    filled: dict[Any, Filled] = {entry.column: entry for entry in shape.filled}
    if not filled and shape.bump is None:
        return list(map(itemgetter(*identity, *[table_map.keys[column] for column in shape.sets]), rows))
    context = RowContext(table_map, connection, isinsert=False)
    mapper = table_map.mapper
    extracted = []
    for row in rows:
        values = [row[key] for key in identity]
        for column in shape.sets:
            if column in filled:
                values.append(_provided(filled[column], context, row))
            elif shape.bump is not None and column is table_map.version:
                values.append(next_version(mapper, row[shape.bump]))
            else:
                values.append(row[table_map.keys[column]])
        extracted.append(tuple(values))
    return extracted


def _provided(entry: Filled, context: RowContext, row: ParameterSet) -> Any:
    if entry.call is None:
        return entry.value
    return entry.call(context.begin(dict(row))) if entry.takes_context else entry.call()


def _note(table_map: TableMap, shape: UpdateShape, run: Run, rows: Rows) -> None:
    """Keep what was written beside what the rows give."""
    made = {entry.key: entry.column for entry in shape.filled if entry.key is not None}
    if shape.bump is not None:
        made[shape.bump] = table_map.version
    for key, column in made.items():
        run.made[key] = list(map(itemgetter(len(shape.where) + shape.sets.index(column)), rows))
    run.unknown.update(table_map.onupdate_server)


# as statements


def _as_statements(
    connection: Any,
    core: Any,
    table_map: TableMap,
    shape: UpdateShape,
    identity: Sequence[str],
    run: Run,
    options: Mapping[str, Any],
) -> int:
    """One execution with a parameter set for each row; rows with SQL expressions one by one. Core knows `onupdate`."""
    names = [f"{table_map.table.name}_{column.key}" for column in shape.where]
    found = [
        column == BindParameter(name, type_=column.type) for column, name in zip(shape.where, names, strict=True)
    ]  # fmt: skip
    filled = {entry.column for entry in shape.filled}
    sets = [column for column in shape.sets if column not in filled]
    statement = core._with(table=table_map.table, _where=tuple(found))
    bound = statement.values({column: BindParameter(column.key, type_=column.type) for column in sets})
    if not sets:
        bound = statement
    plain, matched = [], 0
    for row in run.rows:
        where = {name: row[key] for name, key in zip(names, identity, strict=True)}
        values = {column: row[table_map.keys[column]] for column in sets if column is not table_map.version}
        if shape.bump is not None:
            values[table_map.version] = next_version(table_map.mapper, row[shape.bump])
        if has_expression([tuple(values.values())]):
            result = connection.execute(statement.values(values), where, execution_options=options)
            matched += result.rowcount
        else:
            plain.append({**where, **{column.key: value for column, value in values.items()}})
    if plain:
        matched += connection.execute(bound, plain, execution_options=options).rowcount
    return matched


def _set_by(core: Any, table_map: TableMap) -> set[str | None]:
    """The attributes that the statement itself sets."""
    return {table_map.keys.get(column) for column, _ in core._values or ()}
