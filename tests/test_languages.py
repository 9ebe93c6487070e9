"""The interface in other languages: nothing untranslated, and nothing that a translation broke."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation.template import templatize

from articles import wording
from articles.diffing.measure import _REASONS
from articles.models import Article, Check, Event, Feed, Version
from tests.conftest import ROOT
from tests.make import T0, make_article, make_source
from tests.pages.reading import get, one, tree, words

LANGUAGES = ["de", "es"]
KEYWORDS: dict[str, Any] = {
    "_": None, "gettext": None, "gettext_noop": None, "gettext_lazy": None,
    "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def catalogue(language: str) -> Catalog:
    with open(ROOT / "locale" / language / "LC_MESSAGES" / "django.po", "rb") as file:
        return read_po(file, locale=language)


def used() -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    """All that the code asks the catalogues for."""
    for folder, pattern in (("articles", "*.py"), ("newsdiffs", "*.py"), ("templates", "*.html")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if "admin" in path.relative_to(ROOT).parts:
                continue  # stays in English
            text = path.read_text(encoding="utf-8")
            if path.suffix == ".html":
                text = templatize(text)
            for _, message, _, _ in extract("python", BytesIO(text.encode()), keywords=KEYWORDS):
                if message:
                    yield path, message


def test_no_text_hides_in_an_f_string() -> None:
    """Where gettext's tools do not see it, so that it drops out of the catalogues."""
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "articles").rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
        and any(isinstance(said, ast.Constant) for said in call.args)
    ]  # fmt: skip
    assert hidden == []


def texts_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def pairs(known: Catalog) -> set[tuple[str, ...]]:
    """What is said and what is said instead."""
    return {
        (message.id if isinstance(message.id, str) else message.id[0], *texts_of(message))
        for message in known
        if message.id
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str) -> None:
    known = catalogue(language)
    missing = []
    for path, message in used():
        entry = known.get(message if isinstance(message, str) else message[0])
        if entry is None or entry.fuzzy or not all(texts_of(entry)):
            missing.append(f"{path.name}: {message}")
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_and_marked_up_is_the_same_in_each_language(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        original = message.id if isinstance(message.id, str) else message.id[-1]
        for text in texts_of(message)[-1:]:
            for pattern in (r"%\(\w+\)s", r"</?\w+[^>]*>"):
                assert sorted(re.findall(pattern, text)) == sorted(re.findall(pattern, original)), message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_one_that_was_written(language: str) -> None:
    with open(ROOT / "locale" / language / "LC_MESSAGES" / "django.mo", "rb") as file:
        compiled = read_mo(file)
    assert pairs(compiled) == pairs(catalogue(language)), "run `make messages`"


def test_every_value_that_pages_show_has_words() -> None:
    assert set(wording.EVENTS) == set(Event.Kind.labels)
    assert set(wording.OUTCOMES) == set(Check.Outcome.labels)
    assert set(wording.FEEDS) == set(Feed.Kind.labels)
    assert set(wording.LEVELS) == set(Version.Level.labels)
    assert set(wording.REASONS) == set(_REASONS.values())


@pytest.fixture
def article(db: None) -> Article:
    courier = make_source(country="GB", language="en-GB")
    made = make_article(["It costs 12.", {"text": "It costs 19.", "title": "Dearer"}, "It costs 21."], source=courier)
    Event.objects.put(made, "gone", T0, "")
    made.note("block", "k", "Read more", now=T0, reason="it differs from look to look")
    return made


PAGES = {
    "/?level=all": ("Neueste Änderungen", "Últimos cambios"),
    "/sources/": ("Quellen", "Medios"),
    "/sources/courier/": ("Letzte Änderung", "Último cambio"),
    "/articles/{pk}/": ("Wann was geschrieben wurde", "Qué se escribió y cuándo"),
    "/articles/{pk}/versions/2/": ("Fassung 2 von 3", "Versión 2 de 3"),
    "/articles/{pk}/origins/": ("Am Rand steht die Fassung", "Al margen está la versión"),
    "/articles/{pk}/diff/1/2/": ("Gründe: die Überschrift wurde umformuliert", "porque el titular se redactó"),
    "/about/": ("Was als Änderung zählt", "Qué cuenta como cambio"),
    "/lookup/": ("Einen Artikel finden", "Buscar un artículo"),
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_the_readers_language(client: Client, article: Article, language: str, path: str) -> None:
    page = get(client, path.format(pk=article.pk), headers={"Accept-Language": f"{language}-AT,en;q=0.5"})
    assert page.get("lang") == language
    assert PAGES[path][LANGUAGES.index(language)] in words(one(page, "main"))


def test_an_article_keeps_its_own_language(client: Client, article: Article) -> None:
    page = get(client, f"/articles/{article.pk}/diff/1/2/", headers={"Accept-Language": "de"})
    assert one(page, "#diff").get("lang") == "en-GB"
    assert one(page, ".heads").get("lang") == "de"


def test_the_choice_in_the_footer_wins_and_lasts(client: Client, article: Article) -> None:
    form = one(get(client, "/sources/?sort=changes"), "form.tongue")
    assert form.get("method") == "get"
    choice = {"language": "es", "next": one(form, "[name=next]").get("value")}
    response = client.get(form.get("action"), choice)
    assert response["Location"] == "/sources/?sort=changes"
    assert response.cookies["django_language"]["max-age"] == 365 * 24 * 3600
    page = get(client, response["Location"], headers={"Accept-Language": "de"})
    assert page.get("lang") == "es"
    assert [option.get("value") for option in page.cssselect("#tongue option[selected]")] == ["es"]


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "x"])
def test_the_choice_leads_nowhere_else(client: Client, place: str) -> None:
    assert client.get("/language/", {"language": "de", "next": place})["Location"] == "/"
    assert "django_language" not in client.get("/language/", {"language": "xx"}).cookies


def test_a_page_kept_in_one_language_is_not_taken_for_another(client: Client, article: Article) -> None:
    path = f"/articles/{article.pk}/diff/1/2/"
    english = client.get(path)
    answer = client.get(path, headers={"If-None-Match": english["ETag"], "Accept-Language": "de"})
    assert answer.status_code == 200
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_is_said_in_the_readers_language(client: Client, language: str) -> None:
    page = tree(client.get("/?level=huge", headers={"Accept-Language": language}))
    assert words(one(page, "h1")) in ("Diese Adresse ist nicht zu verstehen", "No se entiende esta dirección")
    assert "huge" in words(one(page, "main"))
