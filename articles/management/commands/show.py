"""``manage.py show``: an article's versions, or what changed between two of them, in the terminal."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.diffing import compare_versions, measure
from articles.models import Article, Version
from articles.scraping.addresses import typed
from articles.sources import how_to_watch
from articles.terminal import WIDE, WIDEST, draw, safe, styled, wrap


class Command(BaseCommand):
    """Reads only; what it prints goes through the pager on a terminal, and is plain where it is piped."""

    help = "Show an article's versions; with a number, what changed with that version; with two, between them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        parser.add_argument("article", metavar="URL|ID", help="its address, or its number on this site")
        parser.add_argument("a", nargs="?", type=int, help="number of a version")
        parser.add_argument("b", nargs="?", type=int, help="number of a later version (default: a is the later one)")
        view = parser.add_mutually_exclusive_group()
        view.add_argument("--side", action="store_true", help="side by side, however narrow the terminal is")
        view.add_argument("--inline", action="store_true", help="in one text, however wide it is")
        parser.add_argument("--no-pager", action="store_true", help="print at once")
        parser.add_argument("--width", type=int, metavar="N", help="columns (default: those of the terminal)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the article and print."""
        article = self._article(options["article"])
        terminal = self.stdout.isatty()
        colour = options["force_color"] or (terminal and not options["no_color"] and not settings.NO_COLOR)
        width = min(max(options["width"] or shutil.get_terminal_size().columns, 20), WIDEST)
        if options["a"] is None:
            lines = self._versions(article, width, colour)
        else:
            old, new = self._pair(article, options["a"], options["b"])
            inline = options["inline"] or (width < WIDE and not options["side"])
            lines = _comparison(article, old, new, width=width, inline=inline, colour=colour)
        self._print(lines, paged=terminal and not options["no_pager"])

    def _article(self, name: str) -> Article:
        articles = Article.objects.select_related("source")
        if name.isascii() and name.isdigit():
            found = articles.filter(pk=name).first() if len(name) < 19 else None
        else:
            try:
                found = articles.at_url(typed(name))
            except ValueError as error:
                raise CommandError(f"{name!r} is neither the number nor the address of an article: {error}") from error
        if found is None:
            raise CommandError(f"No article is known as {name}. {how_to_watch('ADDRESS')}")
        if not found.version_count:
            raise CommandError(f"Article {found.pk} has no version yet; its last look: {found.last_outcome or 'none'}.")
        return found

    def _pair(self, article: Article, a: int, b: int | None) -> tuple[Version | None, Version]:
        first, last = (a - 1, a) if b is None else sorted((a, b))
        versions = {version.number: version for version in article.versions.filter(number__in=[first, last])}
        if last not in versions or (first not in versions and first != 0) or (b is not None and a == b):
            many = f"its versions are 1 to {article.version_count}" if article.version_count > 1 else "it has version 1"
            raise CommandError(f"Article {article.pk} cannot be shown so: {many}, and two have to differ.")
        return versions.get(first), versions[last]

    def _versions(self, article: Article, width: int, colour: bool) -> Iterator[str]:
        yield from _heading(article, article.title, width, colour)
        for version in article.versions.order_by("number").defer("text", "kinds"):
            size = f"+{version.words_added} -{version.words_removed} words" if version.number > 1 else "first seen"
            flags = [version.level, "headline" * version.headline_changed, "correction" * version.notice]
            told = ", ".join(filter(None, [size, *flags, "stealth" * version.stealth]))
            yield f"{version.number:>4}  {version.seen_at:%Y-%m-%d %H:%M} UTC  {told}"
        for event in article.events.all():
            yield f"      {event.at:%Y-%m-%d %H:%M} UTC  {event.get_kind_display()} {safe(event.detail)}".rstrip()
        yield ""
        if article.version_count > 1:
            yield f"What changed: manage.py show {article.pk} {article.version_count}"

    def _print(self, lines: Iterable[str], *, paged: bool) -> None:
        text = "\n".join(lines)
        if paged and settings.PAGER:
            try:
                pager = subprocess.Popen(shlex.split(settings.PAGER), stdin=subprocess.PIPE)
            except (OSError, ValueError):
                pass  # it is not installed: print at once
            else:
                with suppress(BrokenPipeError):  # its reader had seen enough
                    pager.communicate(text.encode() + b"\n")
                return
        with suppress(BrokenPipeError):
            self.stdout.write(text)


def _heading(article: Article, title: str, width: int, colour: bool) -> Iterator[str]:
    for line in wrap([("=", safe(title or article.url))], width):
        yield styled("".join(text for _, text in line), "bold", colour=colour)
    yield safe(f"{article.source.name}  {article.url}")
    yield ""


def _comparison(
    article: Article, old: Version | None, new: Version, *, width: int, inline: bool, colour: bool
) -> Iterator[str]:
    """What changed; where there is no version before, the text of the first."""
    yield from _heading(article, new.title, width, colour)
    if old is None:
        yield f"Version {new.number}, {new.seen_at:%Y-%m-%d %H:%M} UTC"
        yield ""
        for text in filter(None, [new.standfirst, new.byline, *(block.text for block in new.blocks)]):
            for line in wrap([("=", safe(text))], min(width, WIDE)):
                yield "".join(part for _, part in line)
            yield ""
        return
    diff = compare_versions(old, new)
    change = measure(old, new, diff)
    seen = (f"{version.number}, {version.seen_at:%Y-%m-%d %H:%M} UTC" for version in (old, new))
    yield "Version {}  ->  version {}".format(*seen)
    because = f", because {', '.join(change.reasons)}" if change.reasons else ""
    told = f"{change.level.capitalize()} change, +{change.words_added} -{change.words_removed} words{because}"
    for line in wrap([("=", told)], width):
        yield "".join(text for _, text in line)
    yield ""
    yield from draw(diff, width=width, inline=inline, colour=colour)
