"""Furnishes the archive of DATABASE_URL so that each page of the desk shows something: ``python docs/desk_archive.py``.

For ``docs/screenshots.py``, and for whoever works on the desk. Needs the tables and the catalogue of sources. Prints
where the pages are, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

import django

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "shown-in-pictures"
IMPORT = """slug,name,homepage,language,min_delay,feed,feed_title
bbc,BBC News,https://www.bbc.co.uk/news,en-GB,5,,
harbour,The Harbour Light,https://harbour.example/,en,,https://harbour.example/rss,News
,,,,,https://harbour.example/sport.rss,Sport
tidings,Tidings,https://tidings.example/,en,soon,https://tidings.example/rss,
"""


def main() -> None:
    """Fill the archive."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsdiffs.settings")
    django.setup()
    from django.contrib.auth import get_user_model

    from articles.models import Article, SourceList

    now = datetime.now(UTC)
    ines = get_user_model().objects.create_superuser("ines", password=PASSWORD)
    tell_stories(now)
    trouble(now, ines.pk)
    article = Article.objects.filter(source__slug="the-lamp").order_by("-version_count", "pk")[0]
    file = SourceList.objects.create(name="sources.csv", body=IMPORT.encode(), handed_in_at=now, by_id=ines.pk)
    print(json.dumps({
        "desk": "/admin/", "health": "/admin/articles/health/", "queue": "/admin/articles/health/queue/",
        "import": f"/admin/articles/source/import/{file.pk}/", "articles": "/admin/articles/article/",
        "article-admin": f"/admin/articles/article/{article.pk}/change/",
        "workbench": f"/admin/articles/article/{article.pk}/workbench/", "source-list": "/admin/articles/source/",
        "source-admin": f"/admin/articles/source/{article.source_id}/change/",
        "reread": f"/admin/articles/source/{article.source_id}/reread/", "versions": "/admin/articles/version/",
        "checks": "/admin/articles/check/", "suggestions": "/admin/articles/suggestion/",
        "ask": "/admin/articles/source/survey/", "hand-in": "/admin/articles/source/import/",
        "log": "/admin/admin/logentry/",
    }))  # fmt: skip


def tell_stories(now: datetime) -> None:
    """The demo's stories with their pages, so that there is something to be read at the workbench."""
    from django.core.management import call_command

    from articles.demo.pages import Item, article_page
    from articles.demo.stories import load_stories
    from articles.models import Source

    lines = []
    for number, story in enumerate(load_stories()[:12]):
        url = f"https://lamp.example/{story.section.lower()}/{number}"
        born = now - timedelta(days=1, hours=number)
        versions = []
        for count, state in enumerate(filter(None, story.states)):
            at = born + timedelta(hours=count)
            item = Item(url, story.section, state, born, at)
            page = article_page(item, [], [story.section], "https://lamp.example")
            versions.append({"seen_at": at.isoformat(), "title": state.title, "html": page})
        lines.append(json.dumps({"source": "the-lamp", "url": url, "versions": versions}))
    with NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(lines))
        file.flush()
        call_command("import_history", file.name, verbosity=0)
    Source.objects.filter(slug="the-lamp").update(name="The Lamp", country="GB", language="en")


def trouble(now: datetime, editor: int) -> None:
    """Sources in every state, and what waits."""
    from articles.models import Article, Check, Feed, Health, Host, Rereading, Source, Suggestion

    reasons = {
        "blocked": "8 of the last 10 looks at articles were refused.",
        "failing": "1 of its 3 feeds cannot be read: 5 times in a row: HTTP status 503",
        "collapsed": "The last 5 articles are 9 % as long as usual: 310 characters, where 3,400 are usual.",
        "silent": "No new article for 4 days, though its feeds are read; usually one comes every 2 hours.",
        "slow": "Half of its answers take longer than 11 seconds.",
    }
    for number, source in enumerate(Source.objects.order_by("pk")):
        state = [*reasons, *["fine"] * 9][number % 14]
        Health.objects.create(
            source=source, state=state, since=now - timedelta(hours=3 + 9 * number), judged_at=now,
            reason=reasons.get(state, "3 feeds are read, and articles answer."), last_good_at=now - timedelta(hours=2),
            last_bad="HTTP status 503" if state in reasons else "",
            last_bad_at=now - timedelta(minutes=9) if state in reasons else None,
        )  # fmt: skip
    feed = Feed.objects.order_by("pk")[0]
    Feed.objects.filter(pk=feed.pk).update(error_count=5, last_error="HTTP status 503")
    Host.objects.update(due_at=now + timedelta(hours=1))
    busy = list(Host.objects.order_by("-pk").values_list("pk", flat=True)[:3])
    Host.objects.filter(pk__in=busy).update(due_at=now - timedelta(minutes=25))
    Host.objects.filter(pk=busy[0]).update(owner="here:1", lease_until=now + timedelta(minutes=4))
    for article in Article.objects.order_by("-pk")[:20]:
        Check.objects.create(article=article, at=now, outcome="unchanged", status=200, milliseconds=120)
        Article.objects.filter(pk=article.pk).update(last_outcome="unchanged", last_checked_at=now, check_count=1)
    for number in range(4):
        address = f"https://harbour.example/news/{number}"
        Suggestion.objects.suggest(address, "They changed the figures twice today.", client=str(number), now=now)
    source = Source.objects.get(slug="the-lamp")
    Rereading.objects.create(
        source=source, asked_at=now, asked_by_id=editor, total=12, seen=7, working_at=now, touched=3, reworded=5
    )


if __name__ == "__main__":
    main()
