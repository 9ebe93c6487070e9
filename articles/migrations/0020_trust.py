"""Sources keep what their servers' word that a page is the same was seen to be worth."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0019_autovacuum"),
    ]

    operations = [
        migrations.AddField(
            model_name="source",
            name="trust",
            field=models.CharField(
                choices=[
                    ("unproven", "not proved yet"),
                    ("proven", "holds"),
                    ("none", "was found wrong: not asked for"),
                ],
                default="unproven",
                editable=False,
                help_text="That a page is the same as before: a 304.",
                max_length=8,
                verbose_name="word of its servers",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("trust__in", ["unproven", "proven", "none"])), name="source_trust_known"
            ),
        ),
    ]
