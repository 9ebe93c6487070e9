"""Captures say when they came from a web archive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_events_of_sources")]
    operations = [
        migrations.AddField(
            model_name="capture",
            name="via",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Where it was asked for at a web archive, whose time it has. Empty: the site answered us.",
            ),
        ),
    ]
