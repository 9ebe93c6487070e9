"""Every page of the editor's desk at 100,000 articles: queries and milliseconds.

    python -m benchmarks.desk [--articles N] [--here]

The archive is a SQLite file of its own, or with ``--here`` the (empty) database of DATABASE_URL. A page is asked for by
a superuser through the whole of Django (no network). What is reported is the best of several, after one to warm up: by
the clock, and as CPU time, which on SQLite is all that a page costs and is not blurred by what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.archive import Archive

MOST_QUERIES, MOST_MILLISECONDS = 9, 300
SOURCES = 60
TIMES = 5


def main() -> int:
    """Fill, measure and print a table; the exit status says whether the targets were reached."""
    options = parser().parse_args()
    if options.inside:
        print(json.dumps(list(measured())))
        return 0
    with tempfile.TemporaryDirectory() as name:
        archive = Archive(Path(name), os.environ["DATABASE_URL"] if options.here else "")
        archive.fill([f"http://paper-{n}.example/news/1" for n in range(SOURCES)], idle=options.articles - SOURCES)
        rows = json.loads(archive.python("-m", "benchmarks.desk", "--inside"))
    reached = all(
        row["queries"] <= MOST_QUERIES and row["milliseconds" if options.here else "cpu"] < MOST_MILLISECONDS
        for row in rows
    )
    print(report(rows, options.articles))
    if options.json:
        Path(options.json).write_text(json.dumps({"articles": options.articles, "pages": rows}, indent=1))
    return int(not reached)


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--here", action="store_true", help="in the empty database of DATABASE_URL")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return options


def report(rows: list[dict[str, Any]], articles: int) -> str:
    """The figures as Markdown."""
    lines = [
        f"{articles:,} articles with 3 versions and 3 checks each, of {SOURCES} sources; targets: "
        f"{MOST_QUERIES} queries, {MOST_MILLISECONDS} ms a page.",
        "", "| page | queries | ms | of CPU |", "|---|---|---|---|",
    ]  # fmt: skip
    return "\n".join(
        [*lines, *(f"| {row['page']} | {row['queries']} | {row['milliseconds']} | {row['cpu']} |" for row in rows)]
    )


def measured() -> Iterator[dict[str, Any]]:
    """Ask for each page, on the database of DATABASE_URL."""
    import time

    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()
    furnish()
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ines", password="not-asked-for"))
    for name, address in pages():
        seconds, used = [], []
        for _ in range(TIMES + 1):
            started, cpu = time.perf_counter(), time.process_time()
            response = client.get(address)
            seconds.append(time.perf_counter() - started)
            used.append(time.process_time() - cpu)
            assert response.status_code == 200, (address, response.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        yield {"page": name, "queries": len(queries), "milliseconds": round(1000 * min(seconds[1:]), 1),
               "cpu": round(1000 * min(used[1:]), 1)}  # fmt: skip
        print(name, file=sys.stderr)


def furnish() -> None:
    """What the desk shows beside articles, versions and checks: tallies, health, captures, suggestions, a survey."""
    from datetime import timedelta

    from django.utils import timezone

    from articles import blobs
    from articles.models import Article, Capture, Event, Feed, Health, Source, Suggestion, Survey, Tally, Version
    from articles.tallies import count_all
    from benchmarks.pages import article_markup

    now = timezone.now()
    for number in (2, 3):
        add_versions(number)
    Article.objects.filter(version_count=1).update(version_count=3)
    count_all(Version, Event, Tally)
    for source in Source.objects.all():
        Feed.objects.add(source, f"{source.homepage}rss", due_at=now)
        state = list(Health.State)[source.pk % 8]
        Health.objects.create(source=source, state=state, since=now, judged_at=now, reason="As a benchmark has it.")
    Feed.objects.filter(pk__lte=9).update(error_count=4, last_error="HTTP status 500")
    article = Article.objects.filter(version_count=3).order_by("-pk")[0]
    for number in range(12):
        _, body = article_markup(1, number, article.url)
        page = b"<html><head><title>As it was</title></head><body>" + body + b"</body></html>"
        at = now + timedelta(minutes=number)
        capture = Capture.objects.create(
            article=article, blob_id=blobs.put(page), url=article.url, fetched_at=at, status=200
        )
        content = Version(title="As it was", text=f"Text {number}.", kinds="p")
        Version.objects.record(article, content, seen_at=at, capture=capture, extractor="5")
    for number in range(300):
        Suggestion.objects.suggest(f"https://else.example/{number}", "", client=str(number), now=now)
    Survey.objects.create(url="https://else.example/", asked_at=now)
    Article.objects.filter(pk__in=range(1, 2000, 7)).update(hidden_at=now, hidden_reason="As a benchmark has it.")


def add_versions(number: int) -> None:
    """Give each article that has a version before it this one too, by one statement."""
    from django.db import connection

    from articles.models import Version

    names = [str(field.column) for field in Version._meta.concrete_fields if not field.primary_key]
    values = {"number": str(number), "title": f"'As it was ' || {number}", "words_added": "3"}
    chosen = ", ".join(values.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_version ({', '.join(names)}) SELECT {chosen} FROM articles_version "
            f"WHERE number = {number - 1} ORDER BY id"
        )


def pages() -> Iterator[tuple[str, str]]:
    """The pages: what it is, and its address."""
    from django.contrib import admin
    from django.urls import reverse

    from articles.admin.articles import QuestionFilter
    from articles.models import Article, Capture, Check, Health, Source, Survey, Version

    def address(name: str, *args: object) -> str:
        return reverse(f"admin:{name}", args=args)

    article = Article.objects.filter(version_count__gte=10).get()
    some = Source.objects.order_by("pk")[0]
    lists, versions = address("articles_article_changelist"), address("articles_version_changelist")
    yield "index", address("index")
    for model in sorted(admin.site._registry, key=lambda model: model._meta.model_name or ""):
        if model._meta.app_label == "articles":
            yield f"list: {model._meta.verbose_name_plural}", address(f"articles_{model._meta.model_name}_changelist")
    for key, (words, _) in QuestionFilter.questions.items():
        yield f"articles: {words}", f"{lists}?q_is={key}"
    yield "articles: paused", f"{lists}?state__exact=paused"
    yield "articles: last look failed", f"{lists}?last_outcome=server_error"
    yield "articles: of a source", f"{lists}?source__id__exact={some.pk}"
    yield "articles: words that none has", f"{lists}?q=ferry+harbour"
    yield "articles: words that all have", f"{lists}?q=was"
    yield "articles: a whole address", f"{lists}?q={article.url}"
    yield "articles: page 50", f"{lists}?p=50"
    yield "versions: of a source", f"{versions}?source__id__exact={some.pk}"
    yield "versions: major", f"{versions}?level__exact=major"
    yield "versions: without notice", f"{versions}?stealth__exact=1"
    yield "versions: words that none has", f"{versions}?q=ferry"
    yield "checks: failed", f"{address('articles_check_changelist')}?outcome__exact=server_error"
    yield "health: failing", f"{address('articles_health_changelist')}?state__exact=failing"
    yield "article", address("articles_article_change", article.pk)
    yield "article's history", address("articles_article_history", article.pk)
    yield "workbench", address("articles_article_workbench", article.pk)
    yield "version", address("articles_version_change", Version.objects.order_by("-pk")[0].pk)
    yield "check", address("articles_check_change", Check.objects.order_by("-pk")[0].pk)
    yield "capture", address("articles_capture_change", Capture.objects.order_by("-pk")[0].pk)
    yield "source", address("articles_source_change", some.pk)
    yield "source: read anew", address("articles_source_reread", some.pk)
    yield "health of one", address("articles_health_change", Health.objects.order_by("pk")[0].pk)
    yield "what waits", address("articles_health_queue")
    yield "survey", address("articles_source_survey", Survey.objects.order_by("pk")[0].pk)
    yield "add by homepage", address("articles_source_ask")
    yield "import", address("articles_source_import")
    yield "export", address("articles_source_export", "json")
    yield "log", address("admin_logentry_changelist")


if __name__ == "__main__":
    raise SystemExit(main())
