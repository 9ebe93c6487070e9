"""Rows of a report or a chronicle: elements alike, each with a line that says how or when it was, and a text."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import takewhile

from articles.scraping.names import look_of
from articles.scraping.times import is_date, is_time
from articles.scraping.walk import TABLE_TAGS, Node, Piece, ends_sentence, width

_ROWS = 2
_HEAD = 60
_LETTERS = 3
_DAYS = 3
_TIMES = 3

Row = tuple[Node | None, tuple[str, str]]  # what elements side by side that look alike have in common


def heads_of_rows(pieces: Sequence[Piece]) -> dict[Piece, Piece]:
    """Short lines that stand first in elements alike, side by side, by the text that stands below each in the same one:
    how an incident stood, when something happened."""
    heads: defaultdict[tuple[Row, tuple[str, str]], dict[Piece, Piece]] = defaultdict(dict)
    rows: Counter[Row] = Counter()
    seen: set[Node] = set()
    for piece, after in zip(pieces, [*pieces[1:], None], strict=False):
        fresh = [node for node in piece.line if node not in seen]
        seen.update(fresh)
        rows.update((node.parent, look_of(node)) for node in fresh)
        if after is None or not ends_sentence(after.text) or not _is_head(piece):
            continue
        within = set(after.line)
        row = next((node for node in piece.line if node in within), None)
        if row is not None and row in fresh:
            heads[(row.parent, look_of(row)), look_of(piece.node)][piece] = after
    alike = (found for (row, _), found in heads.items() if len(found) >= _ROWS and 2 * len(found) > rows[row])
    return {head: after for found in alike for head, after in found.items()}


def _is_head(piece: Piece) -> bool:
    """Whether a line is a word or a few, or a date, in an element of its own, without a link."""
    is_short = piece.size < _HEAD and not piece.prose and not piece.linked and not piece.node.furniture
    says = is_date(piece.text) or width("".join(filter(str.isalpha, piece.text))) >= _LETTERS
    return is_short and says and not piece.is_heading and piece.node.tag not in TABLE_TAGS


def days_of_rows(heads: Sequence[Piece]) -> set[Piece]:
    """Those of the lines (see `heads_of_rows`) that are dates, where each is another: they tell when that was."""
    days: defaultdict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in heads:
        if is_date(piece.text):
            days[look_of(piece.node)].append(piece)
    alike = (like for like in days.values() if len({piece.text for piece in like}) == len(like) >= _DAYS)
    return {piece for like in alike for piece in like}


def told_in_rows(pieces: Sequence[Piece], root: Node) -> set[Piece]:
    """What stands in three or more elements side by side that begin with a time alone, each with another, and then
    tell something in sentences without links: a chronicle, be it set otherwise than the paragraphs above it."""
    times = [p for p in pieces if root in p.line and not p.linked and is_time(p.text) and not p.is_heading]
    if len(times) < _TIMES:
        return set()
    held = Counter(node for piece in times for node in piece.line)
    own = {piece: [*takewhile(lambda node: held[node] == 1, piece.line)] for piece in times}
    rows = {nodes[-1]: piece for piece, nodes in own.items() if nodes}  # two times in one element begin no row
    told: defaultdict[Node, list[Piece]] = defaultdict(list)
    for piece in pieces:
        for row in filter(rows.__contains__, piece.line):
            told[row].append(piece)
    alike: defaultdict[tuple[Node | None, str], list[Node]] = defaultdict(list)
    for row, (first, *rest) in told.items():
        if (
            first is rows[row]
            and any(ends_sentence(piece.text) for piece in rest)
            and not any(piece.linked for piece in rest)
        ):
            alike[row.parent, row.tag].append(row)
    chronicles = (found for found in alike.values() if len({rows[row].text for row in found}) >= _TIMES)
    return {piece for found in chronicles for row in found for piece in told[row][1:]}
