"""Notes about the article itself: corrections, clarifications, amendments.

They often stand in a box of their own, apart from the text, and are what a reader of changes wants most.
"""

import re
from functools import lru_cache

from articles.scraping.blocks import visible
from articles.scraping.walk import Piece, width

_LEAST = 25  # letters; a character of a script without spaces counts three
_HEAD = 120
_NOTE = re.compile(
    r"^\W*(?:corrections?\b|clarifications?\b|editor.?s.? note|update:|updates? and corrections|erratum|errata\b"
    # with a day or an hour, and more after it than a line that tells when a page was last touched has
    r"|(?:update|aktualisierung|nachtrag|actualización|mise à jour|aggiornamento|atualização|oppdatering|uppdatering"
    r"|opdatering|aktualizacja|güncelleme|обновление)\b[ ,(][^:]{0,40}: (?=[^\W\d].{30})"
    r"|(?:an?|the) (?:earlier|previous|original|prior)? ?version of (?:this|the) (?:\w+ )?"
    r"(?:article|story|post|page|report|headline) (?!appear)"
    r"|(?:an?|the|this) (?:earlier|previous|original)? ?(?:article|story|post|page|report|headline)"
    r" (?:(?:was|has been|is|has since been|was later) (?:(?!last )\w+ )?(?:updated|amended|corrected|edited|changed"
    r"|revised|modified|altered|clarified|removed|deleted|retracted|withdrawn)"
    r"|originally|incorrectly|previously|mistakenly|wrongly|misstated|misidentified|said|stated)"
    r"|korrektur|berichtigung|richtigstellung|(?:anmerkung|hinweis) der redaktion|in einer (?:früheren|ersten) version"
    r"|rectificatif|note de la rédaction|dans une (?:version|première version)|corrección|fe de errat|aclaración"
    r"|nota (?:de la|de redacción|do editor|da redação|della redazione)|una versión anterior"
    r"|correção|uma versão anterior|rettifica|errata corrige|una versione precedente"
    r"|rectificatie|correctie|in een eerdere versie|rättelse|rettelse"
    r"|i en tidligere (?:versjon|version)|oikaisu|sprostowanie|oprava:|helyreigazítás|erată|поправк|исправлен|виправлен"
    r"|düzeltme|ralat|koreksi|đính chính|διόρθωση|تصحيح|تصحیح|اصلاحیه|הבהרה|תיקון|訂正|更正|勘误|勘誤|정정|바로잡"
    r"|ispravka|ispravak|popravek|уточнени|уточнення|भूल[- ]?सुधार|(?:सुधार|संशोधन|แก้ไข|คำชี้แจง|সংশোধন|திருத்தம்)\s*[:：])",
    re.IGNORECASE,
)


def is_note(piece: Piece) -> bool:
    """Whether a piece is a correction or another note on the article, by how it begins."""
    return piece.link_share < 0.5 and is_note_text(piece.text)


def is_note_text(text: str) -> bool:
    """Whether a text begins like a note on the article."""
    return width(text) >= _LEAST and _is_note_head(text[:_HEAD])


@lru_cache(maxsize=4096)  # each text is asked for several times in one look, and looks at a page again
def _is_note_head(head: str) -> bool:
    return _NOTE.match(visible(head)) is not None
