"""Correction notices and time lines: blocks by which a newsroom speaks about its own article."""

from __future__ import annotations

import re

from .lexicon import is_date, words

# Each at the start of a block or of a sentence: a report about some other correction must not count.
_HEADS = (
    r"corrections?", r"clarifications?", r"(?:editor['’]?s?|editors['’]) note", r"corrections? and clarifications?",
    r"korrektur", r"berichtigung", r"richtigstellung", r"anmerkung der redaktion", r"hinweis der redaktion",
    r"rectificatif", r"rectification", r"précision", r"correctif", r"erratum", r"note de la rédaction",
    r"correcci[oó]n", r"rectificaci[oó]n", r"fe de erratas", r"aclaraci[oó]n", r"nota de la redacci[oó]n",
    r"correzione", r"errata corrige", r"rettifica", r"precisazione", r"nota della redazione",
    r"corre[cç][aã]o", r"retifica[cç][aã]o", r"errata", r"esclarecimento",
    r"correctie", r"rectificatie", r"verbetering", r"aanvulling", r"r[äa]ttelse", r"rettelse", r"oikaisu",
    r"sprostowanie", r"korekta", r"исправление", r"уточнение", r"поправка", r"訂正", r"更正", r"تصحيح", r"توضيح",
)  # fmt: skip
_HEAD = re.compile(
    rf"^\W*(?:update\W+)?(?:{'|'.join(_HEADS)})(?:\s*\([^)]{{0,40}}\)|\s+\d[^:]{{0,30}}|,[^:]{{0,40}})?\s*[:：.\-–—]",
    re.IGNORECASE,
)
_SENTENCES = re.compile(
    r"\bthis (?:article|story|post|piece|report|page|item|column|headline|version)\b[^.]{0,60}?"
    r"\b(?:was|were|has been|have been|had been|is)\b[^.]{0,30}?"
    r"\b(?:amended|corrected|edited|clarified|revised|retracted|changed)\b"
    r"|\b(?:an earlier|a previous|an original|the original|earlier|previous|a prior)\s+versions?\b[^.]{0,80}?"
    r"\b(?:article|story|post|piece|report|said|stated|misstated|incorrectly|wrongly|referred|included|contained|gave|misidentified|headline)\b"
    r"|\bwe (?:apologi[sz]e|regret)\b[^.]{0,60}\berrors?\b"
    r"|\bin einer (?:früheren|vorherigen|ersten|ursprünglichen) (?:version|fassung)\b"
    r"|\bdieser (?:artikel|text|beitrag)\b[^.]{0,80}\b(?:korrigiert|berichtigt|geändert|angepasst)\b"
    r"|\bwir haben (?:dies|das|den fehler|die stelle|die passage)[^.]{0,40}"
    r"\b(?:korrigiert|berichtigt|geändert|angepasst)\b"
    r"|\b(?:cet|l['’]) ?article\b[^.]{0,60}\b(?:corrigé|modifié|rectifié)\b"
    r"|\bune (?:version précédente|première version|précédente version)\b"
    r"|\b(?:este|el) (?:artículo|texto)\b[^.]{0,60}\b(?:corregido|modificado|rectificado)\b"
    r"|\b(?:una versión anterior|en una versión anterior)\b"
    r"|\buna (?:versione precedente|precedente versione)\b"
    r"|\buma versão anterior\b|\bin een eerdere versie\b|\bi en tidigare version\b",
    re.IGNORECASE,
)  # fmt: skip

_TIME_HEAD = re.compile(
    r"^\W*(?:(?:last|first|zuletzt|mis|mise)\W+)?(?:updated?|modified|published|posted|aktualisiert|stand|veröffentlicht"
    r"|publiée?|à jour|modifiée?|actualizad[oa]|publicad[oa]|aggiornato|pubblicato|atualizado|bijgewerkt|gepubliceerd"
    r"|uppdaterad|publicerad)\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"\bago\b|^\W*(?:vor|il y a|hace|há|geleden|för)\b|\bfa\W*$", re.IGNORECASE)
_TIME_WORDS = words(
    "at on by the of in and a ago second seconds minute minutes min mins hour hours hr hrs day days week weeks time"
    " last first published updated update modified local um uhr am den vor minuten stunde stunden tag tagen"
    " aktualisiert veröffentlicht le à il y et heure heures jour jours de publié mis mise el las hace minuto minutos"
    " hora horas día días del alle ore fa minuti ora giorno giorni às há om uur geleden kl för sedan timmar dagar"
    " cet cest et pt"
)
_WORD = re.compile(r"\w[\w:./]*")


def is_notice(text: str) -> bool:
    """Whether a block tells readers that the article was corrected, clarified or amended."""
    return bool(_HEAD.search(text) or _SENTENCES.search(text))


def is_time_line(text: str) -> bool:
    """Whether a block only says when the article was published or updated: "Updated 10 minutes ago"."""
    if len(text) > 120 or not any(ch.isdigit() for ch in text):
        return False
    if not _TIME_HEAD.search(text) and not _AGO.search(text):
        return False
    rest = _WORD.findall(_TIME_HEAD.sub("", text))
    return all(is_date(word) or word.strip(".:").casefold() in _TIME_WORDS or word[0].isdigit() for word in rest)
