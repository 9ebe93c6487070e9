"""Sentences by which a paper asks its readers to subscribe, set between the paragraphs of a text, and adverts. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache

from articles.scraping.blocks import visible
from articles.scraping.walk import Piece

_PITCH = 220  # letters, at most
_LABEL = 20
_ADVERT = 2  # paragraphs of an advert, at most
_ADVERT_SHARE = 0.35
# what a sentence begins with that asks something of its readers, and what papers offer; an article on letters, apps and
# channels says so of those of others, and seldom begins with a request
_VERBS = (
    r"(?:please )?(?:sign up|subscribe|join|register|follow|get|try|support|download|become|don.t miss|never miss|stay"
    r"|keep up|receive|install|turn on|click|tap|listen|unlock|like what you|enjoying|want|make sense|be the first)\b"
    r"|(?:abonnier|bestell|test|sicher|les|folg|lad|meld|registrier|verpass|erhalt|hol|unterstütz|aktivier|bleib)\w*\b"
    r"|(?:jetzt|hier|täglich|mit unser\w+ app|keine \w+ (?:mehr )?verpassen|wollen sie|dann melden)\b"
    r"|(?:inscrivez|abonnez|t[ée]l[ée]chargez|recevez|soutenez|suivez|rejoignez|d[ée]couvrez|retrouvez|activez)\b"
    r"|(?:pour ne rien|chaque (?:matin|jour|semaine))\b"
    r"|(?:suscr[ií]b|reg[ií]str|descarg|recib|recip|apoy|ap[úu]nt|[úu]n[ae]|s[íi]g[au]|activ|prueb)\w*\b"
    r"|(?:assine|inscreva|receba|baixe|apoie|iscriviti|ricevi|scarica|abbonati|segui|sostieni)\b"
    r"|(?:schrijf|meld|abonneer|download|ontvang|volg|steun)\b"
    r"|(?:подпи(?:шитесь|сывайтесь)|читайте|підпи(?:шіться|суйтеся)|zapisz|pobierz)\b"
    r"|(?:prenumerera|abonnér|tilmeld|meld deg)\b"
)
_OURS = r"(?:our|unser\w*|notre|nos|nuestr\w+|noss[ao]s?|nostr[aoi]|onze|vår\w*|vores|наш\w*)"
_OFFERS = (
    r"newsletters?\b|infolettre|bolet[ií]n\b|boletim\b|nieuwsbrief|nyhetsbrev|nyhedsbrev|рассылк|розсилк"
    rf"|\b{_OURS}\b.{{0,30}}\b(?:briefings?|app\w*|aplica\w+|channels?|\w*-?kanal\w*|canal\w*|cha[îi]ne"
    r"|podcasts?|journalis\w+|reporting|rédaction|e-?mails?|alerts|offre|angebot)"
    r"|\b(?:your|ihr\w*|dein\w*|votre|su|tu|seu|je|uw|tua) (?:\w+ )?"
    r"(?:inbox|mailbox|postfach|bo[îi]te|correo)\b"
    r"|\b(?:by|per|par|por|free|daily|weekly|morning|evening) e-?mail\b|\bmorning briefing\b|\bdaily briefing\b"
    r"|(?:whatsapp|telegram)-?\s?(?:channel|kanal|canal|cha[îi]ne)"
    r"|(?:channel|kanal|canale?|cha[îi]ne|канал\w*) (?:\w+ )?(?:whatsapp|telegram)"
    r"|\b(?:on|auf|sur|en|no) (?:whatsapp|telegram)\W*$"
    r"|\b(?:push-?)?(?:notifications?|notificaciones|benachrichtigungen)\W*$|news alerts|eilmeldung|verpassen sie keine"
    r"|(?:independent|unabhängig\w+) journalism|journalisme indépendant|(?:periodismo|jornalismo) independ"
    r"|subscribe (?:now|today)|subscriber (?:now|today)|\babonnez-vous|(?:kostenlos|gratis) testen|probe-?abo"
    r"|digital access|free trial|\b(?:months?|monate?|mois|mes(?:es)?) (?:for|free|gratis|gratuit)"
    r"|(?:subscribe|sign up|support|like what).{0,60}\bfor (?:just |only |as little as )?[$£€]\s?\d"
    r"|(?:just|only|nur|solo|por) (?:from )?[$£€]?\s?\d+(?:[.,]\d\d)?\s?(?:€|euros?)? (?:a|per|im|par|al) "
    r"(?:week|month|monat|mois|mes)\b"
    r"|\beuros?\b.{0,20}\b(?:mois|mes)\b|\b(?:meses|mois|monate) por (?:un|dos) euros?"
)
_ASKS = re.compile(
    rf"(?:^|[.!?…:–—]\s+)\W*(?:{_VERBS}).{{0,110}}?(?:{_OFFERS})"
    r"|\b(?:in|dans|en|no|nella|i|na) (?:your|ihr\w*|votre|su|seu|tua|je|uw|din|twoją|twój)"
    r" (?:inbox|postfach|mailbox|bo[îi]te mail|correo|casella|inkorg|skrzynkę)\b|\bна вашу по[чш]ту\b"
    r"|\bins postfach\b|(?:点击|點擊|立即|马上)?下(?:载|載).{0,12}(?:客户端|客戶端|APP)"
    r"|(?:关注|關注|扫描|掃描|扫码).{0,24}(?:公众号|公眾號|二维码|二維碼)|(?:立即|马上|现在)订阅"
    r"|(?:ニュースレター|メールマガジン|メルマガ).{0,24}(?:登録|購読)|アプリを?ダウンロード|뉴스레터.{0,20}(?:구독|신청)",
    re.IGNORECASE,
)

# what stands above an advert
AD_LABELS = (
    r"ads?|advert(?:isement)?|advertentie|sponsored|anzeige|werbung|reklam[ae]?|reclame|annonse?|pubblicità|publicité"
    r"|publicidade?|mainos|hirdetés|iklan|quảng cáo|آگهی|реклама|διαφήμιση|إعلان|اعلان|פרסומת|विज्ञापन|โฆษณา"
    r"|广告|廣告|広告|광고"
)
_AD_LABEL = re.compile(rf"\W*(?:{AD_LABELS})\W*", re.IGNORECASE)


def advertised(pieces: Sequence[Piece]) -> set[Piece]:
    """The text of adverts: what stands in a box that begins with a line which says so, and holds little more."""
    found: set[Piece] = set()
    total = sum(piece.size for piece in pieces)
    for at, label in enumerate(pieces):
        if label.size > _LABEL or not _AD_LABEL.fullmatch(visible(label.text)):
            continue
        below = pieces[at + 1 : at + 2 + _ADVERT]
        box = label.node if any(label.node in piece.line for piece in below) else label.node.parent
        inside = [piece for piece in below if box in piece.line]
        begins = at == 0 or box not in pieces[at - 1].line
        if begins and len(inside) <= _ADVERT and sum(piece.size for piece in inside) < _ADVERT_SHARE * total:
            found.update(inside)
    return found


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
