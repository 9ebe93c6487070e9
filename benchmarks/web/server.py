# ruff: noqa: E501 (mark-up reads best unbroken)
"""Serves a world on loopback: a process of its own, told by lines on its input, each answered by one line.

``python -m benchmarks.web.server '{"seed": 1}'`` prints the feeds; ``advance`` goes on by one step, ``stats`` tells the
most requests any source had to answer at once. Ends with its input.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from benchmarks.web import serving
from benchmarks.web.clutter import disguised, typeset
from benchmarks.web.layouts import LAYOUTS
from benchmarks.web.rarer import RARER
from benchmarks.web.stories import Writer
from benchmarks.web.ticking import ticking
from benchmarks.web.unusual import UNUSUAL
from benchmarks.web.view import View, esc
from benchmarks.web.world import Article, Plan, Source, make_world

FEED_PATHS = {
    "rss": "/feed.xml",
    "atom": "/atom.xml",
    "json": "/feed.json",
    "sitemap": "/news-sitemap.xml",
    "home": "/",
}
WARNING = "<br><b>Warning</b>: include(/srv/www/stats.php): failed to open stream in <b>/srv/www/a.php</b> on line <b>12</b><br>"
BROKEN = {
    "database error": "<html><body><h1>Error establishing a database connection</h1></body></html>", "empty": "",
    "data": '{"error":{"code":50012,"message":"upstream request failed","retry":true}}',
    "shell": '<!DOCTYPE html><html><head><title>App</title></head><body><div id="app"></div><script src="a.js"></script></body></html>',
}  # fmt: skip
SAID = {"paywall", "soft 404", "robot 200", "robot 403", "robot 429", "consent", "login", "maintenance",
        "abroad", "challenge 200", "challenge 403", "challenge 503"}  # fmt: skip
ALL_LAYOUTS = LAYOUTS | RARER | UNUSUAL
_CURLED = re.compile(r"(?<=\w)'(?=\w)")
STATUS = {"robot 403": 403, "robot 429": 429, "server error": 500, "stray 404": 404,
          "challenge 403": 403, "challenge 503": 503}  # fmt: skip


class Site(ThreadingHTTPServer):
    """One source on an address of its own."""

    daemon_threads = True

    def __init__(self, source: Source, plan: Plan, clock: list[int]) -> None:
        super().__init__((f"127.0.1.{source.number + 1}", 0), Handler)
        self.source, self.plan, self.clock = source, plan, clock
        self.base = f"http://{self.server_address[0]!s}:{self.server_address[1]}"
        self.paths = {article.path: article for article in source.articles}
        self.requests: Counter[str] = Counter()  # by path: what one gets does not hang on when others are asked for
        self.asked: Counter[tuple[str, int]] = Counter()
        self.lock, self.in_flight, self.most = threading.Lock(), 0, 0

    def path_of(self, article: Article) -> str:
        """Where an article is now."""
        return ("/n" if self.clock[0] >= article.moves_at else "") + article.path

    def page(self, article: Article, trap: str, dice: random.Random, twin: str = "") -> str:
        """An article as it is shown now."""
        source, step = self.source, self.clock[0]
        story = article.states[step]
        if trap == "stale edge" and dice.random() < 0.5:
            story = next((state for state in article.states[step::-1] if state != story), story)
        canonical = self.base + self.path_of(article)
        if article.copy_of and article.number % 2:
            host = self.base.replace(f"127.0.1.{source.number + 1}:", f"127.0.1.{source.number}:")
            canonical = host + article.copy_of
        if trap == "A/B lead" and dice.random() < 0.5:
            story = replace(story, body=(("paragraph", article.other_lead), *story.body[1:]))
        if trap == "A/B headline" and dice.random() < 0.5:
            story = replace(story, title=article.other_title)
        if trap == "A/B standfirst" and story.standfirst and dice.random() < 0.5:
            story = replace(story, standfirst=story.body[1][1])
        if trap == "half a page":
            story = replace(story, body=story.body[: len(story.body) // 3])
        story = ticking(story, dice)
        if trap == "paywall":
            story = serving.stub(story, self.source.language.interface["paywall"])
        if trap == "metered":
            story = serving.stub(story, Writer(source.language, dice).says("metered"))
        if trap == "canonical":
            canonical = self.base + source.articles[(article.number + 1) % len(source.articles)].path
        key = f"{self.plan.seed}/{source.number}/{article.number}"
        box = Writer(source.language, random.Random(f"{key.rsplit('/', 1)[0]}/box")).says("bio")
        view = View(
            story, source.language, source.noises, dice, random.Random(key), random.Random(f"{key}/{step}"), step,
            f"Site {source.number}", canonical, meta_title=article.other_title if trap == "retitled meta" else "",
            box=box if step >= source.boxes_from else "",
        )  # fmt: skip
        page = disguised(view, ALL_LAYOUTS[twin or source.layout_at(step)](view))
        if trap == "typeset":
            return typeset(page, dice)
        if trap == "warning above":
            return page.replace("<body", f"{WARNING}<body", 1)
        return _retyped(page) if trap == "typography" else page

    def said(self, trap: str, dice: random.Random) -> str:
        """A page that is no article and says why, within the site's frame."""
        writer = Writer(self.source.language, dice)
        text = writer.says(
            trap.split()[0] if trap.startswith(("robot", "challenge")) else "missing" if trap == "soft 404" else trap
        )
        links = "".join(f'<li><a href="/s/{i}">{esc(writer.headline())}</a></li>' for i in range(6))
        return (
            f'<!DOCTYPE html><html lang="{self.source.language.code}"><head><meta charset="utf-8"><title>Site</title></head>'
            f"<body><nav><ul>{links}</ul></nav><main><h1>{esc(text.split('.')[0][:60])}</h1><p>{esc(text)}</p></main></body></html>"
        )

    def front(self) -> str:
        """The front page: links to all articles, with summaries."""
        step = self.clock[0]
        rows = "".join(
            f'<div class="c"><h2><a href="{self.path_of(a)}?utm_source=front">{esc(a.states[step].title)}</a></h2>'
            f"<p>{esc(a.states[step].body[0][1][:90])}</p></div>"
            for a in self.source.articles
        )
        announced = (
            '<link rel="alternate" type="application/rss+xml" href="/feed.xml">' if self.source.feed == "home" else ""
        )
        return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Front</title>{announced}</head><body>{rows}</body></html>'

    def feed(self) -> tuple[str, str]:
        """The source's feed, with its type; links carry tracking parameters, and a guid may be another each time."""
        step, kind = self.clock[0], self.source.feed
        rows = [
            (
                f"{self.base}{self.path_of(a)}?utm_source={kind}&utm_medium=f{step}",
                a.states[step].title,
                f"id-{a.number}-{step // 3}",
            )
            for a in self.source.articles
        ]
        if self.source.serving == "twins":
            twins = [
                (self.base + form.format(a.path), a.states[step].title, f"twin-{a.number}-{i}")
                for a in self.source.articles[:3]
                for i, form in enumerate(serving.TWINS)
            ]
            rows = twins + rows if self.source.number % 2 else rows + twins
        if kind in ("rss", "home"):
            items = "".join(
                f"<item><title>{escape(t)}</title><link>{escape(u)}</link><guid isPermaLink='false'>{g}</guid></item>"
                for u, t, g in rows
            )
            return (
                f'<?xml version="1.0"?><rss version="2.0"><channel><title>S</title>{items}</channel></rss>',
                "text/xml",
            )
        if kind == "atom":
            items = "".join(
                f'<entry><title>{escape(t)}</title><link href="{escape(u)}"/><id>urn:{g}</id></entry>'
                for u, t, g in rows
            )
            return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>S</title>{items}</feed>', "application/atom+xml"
        if kind == "json":
            items_json = [{"id": g, "url": u, "title": t} for u, t, g in rows]
            feed = {"version": "https://jsonfeed.org/version/1.1", "title": "S", "items": items_json}
            return json.dumps(feed), "application/feed+json"
        today = datetime.now(UTC).isoformat()
        items = "".join(
            f"<url><loc>{escape(u)}</loc><n:news><n:publication_date>{today}</n:publication_date>"
            f"<n:title>{escape(t)}</n:title></n:news></url>"
            for u, t, _ in rows
        )
        spaces = (
            'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
        )
        return f'<?xml version="1.0"?><urlset {spaces}>{items}</urlset>', "text/xml"


