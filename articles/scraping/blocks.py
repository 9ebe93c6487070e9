"""A block: one paragraph, heading, list item or quotation of an article's body, as plain text."""

import re
from dataclasses import dataclass

import regex

KINDS = ("paragraph", "heading", "item", "quote", "code", "row")

MARKS = regex.compile(
    r"\p{M}+"
)  # vowel signs and the like, as in Hindi and Thai: they are no letters and part no words
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_ENDS = " \ufeff\u200b\u2060"


@dataclass(frozen=True, slots=True)
class Block:
    """`kind` is one of KINDS; `text` is one line, with single spaces and no mark-up."""

    kind: str
    text: str

    def __reduce__(self) -> tuple[type["Block"], tuple[str, str]]:
        return Block, (self.kind, self.text)  # blocks go between processes a lot: a third of what it takes by fields


def one_line(text: str) -> str:
    """Text on one line, with each run of white space as a single space and no invisible ends."""
    return " ".join(text.split()).strip(_ENDS)


def visible(text: str) -> str:
    """A text without soft hyphens and spaces of no width: by which its words are known."""
    return text if text.isascii() else _UNSEEN.sub("", text)
