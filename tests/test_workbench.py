"""The extraction workbench: every piece of a page explained, and rules tried before they are saved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.models import Article, Source, Version
from articles.scraping.explain import explain
from articles.scraping.extract import extract
from articles.scraping.rules import Rules
from tests.make import T0, add_version, make_article, make_capture
from tests.paper import STORY, TITLE, page

PROMPT = (
    "Readers who liked this also liked our weekly letter from the islands, which comes out on every Friday morning."
)


def told(**rules: Any) -> dict[str, tuple[bool, str]]:
    """What became of each piece of a page with a teaser, a prompt and a credit."""
    body = page(paragraphs=[*STORY[:3], "Photo: A. Moe", *STORY[3:], PROMPT], around="<aside><p>Our letter</p></aside>")
    pieces = explain(body.encode(), url="https://a.example/", rules=Rules.from_json(rules))
    return {piece.text: (piece.kept, piece.reason) for piece in pieces}


def test_each_piece_is_told_with_what_became_of_it_and_why() -> None:
    pieces = told(ignore=["liked this also"])
    assert pieces[TITLE] == (True, "headline")
    assert pieces[STORY[2]] == (True, "paragraph")
    assert pieces["Photo: A. Moe"] == (False, "a time, a credit, an address or a prompt")
    assert pieces["Our letter"] == (False, "its element says that it is no article: aside")
    assert pieces[PROMPT] == (False, "ignored by the rule liked this also")


def test_what_a_rule_drops_is_told_in_its_place() -> None:
    texts = list(told(drop=["article p:nth-of-type(2)"]))
    assert told(drop=["article p:nth-of-type(2)"])[STORY[1]] == (False, "dropped by the rule article p:nth-of-type(2)")
    assert texts.index(STORY[0]) < texts.index(STORY[1]) < texts.index(STORY[2])


@pytest.mark.parametrize("rules", [{}, {"keep": ["article"]}, {"drop": ["p:first-of-type"]}, {"ignore": ["crowns"]}])
def test_what_is_told_as_kept_is_what_the_extractor_keeps(rules: dict[str, Any]) -> None:
    body = page(around=f"<div><p>{PROMPT}</p></div>").encode()
    read = extract(body, url="https://a.example/", rules=Rules.from_json(rules))
    pieces = explain(body, url="https://a.example/", rules=Rules.from_json(rules))
    kept = [piece.text for piece in pieces if piece.kept and piece.reason not in {"headline", "standfirst"}]
    assert kept == [block.text for block in read.blocks]


def test_what_cannot_be_read_has_no_pieces() -> None:
    assert explain(b"", url="https://a.example/") == ()


# The page of it.


@pytest.fixture
def article(db: None) -> Article:
    """An article whose two versions differ by a prompt alone."""
    article = make_article()
    for minute, texts in enumerate((STORY, (*STORY, PROMPT))):
        capture = make_capture(article, page(paragraphs=texts).encode())
        add_version(article, "\n".join(texts), seen_at=T0.replace(minute=minute), title=TITLE, capture=capture)
    article.refresh_from_db()
    return article


def bench(article: Article) -> str:
    """The workbench's address."""
    return reverse("admin:articles_article_workbench", args=[article.pk])


def test_rules_are_tried_on_the_last_captures_and_nothing_is_written(admin_client: Client, article: Article) -> None:
    text = admin_client.post(bench(article), {"ignore": "liked this also", "do": "try"}).content.decode()
    assert "1 of 2 would be read otherwise, 1 would become the same as the version before" in text
    assert "merges with version 1" in text
    assert "ignored by the rule liked this also" in text
    assert Source.objects.get().rules == {}
    assert not LogEntry.objects.exists()


def test_saved_rules_hold_from_now_on_and_the_past_stays(admin_client: Client, article: Article) -> None:
    admin_client.post(bench(article), {"ignore": "liked this also", "do": "save"})
    assert Source.objects.get().rules == {"ignore": ["liked this also"]}
    assert "Rules of extraction" in LogEntry.objects.get().change_message
    assert Version.objects.count() == 2


def test_rules_that_cannot_work_are_refused_with_the_reason(admin_client: Client, article: Article) -> None:
    text = admin_client.post(bench(article), {"keep": "div[", "do": "save"}).content.decode()
    assert "neither a CSS selector nor an XPath" in text
    assert Source.objects.get().rules == {}


def test_a_page_is_shown_as_text_and_never_as_markup(admin_client: Client, article: Article) -> None:
    hostile = page(paragraphs=[*STORY, "<script>alert(1)</script> " + STORY[0]])
    capture = make_capture(article, hostile.encode())
    add_version(article, "x", seen_at=T0.replace(minute=5), title=TITLE, capture=capture)
    text = admin_client.get(bench(article)).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text


def test_a_version_without_its_page_says_so(admin_client: Client) -> None:
    article = make_article(["One.", "Two."])
    assert "imported without its page" in admin_client.get(bench(article)).content.decode()


def test_an_import_of_rules_survives_the_form(admin_client: Client, article: Article) -> None:
    rules = {"keep": ["article"], "drop": [".a", ".b"], "title": "h1"}
    Source.objects.update(rules=rules)
    page_text = admin_client.get(bench(article)).content.decode()
    assert ".a\n.b" in page_text
    data = {"keep": "article", "drop": ".a\n.b", "title": "h1", "do": "save"}
    admin_client.post(bench(article), data)
    assert json.dumps(Source.objects.get().rules, sort_keys=True) == json.dumps(rules, sort_keys=True)
