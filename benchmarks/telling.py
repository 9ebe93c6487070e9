"""Telling people: 10,000 watches, 1,000 new changes; how long until everybody was told, and is it once each?

    python -m benchmarks.telling                      on a new SQLite file
    .ci/with-postgresql python -m benchmarks.telling --here

Half of the watches are of articles, a quarter of sources or the first page with filters, a quarter searches; a tenth
go to a webhook, the others by e-mail, to real servers on loopback. The changes are recorded, then ``manage.py deliver``
is started, killed (SIGKILL) when a third of the messages has come, and started again; the claims of the dead run out
after five minutes, which are set into the past here. Counted is what the servers got: every change that a watch waits
for has to be told once; an e-mail that was under way at the kill may be missing, and must then be on record as
uncertain.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django

from tests.conftest import ROOT

WORDS = "harbour ferry council mayor budget winter island crown engine welder clinic school".split()
WITHIN_SECONDS = 60


def main() -> int:
    """Tell, kill, tell again, and print a row of a table; the exit status says whether all was well."""
    options = parser().parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsdiffs.settings"
        os.environ.update(ALLOW_PRIVATE_ADDRESSES="1", LOG_LEVEL="ERROR", EMAIL_HOST="127.0.0.1", EMAIL_USE_TLS="0")
        if not options.here:
            os.environ["DATABASE_URL"] = f"sqlite:///{folder}/telling.sqlite3"
        servers = Servers()
        os.environ["EMAIL_PORT"] = str(servers.mail_port)
        django.setup()
        row, wounds = measure(options, servers)
    print(f"| {' | '.join(row)} |\n|{'---|' * len(row)}\n| {' | '.join(map(str, row.values()))} |")
    print(*wounds[:20], sep="\n", file=sys.stderr)
    if options.json:
        Path(options.json).write_text(json.dumps(row | {"wounds": wounds}, indent=1))
    return int(bool(wounds))


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--watches", type=int, default=10_000)
    options.add_argument("--changes", type=int, default=1_000)
    options.add_argument("--here", action="store_true", help="on the empty database of DATABASE_URL")
    options.add_argument("--json", metavar="FILE", help="write the figures there too")
    return options


class Servers:
    """A mail server and a receiver of webhooks that note which change was told to which watch."""

    def __init__(self) -> None:
        self.told: Counter[tuple[str, str]] = Counter()  # (watch, page of the change)
        self.messages: set[str] = set()
        self.loop = asyncio.new_event_loop()
        self.mail_port = self.hook_port = 0
        self._listen()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def _listen(self) -> None:
        from aiohttp import web
        from aiosmtpd.smtp import SMTP

        mail = self.loop.run_until_complete(self.loop.create_server(lambda: SMTP(self, loop=self.loop), "127.0.0.1", 0))
        self.mail_port = mail.sockets[0].getsockname()[1]
        app = web.Application()
        app.router.add_post("/hook", self._hook)
        runner = web.AppRunner(app, access_log=None)
        self.loop.run_until_complete(runner.setup())
        site = web.TCPSite(runner, "127.0.0.1", 0)
        self.loop.run_until_complete(site.start())
        self.hook_port = runner.addresses[0][1]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a letter. It is in quoted-printable, where lines are broken by "="."""
        text = envelope.content.replace(b"=\r\n", b"").decode("utf-8", "replace")
        plain = text.partition("text/html")[0]
        watch = re.search(r"/watches/(\d+)/", plain)
        assert watch is not None
        self.messages.add(str(re.search(r"Message-ID: (\S+)", text)))
        self.told.update((watch[1], page) for page in set(re.findall(r"/articles/\d+/diff/\d+/\d+/", plain)))
        return "250 OK"

    async def _hook(self, request: Any) -> Any:
        from aiohttp import web

        told = await request.json()
        if told["id"] not in self.messages:  # a receiver drops repeats
            self.messages.add(told["id"])
            pages = (item["page"].partition("8000")[2] for item in told["changes"])
            self.told.update((str(told["watch"]["id"]), page) for page in pages)
        return web.Response()


