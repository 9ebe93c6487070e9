"""The bytes of a page as UTF-8, whatever the page claims to be written in. Never raises."""

import codecs
import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

_SAMPLE_BYTES = 20_000  # detection reads no more than this much of a page around its first non-ASCII bytes
_DECLARED_IN = 4_096  # how far into a page its meta charset is looked for; browsers look at 1,024 bytes
_MAX_INVALID_SHARE = 0.2
_LANGUAGE = re.compile(rb"<html\b[^>]{0,400}?\blang\s*=\s*[\"']?([a-z]{2,3})\b", re.IGNORECASE)
# in what pages in a language were written before UTF-8: as browsers take it (HTML Standard, "determining the character
# encoding", its last step), and what else was common there. Bytes alone tell one such from another by chance
_USUAL = {
    language: encodings.split()
    for languages, encodings in (
        ("be bg kk mk ru sr uk", "cp1251 koi8_r iso8859_5"),
        ("bs cs hr hu pl ro sk sl", "cp1250 iso8859_2"),
        ("et lt lv", "cp1257"),
        ("ar fa", "cp1256"),
        ("el", "cp1253"),
        ("he", "cp1255"),
        ("tr", "cp1254"),
    )
    for language in languages.split()
}


def to_utf8(body: bytes, content_type: str | None = None) -> bytes:
    """The text of a page as UTF-8: by byte order mark, then as it is where it is valid UTF-8, then by what the
    HTTP header, the meta element or, at last, its bytes say.

    Text that is not ASCII yet valid UTF-8 is so by no accident, so that beats any label: servers that add a
    wrong default charset are common, and a label that changes must not change an article. Bytes that are
    invalid in an otherwise good UTF-8 page are read as windows-1252, where they nearly always came from.
    """
    bom_encoding, bom = read_bom(body)
    if bom_encoding and bom:
        return _encoded(_lenient(body[len(bom) :], bom_encoding))
    if _is_utf8(body):
        return body
    declared = _declared(body, content_type)
    if declared is None or (declared == "utf-8" and _invalid_share(body) > _MAX_INVALID_SHARE):
        declared = _said_within(body) or _detected(body) or "cp1252"
    return _encoded(_lenient(body, declared))


def _is_utf8(body: bytes) -> bool:
    """Whether bytes are UTF-8, and neither UTF-16 without a mark (zeros) nor ISO-2022 (escapes), which may look it."""
    if b"\0" in body[:_DECLARED_IN] or b"\x1b" in body:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _declared(body: bytes, content_type: str | None) -> str | None:
    """The name of the encoding the header or else the page itself gives, in its widest superset."""
    from_header = http_content_type_encoding(content_type) if content_type else None
    return from_header or html_body_declared_encoding(body[:_DECLARED_IN])


def _said_within(body: bytes) -> str | None:
    """The encoding that the page itself names, where all of it can be read so: a header may say UTF-8 of any page."""
    named = html_body_declared_encoding(body[:_DECLARED_IN])
    try:
        body.decode(named or "utf-8")
    except (LookupError, UnicodeError):
        return None
    return named


def _lenient(body: bytes, encoding: str) -> str:
    errors = "windows-1252" if encoding == "utf-8" else "replace"
    try:
        return body.decode(encoding, errors)
    except (LookupError, UnicodeError):
        return body.decode("cp1252", "replace")


def _invalid_share(body: bytes) -> float:
    """Which share of the bytes beyond ASCII is not UTF-8."""
    high = len(body) - len(body.translate(None, bytes(range(128, 256))))
    decoded = body.decode("utf-8", "replace")
    return decoded.count("\ufffd") / high if high else 0.0


def _detected(body: bytes) -> str | None:
    """The likeliest encoding of those that were usual in the page's language, or else of all."""
    start = next((i for i in range(0, len(body), 512) if not body[i : i + 512].isascii()), None)
    if start is None:
        return None
    sample = body[start : start + _SAMPLE_BYTES]
    said = _LANGUAGE.search(body[:_DECLARED_IN])
    usual = _USUAL.get(said[1].decode().lower()) if said else None
    best = from_bytes(sample, steps=3, chunk_size=512, cp_isolation=usual).best()
    if best is None and usual:
        best = from_bytes(sample, steps=3, chunk_size=512).best()
    return best.encoding if best else None


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows-1252", _as_windows_1252)
