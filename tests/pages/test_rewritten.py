"""What a browser or feed reader keeps of versions is given up once noise was taken out of them."""

from __future__ import annotations

import pytest
from django.test import Client

from articles.models import Article, Version
from tests.make import make_article, make_content

pytestmark = pytest.mark.django_db

NOISE = "Our readers have sent 14 photographs."
OLD, NEW = "The ferry is late.", "The ferry is cancelled."
URL = "https://courier.example/news/ferry"


def rewrite(article: Article) -> None:
    """Take the noise out of both versions, as drop_noise does: their number and times stay."""
    versions = list(article.versions.order_by("number"))
    texts = zip(versions, (OLD, NEW), strict=True)
    parts = [(make_content(text, title=version.title), version.particulars()) for version, text in texts]
    Version.objects.rewrite(article, parts)


@pytest.mark.parametrize(
    "address",
    [
        "/articles/{pk}/versions/1/", "/articles/{pk}/diff/1/2/", "/articles/{pk}/diff/1/2/card.png",
        "/articles/{pk}/origins/", "/feed.rss", "/api/v1/articles/{pk}/versions/1", "/api/v1/articles/{pk}/diff/1/2",
        "/api/v1/articles/{pk}/blame",
    ],
)  # fmt: skip
def test_versions_that_were_written_anew_are_sent_anew(client: Client, address: str) -> None:
    article = make_article([f"{OLD}\n{NOISE}", f"{NEW}\n{NOISE}"], url=URL)
    path = address.format(pk=article.pk)
    first = client.get(path)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    changed_at = article.last_changed_at
    rewrite(article)
    assert article.last_changed_at == changed_at
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
