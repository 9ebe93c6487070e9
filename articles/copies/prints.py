"""Prints of a text, by which its near-copies are found among millions. Pure.

A text is the set of its shingles, all runs of five words. MinHash (Broder, 1997) draws a short signature from it; the
signature is cut into bands, and two texts that agree on one band are candidates (Indyk and Motwani's locality-sensitive
hashing). With 25 bands of 3 numbers, texts that share half of their shingles meet with a chance of .96, a third of
them .60, a tenth .02; candidates are then compared exactly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from rensa import RMinHash

from articles.diffing.text import count_words, tokenise

SHINGLE = 5  # words; runs of five hardly ever recur by chance
BANDS, ROWS = 25, 3
SEED = 1
LEAST_WORDS = 60  # shorter texts say too little to tell a copy from chance


def shingles(blocks: Iterable[str]) -> frozenset[str]:
    """All runs of five words within the blocks, in lower case and without punctuation.

    A character counts as a word where a script has no spaces. Runs do not cross blocks, for copies join and part them.
    """
    found: set[str] = set()
    for block in blocks:
        words = [key.lower() for key in tokenise(block).keys if any(map(str.isalnum, key))]
        found.update(" ".join(words[i : i + SHINGLE]) for i in range(max(len(words) - SHINGLE + 1, 0)))
    return frozenset(found)


def says_enough(blocks: Iterable[str]) -> bool:
    """Whether a text is long enough to have copies."""
    return sum(map(count_words, blocks)) >= LEAST_WORDS


def band_keys(of: frozenset[str]) -> tuple[int, ...]:
    """One number for each band of the signature, from -2^63 to 2^63: texts alike have some in common.

    The numbers depend on nothing but the shingles, so they may be stored.
    """
    if not of:
        return ()
    print_ = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    print_.update(sorted(of))
    numbers = print_.digest()
    return tuple(_key(band, numbers[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def _key(band: int, numbers: list[int]) -> int:
    digest = hashlib.blake2b(repr((band, numbers)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def share(of: frozenset[str], found_in: frozenset[str]) -> float:
    """How much of one text stands in another, from 0 to 1."""
    return len(of & found_in) / len(of) if of else 0.0
