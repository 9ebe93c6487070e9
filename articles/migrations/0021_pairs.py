"""What was removed is indexed in pairs of words too, on PostgreSQL: see ``search.index.vector``."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ADD_PAIRS = """
UPDATE articles_search SET words = words || (
    SELECT COALESCE(array_to_tsvector(array_agg(DISTINCT '+' || a.lexeme || '+' || b.lexeme)), ''::tsvector)
    FROM (SELECT lexeme, unnest(positions) AS place FROM unnest(words)) AS a
    JOIN (SELECT lexeme, unnest(positions) AS place FROM unnest(words)) AS b ON b.place = a.place + 1
) WHERE removed
"""
TAKE_AWAY = """
UPDATE articles_search SET words = ts_delete(words, ARRAY(SELECT lexeme FROM unnest(words) WHERE lexeme LIKE '+%'))
WHERE removed
"""


def _on_postgresql(statement: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(statement)


def add_pairs(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Add them to what is indexed."""
    _on_postgresql(ADD_PAIRS, schema_editor)


def take_away(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As before."""
    _on_postgresql(TAKE_AWAY, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_trust")]
    operations = [migrations.RunPython(add_pairs, take_away)]
