"""Languages in queries: lists of one language are read from an index."""

from __future__ import annotations

from typing import Any

from django.db import models


class Tongue(models.Func):
    """The start of a language's tag by which rows are indexed: ``en-`` of en and en-GB, ``fil`` of fil and fil-PH.

    Its arguments stand in the SQL as they are: SQLite knows an indexed expression again only without parameters.
    """

    function = "substr"
    template = "%(function)s(%(expressions)s || '-', 1, 3)"
    output_field = models.CharField()

    def __init__(self, expression: str, **extra: Any) -> None:
        super().__init__(expression, **extra)


def tongue_of(tag: str) -> str:
    """What ``Tongue`` gives for a tag."""
    return f"{tag}-"[:3]


def in_language(tag: str, field: str = "language") -> models.Q:
    """What is in this language; ``en`` is also en-GB."""
    return models.Q(**{field: tag}) | models.Q(**{f"{field}__startswith": f"{tag}-"})


def by_tongue(tag: str) -> models.Q:
    """The same of a table that has an index of tongues, told so that the index is used."""
    return models.Q(models.lookups.Exact(Tongue("language"), tongue_of(tag))) & in_language(tag)
