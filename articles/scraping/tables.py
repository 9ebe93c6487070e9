"""Tables set into a text: which hold figures, and which lay out a page or hold a box."""

from collections.abc import Sequence
from itertools import islice

from articles.scraping.prompts import asks
from articles.scraping.walk import Node, Piece

CELLS = ("td", "th")


def tables_amid(candidates: Sequence[Piece], running: set[Piece], boxes: dict[Piece, list[Node]]) -> set[Piece]:
    """The cells of tables of figures that stand among the paragraphs, in wrappers that hold nothing else; and those of
    results at the end, where adverts and links to other articles stand in tables as well."""
    found: set[Piece] = set()
    table: list[Piece] = []
    holders = {node for piece in running for node in boxes[piece]}
    begun = False
    for piece in candidates:
        if piece in running:
            found.update(table)
            table, begun = [], True
        elif begun and piece.node.tag in CELLS and not piece.prose:
            box = [node for node in boxes[piece] if node not in holders] or _table(piece)
            table += [piece] if _is_table_box(box) else []
    return found.union(piece for piece in table if any(map(_is_of_results, _table(piece))))


def _is_of_results(table: Node) -> bool:
    """Whether a table has rows of several cells, and links nowhere."""
    rows = [len(row) for row in table.element.iter("tr")]
    return len(rows) > 1 and min(rows) > 1 and next(table.element.iter("a"), None) is None


def _table(piece: Piece) -> list[Node]:
    """The outermost table that a piece is in, which stands among the paragraphs without a wrapper."""
    return [node for node in piece.line if node.tag == "table"][-1:]


def _is_table_box(box: Sequence[Node]) -> bool:
    """Whether a box holds no prose and nothing to fill in, and more than one cell: a table of one is a box as well."""
    return bool(box) and box[0].prose == 0 and not asks(box[0]) and _has_cells(box[0])


def lays_out(cell: Node) -> bool:
    """Whether a cell is there for the looks of the page: it holds prose, or is the only one of its table."""
    if cell.prose:
        return True
    table = next((node for node in cell.line() if node.tag == "table"), None)
    return table is not None and not _has_cells(table)


def _has_cells(node: Node) -> bool:
    """Whether there is more than one cell of a table in an element."""
    return len(list(islice(node.element.iter(*CELLS), 2))) == 2
