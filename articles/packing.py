"""How a version's blocks are packed into two columns: its text, one block a line, and their kinds."""

from __future__ import annotations

from collections.abc import Iterable

from articles.scraping.blocks import Block, one_line

# One letter a block, so that a version's kinds are one short string beside its text.
LETTERS = {"paragraph": "p", "heading": "h", "item": "i", "quote": "q", "code": "c", "row": "r"}
KINDS = {letter: kind for kind, letter in LETTERS.items()}


def storable(text: str) -> str:
    """The text without what no database stores: NUL and lone surrogates."""
    text = text.replace("\x00", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def pack(blocks: Iterable[Block]) -> tuple[str, str]:
    """The blocks as (text with one block a line, one letter of kind a block); empty blocks are left out."""
    kept = [(block.kind, one_line(storable(block.text))) for block in blocks]
    kept = [(kind, text) for kind, text in kept if text]
    return "\n".join(text for _, text in kept), "".join(LETTERS.get(kind, "p") for kind, _ in kept)


def unpack(text: str, kinds: str) -> tuple[Block, ...]:
    """The blocks that ``pack`` made; one without a kind counts as a paragraph."""
    if not text:
        return ()
    lines = text.split("\n")
    letters = kinds.ljust(len(lines), "p")
    return tuple(Block(KINDS.get(letter, "paragraph"), line) for letter, line in zip(letters, lines, strict=False))
