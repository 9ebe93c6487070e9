"""One side of a comparison: its blocks, and what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .likeness import Vocabulary
from .text import Tokens, tokenise


class Side:
    """The blocks of one side with what is known of them; tokens are cut when first asked for."""

    def __init__(
        self,
        texts: Sequence[str],
        keys: Sequence[str],
        vocabulary: Vocabulary,
        headings: Collection[int] = frozenset(),
    ) -> None:
        """`vocabulary` is one for both sides; `headings` are the numbers of the blocks known to be headings."""
        self.headings = headings
        self.texts = texts
        self.keys = keys
        self._vocabulary = vocabulary
        self._tokens: dict[int, Tokens] = {}
        self._features: dict[int, set[int]] = {}

    def tokens(self, number: int) -> Tokens:
        found = self._tokens.get(number)
        if found is None:
            found = self._tokens[number] = tokenise(self.texts[number])
        return found

    def features(self, number: int) -> set[int]:
        found = self._features.get(number)
        if found is None:
            found = self._features[number] = self._vocabulary.features(self.tokens(number))
        return found
