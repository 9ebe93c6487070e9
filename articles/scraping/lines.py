"""Lines that stand in an article's flow and are not its text: times, credits, bylines, "read also".

Most are told by what they are made of: digits, a clock time, an address, an author's name, a text that comes
twice. Only the few prompts that look like any short line are told by their words, in the commoner languages.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from articles.scraping.blocks import visible
from articles.scraping.datelines import is_dated_head, is_dateline, is_time_line
from articles.scraping.names import look_of
from articles.scraping.pitches import AD_LABELS, is_pitch
from articles.scraping.quotes import quote_of, stands_told, told_text
from articles.scraping.rows import days_of_rows, heads_of_rows
from articles.scraping.times import words_beside_time
from articles.scraping.walk import Node, Piece, ends_sentence, squash, width

_SHORT = 90
_CAPTION = 300
_LEAD_IN = 40  # letters of a last line that leads to what was left out: "Further links on the matter:"
_SIGNATURE = 40
_SIGNED = 70  # letters of a last line with an address or a handle of who wrote it
_WALL = 130  # letters of what a wall says, and of no paragraph about walls
_TEMPLATE_REST = 30
_BESIDE_TIME = 2  # words of an item beside its time
_OF_LISTS = ("li", "pre", "dd")
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞŁŠŽА-ЯЁ][\w.’'-]+(?: (?:[A-ZÀ-ÖØ-ÞŁŠŽА-ЯЁ][\w.’'-]*|de|van|von|di|da|del|bin|al)){1,3}")
_HEAD_OF_BODY = 8
_BESIDE_NAME = 40  # letters of a byline beside the name: "our correspondent in …"
_BESIDE_HEADED = 15  # the same, of a heading, which more often tells what the author did
_BETWEEN_COUNTS = re.compile(r"\s+[·•|]\s+")
_COUNT_SIZE = 25

_FIGURES_OR_QUOTES = re.compile(r"[\d\"“”„«»]")
# how often a page was seen, which changes with every look: "Alicja Sowa 305 wyświetleń", "Visite: 812"
_SEEN = (
    r"views?|page views|aufrufe|vues|lectures|vistas|visitas|visualizaciones|visualizações|visualizzazioni"
    r"|visite|letture"
    r"|keer (?:bekeken|gelezen)|weergaven|visningar|visninger|wyświetle\w+|odsłon\w*|zobrazení|zhlédnutí|megtekintés"
    r"|vizualizări|προβολές|просмотр\w*|прочтени\w*|перегляд\w*|görüntülenme|okunma"
    r"|بازدید|مشاهدة|مشاهدات|צפיות|lượt xem"
    r"|次阅读|次浏览|人阅读|回閲覧|ครั้ง|조회"
)
_COUNT = re.compile(
    rf"^\W*(?:(?-i:{_NAME.pattern}) )?[\d.,٠-٩۰-۹]+\s*[kKmM]?\s*(?:{_SEEN})\W*$"
    r"|^\W*[\d.,]+\s*[kKmM]?\s*(?:shares?|comments?|likes?|kommentare?|commentaires?|comentarios?|commenti"
    r"|reacties|kommentarer?|komentarz\w*|комментар\w*|partages?|votes?|yorum(?:lar)?|σχόλι\w+|댓글"
    r"|评论|評論|留言|コメント|تعليق\w*|תגובות|टिप्पणिय\S*|ความคิดเห็น)\W*$"
    rf"|^\W*(?:{_SEEN}|hits|조회(?:\s?수)?|浏览|瀏覽|閲覧数?|阅读|閱讀|点击|點擊)\s*[:：]?\s*[\d.,]+\W*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^\W*(?:\S+@\S+\.\w+|https?://\S+|(?:www|twitter|facebook|x)\.\S+|@\w+)\W*$", re.IGNORECASE)
_CREDIT = re.compile(
    r"^\s*©"
    r"|^\W*(?:\(c\) |foto\w*|photos?(?: (?:credits?|courtesy(?: of)?|by|\(?cc\)?))?|bild\w*|images?(?: credits?)?"
    r"|imagen|imago|crédits?(?: photos?)?|credits?(?: photo)?|(?:本文)?来源|來源|原标题|责任编辑|編輯|编辑|출처"
    r"|フォト|写真|사진|图(?:片来源)?|圖(?:片來源)?|фото|φωτογραφία|fotoğraf|تصوير|الصورة|צילום|फोटो|ภาพ)\W*[:：©/]"
    r"|\((?:foto|photo|bild|image|imagen|picture|pic)s?\s*:[^()]*\)$"
    r"|(?:/|\b)(?:getty images|afp|dpa|reuters|ap photo|epa|imago\w*)\)?$"
    r"|\S\s*©[^.!?©]{2,80}$|\bcopyright(?::| ©| \d{4})[^.!?]{2,60}$"
    r"|\S+@\S+\.\w+\W.*[©ⓒ]|[©ⓒ].*\S+@\S+\.\w+",
    re.IGNORECASE,
)
# "Von Ann Lee", by itself, or several such: "Redaktion: Ann Lee, Bo van Ek Faktencheck: Cy Dee"
_BYLINE = re.compile(
    r"(?:\s*(?:[Bb][Yy]|[Vv][Oo][Nn]|Par|Por|Di|Da|Door|Av|Af|Text|Texte|Texto|Testo|Autor(?:in)?|Author|Words"
    r"|(?:Redaktion|Redacción|Rédaction|Redazione|Faktencheck|Fact-?check|Recherche|Mitarbeit|Edit(?:ing|or)|Design)(?=:))"
    rf"\b:?\s+{_NAME.pattern}(?:(?:,| (?:and|und|et|y|e|en|og|och|&)) {_NAME.pattern})*(?:, [\w ./-]{{2,30}}$)?)+"
)
# the letters by which writers or agencies sign: "ap/kam/bfi", "MDR (dst)", "(dpa/lby)"
_INITIALS = re.compile(
    r"[a-zà-ÿ]{2,4}(?:[/-][a-zà-ÿ]{1,4})+|(?:[A-Z][\w.]{1,11} ){0,2}\([a-zà-ÿ]{2,4}(?:[/, -]+[\w]{2,5}){0,3}\)"
)
_RIGHTS = re.compile(r"\W*(?:©|ⓒ|\(c\)|copyright\b|저작권자)", re.IGNORECASE)
_REACHED_AT = re.compile(r"(?<!\S)(?:[^\s@]+@[^\s@]+\.\w+|@\w{3,}$)")
_TEMPLATE = re.compile(r"\{\{.+?\}\}")
# what a server says in a page of which it could not make a part
_FAULT = re.compile(
    r"\W*an error occurred while processing (?:this|the) directive\W*$|<!--.*-->$|</?esi:|liquid error\b"
    r"|(?:php )?(?:warning|notice|deprecated|(?:fatal|parse) error):.* on line \d+$"
    r"|(?:http )?error:? 5\d\d:|5\d\d (?:internal server error|bad gateway|service unavailable|gateway time-?out)\W*$"
    r"|error 5\d\d backend fetch failed",
    re.IGNORECASE,
)
_IN_PRINT = re.compile(
    r"^a version of this \w+ (?:first |originally )?appear(?:s|ed) (?:in|on)\b"
    r"|^(?:first|originally) published (?:in|on|by|at)\b"
    r"|^diese[rs]? (?:artikel|text|beitrag|interview) (?:ist|erschien|wurde) (?:zuerst|zunächst)\b"
    r"|^cet article (?:est paru|a été publié|a d’abord été publié) (?:dans|sur)\b"
    r"|^este artículo (?:se publicó|fue publicado|apareció) (?:originalmente|primero|por primera vez)\b"
    # "We may earn commission from links on this page": of shops, told on top of lists of things to buy
    r"|\bwe (?:(?:may|might|can|could) )?(?:earn|receive|get) (?:an? )?(?:\w+ )?commissions?\b(?=.*\blinks?\b)"
    r"|\blinks?\b.*\bwe (?:(?:may|might|can|could) )?(?:earn|receive|get) (?:an? )?(?:\w+ )?commissions?\b",
    re.IGNORECASE,
)
# what a wall says below the part that it lets be read; some tell how much is left, which every edit changes
_WALLED = re.compile(
    r"réservée? (?:à nos|aux) abonnés|(?:only|reserved) (?:for|to) (?:our )?subscribers|(?:for|to) subscribers only"
    r"|^\W*subscribe (?:now )?to (?:continue|keep|read)|nur für abonnent|(?:exclusiv[oa]|s[oó]lo) para (?:nuestros )?"
    r"(?:suscript|assinant)|riservat[oa] agli abbonati|alleen voor abonnees"
    r"|(?:kun|bare|endast) för? (?:abonnent|prenumerant)|tylko dla (?:prenumerator|subskrybent)|только для подписчик"
    r"|会员专享|有料会員",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"^\W*(?:(?:read|see|watch|listen)(?: \w+)? (?:more|also|next|now)|also read|more (?:on|from|about|stories)"
    r"|related\b|you (?:may|might) |don.t miss|recommended|most read|share this|sign up|subscribe|advertis"
    r"|continue reading|article continues|story continues"
    r"|suscr[ií]b(?:ete|ase|ite)|abonnez[- ]vous|inscrivez[- ]vous|abonnieren sie|iscriviti|inscreva-se|assine nossa"
    r"|schrijf (?:je|u) in|abonneer|prenumerera på|zapisz się|подпи(?:шитесь|сывайтесь)|підпи(?:шіться|суйтеся)"
    r"|(?:e-)?bültenimi|订阅(?:每日|我们|邮件|新闻)|訂閱(?:每日|我們|電子報)|구독하기|सब्सक्राइब"
    r"|lesen sie|lies auch|auch interessant|mehr zum thema|mehr dazu|mehr lesen|zum thema|das könnte|empfohlen"
    r"|lire (?:aussi|plus)|[àa] lire|sur le même|voir aussi|publicité"
    r"|l(?:ea|ee) (?:también|más)|te puede|también te|además:|publicidad"
    r"|(?:leia|veja) (?:também|mais)|saiba mais|publicidade|leggi (?:anche|di più)|potrebbe interessarti"
    r"|lees (?:ook|meer)|(?:yuk,? )?simak juga|læs (?:også|mere)|les (?:også|mer)|läs (?:också|även|mer)|lue myös"
    r"|czytaj (?:też|także|więcej)|zobacz też|przeczytaj|přečtěte|čtěte|čítajte|olvasd|cite[sș]te [sș]i"
    r"|прочита\w+ также|читайте|чита(?:й|ти) також|ayrıca|ilgili haber|baca juga|simak juga|đọc thêm|xem thêm"
    r"|taip pat|loe ka|lasi arī|pročitajte|διαβάστε|bunu da oku|اقرأ|إقرأ|קראו|यह भी पढ़|ये भी पढ़|อ่านเพิ่ม|อ่านต่อ|อ่านข่าว"
    r"|ข่าวที่เกี่ยวข้อง|بیشتر بخوانید|همچنین بخوانید"
    r"|(?=.{0,80}$).*\b(?:suite|contin\w+|sigue|weiter\w*|fortsetz\w*|fortgesetzt|forts[eæä]tter|verder|segue|reprend)\b.*"
    r"(?:publici\w+|pubblicità|anzeige|werbung|annons\w*|annonc\w+|advert\w+|reclame|\bads?)\W*$"
    r"|関連記事|【関連|あわせて|相关|相關|延伸|관련"
    rf"|(?:{AD_LABELS}"
    r"|share|teilen|partager|compartir|compartilhar|condividi|delen|del|dela|udostępnij|поделиться|paylaş|μοιραστείτε"
    r"|شارك|שיתוף|शेयर करें|แชร์|分享|シェア|공유)\W*$)",
    re.IGNORECASE,
)


def without_asides(
    pieces: Sequence[Piece], known: Iterable[str], authors: Iterable[str], *, is_story: bool = True
) -> list[Piece]:
    """The pieces of the flow without lines that are not text.

    `known` are the headlines, which some pages repeat at the head of the body; `authors` the names in a byline. In
    what is no story lines come twice, tell times in lists and headings, ask for something, and need no prose before.
    """
    titles = [text for text in map(squash, known) if len(text) > 5]
    signed = tuple(authors)
    names = [name for name in map(squash, signed) if width(name) > 5]
    lines = [piece for piece in pieces if _is_short_line(piece) and not _is_own(piece)]
    times = Counter(squash(piece.text) for piece in lines)
    heads = {piece for piece, after in pairwise(pieces) if piece.text.endswith(":") and after.node.tag in _OF_LISTS}
    in_rows = heads_of_rows(pieces)
    dated = days_of_rows([*in_rows])
    quotes = {piece: quote for piece in pieces if (quote := quote_of(piece))}
    told = told_text(pieces) if quotes else ""
    pulled: set[Node] = set()
    kept: list[Piece] = []
    for piece in pieces:
        # all in bold it is a standfirst, below which a byline may stand
        at_head = len(kept) < _HEAD_OF_BODY and not any(other.prose and not other.is_bold for other in kept)
        if (
            piece not in dated
            and at_head
            and (_tells_of_story(piece, titles, signed) if is_story else _is_dateline(piece, signed))
        ):
            continue
        quote = quotes.get(piece)
        if quote and stands_told(piece, told):
            pulled.add(quote)
        if quote in pulled or (piece not in dated and is_aside_line(piece)) or (is_story and is_pitch(piece)):
            continue
        if is_story and _is_short_line(piece) and not _is_own(piece):
            text = squash(piece.text)
            if (times[text] > 1 and piece not in heads and piece not in in_rows) or _has_name(
                text, names, _BESIDE_HEADED if piece.is_heading else _BESIDE_NAME
            ):
                continue
        kept.append(piece)
    boxed = _about_authors(pieces, names)
    while kept and (
        kept[-1] in boxed
        or _ends_nothing(kept, names if len(kept) > _HEAD_OF_BODY else ())
        or _is_dateline(kept[-1], signed)
    ):
        kept.pop()
    return kept


def _tells_of_story(piece: Piece, titles: Sequence[str], authors: Sequence[str]) -> bool:
    """Whether a line above a story's text is a number, counts, a dateline or the headline again."""
    is_told_of = piece.text.isdigit() or is_time_line(piece) or _is_row_of_counts(piece)
    return is_told_of or _is_dateline(piece, authors) or _repeats(piece.text, titles)


