"""Random texts in every script, and the versions and blocks that tests compare."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import strategies as st

_WORDS = (
    "the of said on Monday minister court 225,000 £450m 46% medium-risk can't https://example.org/x?y=1 . , ! ? — – - "
    '" “ ” ‘ ’ … « » ( ) * *** '
    "café cafe\u0301 naïve straße İstanbul ﬁne co\u00adoperate zero\u200bwidth \ufeff \u202eabc\u202c x\u00a0y "
    "Москва правительство Ελλάδα ישראל الحكومة العربية सरकार योजना বাংলা தமிழ் ไทย รัฐบาล ລາວ ភាសាខ្មែរ "
    "日本語 市長は コーヒー 中华人民共和国 대한민국 ខ្ញុំ မြန်မာ བོད་ 👩‍👧‍👦 🇫🇷 👍🏽 ❤️ 1️⃣ e\u0301\u0302 \ud800"
)
WORDS = _WORDS.split(" ")
SPACES = (" ", " ", " ", "  ", "\u00a0", "\u2009", "\u3000", "\t", "\n", "")


def random_block(chooser: random.Random) -> str:
    """Up to twelve words of any script, sometimes with characters from anywhere in Unicode."""
    parts = []
    for _ in range(chooser.choice((0, 1, 2, 3, 5, 8, 12))):
        parts.append(chooser.choice(WORDS) if chooser.random() < 0.9 else chr(chooser.randrange(0x11_0000)))
        parts.append(chooser.choice(SPACES))
    return "".join(parts)


def random_text(chooser: random.Random) -> list[str]:
    return [random_block(chooser) for _ in range(chooser.randrange(9))]


def edited(old: list[str], chooser: random.Random) -> list[str]:
    """What became of a text: blocks lost, put in, joined, shuffled, and words replaced."""
    new = [one for one in old if chooser.random() < 0.85]
    for _ in range(chooser.randrange(3)):
        new.insert(chooser.randrange(len(new) + 1), random_block(chooser))
    for k in range(len(new)):
        if chooser.random() < 0.3:
            words = new[k].split(" ")
            words[chooser.randrange(len(words))] = chooser.choice(WORDS)
            new[k] = " ".join(words)
    if len(new) > 1 and chooser.random() < 0.25:
        new[:2] = [new[0] + " " + new[1]]
    if chooser.random() < 0.25:
        chooser.shuffle(new)
    return new


def _pair(seed: int) -> tuple[list[str], list[str]]:
    chooser = random.Random(seed)
    old = random_text(chooser)
    return old, (edited(old, chooser) if chooser.random() < 0.8 else random_text(chooser))


# Drawn by seed, which is far quicker than drawing each character: thousands of cases in seconds.
seeds = st.integers(0, 2**48)
pair = seeds.map(_pair)
text = seeds.map(lambda seed: random_text(random.Random(seed)))
block = st.one_of(seeds.map(lambda seed: random_block(random.Random(seed))), st.text(max_size=40))


@dataclass(frozen=True)
class Block:
    text: str
    kind: str = "paragraph"


@dataclass(frozen=True)
class Version:
    title: str = "Bridge closed"
    blocks: tuple[Block, ...] = ()
    standfirst: str | None = None
    byline: str | None = None


def version(*blocks: str, title: str = "Bridge closed", standfirst: str = "", byline: str = "") -> Version:
    return Version(title, tuple(map(Block, blocks)), standfirst, byline)
