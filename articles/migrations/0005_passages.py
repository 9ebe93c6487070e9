"""Passages, and the index of their words: see articles/search/index.py.

An archive that has versions already is indexed by ``manage.py rebuild_search``.
"""

import django.db.models.deletion
from django.db import migrations, models

SCOPES = ("all", "added", "removed")
# Words are separated by single spaces and hold nothing but letters, digits, marks and the underscore, all of which
# this tokenizer takes for parts of words.
SQLITE = [
    f"""CREATE VIRTUAL TABLE articles_search_{scope}
    USING fts5(words, content='', tokenize="ascii tokenchars '_'")"""
    for scope in SCOPES
]
SQLITE_BACK = [f"DROP TABLE articles_search_{scope}" for scope in SCOPES]
# A search reads word by word what is pending of a GIN index, so little may be.
GIN = "ON articles_search USING gin (words) WITH (gin_pending_list_limit = 512)"
POSTGRESQL = [
    """CREATE TABLE articles_search
    (id bigint PRIMARY KEY, words tsvector NOT NULL, added boolean NOT NULL, removed boolean NOT NULL)""",
    f"CREATE INDEX articles_search_all {GIN}",
    f"CREATE INDEX articles_search_added {GIN} WHERE added",
    f"CREATE INDEX articles_search_removed {GIN} WHERE removed",
]
POSTGRESQL_BACK = ["DROP TABLE articles_search"]


def run(sqlite, postgresql):
    def inner(apps, schema_editor):
        for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
            schema_editor.execute(statement)

    return inner


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_habit")]
    operations = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "headline",
                    models.BooleanField(help_text="Whether it is a headline; the others are searched as the text."),
                ),
                ("key", models.BigIntegerField(help_text="A digest of its words.")),
                ("first", models.PositiveIntegerField(help_text="Number of the version that brought it.")),
                ("gone", models.PositiveIntegerField(help_text="Number of the version that dropped it.", null=True)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "headline", "key", "first"), name="passage_comes_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("gone__isnull", True), ("gone__gt", models.F("first")), _connector="OR"
                        ),
                        name="passage_goes_after_it_came",
                    ),
                ],
            },
        ),
        migrations.RunPython(run(SQLITE, POSTGRESQL), run(SQLITE_BACK, POSTGRESQL_BACK)),
    ]
