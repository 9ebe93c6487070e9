"""Lines that stand in an article's flow and are not its text: times, credits, bylines, "read also".

Most are told by what they are made of: digits, a clock time, an address, an author's name, a text that comes
twice. Only the few prompts that look like any short line are told by their words, in the commoner languages.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from articles.scraping.times import tells_time, words_beside_time
from articles.scraping.walk import Node, Piece, ends_sentence, squash

_SHORT = 90
_CAPTION = 300
_LABEL = 20
_PULLED = 40  # a quotation so long that stands in the text too is pulled from there
_HEAD_OF_BODY = 8

_COUNT = re.compile(
    r"^\W*[\d.,]+\s*[kKmM]?\s*(?:shares?|comments?|views?|likes?|kommentare?|commentaires?|comentarios?|commenti"
    r"|reacties|kommentarer?|komentarz\w*|комментар\w*|partages?|aufrufe|vistas|votes?|yorum(?:lar)?|σχόλι\w+|댓글"
    r"|评论|評論|留言|コメント|تعليق\w*|תגובות|टिप्पणिय\S*|ความคิดเห็น)\W*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^\W*(?:\S+@\S+\.\w+|https?://\S+|(?:www|twitter|facebook|x)\.\S+|@\w+)\W*$", re.IGNORECASE)
_CREDIT = re.compile(
    r"^\s*©"
    r"|^\W*(?:\(c\) |foto\w*|photos?|bild\w*|images?|imagen|imago|crédits?(?: photos?)?|credits?(?: photo)?"
    r"|フォト|写真|사진|图(?:片来源)?|圖(?:片來源)?|фото|φωτογραφία|fotoğraf|تصوير|الصورة|צילום|फोटो|ภาพ)\W*[:：©/]"
    r"|\((?:foto|photo|bild|image|imagen|picture|pic)s?\s*:[^()]*\)$"
    r"|(?:/|\b)(?:getty images|afp|dpa|reuters|ap photo|epa|imago\w*)\)?$",
    re.IGNORECASE,
)
_IN_PRINT = re.compile(r"^a version of this \w+ (?:first |originally )?appear(?:s|ed) (?:in|on)\b", re.IGNORECASE)
_ALSO = re.compile(
    r"^\W*(?:(?:read|see|watch|listen)(?: \w+)? (?:more|also|next|now)|also read|more (?:on|from|about|stories)"
    r"|related\b|you (?:may|might) |don.t miss|recommended|most read|share this|sign up|subscribe|advertis"
    r"|continue reading|article continues|story continues"
    r"|lesen sie|lies auch|auch interessant|mehr zum thema|mehr dazu|mehr lesen|zum thema|das könnte|empfohlen"
    r"|lire (?:aussi|plus)|[àa] lire|sur le même|voir aussi|publicité"
    r"|l(?:ea|ee) (?:también|más)|te puede|también te|además:|publicidad"
    r"|(?:leia|veja) (?:também|mais)|saiba mais|publicidade|leggi (?:anche|di più)|potrebbe interessarti"
    r"|lees (?:ook|meer)|læs (?:også|mere)|les (?:også|mer)|läs (?:också|även|mer)|lue myös"
    r"|czytaj (?:też|także|więcej)|zobacz też|przeczytaj|přečtěte|čtěte|čítajte|olvasd|cite[sș]te [sș]i"
    r"|прочита\w+ также|читайте|чита(?:й|ти) також|ayrıca|ilgili haber|baca juga|simak juga|đọc thêm|xem thêm"
    r"|taip pat|loe ka|lasi arī|pročitajte|διαβάστε|bunu da oku|اقرأ|إقرأ|קראו|यह भी पढ़|ये भी पढ़|อ่านเพิ่ม|อ่านต่อ|อ่านข่าว"
    r"|関連記事|【関連|あわせて|相关|相關|延伸|관련"
    r"|(?:advert|sponsored|anzeige|werbung|reklame?|annonse?|реклама|διαφήμιση|إعلان|اعلان|פרסומת|विज्ञापन|โฆษณา|广告|廣告|広告|광고"
    r"|share|teilen|partager|compartir|compartilhar|condividi|delen|del|dela|udostępnij|поделиться|paylaş|μοιραστείτε"
    r"|شارك|שיתוף|शेयर करें|แชร์|分享|シェア|공유)\W*$)",
    re.IGNORECASE,
)


def without_asides(pieces: Sequence[Piece], known: Iterable[str], authors: Iterable[str]) -> list[Piece]:
    """The pieces of the flow without lines that are not text.

    `known` are the headlines, which some pages repeat at the head of the body; `authors` the names in a byline.
    """
    titles = [text for text in map(squash, known) if len(text) > 5]
    names = [name for name in map(squash, authors) if len(name) > 5]
    times = Counter(squash(piece.text) for piece in pieces if _is_short_line(piece) and piece.node.tag != "li")
    quotes = {piece: quote for piece in pieces if (quote := _quote(piece))}
    told = "\n".join(squash(piece.text) for piece in pieces if piece not in quotes) if quotes else ""
    pulled: set[Node] = set()
    kept: list[Piece] = []
    for piece in pieces:
        at_head = len(kept) < _HEAD_OF_BODY and not any(other.prose for other in kept)
        if at_head and (_repeats(piece.text, titles) or piece.text.isdigit() or _is_time_line(piece)):
            continue
        quote = quotes.get(piece)
        if quote and piece.size > _PULLED and squash(piece.text) in told:
            pulled.add(quote)
        if quote in pulled or is_aside_line(piece):
            continue
        if _is_short_line(piece) and piece.node.tag != "li" and not _is_cell(piece):
            text = squash(piece.text)
            if times[text] > 1 or _has_name(text, names):
                continue
        kept.append(piece)
    while kept and _ends_nothing(kept[-1], names if len(kept) > _HEAD_OF_BODY else ()):
        kept.pop()
    return kept


def _ends_nothing(piece: Piece, names: Sequence[str]) -> bool:
    """Whether what stands last is about an author ("Ann Lee reports from …") or leads to what is not there."""
    return squash(piece.text[:_CAPTION]).startswith(tuple(names)) or (piece.text.endswith(":") and piece.size <= _LABEL)


def _quote(piece: Piece) -> Node | None:
    """The quotation that a piece is in."""
    return next((node for node in piece.line[:3] if node.tag == "blockquote"), None)


def is_aside_line(piece: Piece) -> bool:
    """Whether a piece is no text wherever it stands: a time, a credit, an address, a prompt."""
    if piece.size < _CAPTION and _IN_PRINT.search(piece.text):
        return True
    if _is_short_line(piece) and not _is_cell(piece):
        return _is_aside(piece)
    return piece.size < _CAPTION and not piece.is_long_sentence and _has_credit(piece.text)


def _is_cell(piece: Piece) -> bool:
    """Whether it is a figure of a table, or code; a cell that holds prose lays out a page."""
    return piece.node.tag == "pre" or (piece.node.tag in ("td", "th") and not piece.node.prose)


def _is_short_line(piece: Piece) -> bool:
    return piece.is_heading or (piece.size < _SHORT and not ends_sentence(piece.text.rstrip(":")))


def _is_aside(piece: Piece) -> bool:
    text = piece.text[:_CAPTION]
    if _is_prompt(text):
        return True
    if piece.is_heading or piece.node.tag == "li":
        return False
    return _has_credit(text) or _is_time_line(piece)


@lru_cache(maxsize=4096)  # each line is asked for several times in one look
def _is_prompt(text: str) -> bool:
    """Whether a short line leads on, is an address or a count, or has no letter in it."""
    return bool(_ALSO.search(text) or _ADDRESS.search(text) or _COUNT.search(text) or not squash(text).strip("_"))


@lru_cache(maxsize=4096)
def _has_credit(text: str) -> bool:
    return _CREDIT.search(text) is not None


def _is_time_line(piece: Piece) -> bool:
    """Whether a short line tells a time and little else."""
    return piece.size < _SHORT and tells_time(piece.text) and words_beside_time(piece.text) <= 5


def _repeats(text: str, titles: Sequence[str]) -> bool:
    if len(text) > 4 * max(map(len, titles), default=0):
        return False
    key = squash(text)
    return any(key == title or (title in key and len(key) < 1.6 * len(title)) for title in titles)


def _has_name(text: str, names: Sequence[str]) -> bool:
    return any(name in text and len(text) < len(name) + 40 for name in names)
