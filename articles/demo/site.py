"""The demo newsroom: an HTTP server on loopback that publishes the next version of its stories on a timer."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from articles.demo import pages
from articles.demo.pages import Item
from articles.demo.stories import Publication, State, Story, load_stories, schedule

DEFAULT_PORT = 8765
RELATED_SHOWN = 2

_EDITION = re.compile(r"\d{4}-\d\d-\d\d-\d{6}")
_EDITION_FORMAT = "%Y-%m-%d-%H%M%S"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DemoSite:
    """A small newsroom. `advance()` publishes the next change; `running()` serves it over HTTP.

    Every start, and every round with `loop`, is an edition with addresses of its own, and older editions
    keep their stories' last versions. Were the same addresses to fall back to version 1, a tracker would
    rightly record reverts, and from the second time on an alternation, and show a newcomer nothing.
    """

    def __init__(
        self,
        stories: Sequence[Story] | None = None,
        *,
        loop: bool = False,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.stories = {story.slug: story for story in (load_stories() if stories is None else stories)}
        self.sections = tuple(dict.fromkeys(story.section for story in self.stories.values()))
        self.loop = loop
        self._now = now
        self._requests = 0
        self._begin_edition()

    def _begin_edition(self) -> None:
        self._started = self._now()
        self.edition = self._started.strftime(_EDITION_FORMAT)
        self._shown: dict[str, State | None] = {slug: story.states[0] for slug, story in self.stories.items()}
        self._modified = dict.fromkeys(self.stories, self._started)
        self._pending = list(schedule(tuple(self.stories.values())))

    @property
    def remaining(self) -> int:
        """How many changes this edition has still to publish."""
        return len(self._pending)

    def advance(self) -> Publication | None:
        """Publish the next change and say what it was; None at the end, or where a new edition began."""
        if not self._pending:
            if self.loop:
                self._begin_edition()
            return None
        publication = self._pending.pop(0)
        self._shown[publication.slug] = publication.state
        self._modified[publication.slug] = self._now()
        return publication

    def path_of(self, slug: str) -> str:
        """The path at which this edition serves a story."""
        return f"/news/{self.edition}/{slug}"

    @asynccontextmanager
    async def running(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve the site while the block runs; gives its address, without a final slash. Port 0: any free."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._front),
                web.get("/feed.xml", self._feed),
                web.get("/robots.txt", self._robots),
                web.get("/section/{section}", self._section),
                web.get("/news/{edition}/{slug}", self._article),
            ]
        )
        # A newcomer ends the demo with Ctrl-C, and should not wait for a browser's idle connections.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
            yield f"http://{host}:{runner.addresses[0][1]}"
        finally:
            await runner.cleanup()

    async def _front(self, request: web.Request) -> web.Response:
        return _html(pages.front_page(self._items(request), self.sections, _base(request)))

    async def _section(self, request: web.Request) -> web.Response:
        by_slug = {pages.slug_of(section): section for section in self.sections}
        section = by_slug.get(request.match_info["section"])
        if section is None:
            return self._missing(request)
        items = [item for item in self._items(request) if item.section == section]
        return _html(pages.section_page(section, items, self.sections, _base(request)))

    async def _article(self, request: web.Request) -> web.Response:
        item = self._item(request, request.match_info["edition"], request.match_info["slug"])
        if item is None:
            return self._missing(request)
        others = [other for other in self._items(request) if other.url != item.url]
        return _html(pages.article_page(item, self._rotated(others), self.sections, _base(request)))

    async def _feed(self, request: web.Request) -> web.Response:
        changed = max(self._modified.values())
        body = pages.feed(self._items(request), _base(request), changed).encode()
        return _unless_known(request, body, changed)

    async def _robots(self, request: web.Request) -> web.Response:
        return web.Response(text="User-agent: *\nDisallow: /newsletter\n")

    def _missing(self, request: web.Request) -> web.Response:
        return _html(pages.missing_page(self.sections, _base(request)), status=404)

    def _items(self, request: web.Request) -> list[Item]:
        found = (self._item(request, self.edition, slug) for slug in self.stories)
        return sorted((item for item in found if item is not None), key=lambda i: i.modified, reverse=True)

    def _item(self, request: web.Request, edition: str, slug: str) -> Item | None:
        story = self.stories.get(slug)
        if story is None or not _EDITION.fullmatch(edition) or edition > self.edition:
            return None
        url = f"{_base(request)}/news/{edition}/{slug}"
        if edition < self.edition:
            then = _edition_start(edition)
            return None if then is None else Item(url, story.section, story.final, then, then)
        state = self._shown[slug]
        if state is None:
            return None
        return Item(url, story.section, state, self._started, self._modified[slug])

    def _rotated(self, items: Sequence[Item]) -> list[Item]:
        """A few of the items, others at every request, as on real pages."""
        self._requests += 1
        start = self._requests % len(items) if items else 0
        return [*items[start:], *items[:start]][:RELATED_SHOWN]


async def serve(
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    every_seconds: float = 60.0,
    stories: Sequence[Story] | None = None,
    on_ready: Callable[[str], None] | None = None,
    on_change: Callable[[Publication], None] | None = None,
    loop: bool = False,
) -> None:
    """Serve the demo until cancelled and publish a change every `every_seconds`, the first after half of it.

    `on_ready` is given the site's address, `on_change` each thing published. After the last change the site
    stands still, or with `loop` begins a new edition. Raises OSError where the port is taken.
    """
    newsroom = DemoSite(stories, loop=loop)
    async with newsroom.running(host, port) as url:
        if on_ready:
            on_ready(url)
        await asyncio.sleep(every_seconds / 2)
        while True:
            publication = newsroom.advance()
            if publication and on_change:
                on_change(publication)
            await asyncio.sleep(every_seconds)


def source_entry(url: str) -> Mapping[str, Any]:
    """The demo as an entry of the source catalogue, in the form of `seeds/sources.json`."""
    return {
        "slug": "demo-lamp",
        "name": pages.SITE_NAME,
        "homepage": f"{url}/",
        "country": "GB",
        "language": pages.SITE_LANGUAGE,
        "feeds": [{"url": f"{url}/feed.xml", "title": "All stories"}],
        "include": ["/news/"],
        "check_every": 10,
    }


def _edition_start(edition: str) -> datetime | None:
    try:
        return datetime.strptime(edition, _EDITION_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _base(request: web.Request) -> str:
    return str(request.url.origin())


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def _unless_known(request: web.Request, body: bytes, changed: datetime) -> web.Response:
    """The feed with its validators, or 304 where the client has it already."""
    tag = hashlib.sha256(body).hexdigest()[:16]
    if request.if_none_match is not None:
        known = any(theirs.value in (tag, "*") for theirs in request.if_none_match)
    else:
        since = request.if_modified_since
        known = since is not None and changed.replace(microsecond=0) <= since
    if known:
        response = web.Response(status=304)
    else:
        response = web.Response(body=body, content_type="application/rss+xml", charset="utf-8")
    response.etag = tag
    response.last_modified = changed
    return response
