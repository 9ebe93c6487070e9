"""How a site's server answers beside what it shows: validators that lie, old encodings, twins, meters, stubs. Pure."""

from __future__ import annotations

import random
from dataclasses import replace
from hashlib import blake2b
from urllib.parse import urlsplit

from benchmarks.web.stories import Story

# What a source's server is like; one each, at most.
SERVINGS = (
    "stale tag", "stale strong tag", "template date", "honest tag", "charset in header", "charset in meta",
    "charset against header", "twins", "meter", "moves",
    "charset of old",
)  # fmt: skip
CHARSETS = {"ru": "windows-1251", "ja": "shift_jis", "zh": "gb18030", "de": "iso-8859-1", "fr": "iso-8859-15",
            "es": "windows-1252", "en": "windows-1252", "ar": "windows-1256"}  # fmt: skip
OLD_CHARSETS = {"ru": "koi8-r", "ja": "euc_jp", "zh": "gbk", "ar": "iso-8859-6", "de": "windows-1252", "fr": "cp1252",
                "es": "latin-1", "hi": "utf-16", "en": "utf-16"}  # fmt: skip
METERED = 0.12  # of a metered site's answers are stubs
_PREFIXES = ("/m/", "/amp/", "/n/")
TWINS = ("/amp{}", "/m{}", "{}?print=1", "{}?utm_source=app&utm_medium=push")
DATE = "Sun, 01 Nov 2026 00:00:00 GMT"


def own_path(path: str) -> str:
    """The path of an article by one of its addresses."""
    return next((path[len(prefix) - 1 :] for prefix in _PREFIXES if path.startswith(prefix)), path)


def validators(serving: str, path: str, story: Story, step: int) -> dict[str, str]:
    """The headers by which a server says what state a page is in."""
    match serving:
        case "stale tag":
            return {"ETag": f'W/"{path}"'}
        case "stale strong tag":
            return {"ETag": f'"{path}"'}
        case "template date":
            return {"Last-Modified": DATE}
        case "honest tag":
            return {"ETag": f'"{blake2b(f"{story}{step // 3}".encode(), digest_size=8).hexdigest()}"'}
    return {}


def says_unchanged(asked: dict[str, str], headers: dict[str, str]) -> bool:
    """Whether a request's conditions are answered by a 304."""
    tag, date = headers.get("ETag"), headers.get("Last-Modified")
    return (tag is not None and asked.get("if-none-match") == tag) or (
        date is not None and asked.get("if-modified-since") == date
    )


def encoded(page: str, serving: str, code: str) -> tuple[bytes, str]:
    """A page's bytes and the charset that the header names, if any."""
    charset = CHARSETS.get(code, "utf-8")
    if serving == "charset of old":
        charset = OLD_CHARSETS.get(code, "utf-16")
        page = page.replace('<meta charset="utf-8">', f'<meta charset="{charset}">', 1)
        return page.encode(charset, "xmlcharrefreplace"), ""  # UTF-16 with a byte order mark
    if not serving.startswith("charset"):
        return page.encode(), "utf-8"
    if serving == "charset in header":
        return page.encode(charset, "xmlcharrefreplace"), charset  # the page itself says UTF-8
    page = page.replace('<meta charset="utf-8">', f'<meta charset="{charset}">', 1)
    named = "utf-8" if serving == "charset against header" else ""
    return page.encode(charset, "xmlcharrefreplace"), named


def stub(story: Story, words: str) -> Story:
    """What a meter leaves of a story."""
    return replace(story, body=(story.body[0], ("paragraph", words)))


def as_twin(address: str) -> str:
    """Which twin an address asks for: amp, print or none."""
    parts = urlsplit(address)
    return "amp" if parts.path.startswith("/amp/") else "bare" if "print=1" in parts.query else ""


def is_metered(serving: str, dice: random.Random) -> bool:
    """Whether this request is one too many."""
    return serving == "meter" and dice.random() < METERED
