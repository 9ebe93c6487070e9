"""Cutting a block into sentences."""

from __future__ import annotations

import re

# A mark that ends sentences, closing quotes or brackets, and either white space before something that can
# begin a sentence, or, after CJK marks, nothing.
_END = re.compile(r"[.!?…؟।]+[\"'”’»)\]]*\s+(?=[^a-z\s])|[。！？]+[」』”’）]*\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"'“‘])(?:[A-Z]|Mr|Mrs|Ms|Mx|Dr|Prof|St|Sr|Jr|Gen|Col|Lt|Sgt|Capt|Rev|Hon|Sen|Rep|Gov|No|vs|etc|e\.g|i\.e|Nr"
    r"|bzw|ca|z\.B|Sra?|M|Mme|[A-Z](?:\.[A-Z])+)\.\s+$"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text with the white space after them; joined, they are the text exactly."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match.end() < len(text) and not _ABBREVIATION.search(text, start, match.end()):
            found.append(text[start : match.end()])
            start = match.end()
    if start < len(text):
        found.append(text[start:])
    return found
