"""An archive moved from one database to another, whatever the engines: every row of every table, ids and all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

from articles.elsewhere import stream
from articles.models import Article, Source, Version

BATCH = 500  # rows of one statement
# A version's trigger refuses numbers that leave a hole.
ORDER: dict[type[Model], tuple[str, ...]] = {Version: ("article_id", "number")}


class Refused(Exception):
    """Why nothing was copied, and what to do instead."""


def tables() -> list[type[Model]]:
    """The models of all tables, each after those it refers to; the cluster's job queue is no part of an archive."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label != "procrastinate"
    ]
    ordered: list[type[Model]] = []

    def add(model: type[Model]) -> None:
        if model in ordered or model in path:
            return
        path.append(model)
        for field in model._meta.local_concrete_fields:
            related = field.related_model if field.remote_field else None
            if isinstance(related, type) and related in models:
                add(related)
        path.remove(model)
        ordered.append(model)

    path: list[type[Model]] = []
    for model in models:
        add(model)
    return ordered


def copy(source: str, target: str, *, on_table: Callable[[str, int], None] = lambda name, count: None) -> None:
    """Copy all rows between two configured databases, in one transaction of the target: all or nothing.

    The target's tables must be there and hold no archive. Raises Refused.
    """
    known = [model for model in tables() if _is_there(model, source)]
    missing = [model._meta.db_table for model in known if not _is_there(model, target)]
    if missing:
        raise Refused(f"The target has no table {missing[0]}: both must be of the same release.")
    for holder in (Source, Article):
        if holder._default_manager.using(target).exists():
            raise Refused("The target holds an archive already: give an empty database.")
    with transaction.atomic(target):
        for model in reversed(known):  # what the migrations put there: permissions, groups
            with connections[target].cursor() as cursor:
                cursor.execute(f"DELETE FROM {connections[target].ops.quote_name(model._meta.db_table)}")
        for model in known:
            on_table(model._meta.db_table, _copy_table(model, source, connections[target]))
        with connections[target].cursor() as cursor:
            for statement in connections[target].ops.sequence_reset_sql(no_style(), known):
                cursor.execute(statement)


def _is_there(model: type[Model], alias: str) -> bool:
    return model._meta.db_table in connections[alias].introspection.table_names()


def _copy_table(model: type[Model], source: str, target: BaseDatabaseWrapper) -> int:
    """Copy one table, row by row as it is: no default, no "now" on saving, no signal. How many rows it has."""
    fields: list[Field[Any, Any]] = [field for field in model._meta.local_concrete_fields if not field.generated]
    quote = target.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"
    order = ORDER.get(model, ("pk",))
    rows = model._base_manager.using(source).order_by(*order).values_list(*(field.attname for field in fields))
    total = 0
    for batch in _batches(rows.iterator(BATCH)):
        with target.cursor() as cursor:
            cursor.executemany(statement, [
                [field.get_db_prep_save(value, target) for field, value in zip(fields, row, strict=True)]
                for row in batch
            ])  # fmt: skip
        total += len(batch)
    return total


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def exported_digest(database_url: str) -> str:
    """The SHA-256 of a database's whole export, pages included. Raises RuntimeError."""
    digest = hashlib.sha256()
    with stream(database_url, "export_history", "--html") as lines:
        while chunk := lines.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
