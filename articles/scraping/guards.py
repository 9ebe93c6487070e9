"""Pages that are not the article: walls, error pages, stubs, pages about something else. Pure.

Each guard answers with a reason in words, empty where it has no objection. The reasons are shown to readers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import regex
from rapidfuzz.fuzz import token_set_ratio

from articles.diffing.text import count_words, normalise
from articles.scraping.blocks import visible
from articles.scraping.extract import Extract
from articles.scraping.noise import Content, likeness, same_text
from articles.scraping.walk import ends_sentence, squash, width
from articles.scraping.walls import NO_SUCH_PAGE, asks_to_pay, says_no_such_page, wall_in

NOWHERE = f"the page {NO_SUCH_PAGE}"
FEWEST_WORDS = 15
FLASH_WORDS = 8  # of a sentence below the headline that was announced
# A wall has little text of its own; above this many words its phrases are an article's. In a script without spaces each
# character counts as a word, and so many more say the same.
WALL_WORDS = 220
# Below this share of the record's words, a page that only repeats some of it is a stub.
STUB_SHARE = 0.45
# A page that lacks so much of the record in one piece, with nothing in its place, was cut off. Editors who shorten a
# story so much rewrite some of the rest.
CUT_SHARE = 0.4
LEFT_BLOCKS = 2  # at least: one paragraph of three or four an editor takes out, and a meter leaves the first alone
RESUMED_SHARE = 0.1  # of the record's text, at least, in which a page goes on with the story below what is gone
NEW_SHARE = 0.25  # of what is gone: so much may be new, such as a box
# Below this likeness the page is about something else. Real rewrites of long stories keep more.
UNLIKE = 0.15
SHORT_STORY_WORDS = 90
STUB_BLOCKS = 2
STUB_WORDS = 220  # of two long paragraphs
TOLD = 0.5  # of the words, in threes, of the record or of the page, whichever is shorter, that the other has
SHOWN_SHARE = 0.9  # of the record's text on a page: what words it also has make no wall of it
ANNOUNCED = 500  # letters, at most, of a page that is asked whether it tells what was announced
LIKE = 60  # percent of likeness of the headlines
SAME_HEADLINE = 80  # likewise, of what may well be the same
TOLD_SHARE = 0.3  # of the announced headline's words that a page has, at least, if it tells that story
FEWEST_TOLD = 3  # such words; "An item" announces nothing
ASKING = 200  # letters, at most, of a line that asks for something
FEWEST_NAMED = 2  # likewise, in a headline by which a page is known
TELLING = 4  # letters of a word that tells what a story is about
CONTROL_SHARE = 0.03  # of a body's bytes: more are no text's
NUL_SHARE = 0.05  # likewise; more are UTF-16's
_CONTROLS = bytes([*range(1, 9), 11, *range(14, 27), *range(28, 32)])  # but those that set text, and the escape
_DATA = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[{"\[])')  # JSON
_END_TAG = re.compile(rb"</(?:html|body)\b", re.IGNORECASE)
_WORDS = regex.compile(r"[\w\p{M}]+")  # with the signs of vowels, which Indian scripts have as marks


@dataclass(frozen=True)
class Landing:
    """Where a request ended: the address asked for, the one that answered, and the page's own canonical link."""

    asked: str
    final: str
    canonical: str | None = None


def word_count(content: Content) -> int:
    """Words of the body, roughly; a character of a script without spaces is a word."""
    texts = [block.text for block in content.blocks]
    if all(map(str.isascii, texts)):
        return "".join(texts).count(" ") + len(texts)
    return sum(text.count(" ") + 1 if text.isascii() else _words(text) for text in texts)


_words = lru_cache(maxsize=1024)(count_words)  # of a text that several looks show


def not_an_article(content: Content, landing: Landing, *, announced: str = "", record: Content | None = None,
                   page_title: str = "") -> str:  # fmt: skip
    """Why a page cannot be an article at all.

    A page that has text of what is on ``record`` or, before anything is, the headline that was ``announced`` may say
    what walls say and news say, too. ``page_title`` is what the page's own head calls it: some say that there is no
    such page there alone, and below only what they have instead.
    """
    words = word_count(content)
    if sent_to_a_wall(landing):
        return "the address leads to another page that asks for something first"
    own = announced if record is None else record.title
    title = "" if _is_same_headline(own, content.title) else content.title  # "Access denied" may be one
    said = "\n".join([title, content.standfirst, *(b.text for b in content.blocks)]) if words <= 2 * WALL_WORDS else ""
    text = visible(said)
    is_short = text and (words <= WALL_WORDS or 4 * text.count(" ") < words)
    wall, is_sure = wall_in(text) if is_short else ("", False)
    if wall and (is_sure or not _is_told(content, announced, record)):
        return f"the page {wall}"
    if _is_missing(page_title, content, record) and not _is_told(content, announced, record):
        return NOWHERE
    if words < FEWEST_WORDS and not (_is_flash(content) and tells(announced, content)):
        return "the page has no article text" if words == 0 else f"the page has only {words} words of text"
    return ""


