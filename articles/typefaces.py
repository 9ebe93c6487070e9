"""Typefaces for pictures with text: the first of ours, or of the system's, that has every character of a word.

What no typeface covers, or what this machine cannot shape, is never drawn: callers get None and leave it out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError
from PIL import ImageFont, features

# Installed with us: Latin, Greek and Cyrillic; Hebrew; Arabic. They are under the SIL Open Font License.
_OURS = ("fontpkg_noto_serif", "fontpkg_frank_ruhl_libre", "fontpkg_noto_sans_arabic")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts")
# Where the system has them, these reach further: Chinese, Japanese, Korean, the scripts of India and South-East Asia.
_SYSTEM = ("Noto*Regular*.[ot]t[fc]", "DroidSansFallback*.ttf", "wqy-*.tt[cf]", "ipag*.ttf", "NanumGothic.ttf")
_MOST = 300  # files of the system that are looked into
# Scripts whose letters join, stack or change places, so that drawing one after another gives nonsense.
_NEEDS_SHAPING = tuple((ord(a), ord(b)) for a, b in ("\u0590\u08ff", "\u0900\u0dff", "\u0e00\u109f", "\u1780\u18af"))
# Written without spaces and with rules for breaking lines that we do not have.
_NO_BREAKS = tuple((ord(a), ord(b)) for a, b in ("\u0e00\u0eff", "\u1000\u109f", "\u1780\u17ff"))


@cache
def can_shape() -> bool:
    """Whether Pillow can shape and order complex scripts here."""
    return bool(features.check("raqm"))


@lru_cache(maxsize=4096)
def direction(word: str) -> str:
    """ "r" for a word with letters written from right to left, "l" for one with others, "" for one with neither."""
    for character in word:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "r"
        if kind == "L":
            return "l"
    return ""


@lru_cache(maxsize=4096)
def typeface(word: str, size: int, bold: bool = False) -> ImageFont.FreeTypeFont | None:
    """A typeface that has every character of the word, in this size; None where there is none."""
    wanted = {ord(character) for character in word if not character.isspace()}
    if _any_in(wanted, _NO_BREAKS) or (_any_in(wanted, _NEEDS_SHAPING) and not can_shape()):
        return None
    for path, index in _known():
        if wanted <= _coverage(path, index):
            return _load(path, index, size, bold)
    return None


def _any_in(wanted: set[int], ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for code in wanted for first, last in ranges)


def _known() -> Iterator[tuple[Path, int]]:
    for package in _OURS:
        yield from ((path, 0) for path in _packaged(package))
    yield from _installed()


@cache
def _packaged(package: str) -> tuple[Path, ...]:
    folder = Path(str(files(package))) / "files"
    return tuple(sorted(path for path in folder.glob("*.ttf") if "Italic" not in path.name))


@cache
def _installed() -> tuple[tuple[Path, int], ...]:
    found = [path for folder in _FOLDERS for pattern in _SYSTEM for path in sorted(Path(folder).rglob(pattern))]
    return tuple((path, 0) for path in found[:_MOST])


@cache
def _coverage(path: Path, index: int) -> frozenset[int]:
    number = index if path.suffix.lower() == ".ttc" else -1
    try:
        with TTFont(path, lazy=True, fontNumber=number) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()


@lru_cache(maxsize=64)
def _load(path: Path, index: int, size: int, bold: bool) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(path, size, index=index)
    with suppress(OSError):  # not a variable typeface: it has one weight
        font.set_variation_by_name("Bold" if bold else "Regular")
    return font
