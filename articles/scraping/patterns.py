"""Regular expressions that editors write: searched with an end to their patience.

A pattern such as ``(a+)+$`` takes longer than anybody lives on a text that it does not fit, and texts come from
strangers. So each search may take a while and no more; a pattern that needs longer is an error that names it.
"""

from functools import lru_cache

import regex

LONGEST = 1000  # characters of a pattern
SECONDS = 0.25  # for one search; a sane pattern takes microseconds
# An escape, or a brace that begins no repetition: the standard library takes that as it stands, and regex for its own
# approximate matching, in which "a{d}" finds whatever there is.
_BRACE = regex.compile(r"\\N\{[^}]*\}|\\.|\{(?!\d+(?:,\d*)?\}|,\d*\})", regex.DOTALL)


class PatternTooSlow(ValueError):
    """A pattern takes too long on some text."""


@lru_cache(maxsize=1024)
def compiled(pattern: str, flags: int = 0) -> "regex.Pattern[str]":
    """A pattern ready to search. Raises ValueError with what is wrong with it."""
    if len(pattern) > LONGEST:
        raise ValueError(f"{pattern[:40] + '…'!r} is longer than {LONGEST} characters")
    try:
        return regex.compile(_BRACE.sub(_escaped, pattern), flags | regex.V0)
    except (regex.error, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}") from error


def _escaped(match: "regex.Match[str]") -> str:
    return r"\{" if match.group() == "{" else str(match.group())


def found(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Whether a pattern is found in a text. Raises ValueError for a bad one, PatternTooSlow for one without end."""
    try:
        return compiled(pattern, regex.IGNORECASE if ignore_case else 0).search(text, timeout=SECONDS) is not None
    except TimeoutError:
        raise PatternTooSlow(
            f"The pattern {pattern!r} takes too long: write it without repetitions inside repetitions, such as (a+)+."
        ) from None
