"""A newspaper of a test's own: a feed and pages on a real local server, and passes of the real scraper over it.

with paper(settings) as site:
    site.publish("/news/ferry", title="Ferry is late")
    site.scrape()                                   # polls the feed, records version 1
    site.publish("/news/ferry", title="Ferry is cancelled")
    site.scrape()                                   # records version 2
    site.texts("/news/ferry")
"""

from __future__ import annotations

import html
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync
from django.db import connection

from articles.models import Article, Feed, Source
from articles.scraping.run import Scope
from articles.scraping.track import scrape
from tests.conftest import ROOT
from tests.make import T0, make_source
from tests.scraping.server import Reply, Route, Server, serve

STORY = (
    "The night ferry to Skerry was cancelled on Tuesday after engineers found a crack in the stern ramp, leaving "
    "about ninety passengers and four lorries on the quay at Sule until the morning.",
    "Harbour master Ingrid Moe said the ramp had been inspected in spring and passed without remark. A welder is "
    "expected from the mainland on Wednesday, weather permitting.",
    "The council pays the operator 2.4 million crowns a year to keep the route open in winter, when it is the only "
    "way to the island's clinic and to its one secondary school.",
    "Passengers were offered soup in the parish hall. Several said that nobody had told them anything for three hours "
    "and that the timetable board had gone on promising a departure at nine.",
    "The operator apologised, promised refunds within ten days, and said that a replacement vessel would sail from "
    "Sule at noon if the wind dropped below gale force.",
    "It is the third cancellation this month. Opposition councillors have asked for a debate on the contract, which "
    "runs out next year and has so far drawn a single bid.",
)
TITLE = "Night ferry cancelled after crack is found in ramp"


def page(title: str = TITLE, paragraphs: Iterable[str] = STORY, *, head: str = "", around: str = "") -> str:
    """A well-behaved article page. ``around`` is markup after the article."""
    body = "\n".join(f"<p>{html.escape(text, quote=False)}</p>" for text in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>{head}</head>'
        f"<body><header><nav><a href='/'>Home</a> <a href='/about'>About</a></nav></header>"
        f"<main><article><h1>{html.escape(title)}</h1>\n{body}\n</article></main>{around}"
        "<footer><p>The Skerry Light</p></footer></body></html>"
    )


def rss(server: Server, paths: Sequence[str]) -> Reply:
    """A feed that lists these paths (or whole addresses)."""
    links = [path if path.startswith("http") else server.url(path) for path in paths]
    items = "".join(f"<item><title>An item</title><link>{html.escape(link)}</link></item>" for link in links)
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Skerry Light</title>{items}</channel></rss>'
    return Reply(body, content_type="application/rss+xml")


@dataclass
class Paper:
    """A running newspaper and what the scraper made of it."""

    server: Server
    source: Source
    paths: list[str] = field(default_factory=list)

    def publish(self, path: str, route: Route | None = None, *, title: str = TITLE,
                paragraphs: Iterable[str] = STORY, **reply: Any) -> None:  # fmt: skip
        """Put a page at a path, or any other answer, and list it in the feed."""
        self.server.routes[path] = Reply(page(title, paragraphs), **reply) if route is None else route
        if path not in self.paths:
            self.paths.append(path)
            self.server.routes["/feed.xml"] = rss(self.server, self.paths)

    def take_down(self, path: str, status: int = 404) -> None:
        """Answer with an error page from now on."""
        self.server.routes[path] = Reply("<h1>Not here</h1>", status=status)

    def scrape(self, *, force: bool = True, **options: Any) -> Counter[str]:
        """One pass over this paper (by default all of it is due), in this process; what it counted."""
        options = {"concurrency": 5, "workers": 0} | options
        scope = options.pop("scope", Scope(self.source.slug))
        return async_to_sync(scrape)(scope, force=force, **options).tally

    def article(self, path: str) -> Article:
        """The article at a path."""
        found = Article.objects.at_url(self.server.url(path))
        assert found is not None, f"{path} is not tracked"
        return found

    def texts(self, path: str) -> list[str]:
        """The texts of an article's versions, in order."""
        return [version.text for version in self.article(path).versions.all()]

    def titles(self, path: str) -> list[str]:
        """The headlines of an article's versions, in order."""
        return [version.title for version in self.article(path).versions.all()]

    def outcomes(self, path: str) -> list[str]:
        """What came of each look at an article, in order."""
        return list(self.article(path).checks.order_by("id").values_list("outcome", flat=True))

    def events(self, path: str) -> list[str]:
        """What happened to an article, in order."""
        return list(self.article(path).events.values_list("kind", flat=True))

    @property
    def feed(self) -> Feed:
        """The paper's feed."""
        return self.source.feeds.get(url=self.server.url("/feed.xml"))


@contextmanager
def paper(config: Any, slug: str = "light", *, host: str = "127.0.0.1", delay: float = 0.0) -> Iterator[Paper]:
    """A newspaper on a free port; ``config`` is pytest-django's ``settings``, told here to be quick."""
    config.ALLOW_PRIVATE_ADDRESSES = True
    config.SCRAPE_CONFIRM_SECONDS = 0
    config.SCRAPE_MIN_DELAY = delay
    with serve(host=host) as server:
        source = make_source(slug, homepage=server.url("/"))
        server.routes["/feed.xml"] = rss(server, [])
        Feed.objects.add(source, server.url("/feed.xml"), due_at=T0)
        yield Paper(server, source)


def manage(*arguments: str, new_session: bool = False, **environment: str) -> subprocess.Popen[str]:
    """A real ``manage.py`` process on the test's database (which needs ``django_db(transaction=True)``)."""
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=new_session, env=os.environ | process_environment() | environment,
    )  # fmt: skip


def process_environment() -> dict[str, str]:
    """What a process needs to work on the test's database, quickly, over loopback."""
    return {
        "DEBUG": "1",
        "DATABASE_URL": database_url(),
        "ALLOW_PRIVATE_ADDRESSES": "1",
        "SCRAPE_CONFIRM_SECONDS": "0",
        "SCRAPE_MIN_DELAY": "0",
        "LOG_LEVEL": "WARNING",
    }


def database_url() -> str:
    """The address of the database that this test uses."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    user = config["USER"] + (f":{config['PASSWORD']}" if config["PASSWORD"] else "")
    host = str(config["HOST"]).replace("/", "%2F")
    return f"postgres://{user}@{host}:{config['PORT']}/{config['NAME']}"
