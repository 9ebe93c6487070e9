"""Rare changes are read from indexes of their own, and events know their source and language for theirs."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from articles.models.tongue import Tongue

_FILL = """
UPDATE articles_event SET
    source_id = (SELECT a.source_id FROM articles_article a WHERE a.id = articles_event.article_id),
    language = (SELECT a.language FROM articles_article a WHERE a.id = articles_event.article_id)
"""


def _source(**options):
    return models.ForeignKey(
        db_index=False,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="events",
        to="articles.source",
        **options,
    )


def _newest(name, *fields, **condition):
    return migrations.AddIndex(
        model_name="version",
        index=models.Index(
            fields=[*fields, "-seen_at", "-id"], name=name, condition=Q(number__gt=1, **condition)
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_desk")]

    operations = [
        migrations.AddField(
            "event",
            "language",
            models.CharField(blank=True, default="", editable=False, max_length=35),
            preserve_default=False,
        ),
        migrations.AddField("event", "source", _source(null=True)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AlterField("event", "source", _source()),
        migrations.AddIndex(
            "event", models.Index(condition=Q(kind="gone"), fields=["-at", "-id"], name="event_gone")
        ),
        migrations.AddIndex("event", models.Index(fields=["source", "-at", "-id"], name="event_source_newest")),
        migrations.AddIndex(
            "event",
            models.Index(fields=["source", "-at", "-id"], name="event_source_gone", condition=Q(kind="gone")),
        ),
        migrations.AddIndex(
            "event",
            models.Index(Tongue("language"), F("at").desc(), F("id").desc(), name="event_tongue_newest"),
        ),
        migrations.AddIndex(
            "version",
            models.Index(
                Tongue("language"), F("seen_at").desc(), F("id").desc(),
                name="version_tongue_newest", condition=Q(number__gt=1),
            ),
        ),
        _newest("version_headline_newest", headline_changed=True),
        _newest("version_source_headline", "source", headline_changed=True),
        _newest("version_stealth_newest", stealth=True),
        _newest("version_source_stealth", "source", stealth=True),
        migrations.AddIndex(
            "article", models.Index(condition=Q(hidden_at__isnull=False), fields=["id"], name="article_hidden")
        ),
    ]