def _about_authors(pieces: Sequence[Piece], names: Sequence[str]) -> set[Piece]:
    """An author's name alone, and what stands below it and begins with it: it tells of who wrote the text, if it is
    the last."""
    pairs = [(name, text) for name, text in pairwise(pieces) if squash(name.text) in names] if names else []
    told = [pair for pair in pairs if squash(pair[1].text[:_CAPTION]).startswith(squash(pair[0].text))]
    return {piece for pair in told for piece in pair}


def _ends_nothing(pieces: Sequence[Piece], names: Sequence[str]) -> bool:
    """Whether what stands last is about an author ("Ann Lee reports from …"), is a name alone, as a text is signed, or
    leads to what is not there.

    What looks just like the paragraph before it, and has figures or a quotation, tells what the author did: a minister.
    """
    before, last = pieces[-2:] if len(pieces) > 1 else (pieces[-1], pieces[-1])
    if last.text.endswith(":") and last.size <= _LEAD_IN:
        return True
    if last.node.tag == "p" and last.size <= _SIGNATURE and _NAME.fullmatch(last.text):
        return True
    if last.size <= _SIGNATURE and (_INITIALS.fullmatch(last.text) or is_dated_head(last)):
        return True
    if (is_wall_line(last) and not _WALLED.search(before.text)) or (last.size < _SHORT and _RIGHTS.match(last.text)):
        return True
    if last.size <= _SIGNED and not ends_sentence(last.text) and _REACHED_AT.search(last.text):
        return True
    if last.size < _SHORT and _has_name(squash(last.text), names, _BESIDE_NAME // 2):
        return True
    is_like = not (last.linked or last.strong) and look_of(last.node) == look_of(before.node)
    is_told = is_like and _FIGURES_OR_QUOTES.search(last.text)
    return squash(last.text[:_CAPTION]).startswith(tuple(names)) and not is_told


def is_wall_line(piece: Piece) -> bool:
    """Whether a piece says, or may say, what a wall says below the part that it lets be read."""
    return piece.size <= _WALL and _WALLED.search(piece.text) is not None


def is_aside_line(piece: Piece) -> bool:
    """Whether a piece is no text wherever it stands: a time, a credit, an address, a prompt."""
    if piece.size < _CAPTION and _IN_PRINT.search(piece.text):
        return True
    if "{{" in piece.text and len(squash(_TEMPLATE.sub("", piece.text))) < _TEMPLATE_REST:
        return True  # a script has yet to put a value there
    if piece.size < _CAPTION and piece.node.tag not in _OF_LISTS and _FAULT.match(visible(piece.text)):
        return True
    if _is_short_line(piece) and not _is_cell(piece):
        return _is_aside(piece)
    return piece.size < _CAPTION and not piece.is_long_sentence and _has_credit(piece.text)


def _is_own(piece: Piece) -> bool:
    """Whether a line may come twice, or be a name: an item, a figure of a table, who speaks in a transcript."""
    return item_of(piece) is not None or piece.node.tag == "dt" or _is_cell(piece)


def item_of(piece: Piece) -> Node | None:
    """The item of a list that a piece is, be it in a paragraph of its own."""
    return next((node for node in piece.line[:2] if node.tag == "li"), None) if piece.node.tag in ("li", "p") else None


def _is_cell(piece: Piece) -> bool:
    """Whether it is a figure of a table, or code; a cell that holds prose lays out a page."""
    return piece.node.tag == "pre" or (piece.node.tag in ("td", "th") and not piece.node.prose)


def _is_short_line(piece: Piece) -> bool:
    return piece.is_heading or (piece.size < _SHORT and not ends_sentence(piece.text.rstrip(":")))


def _is_aside(piece: Piece) -> bool:
    text = visible(piece.text[:_CAPTION])
    if _is_prompt(text):
        return True
    if piece.is_heading:
        return False
    if item := item_of(piece):  # of a list of prose a time is no item, of one of concerts it is
        in_prose = item.parent is not None and item.parent.prose > 0
        return in_prose and is_time_line(piece) and words_beside_time(text) <= _BESIDE_TIME
    if _has_credit(text) or (_BYLINE.fullmatch(text) and not piece.is_bold):
        return True
    return is_time_line(piece) and not is_dated_head(piece)


@lru_cache(maxsize=4096)  # each line is asked for several times in one look
def _is_prompt(text: str) -> bool:
    """Whether a short line leads on, is an address or a count, or has no letter in it."""
    return bool(_ALSO.search(text) or _ADDRESS.search(text) or _COUNT.search(text) or not squash(text).strip("_"))


@lru_cache(maxsize=4096)
def _has_credit(text: str) -> bool:
    return _CREDIT.search(visible(text)) is not None


def _is_dateline(piece: Piece, authors: Sequence[str]) -> bool:
    return not _is_own(piece) and is_dateline(piece, authors)


def _is_row_of_counts(piece: Piece) -> bool:
    """Whether a line is several counts side by side ("5,900 views · 59 shares · 9 min read")."""
    parts = _BETWEEN_COUNTS.split(piece.text)
    return len(parts) > 1 and all(len(part) <= _COUNT_SIZE and any(map(str.isdigit, part)) for part in parts)


def _repeats(text: str, titles: Sequence[str]) -> bool:
    if len(text) > 4 * max(map(len, titles), default=0):
        return False
    key = squash(text)
    return any(key == title or (title in key and len(key) < 1.6 * len(title)) for title in titles)


def _has_name(text: str, names: Sequence[str], most: int) -> bool:
    """Whether an author's name stands in a text with no more than so many letters beside it."""
    return any(name in text and width(text) < width(name) + most for name in names)
