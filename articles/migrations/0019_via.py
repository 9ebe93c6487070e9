"""Captures say when they came from a web archive."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0014_roles")]
    operations = [
        migrations.AddField(
            model_name="capture",
            name="via",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Where a web archive gave it out; its time is then the archive's. "
                "Empty: the site answered us.",
            ),
        ),
    ]
