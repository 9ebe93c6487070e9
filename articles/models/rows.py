"""Rows read and written by statements that are made once: for what a look at each article asks and writes, and what
each page of an article begins with.

Django takes several times as long to make a statement as a database to run it, and a changed article takes twenty of
them. Only for what is asked as often as that: everything else is asked for by QuerySets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar, cast

from django.db import connection
from django.db.models import (
    CharField,
    DateTimeField,
    Field,
    FloatField,
    ForeignKey,
    IntegerField,
    Model,
    QuerySet,
    TextField,
)

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]
Statement = tuple[str, list[list[Any]]]  # and its values, a list for each time that it is run
NOTHING: Mapping[str, str] = {}


def kept(make: Callable[[], QuerySet[Any, Any]], *marks: Any) -> Callable[..., list[Row]]:
    """A function that asks for rows as ``make`` does, with its arguments in the places of ``marks``.

    ``make`` gives a QuerySet's ``values_list`` of fields; ``marks`` are the values that stand in it, in the
    statement's order.
    """

    @cache
    def compiled() -> tuple[str, Any, Mapping[int, Any]]:
        compiler = make().query.get_compiler(connection=connection)
        statement, stand = compiler.as_sql()
        assert stand == tuple(map(_prepared, marks)), f"{stand} stand in the statement, and not {marks}"
        fields = [column for column, _, _ in compiler.select[: compiler.col_count]]
        return statement, compiler, compiler.get_converters(fields)

    def ask(*values: Any) -> list[Row]:
        statement, compiler, converters = compiled()
        with connection.cursor() as cursor:
            cursor.execute(statement, tuple(map(_prepared, values)))
            rows = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(rows, converters)] if converters else rows

    return ask


def _prepared(value: Any) -> Any:
    return _moment(value) if isinstance(value, datetime) else value


def names_of(model: type[Model], *, but: Collection[str] = ()) -> list[str]:
    """The attributes of a model's columns, without those of the fields named."""
    return [field.attname for field in model._meta.concrete_fields if field.name not in but]


def made(model: type[M], names: Sequence[str], row: Row) -> M:
    """A row of the model from the first values, which are of these fields; the others are deferred."""
    return model.from_db(connection.alias, names, row[: len(names)])


def put(row: Model) -> None:
    """Insert one new row, which gets its id. Nothing has a default by then that only the database knows."""
    statement, columns = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(statement, values([row], columns)[0])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model: type[Model]) -> tuple[str, Columns]:
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    columns, (key,) = columns_of(model, tuple(fields)), columns_of(model, ("pk",)).names
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table(model)} ({', '.join(columns.names)}) VALUES ({places}) RETURNING {key}", columns


def change(rows: Iterable[Model], model: type[Model], names: Iterable[str], ways: Mapping[str, str] = NOTHING) -> None:
    """Write these fields of the rows; ``ways`` may say for a field what it is set to, with one ``%s`` for its value."""
    many(*changing(rows, model, names, ways))


def changing(rows: Iterable[Model], model: type[Model], names: Iterable[str],
             ways: Mapping[str, str] = NOTHING) -> Statement:  # fmt: skip
    """The statement that writes these fields of the rows, and the values for it: see ``change``."""
    statement, columns = _update(model, tuple(names), tuple(ways.items()))
    return statement, values(rows, columns)


@cache
def _update(model: type[Model], names: tuple[str, ...], ways: tuple[tuple[str, str], ...]) -> tuple[str, Columns]:
    columns, told = columns_of(model, (*names, "pk")), dict(ways)
    *sets, key = (
        f"{name} = {told.get(attribute, '%s')}"
        for name, attribute in zip(columns.names, columns.attributes, strict=True)
    )
    return f"UPDATE {table(model)} SET {', '.join(sets)} WHERE {key}", columns


def many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each of these."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def table(model: type[Model]) -> str:
    """A model's table, quoted."""
    return str(connection.ops.quote_name(model._meta.db_table))


class Columns(NamedTuple):
    """Columns of a model, as what writes them needs them."""

    names: tuple[str, ...]  # quoted
    attributes: tuple[str, ...]
    ways: tuple[Callable[[Any], Any] | None, ...]  # in which a value goes to the database; None: as it is


@cache
def columns_of(model: type[Model], names: tuple[str, ...]) -> Columns:
    """The columns of the fields with these names; ``pk`` is the primary key."""
    fields = [
        cast("Field[Any, Any]", model._meta.pk if name == "pk" else model._meta.get_field(name)) for name in names
    ]
    return Columns(
        tuple(connection.ops.quote_name(str(field.column)) for field in fields),
        tuple(field.attname for field in fields),
        tuple(map(_way, fields)),
    )


# These go to a database as they are; to ask each field how takes longer than to write them.
_AS_THEY_ARE = (CharField, TextField, IntegerField, FloatField, ForeignKey)


def values(rows: Iterable[Model], columns: Columns) -> list[list[Any]]:
    """The values of these columns as the database takes them, row by row."""
    told = ([getattr(row, name) for name in columns.attributes] for row in rows)
    return [
        [way(value) if way and value is not None else value for value, way in zip(row, columns.ways, strict=True)]
        for row in told
    ]


def _way(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, _AS_THEY_ARE):
        return None
    if isinstance(field, DateTimeField):
        return _moment
    return partial(field.get_db_prep_save, connection=connection)


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