def _retyped(page: str) -> str:
    """The same page with other quotes, dashes and spaces."""
    head, mark, body = page.partition("<body")
    return (
        head + mark + body.replace("’", "'")
        if "’" in body
        else head + mark + _CURLED.sub("’", body).replace(" – ", " — ")
    )


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, counting how many are under way."""
        site = self.server
        with site.lock:
            site.in_flight += 1
            site.most = max(site.most, site.in_flight)
        try:
            self._answer(site)
        finally:
            with site.lock:
                site.in_flight -= 1

    def _answer(self, site: Site) -> None:
        path, step = urlsplit(self.path).path, site.clock[0]
        article = site.paths.get(serving.own_path(path))
        site.requests[self.path] += 1
        dice = random.Random(f"{site.plan.seed}/{self.path}/{site.requests[self.path]}")
        if path == "/robots.txt":
            self._send("User-agent: *\nAllow: /\n", kind="text/plain")
        elif path in FEED_PATHS.values() and path != "/":
            self._send(*site.feed())
        elif path == "/" or path.startswith("/s/"):
            self._send(site.front())
        elif article is not None and step in article.gone and article.is_soft:
            self._send("", status=302, headers={"Location": "/" if article.number % 2 else "/s/news"})
        elif article is None or step in article.gone:
            self._send(site.said("soft 404", dice), status=404 if article is None or article.number % 2 else 410)
        else:
            self._article(site, article, article.traps.get(step, ""), dice)

    def _article(self, site: Site, article: Article, trap: str, dice: random.Random) -> None:
        step = site.clock[0]
        site.asked[article.path, step] += 1
        if trap == "stray 404" and site.asked[article.path, step] > 1:
            trap = ""
        twin, is_metered = serving.as_twin(self.path), serving.is_metered(site.source.serving, dice)
        headers = serving.validators(site.source.serving, article.path, article.states[step], step)
        if headers and not trap and serving.says_unchanged({k.lower(): v for k, v in self.headers.items()}, headers):
            return self._send("", status=304, headers=headers)
        headers = headers or {"Last-Modified": format_datetime(datetime(2026, 11, 1, tzinfo=UTC), usegmt=True)}
        if step >= article.moves_at and not self.path.startswith("/n/"):
            return self._send("", status=301, headers={"Location": "/n" + article.path})
        if trap == "moved" and not self.path.startswith("/m"):
            return self._send("", status=301, headers={"Location": "/m" + article.path})
        if trap in ("home", "section"):
            return self._send("", status=302, headers={"Location": "/" if trap == "home" else "/s/news"})
        if trap == "slow":
            time.sleep(0.3)
        if trap == "weak etag":
            headers["ETag"] = f'W/"{article.path}"'
        page = site.said(trap, dice) if trap in SAID - {"paywall"} else site.page(
            article, "metered" if is_metered else trap, dice, twin
        )  # fmt: skip
        page = BROKEN.get(trap, page)
        body, charset = serving.encoded(page, site.source.serving, site.source.language.code)
        charset = "iso-8859-1" if trap == "wrong charset" and charset == "utf-8" and body == page.encode() else charset
        kind = f"text/html; charset={charset}" if charset else "text/html"
        return self._send(
            body, status=STATUS.get(trap, 200), kind=kind, headers=headers,
            cut=trap == "truncated", broken=trap == "broken gzip",
        )  # fmt: skip

    def _send(self, page: str | bytes, kind: str = "text/html; charset=utf-8", *, status: int = 200,
              headers: dict[str, str] | None = None, cut: bool = False, broken: bool = False) -> None:  # fmt: skip
        body = page.encode() if isinstance(page, str) else page
        if broken:
            body = gzip.compress(body)[: len(body) // 8]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if broken:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


def main() -> None:
    """Serve until the input ends."""
    plan, clock = Plan(**json.loads(sys.argv[1])), [0]
    sites = [Site(source, plan, clock) for source in make_world(plan)]
    for site in sites:
        threading.Thread(target=site.serve_forever, daemon=True).start()
    feeds = [site.base + FEED_PATHS[site.source.feed] for site in sites]
    print(json.dumps({"feeds": feeds, "bases": [site.base for site in sites]}), flush=True)
    for line in sys.stdin:
        if line.strip() == "advance":
            clock[0] += 1
        print(json.dumps({"step": clock[0], "most": max(site.most for site in sites)}), flush=True)


if __name__ == "__main__":
    main()
