"""What a message says: the changes of its deliveries as an e-mail, as text and HTML, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.diffing import Row, compare_versions
from articles.marks import marked, woven
from articles.models import Article, Delivery, Event, Message, Version, Watch
from articles.stream import Entry
from articles.terminal import safe

IN_FULL = 20  # changes of a letter with their passages; of the others there is a line
PASSAGES = 12  # of one change
LONGEST = 3_000  # characters of a passage; a longer one is left to the page
SALT = "articles.watches.unsubscribe"


@dataclass(frozen=True, slots=True)
class Told:
    """A change or event as a letter tells it."""

    heading: str
    old_heading: str
    facts: str
    url: str
    lines: tuple[str, ...] = ()
    passages: tuple[SafeString, ...] = ()
    more: int = 0  # changed passages that are left to the page


@dataclass(frozen=True, slots=True)
class Piece:
    """A change or event as it stands in a letter."""

    heading: str
    text: str
    html: str


_pieces: dict[tuple[object, ...], Piece] = {}
MOST_PIECES = 4_000


def _piece(entry: Entry, language: str, *, full: bool) -> Piece:
    """An entry drawn; a change is drawn once for all letters in a language, for it is immutable."""
    version = entry.version
    key: tuple[object, ...] | None = None
    if version is not None:
        key = (version.pk, version.article_id, version.number, version.digest, version.seen_at, version.source.name)
        key += (version.level, version.words_added, version.words_removed, language, full)
    if key in _pieces:
        return _pieces[key]
    told = tell(entry, full=full)
    context = {"item": told}
    html = render_to_string("mail/change.html", context)
    piece = Piece(told.heading, render_to_string("mail/change.txt", context), html)
    if key:
        if len(_pieces) >= MOST_PIECES:
            _pieces.clear()
        _pieces[key] = piece
    return piece


def entries_of(deliveries: Iterable[Delivery]) -> list[tuple[Delivery, Entry | None]]:
    """What each is about as it is on record now; None where it is hidden, folded away, or no change any more."""
    deliveries = list(deliveries)
    articles = {delivery.article_id for delivery in deliveries}
    places = Q(seen_at__in={delivery.at for delivery in deliveries}) | Q(
        digest__in={delivery.digest for delivery in deliveries if delivery.digest}
    )
    shown = Version.objects.visible().unfolded().filter(places, article__in=articles)
    by_place: dict[tuple[int, datetime | str], Entry] = {}
    for version in shown.for_lists().order_by("seen_at"):
        entry = Entry(version.article, version=version)
        entry.article.source = version.source
        by_place[version.article_id, version.digest] = by_place[version.article_id, version.seen_at] = entry
    happened = Event.objects.visible().filter(article__in=articles, at__in={delivery.at for delivery in deliveries})
    happened = happened.select_related("article__source")
    by_event = {(event.article_id, event.at, event.kind): Entry(event.article, event=event) for event in happened}
    return [
        (
            delivery,
            by_event.get((delivery.article_id, delivery.at, delivery.kind))
            or by_place.get((delivery.article_id, delivery.at))
            # Where articles were merged, the same text may be on record with an earlier time.
            or (by_place.get((delivery.article_id, delivery.digest)) if delivery.digest else None),
        )
        for delivery in deliveries
    ]


def mail(message: Message, entries: Sequence[Entry], *, uncertain: int) -> EmailMultiAlternatives:
    """The message as an e-mail in the watch's language; ``uncertain``: earlier messages that may not have arrived."""
    watch = message.watch
    with translation.override(watch.language):
        pieces = [_piece(entry, watch.language, full=place < IN_FULL) for place, entry in enumerate(entries)]
        site = settings.SITE_URL
        unsubscribe = unsubscribe_url(watch)
        context = {
            "watch": watch, "is_test": message.is_test, "uncertain": uncertain, "site": site,
            "log": site + reverse("watch", args=[watch.pk]), "unsubscribe": unsubscribe,
            "language": watch.language,
        }  # fmt: skip
        letter = EmailMultiAlternatives(
            subject=_subject(message, [piece.heading for piece in pieces]),
            body=render_to_string("mail/changes.txt", {**context, "pieces": [piece.text for piece in pieces]}),
            to=[watch.owner.email],
            headers=_headers(message, unsubscribe),
        )
        html = render_to_string("mail/changes.html", {**context, "pieces": [piece.html for piece in pieces]})
        letter.attach_alternative(html, "text/html")
    return letter


def payload(message: Message, entries: Sequence[Entry]) -> dict[str, Any]:
    """The message for a program: its changes as the API gives them, with their address."""
    # Not at the top: the API's schemas take a third of a second to load, which a pass that tells nobody does without.
    from articles.api.texts import EntryOut

    watch = message.watch
    changes = [
        {**EntryOut.of(entry.article, entry.version, entry.event).model_dump(mode="json"), "page": page_of(entry)}
        for entry in entries
    ]
    return {
        "id": str(message.key),
        "made_at": message.made_at.isoformat(),
        "test": message.is_test,
        "watch": {"id": watch.pk, "name": watch.name, "page": settings.SITE_URL + reverse("watch", args=[watch.pk])},
        "changes": changes,
    }


def brief(message: Message, entries: Sequence[Entry]) -> tuple[str, str]:
    """The message as a title and lines of plain text, for services that carry little."""
    with translation.override(message.watch.language):
        told = [tell(entry, full=False) for entry in entries]
        lines = [f"{item.heading}\n{item.facts}\n{item.url}" for item in told]
        test = [_("This is a test message: it arrived, so will the others.")] if message.is_test else []
        return _subject(message, [item.heading for item in told]), "\n\n".join([*test, *lines])


