"""Passage: what an article said, from the version that brought it to the one that dropped it. What search reads."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from django.db import models

from articles.models.article import Article
from articles.models.rows import kept, many, put
from articles.search import index
from articles.search.words import key_of, pieces, split

Key = tuple[bool, int]  # whether it is a headline, and the number of its words


class HasTexts(Protocol):
    """What is searched of a version."""

    @property
    def title(self) -> str: ...
    @property
    def standfirst(self) -> str: ...
    @property
    def text(self) -> str: ...


class PassageQuerySet(models.QuerySet["Passage"]):
    """Many passages."""

    def take_in(self, article: Article, version: HasTexts, number: int, earlier: HasTexts | None) -> None:
        """Index a version that was just recorded, in its transaction, beside the version before it.

        A passage that moved, or was typed otherwise (quotes, spaces, case), is the same passage. Where what is
        indexed is not what the version before says, as before the first ``rebuild_search``, all of the article's
        versions are indexed.
        """
        before = passages_of(earlier) if earlier else {}
        standing = {(bool(headline), key): pk for headline, key, pk in _standing(article.pk)}
        if standing.keys() != before.keys():
            self.index_article(article)
            return
        now = passages_of(version)
        dropped = [(standing[key], words) for key, words in before.items() if key not in now]
        if dropped:
            many(_DROP, [(number, pk) for pk, _ in dropped])
            index.remove(dropped)
        brought = [(key, words) for key, words in now.items() if key not in before]
        made = [Passage(article_id=article.pk, headline=h, key=k, first=number) for (h, k), _ in brought]
        if len(made) > _FEW:
            self.bulk_create(made)
        else:
            for passage in made:
                put(passage)
        index.add(
            [
                index.Entry(passage.pk, words, added=number > 1)
                for passage, (_, words) in zip(made, brought, strict=True)
            ]
        )

    def index_article(self, article: Article) -> int:
        """Index all versions of an article anew; how many passages they have. Call in a transaction."""
        self.filter(article=article).delete()
        made: list[tuple[Passage, str]] = []
        standing: dict[Key, Passage] = {}
        texts = article.versions.order_by("number").only("number", "title", "standfirst", "text")
        for version in texts.iterator(chunk_size=50):
            now = passages_of(version)
            for key in standing.keys() - now.keys():
                standing.pop(key).gone = version.number
            for key, words in now.items():
                if key not in standing:
                    standing[key] = Passage(article=article, headline=key[0], key=key[1], first=version.number)
                    made.append((standing[key], words))
        self.bulk_create([passage for passage, _ in made], batch_size=2000)
        index.add([index.Entry(p.pk, words, added=p.first > 1, removed=p.gone is not None) for p, words in made])
        return len(made)


class Passage(models.Model):
    """A headline, standfirst or block of an article, the same for as long as its words are.

    Its text stands in the versions from ``first`` to the one before ``gone``; its words are in ``search.index``.
    """

    # No index of its own: the constraint's begins with the article.
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="passages", db_index=False)
    headline = models.BooleanField(help_text="Whether it is a headline; the others are searched as the text.")
    key = models.BigIntegerField(help_text="A digest of its words.")
    first = models.PositiveIntegerField(help_text="Number of the version that brought it.")
    gone = models.PositiveIntegerField(null=True, help_text="Number of the version that dropped it.")

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [
            # take_in(): the article's passages; and no passage comes twice with one version.
            models.UniqueConstraint(fields=["article", "headline", "key", "first"], name="passage_comes_once"),
            models.CheckConstraint(
                condition=models.Q(gone__isnull=True) | models.Q(gone__gt=models.F("first")),
                name="passage_goes_after_it_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{'headline' if self.headline else 'passage'} {self.first}–{self.gone or ''}"


_FEW = 3  # passages that are written sooner one by one
_DROP = "UPDATE articles_passage SET gone = %s WHERE id = %s"
_standing = kept(lambda: Passage.objects.filter(article=0, gone=None).values_list("headline", "key", "id"), 0)


def passages_of(version: HasTexts) -> dict[Key, str]:
    """The passages of a version: their words with single spaces, by their keys."""
    texts = ((True, version.title), *((False, text) for text in body_of(version)))
    return {(headline, key): words for headline, text in texts for key, words in _pieces(text)}


@lru_cache(maxsize=2048)  # most of a version stands in the one before, word for word
def _pieces(text: str) -> tuple[tuple[int, str], ...]:
    found = (" ".join(piece) for piece in pieces(split(text)))
    return tuple((key_of(words), words) for words in found)


def body_of(version: HasTexts) -> list[str]:
    """All that is searched of a version but its headline."""
    return [version.standfirst, *version.text.split("\n")]
