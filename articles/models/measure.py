"""Measure: one number that all scrapers count together, for /metrics."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models, transaction


class MeasureQuerySet(models.QuerySet["Measure"]):
    """Many measures."""

    @transaction.atomic
    def add(self, counts: Mapping[tuple[str, str], float]) -> None:
        """Add to these measures, each given by (name, label); always in one order, so that no two writers deadlock."""
        for (name, label), count in sorted(counts.items()):
            if not self.filter(name=name, label=label).update(value=models.F("value") + count):
                measure, new = self.get_or_create(name=name, label=label, defaults={"value": count})
                if not new:
                    self.filter(pk=measure.pk).update(value=models.F("value") + count)


class Measure(models.Model):
    """A count that only grows."""

    name = models.CharField(max_length=40)
    label = models.CharField(max_length=40, blank=True)
    value = models.FloatField(default=0)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["name", "label"]
        constraints = [models.UniqueConstraint(fields=["name", "label"], name="measure_name_label_unique")]

    def __str__(self) -> str:
        return f"{self.name} {self.label}: {self.value:g}"
