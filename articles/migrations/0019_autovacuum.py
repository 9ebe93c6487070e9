"""PostgreSQL clears up after looks by their number, not by the archive's size.

A look writes its article's row anew. As it comes, autovacuum waits until a fifth of a table is dead: in an archive of a
million articles, a quarter of a million rows that every scan of ``article_host_due`` passes by. A fiftieth is cleared
in seconds. Hosts are few and written at every claim, so their table is cleared once a thousand rows are dead.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OPTIONS: dict[str, dict[str, float]] = {
    "articles_article": {"autovacuum_vacuum_scale_factor": 0.02, "autovacuum_analyze_scale_factor": 0.02},
    "articles_host": {"autovacuum_vacuum_scale_factor": 0, "autovacuum_vacuum_threshold": 1000},
}


def set_options(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Tell PostgreSQL; SQLite has no such rows."""
    if schema_editor.connection.vendor == "postgresql":
        for table, options in OPTIONS.items():
            given = ", ".join(f"{name} = {value}" for name, value in options.items())
            schema_editor.execute(f"ALTER TABLE {table} SET ({given})")


def reset_options(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As it comes."""
    if schema_editor.connection.vendor == "postgresql":
        for table, options in OPTIONS.items():
            schema_editor.execute(f"ALTER TABLE {table} RESET ({', '.join(options)})")


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_via")]
    operations = [migrations.RunPython(set_options, reset_options)]