def _is_missing(page_title: str, content: Content, record: Content | None) -> bool:
    """Whether a page's head says that there is no such page. One that is seen at first may be an article about such
    pages, if its headline says so too."""
    if not says_no_such_page(visible(page_title)):
        return False
    return record is not None or token_set_ratio(squash(page_title), squash(content.title)) < LIKE


def _is_told(content: Content, announced: str, record: Content | None) -> bool:
    """Whether a page shows itself to be the article that was announced or is on record."""
    return tells(announced, content) if record is None else likeness(record, content) >= TOLD


def _is_flash(content: Content) -> bool:
    """Whether a page has a sentence or two and no more, as agencies send them first."""
    texts = [block.text for block in content.blocks]
    return sum(text.count(" ") + 1 for text in texts) >= FLASH_WORDS and all(map(ends_sentence, texts))


def without_asking(record: Content, seen: Extract) -> Extract:
    """What a page shows of an article, but for the lines below it that it has not on record and that walls say: one
    that readers are let through to is still told on some pages."""
    known, blocks = {block.text for block in record.blocks}, list(seen.blocks)
    while len(blocks) > 1 and blocks[-1].text not in known and _is_asking(blocks[-1].text):
        blocks.pop()
    return replace(seen, blocks=tuple(blocks)) if len(blocks) < len(seen.blocks) else seen


def _is_asking(text: str) -> bool:
    return len(text) <= ASKING and asks_to_pay(visible(text))


def may_be_stub(content: Content, body: bytes) -> bool:
    """Whether a page says no more than what is left of a story for those who don't pay, or broke off: nearly every page
    that is whole ends the element of all of it, or of what is shown."""
    return says_little(content) or _END_TAG.search(body) is None


def says_little(content: Content) -> bool:
    """Whether an article has a paragraph or two, as what is left of a story for those who don't pay."""
    return len(content.blocks) <= STUB_BLOCKS and word_count(content) < STUB_WORDS


def shows_record(record: Content, seen: Content) -> bool:
    """Whether nearly all of what is on record stands on a page, whatever else it says: then it is no wall."""
    now = {block.text for block in seen.blocks}
    kept = sum(len(block.text) for block in record.blocks if block.text in now)
    return kept > 0 and kept >= SHOWN_SHARE * sum(len(block.text) for block in record.blocks)


def tells(announced: str, content: Content) -> bool:
    """Whether a page has the headline that a feed announced, which says enough to know it by."""
    return _is_same_headline(announced, content.title) and len(_told(announced)) >= FEWEST_NAMED


def _is_same_headline(one: str, other: str) -> bool:
    return token_set_ratio(squash(one), squash(other)) >= SAME_HEADLINE


def is_other_news(announced: str, headline: str) -> bool:
    """Whether a headline that says enough is that of another story: hardly a word is in both."""
    one, other = _told(announced), _told(headline)
    fewest = min(len(one), len(other))
    return fewest >= FEWEST_TOLD and len(one & other) < TOLD_SHARE * fewest


def is_no_text(body: bytes, content_type: str | None) -> bool:
    """Whether what came as a page is a picture, an archive or the like, whatever it is called, or data for a program.

    Of their bytes a tenth are control characters, of which texts in all encodings but UTF-16 have hardly any.
    """
    is_wide = body.count(0) > len(body) * NUL_SHARE or "utf-16" in (content_type or "").lower()
    controls = 0 if is_wide else len(body) - len(body.translate(None, _CONTROLS))
    return controls > CONTROL_SHARE * len(body) or _DATA.match(body) is not None


def not_announced(announced: str, content: Content) -> str:
    """Why a page is probably not the article that a feed announced by this headline: it says little, and nothing of it.

    A wall in a language that no pattern here knows has a headline of its own.
    """
    said = sum(width(block.text) for block in content.blocks)
    if not announced or said > ANNOUNCED or token_set_ratio(squash(announced), squash(content.title)) >= LIKE:
        return ""
    text = "\n".join([content.title, content.standfirst, *(block.text for block in content.blocks)])
    wanted = _told(announced)
    if len(wanted) < FEWEST_TOLD or len(wanted & _told(text)) >= TOLD_SHARE * len(wanted):
        return ""
    return f"the page has only {word_count(content)} words of text, and none of what was announced"


def _told(text: str) -> set[str]:
    """The longer words of a text; in a script without spaces its letters two by two."""
    words = _WORDS.findall(normalise(text).casefold())
    if width("".join(words)) > len("".join(words)):
        return {word[i : i + 2] for word in words for i in range(len(word) - 1)}
    return {word for word in words if len(word) >= TELLING}