def measure(options: argparse.Namespace, servers: Servers) -> tuple[dict[str, Any], list[str]]:
    """The figures, and what went wrong."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    stock(options, servers.hook_port)
    seconds, cpu = -time.monotonic(), -_cpu()
    process = start()
    target = waiting(options)
    while len(servers.messages) < target // 3 and process.poll() is None:
        time.sleep(0.05)
    killed_at = len(servers.messages)
    process.send_signal(signal.SIGKILL)
    process.wait()
    expire()
    last = start()
    if last.wait():
        raise SystemExit("the deliverer failed")
    seconds += time.monotonic()
    cpu += _cpu()
    wounds = judge(servers)
    row = {
        "engine": connection.vendor, "watches": options.watches, "changes": options.changes,
        "told": sum(servers.told.values()), "messages": len(servers.messages), "killed after": killed_at,
        "uncertain": uncertain(), "wounds": len(wounds), "seconds": round(seconds, 1), "CPU seconds": round(cpu, 1),
    }  # fmt: skip
    if seconds > WITHIN_SECONDS:
        wounds.append(f"it took {seconds:.0f} s, more than {WITHIN_SECONDS}")
    return row, wounds


def _cpu() -> float:
    used = os.times()
    return used.children_user + used.children_system


def start() -> subprocess.Popen[bytes]:
    """A deliverer."""
    return subprocess.Popen([sys.executable, "manage.py", "deliver", "-v", "0"], cwd=ROOT)


def stock(options: argparse.Namespace, hook_port: int) -> None:
    """Sources, articles, watches; then the changes."""
    from datetime import timedelta

    from django.contrib.auth.models import User
    from django.utils import timezone

    from articles.models import Article, Watch
    from tests.make import add_version, make_source

    dice, now = random.Random(5), timezone.now()
    sources = [make_source(f"paper-{number}") for number in range(50)]
    articles = []
    for number in range(options.changes):
        source = sources[number % len(sources)]
        article, _ = Article.objects.track(source, f"{source.homepage}news/{number}", now=now)
        add_version(article, story(dice, number), seen_at=now - timedelta(days=1), title=f"Report number {number}")
        articles.append(article)
    people = [User.objects.create(username=f"p{n}", email=f"p{n}@example.org") for n in range(100)]
    watches = []
    for number in range(options.watches):
        watch = Watch(owner=people[number % 100], name=f"Watch {number}", since=now - timedelta(hours=1))
        if number % 10 == 3:
            watch.channel, watch.address = Watch.Channel.WEBHOOK, f"http://127.0.0.1:{hook_port}/hook"
        if number % 4 < 2:
            watch.kind, watch.article = Watch.Kind.ARTICLE, dice.choice(articles)
        elif number % 4 == 2:
            watch.kind = Watch.Kind.CHANGES
            # Identical filters are common: some hundreds of different ones.
            watch.set_query(f"?level={dice.choice(['all', 'minor'])}&source=paper-{dice.randrange(50)}")
        else:
            watch.kind = Watch.Kind.SEARCH
            watch.set_query(f"?q=%22{dice.choice(WORDS)}+{dice.randrange(10_000)}%22&in=added")
        watches.append(watch)
    Watch.objects.bulk_create(watches)
    for number, article in enumerate(articles):
        text = story(dice, number, figure=dice.randrange(10_000))
        add_version(article, text, seen_at=now, title=article.title)


def story(dice: random.Random, number: int, figure: int = 12) -> str:
    """A text of twenty paragraphs; one of them holds a figure after each of the words."""
    told = "\n".join(f"Paragraph {place} of story {number} says what was known before." for place in range(19))
    return f"They spoke of {', of '.join(f'{word} {figure}' for word in WORDS)}.\n{told}"


def waiting(options: argparse.Namespace) -> int:
    """About how many messages there will be."""
    return int(options.watches * 0.6)


def expire() -> None:
    """As if five minutes had gone by."""
    from django.utils import timezone

    from articles.models import Watch

    Watch.objects.exclude(claimed_until=None).update(claimed_until=timezone.now())


def uncertain() -> int:
    """Messages that may not have arrived."""
    from articles.models import Message

    return Message.objects.filter(state=Message.State.UNCERTAIN).count()


def judge(servers: Servers) -> list[str]:
    """Compare what was told with what every watch asks for, by the queries that readers' pages make."""
    from articles.models import Delivery, Version, Watch
    from articles.search.find import find
    from articles.stream import read_page
    from articles.watches.match import Sought, read

    expected: set[tuple[str, str]] = set()
    by_query: dict[str, set[str]] = {}
    for watch in Watch.objects.all():
        if watch.article_id:
            pages = {v.diff_url for v in Version.objects.changes().filter(article=watch.article_id)}
        elif watch.query in by_query:
            pages = by_query[watch.query]
        else:
            asked = read(watch.kind, watch.query)
            if isinstance(asked, Sought):
                pages = {hit.version.diff_url for hit in find(asked.search, size=200).hits}
            else:
                assert asked is not None
                pages = {e.version.diff_url for e in read_page(asked, size=5_000).entries if e.version}
            by_query[watch.query] = pages
        expected |= {(str(watch.pk), page) for page in pages}
    twice = [key for key, count in servers.told.items() if count > 1]
    lost = expected - servers.told.keys()
    on_record = Delivery.objects.filter(message__state="uncertain").select_related("article")
    lost -= {(str(d.watch_id), f"/articles/{d.article_id}/diff/1/2/") for d in on_record}
    wounds = [f"watch {key[0]} was told of {key[1]} twice" for key in twice]
    wounds += [f"watch {key[0]} was not told of {key[1]}" for key in sorted(lost)]
    return wounds + [f"watch {key[0]} was told of {key[1]} for nothing" for key in servers.told.keys() - expected]


if __name__ == "__main__":
    raise SystemExit(main())
