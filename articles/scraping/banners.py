"""Banners that ask for consent to cookies, set onto a page that shows its article all the same."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from articles.scraping.walk import Node, Piece, ends_sentence, text_of

_COOKIES = re.compile(r"cookie|куки|クッキー|ملفات تعريف الارتباط|कुकी|쿠키|คุกกี้|עוגיות|ciasteczk", re.IGNORECASE)
_MOST = 2500  # letters of a banner
_CONTROLS = 40  # buttons and links that are looked at
_TEXT = ("article", "main")
_WORDS = 40  # letters of a button
_ANSWER = re.compile(
    r"\b(?:accept|agree|allow|consent|got it|reject|decline|i understand|akzeptier|zustimm|einverstanden|ablehn"
    r"|accepte[rz]?\b|j.accepte|refuser|acept|rechaz|accett|rifiut|aceit|rejeit|accepteer|akkoord|weiger|acceptera"
    r"|godkänn|godta|tillad|afvis|akceptuj|zgadzam|odrzu|hyväksy|kabul|reddet|принять|принимаю|соглас|отклон|приймаю"
    r"|αποδοχή|αποδέχ|απόρριψη|đồng ý|chấp nhận)"
    r"|同意|接受|拒绝|拒絕|동의|수락|거부|ยอมรับ|ตกลง|स्वीकार|सहमत|موافق|قبول|أوافق|מסכים|אישור",
    re.IGNORECASE,
)


def find_banners(pieces: Sequence[Piece], title: Piece | None) -> set[Piece]:
    """The pieces of elements that speak of little but cookies, and have a button to accept or to refuse them.

    None of these holds the headline, or stands in an article element or the page's main one.
    """
    speaking = [piece for piece in pieces if title is not None and _COOKIES.search(piece.text)]
    holds_title = set(title.line) if title and speaking else set()
    asking: dict[Node, bool] = {}
    banners: set[Node] = set()
    for piece in speaking:
        if any(node.tag in _TEXT for node in piece.line):
            continue
        for node in takewhile(lambda node: node not in holds_title, piece.line):
            if asking.setdefault(node, _asks(node)):
                banners.add(node)
                break
    inside: defaultdict[Node, list[Piece]] = defaultdict(list)
    for piece in pieces if banners else ():
        for node in piece.line:
            if node in banners:
                inside[node].append(piece)
    return {piece for each in inside.values() if _is_banner(each) for piece in each}


def _is_banner(pieces: Sequence[Piece]) -> bool:
    """Whether texts are short, and half of their sentences speak of cookies."""
    told = [piece for piece in pieces if ends_sentence(piece.text)]
    speaking = [piece for piece in told if _COOKIES.search(piece.text)]
    return sum(piece.size for piece in pieces) <= _MOST and 2 * len(speaking) >= len(told)


def _asks(node: Node) -> bool:
    """Whether an element has a button, or a link that a script makes one of, with words of consent."""
    controls = [each for _, each in zip(range(_CONTROLS), node.element.iter("button", "a", "input"), strict=False)]
    words = (each.get("value") or "" if each.tag == "input" else text_of(each) for each in controls)
    return any(len(text) <= _WORDS and _ANSWER.search(text) for text in words)