def failure_mail(watch: Watch, said: str) -> EmailMultiAlternatives:
    """What its owner is told when a watch is switched off because it failed for days."""
    with translation.override(watch.language):
        context = {"watch": watch, "said": said, "log": settings.SITE_URL + reverse("watch", args=[watch.pk])}
        subject = _("Switched off: %(name)s") % {"name": safe(watch.name)}
        return EmailMultiAlternatives(
            settings.EMAIL_SUBJECT_PREFIX + subject, render_to_string("mail/failed.txt", context),
            to=[watch.owner.email], headers={"Auto-Submitted": "auto-generated"},
        )  # fmt: skip


def unsubscribe_url(watch: Watch) -> str:
    """The address at which a watch is stopped without signing in, until its secret changes."""
    token = signing.dumps([watch.pk, watch.owner_id], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def watch_of(token: str) -> Watch | None:
    """The watch that such an address is about; None where it is not ours, or the watch is gone."""
    try:
        pk, owner = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Watch.objects.filter(pk=pk, owner=owner).first()


def _headers(message: Message, unsubscribe: str) -> dict[str, str]:
    host = settings.SITE_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return {
        # RFC 8058: mail programs offer a button that posts this.
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<watch-{message.watch_id}.{host}>",
        "Message-ID": f"<{message.key}@{host}>",
        "Auto-Submitted": "auto-generated",
    }


def _subject(message: Message, headings: Sequence[str]) -> str:
    if message.is_test:
        said = _("A test: %(name)s") % {"name": message.watch.name}
    elif len(headings) == 1:
        said = headings[0]
    else:
        said = ngettext("%(count)s change: %(name)s", "%(count)s changes: %(name)s", len(headings)) % {
            "count": len(headings), "name": message.watch.name,
        }  # fmt: skip
    return " ".join(safe(settings.EMAIL_SUBJECT_PREFIX + said).split())[:180]


def page_of(entry: Entry) -> str:
    """The whole address of the page that shows a change or event."""
    if entry.version is None:
        assert entry.event is not None
        return f"{settings.SITE_URL}{entry.article.get_absolute_url()}#event-{entry.event.pk}"
    path = entry.version.diff_url if entry.version.number > 1 else entry.version.get_absolute_url()
    return settings.SITE_URL + path


def tell(entry: Entry, *, full: bool) -> Told:
    """An entry as a letter tells it, in the language of now; ``full``: with its passages."""
    article, version = entry.article, entry.version
    if version is None:
        assert entry.event is not None
        what = capfirst(_(entry.event.get_kind_display()))
        facts = ", ".join(filter(None, (article.source.name, what, _when(entry.at), safe(entry.event.detail))))
        return Told(safe(article.title or article.url), "", facts, page_of(entry))
    facts = ", ".join(filter(None, (article.source.name, *_facts(version), _when(entry.at))))
    old = version.change.get("old_title", "") if version.headline_changed else ""
    told = Told(safe(version.title or article.url), safe(old), facts, page_of(entry))
    if not full or version.number == 1:
        return told
    lines, passages, more = _passages(version)
    return Told(told.heading, told.old_heading, told.facts, told.url, lines, passages, more)


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _facts(version: Version) -> list[str]:
    if version.number == 1:
        return [_("new article")]
    facts = [_("version %(number)s") % {"number": version.number}]
    facts += [capfirst(_(version.level))] if version.level else []
    facts += [f"+{version.words_added} −{version.words_removed}"] if version.words_added + version.words_removed else []
    marks = (("headline_changed", _("Headline changed")), ("notice", _("Correction notice")))
    return facts + [said for name, said in (*marks, ("stealth", _("Stealth edit"))) if getattr(version, name)]


def _passages(version: Version) -> tuple[tuple[str, ...], tuple[SafeString, ...], int]:
    """The changed passages of a version as text and as HTML, and how many are left out."""
    numbers = [version.number - 1, version.number]
    pair = Version.objects.filter(article=version.article_id, number__in=numbers).order_by("number")
    if len(pair) != 2 or pair[1].pk != version.pk:
        return (), (), 0
    diff = compare_versions(pair[0], pair[1])
    rows = [row for row in diff.shown if not row.trivial and row.kind != "moved-from" and row.field != "title"]
    shown = [row for row in rows if sum(len(span.text) for spans in woven(row) for span in spans) <= LONGEST]
    shown = shown[:PASSAGES]
    lines = tuple(line for row in shown for line in _lines(row))
    return lines, tuple(_html(row) for row in shown), len(rows) - len(shown)


def _lines(row: Row) -> list[str]:
    return [plain(spans) for spans in woven(row) if spans]


def plain(spans: Iterable[tuple[str, str]]) -> str:
    """Marked words as plain text: ``cost [-12-] {+19+} million``."""
    parts: list[str] = []
    before = ""
    for op, text in spans:
        text = safe(text)
        if op in _MARKS and text.strip():
            opening, closing = _MARKS[op]
            space = " " if (before, op) == ("-", "+") and not parts[-1].endswith(" ") else ""
            start, _words, end = text.partition(text.strip())
            parts.append(f"{space}{start}{opening}{text.strip()}{closing}{end}")
        else:
            parts.append(text)
        before = op
    return "".join(parts)


_MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}"), "<": ("[<", "<]"), ">": ("{>", ">}")}


def _html(row: Row) -> SafeString:
    blocks = ((marked(spans, "feed"),) for spans in woven(row))
    return format_html_join("", '<p dir="auto" style="margin:0 0 12px">{}</p>', blocks) or format_html("")


def subject_of(watch: Watch, article: Article | None) -> str:
    """A name for what is watched, where its owner gives none."""
    return (article.title or article.url if article else watch.query)[:200]
