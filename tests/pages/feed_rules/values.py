"""The rules by name, and those that all formats share: texts, addresses, dates, languages, HTML."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlsplit

import html5lib
from babel import Locale
from lxml import etree, html


class Rule(StrEnum):
    """What a feed must keep to; the value says it in words."""

    STRICT = "Ruby's strict parser takes it"
    CONTENT_TYPE = "it is served with the content type of its format, in UTF-8"
    WELL_FORMED = "it is well-formed XML in UTF-8, or JSON without repeated keys"
    SIZE = "it has at most 5 MB, past which W3C's validator does not read"
    ROOT = "its root says format and version"
    NAMESPACE = "name spaces are declared by the prefixes under which they are known"
    ORDER = "what a feed says of itself stands before its items, and a description before the content"
    UNKNOWN = "it has no element, attribute or key that the format does not have there"
    MISSING = "it has what the format demands"
    REPEATED = "what may stand once stands once"
    TYPE = "each value is of its type"
    BLANK = "no title, name, id or content is blank"
    CHARACTERS = "its texts have no control characters and no code points that are no characters"
    URL = "each address is absolute and written as RFC 3986 has it"
    SELF = "it names the address at which it was served as its own"
    CANONICAL = "an id of Atom is spelt as every other spelling of the address would be mended to"
    DATE = "dates are written as RFC 822 (RSS) or RFC 3339 (the others) has them, with a zone"
    PLAUSIBLE = "no date is in the future or before 1990"
    BUILD_DATE = "it does not say that it is older than what it holds"
    LANGUAGE = "languages are tags of BCP 47, and of a language that there is"
    UNIQUE = "no two items have the same id"
    PERMALINK = "isPermaLink is true or false, and a permalink is an address"
    TITLE_HTML = "no text that is not HTML has tags of HTML, and none of Atom has its entities"
    REFERENCES = "texts of RSS write & and < as the references &#x26; and &#x3C;, as its board advises"
    AUTHOR = "the feed or each of its entries has an author, and each author a name"
    ALTERNATE = "there is one alternate link of a type and language"
    TEXT_TYPE = "a text of Atom is text, html or xhtml, and has no elements as either of the first two"
    SUMMARY = "a summary or description of an item shows the same as HTML and as text"
    DISTINCT = "a summary repeats neither title nor content"
    MARKUP = "HTML of items is well-formed"
    ELEMENT = "HTML of items has only elements that readers let through"
    ATTRIBUTE = "HTML of items has no scripts and data in attributes, and only styles that readers let through"
    HTML_LINK = "links in items are absolute and of the web"
    HUB = "a hub has a type and an address"
    OUTLINE = "a list has outlines, each with a text, and with an address where it is of a feed"


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that was broken, and where or by what."""

    rule: Rule
    said: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.said[:200]!r}"


ATOM = "{http://www.w3.org/2005/Atom}"

# RFC 3986: the characters of an address, an escape for each other; brackets only around an IPv6 host.
_URL = re.compile(
    r"https?://(\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(:\d+)?"
    r"(/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_RFC822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} "
    r"\d\d:\d\d:\d\d ([+-]\d{4}|GMT)"
)
# XML 1.0 forbids or discourages them, HTML calls them errors: controls, lone surrogates, non-characters.
_BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
LIKE_HTML = re.compile(r"<(/?[A-Za-z]|!)|&(#\d+|#x[0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]*);")
END_TAG = re.compile(r"</[A-Za-z][A-Za-z0-9]*>")

_ELEMENTS = {"p", "h3", "blockquote", "em", "a", "ins", "del", "mark"}
_ATTRIBUTES = {"a": {"href"}, "ins": {"style"}, "del": {"style"}}
_STYLE = re.compile(r"((background-)?color:#[0-9a-f]{6}|text-decoration:(underline|line-through))")


def text(value: str, where: str) -> Iterator[Fault]:
    """The rules of any text that a reader sees."""
    if not value.strip():
        yield Fault(Rule.BLANK, where)
    if found := _BAD.search(value):
        yield Fault(Rule.CHARACTERS, f"{where}: {found[0]!a}")


def address(value: str, where: str) -> Iterator[Fault]:
    """The rules of an address."""
    if not _URL.fullmatch(value):
        yield Fault(Rule.URL, f"{where}: {value}")


def same_address(one: str | None, other: str) -> bool:
    """Whether they are one address but for what is escaped in them."""
    return one is not None and unquote(one) == unquote(other)


def language(value: str, where: str) -> Iterator[Fault]:
    """The rules of a language's tag."""
    if not _LANGUAGE.fullmatch(value) or value.split("-")[0].lower() not in Locale("en").languages:
        yield Fault(Rule.LANGUAGE, f"{where}: {value}")


def unique(ids: Iterable[str]) -> Iterator[Fault]:
    """No two are the same."""
    yield from (Fault(Rule.UNIQUE, value) for value, count in Counter(ids).items() if count > 1)


def once(names: Iterable[str], required: set[str], optional: set[str], where: str) -> Iterator[Fault]:
    """Of these names the required ones stand there, none twice, and no other than these and the optional ones."""
    counts = Counter(list(names))
    yield from (Fault(Rule.MISSING, f"{where}: {name}") for name in sorted(required - set(counts)))
    yield from (Fault(Rule.UNKNOWN, f"{where}: {name}") for name in sorted(set(counts) - required - optional))
    yield from (Fault(Rule.REPEATED, f"{where}: {name}") for name, count in counts.items() if count > 1)


def rfc3339(value: str, now: datetime, where: str) -> Iterator[Fault]:
    """The rules of a date of Atom or JSON Feed."""
    if not _RFC3339.fullmatch(value):
        yield Fault(Rule.DATE, f"{where}: {value}")
        return
    yield from _moment(value, now, where, datetime.fromisoformat)


