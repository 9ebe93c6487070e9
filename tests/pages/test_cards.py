"""Social cards: the most telling changed passage as a picture."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from articles import typefaces
from articles.cards import Card, draw_card, shown
from articles.models import Article
from tests.make import T0, make_article
from tests.pages.reading import get, one

OLD = "The council approved the plan.\nIt will cost 12 million crowns."
NEW = "The council approved the plan.\nIt will cost 19 million crowns."
PASSAGE = (("=", "It will cost "), ("-", "12"), ("+", "19"), ("=", " million crowns."))


def picture(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("RGB")


def colours(image: Image.Image) -> set[Any]:
    return {colour for _, colour in image.getcolors(1 << 20) or ()}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/articles/{pk}/", "/articles/{pk}/diff/1/2/", "/articles/{pk}/diff/1/3/"])
def test_pages_name_a_card_of_the_size_that_is_asked_for(client: Client, path: str) -> None:
    article = make_article([OLD, NEW, f"{NEW}\nThe mayor resigned."])
    page = get(client, path.format(pk=article.pk))
    address = one(page, 'meta[property="og:image"]').get("content")
    assert address.startswith("http://127.0.0.1:8000/articles/")
    response = client.get(address.removeprefix("http://127.0.0.1:8000"))
    assert response["Content-Type"] == "image/png"
    picture(response.content)


@pytest.mark.django_db
def test_a_card_is_drawn_once_and_not_sent_again(client: Client, django_assert_num_queries: Any) -> None:
    article = make_article([OLD, NEW])
    path = f"/articles/{article.pk}/diff/1/2/card.png"
    first = client.get(path)
    with django_assert_num_queries(1):
        assert client.get(path).content == first.content
    with django_assert_num_queries(1):
        assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "max-age" in first["Cache-Control"]


@pytest.mark.django_db
def test_there_is_no_card_of_what_is_hidden_or_not_there(client: Client) -> None:
    article = make_article([OLD, NEW])
    assert client.get(f"/articles/{article.pk}/diff/1/3/card.png").status_code == 404
    Article.objects.update(hidden_at=T0)
    assert client.get(f"/articles/{article.pk}/diff/1/2/card.png").status_code == 410


def test_what_was_removed_and_what_was_added_have_grounds_of_their_own() -> None:
    image = picture(draw_card(Card("Courier", "A plan", PASSAGE)))
    assert {(0xFD, 0xE3, 0xDF), (0xDD, 0xF2, 0xE1)} <= colours(image)
    plain = picture(draw_card(Card("Courier", "A plan", (("=", "It will cost 19 million."),))))
    assert not {(0xFD, 0xE3, 0xDF), (0xDD, 0xF2, 0xE1)} & colours(plain)


@pytest.mark.parametrize(
    "text",
    ["\U000e0fff unassigned \u0378", "ธรรมดา ภาษาไทย", "one שתי מילים in English", "𓂀𓃰"],
    ids=["unassigned", "no rules for breaking lines", "two words against the line", "no typeface"],
)
def test_a_text_that_cannot_be_shown_right_is_left_out(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "_installed", tuple)
    if text.startswith("\U000e0fff"):
        assert shown(text).strip() == "unassigned"
        return
    nothing = draw_card(Card("Courier", "", (), otherwise="Rewritten"))
    assert draw_card(Card("Courier", "", (("+", text),), otherwise="Rewritten")) == nothing


@pytest.mark.skipif(not typefaces.can_shape(), reason="Pillow cannot shape complex scripts here")
@pytest.mark.parametrize("text", ["عودة المياه إلى الأحياء", "קו הרכבת החדש", "Новий міст", "Το λιμάνι"])
def test_our_own_typefaces_reach_beyond_latin(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typefaces, "_installed", tuple)
    assert (0xDD, 0xF2, 0xE1) in colours(picture(draw_card(Card("Courier", "", (("+", text),)))))


def test_without_shaping_no_arabic_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    typefaces.typeface.cache_clear()
    monkeypatch.setattr(typefaces, "can_shape", lambda: False)
    assert typefaces.typeface("مياه", 34) is None
    assert typefaces.typeface("water", 34) is not None
    typefaces.typeface.cache_clear()


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00\x1b[31m", "\u202ereversed\u202c \u2066x", "\u200b" * 100_000, "w" * 10_000_000,
     "a" + "\u0301" * 9999,
     "<script>alert(1)</script>", "\ud800 alone", "👩‍👩‍👧‍👦 🇩🇪", "\n".join("x" * 50 for _ in range(999))],
)  # fmt: skip
def test_hostile_text_costs_little_and_breaks_nothing(text: str) -> None:
    picture(draw_card(Card(text, text, (("-", text), ("+", text), ("?", text)), text, (10**12, 10**12), text)))
    assert len(shown(text)) <= 900
    assert not set(shown(text)) & set("\u202e\u202c\u2066\u200b\x00\x1b")
