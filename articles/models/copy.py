"""Copy: an article of another source that tells the same story in the same words; and what copies are found by."""

from __future__ import annotations

from django.db import models

from articles.models.article import Article


class CopyKey(models.Model):
    """One band of an article's print (articles.copies.prints): near-copies have some in common."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="copy_keys", db_index=False)
    key = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="copykey_article_key_unique")]
        indexes = [
            # copies.find: the articles that share a key.
            models.Index(fields=["key", "article"], name="copykey_key"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.key}"


class CopyQuerySet(models.QuerySet["Copy"]):
    """Many copies."""

    def visible(self) -> CopyQuerySet:
        """Those that the public may see."""
        return self.filter(other__hidden_at__isnull=True)


class Copy(models.Model):
    """Much of an article stands in another one. Each pair has two rows, one for each direction."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="copies")
    other = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    share = models.FloatField(help_text="How much of the article's text stands in the other, from 0 to 1.")

    objects = CopyQuerySet.as_manager()

    class Meta:
        ordering = ["-share", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="copy_pair_unique"),
            models.CheckConstraint(condition=~models.Q(article=models.F("other")), name="copy_of_another"),
            models.CheckConstraint(
                condition=models.Q(share__gte=0) & models.Q(share__lte=1), name="copy_share_in_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.other_id}: {self.share:.2f}"


class Progress(models.Model):
    """How far a task that follows the versions has come.

    Ids are given out before rows can be seen, so a version may appear below one that is there already. Each step
    therefore goes only as far as the newest id that the step before it had seen.
    """

    name = models.CharField(max_length=40, primary_key=True)
    done = models.BigIntegerField(default=0, help_text="The newest version that was taken in.")
    seen = models.BigIntegerField(default=0, help_text="The newest version that there was at the last step.")

    class Meta:
        verbose_name_plural = "progress"

    def __str__(self) -> str:
        return f"{self.name}: {self.done}"