def rfc822(value: str, now: datetime, where: str) -> Iterator[Fault]:
    """The rules of a date of RSS, with a year of four digits and a weekday that is right."""
    if not _RFC822.fullmatch(value):
        yield Fault(Rule.DATE, f"{where}: {value}")
        return
    yield from _moment(value, now, where, parsedate_to_datetime)
    if parsed(value) and f"{parsed(value):%a}" != value[:3]:
        yield Fault(Rule.DATE, f"{where}: {value} is no {value[:3]}")


def _moment(value: str, now: datetime, where: str, read: Any) -> Iterator[Fault]:
    try:
        at = read(value)
    except ValueError:
        yield Fault(Rule.DATE, f"{where}: {value}")
        return
    if at > now or at.year < 1990:
        yield Fault(Rule.PLAUSIBLE, f"{where}: {value}")


def parsed(value: str) -> datetime | None:
    """The moment that a date of either kind names, None where it names none."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(value)
        except ValueError:
            continue
        return at if at.tzinfo else None
    return None


def build_date(own: str | None, dates: Iterable[str | None]) -> Iterator[Fault]:
    """The feed's own date is not before any of its items'."""
    at = parsed(own or "")
    if at and any((moment := parsed(date or "")) and moment > at for date in dates):
        yield Fault(Rule.BUILD_DATE, str(own))


def no_html(value: str, where: str, looks: re.Pattern[str] = LIKE_HTML) -> Iterator[Fault]:
    """The rule of a text that some readers take for HTML: it has nothing that looks so."""
    if found := looks.search(value):
        yield Fault(Rule.TITLE_HTML, f"{where}: {found[0]}")


def distinct(summary: str | None, title: str | None, content: str | None) -> Iterator[Fault]:
    """A summary says something of its own."""
    if summary and summary.strip() in {(title or "").strip(), (content or "").strip()}:
        yield Fault(Rule.DISTINCT, summary)


def canonical(value: str, where: str) -> Iterator[Fault]:
    """RFC 3986, 6.2.2 and 6.2.3: capitals in escapes alone, none of what needs none, no port that is understood."""
    parts = urlsplit(value)
    escapes = re.findall("%(..)", value)
    if (
        parts.netloc != parts.netloc.lower()
        or parts.netloc.endswith((":80", ":443", ":"))
        or not parts.path
        or any(part in (".", "..") for part in parts.path.split("/"))
        or any(escape != escape.upper() or re.match("[A-Za-z0-9._~-]", chr(int(escape, 16))) for escape in escapes)
        or not unicodedata.is_normalized("NFC", unquote(value))
    ):
        yield Fault(Rule.CANONICAL, f"{where}: {value}")


def order(tags: list[str], last: str) -> Iterator[Fault]:
    """All elements of this name stand at the end."""
    if last in tags and set(tags[tags.index(last) :]) != {last}:
        yield Fault(Rule.ORDER, f"{last} is not last")


def namespaces(root: Any, known: set[tuple[str | None, str]]) -> Iterator[Fault]:
    """No others are declared, and by no other prefixes."""
    found = {pair for element in root.iter() for pair in element.nsmap.items()}
    yield from (Fault(Rule.NAMESPACE, f"{prefix}: {uri}") for prefix, uri in sorted(found - known, key=str))


def reads_alike(value: str, where: str) -> Iterator[Fault]:
    """The rules of a summary as HTML: no element stands in it, so that it is one text however it is read."""
    if any(True for _ in html.fromstring(f"<div>{value}</div>").iterdescendants()):
        yield Fault(Rule.SUMMARY, f"{where}: {value}")


def markup(value: str, where: str) -> Iterator[Fault]:
    """The rules of HTML in an item."""
    yield from text(value, where)
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), namespaceHTMLElements=False)
    parser.parseFragment(value)
    # A control character is reported above; to the parser it is an error of its own, at a place that helps nobody.
    for _place, code, _data in parser.errors:
        if code != "invalid-codepoint":
            yield Fault(Rule.MARKUP, f"{where}: {code}")
    for element in html.fromstring(f"<div>{value}</div>").iterdescendants():
        yield from _element(element, where)


def _element(element: Any, where: str) -> Iterator[Fault]:
    if element.tag not in _ELEMENTS:
        yield Fault(Rule.ELEMENT, f"{where}: {element.tag}")
    for name, value in element.attrib.items():
        if name not in _ATTRIBUTES.get(element.tag, set()) | {"dir"}:
            yield Fault(Rule.ATTRIBUTE, f"{where}: {name}")
        if name == "style" and not all(_STYLE.fullmatch(part) for part in value.split(";")):
            yield Fault(Rule.ATTRIBUTE, f"{where}: {value}")
        if name == "href" and (not _URL.fullmatch(value) or urlsplit(value).scheme not in ("http", "https")):
            yield Fault(Rule.HTML_LINK, f"{where}: {value}")


def read_xml(body: bytes) -> Any:
    """The root of a well-formed document in UTF-8 without a DTD; None where it is none."""
    try:
        body.decode("utf-8")
        root: Any = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except (UnicodeDecodeError, etree.XMLSyntaxError):
        return None
    encoding = (root.getroottree().docinfo.encoding or "utf-8").lower()
    return None if encoding != "utf-8" or root.getroottree().docinfo.doctype else root


def attributes(element: Any, allowed: set[str]) -> Iterator[Fault]:
    """No other attributes than these."""
    for name in element.attrib:
        if name not in allowed:
            yield Fault(Rule.UNKNOWN, f"{element.tag}: {name}")
