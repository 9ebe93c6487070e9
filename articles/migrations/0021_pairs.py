"""What was removed is indexed in pairs of words too, on PostgreSQL: see ``search.index.pairs``."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FILL = """
UPDATE articles_search SET pairs = (
    SELECT COALESCE(array_to_tsvector(array_agg(DISTINCT a.lexeme || '+' || b.lexeme)), ''::tsvector)
    FROM (SELECT lexeme, unnest(positions) AS place FROM unnest(words)) AS a
    JOIN (SELECT lexeme, unnest(positions) AS place FROM unnest(words)) AS b ON b.place = a.place + 1
) WHERE removed
"""
FORTH = [
    "ALTER TABLE articles_search ADD COLUMN pairs tsvector",
    FILL,
    "CREATE INDEX articles_search_pairs ON articles_search USING gin (pairs) WITH (gin_pending_list_limit = 512) "
    "WHERE removed",
]
BACK = ["ALTER TABLE articles_search DROP COLUMN pairs"]


def _run(statements: list[str], schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def forth(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add the column, and fill it from the words that are there."""
    _run(FORTH, schema_editor)


def back(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As before."""
    _run(BACK, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_trust")]
    operations = [migrations.RunPython(forth, back)]
