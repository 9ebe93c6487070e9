"""Rows read and written by statements that are made once: for what a look at each article asks and writes, and what
each page of an article begins with.

Django takes several times as long to make a statement as a database to run it, and a changed article takes twenty of
them. Only for what is asked as often as that: everything else is asked for by QuerySets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any, TypeVar, cast

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
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


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
def _insertion(model: type[Model]) -> tuple[str, list[Field[Any, Any]]]:
    columns = [column for column in model._meta.concrete_fields if not column.primary_key]
    names, places = named(columns), ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table(model)} ({names}) VALUES ({places}) RETURNING {named([model._meta.pk])}", columns


def change(rows: Iterable[Model], model: type[Model], names: Iterable[str], ways: Mapping[str, str] = NOTHING) -> None:
    """Write these fields of the rows; ``ways`` may say for a field what it is set to, with one ``%s`` for its value."""
    columns = fields_of(model, (*names, "id"))
    sets = ", ".join(f"{named([column])} = {ways.get(column.attname, '%s')}" for column in columns[:-1])
    many(f"UPDATE {table(model)} SET {sets} WHERE id = %s", values(rows, columns))


def many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each of these."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def table(model: type[Model]) -> str:
    """A model's table, quoted."""
    return str(connection.ops.quote_name(model._meta.db_table))


def named(columns: Iterable[Field[Any, Any]]) -> str:
    """The columns' names, quoted, with commas between."""
    return ", ".join(connection.ops.quote_name(str(column.column)) for column in columns)


def fields_of(model: type[Model], names: Iterable[str]) -> list[Field[Any, Any]]:
    """The fields with these names."""
    return [cast("Field[Any, Any]", model._meta.get_field(name)) for name in names]


# These go to a database as they are; to ask each field how takes longer than to write them.
_AS_THEY_ARE = (CharField, TextField, IntegerField, FloatField, ForeignKey)


def values(rows: Iterable[Model], columns: Sequence[Field[Any, Any]]) -> list[list[Any]]:
    """The values of these columns as the database takes them, row by row."""
    ways = [(column.attname, _way(column)) for column in columns]
    return [
        [prepare(value) if prepare and value is not None else value for value, prepare in told]
        for told in ([(getattr(row, name), prepare) for name, prepare in ways] for row in rows)
    ]


def _way(column: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value goes to the database; None where it goes as it is."""
    if isinstance(column, _AS_THEY_ARE):
        return None
    if isinstance(column, DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return partial(column.get_db_prep_save, connection=connection)
