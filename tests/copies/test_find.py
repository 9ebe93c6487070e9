"""Near-copies are found behind the scraper, at other sources alone, whichever came first."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from articles.copies import find
from articles.models import Article, Copy, CopyKey, Progress, Version
from tests.make import T0, add_version, make_article, make_source
from tests.pages.reading import get, texts, words
from tests.paper import STORY

pytestmark = pytest.mark.django_db

TEXT = "\n".join(STORY)
EDITED = TEXT.replace("2.4 million", "3.4 million")


def story(source: str, text: str = TEXT, **fields: Any) -> Article:
    return make_article([text], source=make_source(source), title=f"The ferry, by {source}", **fields)


def pairs() -> set[tuple[str, str]]:
    return {(copy.article.source.slug, copy.other.source.slug) for copy in Copy.objects.all()}


def test_a_copy_is_found_whichever_came_first() -> None:
    story("light")
    find.finish()
    story("portal", "\n".join(STORY[:4]))
    find.finish()
    assert pairs() == {("light", "portal"), ("portal", "light")}
    assert Copy.objects.get(article__source__slug="portal").share == 1
    assert 0.5 < Copy.objects.get(article__source__slug="light").share < 1


def test_the_same_source_and_other_stories_are_no_copies() -> None:
    story("light")
    story("light")
    story("portal", "The council of Sule met on Thursday to speak about its budget for the coming year. " * 8)
    find.finish()
    assert not Copy.objects.exists()


def test_a_copy_that_was_rewritten_is_one_no_longer() -> None:
    story("light")
    copy = story("portal")
    find.finish()
    assert pairs()
    add_version(
        copy, "Something else altogether is told here now. " * 20, title=copy.title, seen_at=T0 + timedelta(days=1)
    )
    find.finish()
    assert not pairs()


def test_each_version_is_taken_in_once_and_one_that_comes_late_too() -> None:
    story("light")
    assert find.finish() == 1
    assert find.finish() == 0
    # A row below the newest id may become visible after it: what was there at one step is taken in at the next.
    progress = Progress.objects.get()
    assert progress.done == progress.seen
    story("portal")
    assert find.step() == 0
    assert find.step() == 1
    assert pairs()


def test_a_batch_that_is_cut_off_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "BATCH", 2)
    for number in range(5):
        story(f"paper-{number}")
    assert find.finish() == 5
    assert len(pairs()) == 20


def test_the_command_says_what_was_found() -> None:
    story("light")
    story("portal")
    out = StringIO()
    call_command("find_copies", stdout=out)
    assert out.getvalue() == "2 versions taken in; 1 pair of copies is known.\n"
    call_command("find_copies", "--again", stdout=out)
    assert CopyKey.objects.filter(article__source__slug="light").count() == 25


def test_a_pair_is_never_of_one_article() -> None:
    article = story("light")
    with pytest.raises(Exception, match="copy_of_another"), transaction.atomic():
        Copy.objects.create(article=article, other=article, share=1)


def test_the_page_says_which_copies_got_the_correction(client: Client) -> None:
    article = story("light")
    story("portal")
    story("mirror", EDITED)
    add_version(article, EDITED, title=article.title, seen_at=T0 + timedelta(hours=3))
    find.finish()
    assert "2 other sources told the same story" in words(get(client, article.get_absolute_url()))
    page = get(client, f"/articles/{article.pk}/copies/")
    assert {tuple(texts(echo, ".echo-fate, del, ins")) for echo in page.cssselect(".echo")} == {
        ("Did not reach it", "2.4", "3.4"),
        ("Reached it", "2.4", "3.4"),
    }


def test_hidden_copies_are_not_shown(client: Client) -> None:
    article = story("light")
    hidden = story("portal")
    find.finish()
    Article.objects.filter(pk=hidden.pk).update(hidden_at=T0)
    assert "portal" not in client.get(f"/articles/{article.pk}/copies/").content.decode()
    assert "same story" not in client.get(article.get_absolute_url()).content.decode()


def test_the_page_asks_for_the_same_number_of_queries_however_many_copies_there_are(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    article = story("light")
    for number in range(12):
        story(f"paper-{number}", EDITED)
    add_version(article, EDITED, title=article.title, seen_at=T0 + timedelta(hours=3))
    find.finish()
    with django_assert_max_num_queries(6):
        assert len(get(client, f"/articles/{article.pk}/copies/").cssselect(".copy")) == 10


def test_an_article_without_copies_or_edits_says_so(client: Client) -> None:
    article = story("light")
    assert "No other source" in words(get(client, f"/articles/{article.pk}/copies/"))
    assert client.get("/articles/999/copies/").status_code == 404


@pytest.mark.shared
def test_a_portals_copy_of_a_newspapers_story_is_found(shared: Path) -> None:
    portal = (shared / "seeds" / "002_b7c0f6b9a5d599bf.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in portal.splitlines() if len(line.strip()) > 80]
    story("portal", "\n".join(lines))
    story("paper", "\n".join([*lines[:-1], "The union said that it would announce a date within the month."]))
    find.finish()
    assert pairs() == {("paper", "portal"), ("portal", "paper")}
    assert Version.objects.count() == 2