def sent_to_a_wall(landing: Landing) -> bool:
    """Whether we were redirected to a page that carries the wanted address along, as walls and log-ins do."""
    asked, final = urlsplit(landing.asked), urlsplit(landing.final)
    if (asked.netloc, asked.path) == (final.netloc, final.path) or len(asked.path) < 2:
        return False
    carried = unquote(unquote(final.query + "#" + final.fragment))
    return asked.path in carried or final.path in {"", "/"}


def not_this_article(record: Content, seen: Content, *, same_moment: bool = False) -> str:
    """Why a page is probably not the article we know, though it may be one: to be believed only if it stays so.

    ``same_moment`` says that it tells the moment at which our article was published. With another headline that is our
    article, written anew: a wall that keeps what a page says of itself keeps its headline.
    """
    known, now = word_count(record), word_count(seen)
    if now < STUB_SHARE * known and known >= SHORT_STORY_WORDS:
        return f"the page has only {now} of the article's {known} words"
    if (known >= SHORT_STORY_WORDS or _ends_sooner(record, seen)) and _is_cut(record, seen):
        return f"the page breaks off: it has only {now} of the article's {known} words"
    if share_blocks(record, seen) or (same_moment and not same_text(record.title, seen.title)):
        return ""
    if likeness(record, seen) < UNLIKE and (known >= SHORT_STORY_WORDS or not same_text(record.title, seen.title)):
        return "the page has hardly a sentence of the article"
    return ""


def breaks_off(record: Content, seen: Content, body: bytes) -> str:
    """Why a page that never ends may be but the beginning of the article, as a server sends it that failed halfway: its
    text stops within the record's, or after a paragraph below which the record goes on."""
    if _END_TAG.search(body) or not seen.blocks:
        return ""
    old, last = [block.text for block in record.blocks], seen.blocks[-1].text
    at = next((i for i, text in enumerate(old) if text.startswith(last)), None)
    if at is None or (old[at] == last and at + 1 == len(old)):
        return ""
    return "" if _texts(seen).intersection(old[at + 1 :]) else "the page breaks off, and does not end as pages do"


def too_little_agreed(record: Content, agreed: Content) -> str:
    """Why what looks that differ agree on is probably not the article: each may have shown other teasers on a page that
    is another."""
    words = word_count(agreed)
    if words < FEWEST_WORDS <= word_count(record):
        return f"the looks at the page agree on only {words} words"
    return not_this_article(record, agreed)


def _is_cut(record: Content, seen: Content) -> bool:
    """Whether a large part of the record is gone in one piece, and nothing of any length is new. A page that breaks
    off may have a box below, but does not go on with the story: an editor took out what is gone from between."""
    old, new = [block.text for block in record.blocks], _texts(seen)
    whole, known = sum(map(len, old)), {*old, record.standfirst}
    begin, end = _longest_gap([text in new for text in old], [len(text) for text in old])
    gone = sum(map(len, old[begin:end]))
    is_one_of_few = end - begin == 1 and sum(text in new for text in old) >= LEFT_BLOCKS
    if is_one_of_few or gone < CUT_SHARE * whole:
        return False
    below = [text for text in old[end:] if text in new]
    is_resumed = len(below) > 1 and sum(map(len, below)) >= RESUMED_SHARE * whole
    return not is_resumed and sum(len(text) for text in new - known) < NEW_SHARE * gone


def _longest_gap(shown: Sequence[bool], sizes: Sequence[int]) -> tuple[int, int]:
    """Begin and end of the run that is not shown and has most letters."""
    best, most, begin = (0, 0), 0, 0
    for at, is_shown in enumerate([*shown, True]):
        if not is_shown:
            continue
        if (size := sum(sizes[begin:at])) > most:
            best, most = (begin, at), size
        begin = at + 1
    return best


def _ends_sooner(record: Content, seen: Content) -> bool:
    """Whether a page has the beginning of the record and nothing of what follows, as what a meter leaves of a brief."""
    now = {block.text for block in seen.blocks}
    shown = [block.text in now for block in record.blocks]
    return shown[:1] == [True] and shown == sorted(shown, reverse=True)


def share_blocks(record: Content, seen: Content) -> bool:
    """Whether half of the shorter body stands in the other, block for block: then nobody need count likeness.

    The only paragraph of a flash may be the standfirst of the story that it becomes.
    """
    in_both = _texts(record) & _texts(seen) - ({record.standfirst} & {seen.standfirst})
    shared = sum(map(len, in_both))
    shorter = min(sum(len(block.text) for block in content.blocks) for content in (record, seen))
    return shared > 0 and 2 * shared >= shorter


def _texts(content: Content) -> set[str]:
    """What a page tells: its paragraphs and its standfirst."""
    return {*(block.text for block in content.blocks), *filter(None, [content.standfirst])}
