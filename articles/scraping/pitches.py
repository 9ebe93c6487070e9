"""Sentences by which a paper asks its readers to subscribe, set between the paragraphs of a text. Pure."""

import re
from functools import lru_cache

from articles.scraping.blocks import visible
from articles.scraping.walk import Piece

_PITCH = 220  # letters, at most
_BEGIN = r"(?:^|[.!?…:–—]\s+)\W*"
_MANY = r".{0,90}"
# What is asked for, and what is offered. A paper speaks of its own: an article on letters speaks of those of others.
_ASKS = re.compile(
    rf"{_BEGIN}(?:(?:please )?(?:sign up|subscribe|join|register|follow us|get|try|support|download|become a|don.t miss"
    r"|stay|like what you|enjoying|want more|click here|listen to)\b)"
    rf"{_MANY}(?:\bour\b.{{0,30}}\b(?:newsletters?|briefings?|app|channel|podcast|journalism|reporting|e-?mails?|alerts)"
    r"|\b(?:the|free|daily|weekly|morning|e-?mail|this) (?:\w+ )?(?:newsletter|briefing)\b|\b(?:your )?inbox\b"
    r"|\bsubscribe (?:now|today)|\bnews alerts\b|\bindependent journalism\b|\bnever miss\b)"
    rf"|{_BEGIN}(?:subscribe|sign up|support|like what you|become a (?:member|subscriber))\b"
    rf"{_MANY}(?:\bfree trial\b|\bmonths? (?:for|free)\b|\bfor (?:just |only |as little as )?[$£€]\s?\d)"
    rf"|{_BEGIN}(?:abonnier|bestell|meld|registrier|hol|sicher)\w*\b{_MANY}(?:newsletter|\bpostfach\b|probe-?abo)"
    rf"|{_BEGIN}(?:abonnier|bestell|test|sicher|les|folg|lad|verpass|erhalt|jetzt|hier|mit|unser)\w*\b"
    rf"{_MANY}(?:\bunser\w*\b.{{0,30}}(?:newsletter|briefing|app\b|kanal|angebot|podcast)|\bpostfach\b"
    r"|(?:kostenlos|gratis) testen|eilmeldung|verpassen sie keine|newsletter (?:abonnier|bestell))"
    rf"|{_BEGIN}(?:inscrivez|abonnez|t[ée]l[ée]chargez|recevez|soutenez|suivez|rejoignez|d[ée]couvrez|retrouvez)\b"
    rf"{_MANY}(?:newsletter|infolettre|\bnotre (?:appli\w*|cha[îi]ne|offre|r[ée]daction)|journalisme|abonnez"
    r"|\beuros?\b.{0,20}mois)"
    rf"|{_BEGIN}(?:suscr[ií]b\w+|reg[ií]str\w+|descarg\w+|reciba|recibe|apoy\w+|[úu]nete|s[íi]gu\w+|pruebe|prueba"
    r"|assine|inscreva|receba|baixe|iscriviti|ricevi|scarica|abbonati|segui)\b"
    rf"{_MANY}(?:bolet[ií]n|boletim|newsletter|\b(?:nuestr|noss|nostr)[ao]\b.{{0,20}}(?:app|aplica\w+|canal\w*)"
    r"|periodismo|\beuros?\b)"
    rf"|{_BEGIN}(?:schrijf|meld|abonneer|download|ontvang)\b{_MANY}(?:nieuwsbrief|\bonze app\b)"
    rf"|{_BEGIN}(?:подпи(?:шитесь|сывайтесь)|підпи(?:шіться|суйтеся)|zapisz się|prenumerera|abonnér|tilmeld|meld deg)"
    rf"{_MANY}(?:канал|рассылк|розсилк|newsletter|nyhetsbrev|nyhedsbrev)"
    r"|(?:点击|點擊|立即|马上)?下(?:载|載).{0,12}(?:客户端|客戶端|APP)"
    r"|(?:关注|關注|扫描|掃描|扫码).{0,24}(?:公众号|公眾號|二维码|二維碼)|(?:立即|马上|现在)订阅"
    r"|(?:ニュースレター|メールマガジン|メルマガ).{0,24}(?:登録|購読)|アプリを?ダウンロード|뉴스레터.{0,20}(?:구독|신청)",
    re.IGNORECASE,
)


def is_pitch(piece: Piece) -> bool:
    """Whether a piece asks for what its paper offers to be subscribed to, with a link in it or beside it in a box."""
    if piece.size > _PITCH or piece.is_heading or not _asks(visible(piece.text)):
        return False
    parent = piece.node.parent
    if piece.linked or parent is None:
        return piece.linked > 0
    return parent.prose <= piece.prose and next(parent.element.iter("a", "button", "form"), None) is not None


@lru_cache(maxsize=4096)  # each piece is asked for several times in one look
def _asks(text: str) -> bool:
    return _ASKS.search(text) is not None
