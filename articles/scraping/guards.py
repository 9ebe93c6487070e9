"""Pages that are not the article: walls, error pages, stubs, pages about something else. Pure.

Each guard answers with a reason in words, empty where it has no objection. The reasons are shown to readers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from rapidfuzz.fuzz import token_set_ratio

from articles.diffing.text import count_words, normalise
from articles.scraping.blocks import visible
from articles.scraping.extract import Extract
from articles.scraping.noise import Content, likeness, same_text
from articles.scraping.walk import squash, width

FEWEST_WORDS = 15
# A wall has little text of its own; above this many words its phrases are an article's. In a script without spaces each
# character counts as a word, and so many more say the same.
WALL_WORDS = 220
# Below this share of the record's words, a page that only repeats some of it is a stub.
STUB_SHARE = 0.45
# A page that lacks so much of the record in one piece, with nothing in its place, was cut off. Editors who shorten a
# story so much rewrite some of the rest.
CUT_SHARE = 0.4
NEW_SHARE = 0.25  # of what is gone: so much may be new, such as a box
# Below this likeness the page is about something else. Real rewrites of long stories keep more.
UNLIKE = 0.15
SHORT_STORY_WORDS = 90
STUB_BLOCKS = 2
SHOWN_SHARE = 0.9  # of the record's text on a page: what words it also has make no wall of it
ANNOUNCED = 500  # letters, at most, of a page that is asked whether it tells what was announced
LIKE = 60  # percent of likeness of the headlines
TOLD_SHARE = 0.3  # of the announced headline's words that a page has, at least, if it tells that story
FEWEST_TOLD = 3  # such words; "An item" announces nothing
ASKING = 200  # letters, at most, of a line that asks for something
TELLING = 4  # letters of a word that tells what a story is about

_WALLS = {
    "asks for consent": (
        r"cookies?\b.{0,300}\b(consent|accept|agree|privacy|partners|preferences)",
        r"accept (all )?cookies|before you continue|we value your privacy",
        r"datenschutz.{0,200}(zustimm|akzeptier|einwillig)|mit werbung",
        r"tout accepter|accepter (et|les|tout)|acceptez|aceptar (todo|las|y)|consentimiento",
        r"toestemming|akkoord|acconsent|accetta|samtyck|samtykke|zgadzam się",
        r"(cookie|クッキー|кук|ملفات تعريف الارتباط|कुकी).{0,200}"
        r"(acept|accept|accett|akzept|akcept|同意|接受|примите|принять|согла|القبول|موافق|स्वीकार|aceitar|zaakceptuj|kabul)",
    ),
    "asks whether we are a robot": (
        r"are you a (robot|human)|not a robot|captcha|unusual traffic|verify (that )?you are (a )?human",
        r"checking your browser|access (to this page has been )?denied|ddos protection",
        r"bist du ein mensch|kein roboter|êtes-vous un robot",
        r"(не робот|不是机器人|機器人驗證|ロボットではない|لست روبوت|रोबोट नहीं|não (é|sou) um rob"
        r"|pas un robot|no es un robot|non sei un robot|geen robot|nie jesteś robotem|robot değil)",
        r"dass (sie|du) (ein )?mensch|(vous êtes|es|eres|sei|é|bent|jesteś|är) (bien )?(un |uma |una |een |en )?"
        r"(être )?(humain|persona|humano|umano|essere umano|pessoa|mens|człowiekiem|människa)\b"
        r"|что вы человек|您是(真人|人类)|人間であること|أنك إنسان|मनुष्य हैं|insan olduğunu|사람인지",
        r"ihr browser wird (gerade )?(geprüft|überprüft)|vérifi\w+ (de )?votre navigateur"
        r"|(comproba|verifica)\w* su navegador",
        r"провер\w+ ваш\w* браузер|检查您的浏览器|ブラウザ(ー)?を(確認|検証)|نتحقق من متصفحك|ब्राउज़र (की )?जाँच",
    ),
    "asks for JavaScript": (
        r"(enable|activate|turn on|requires?) (your )?javascript|javascript (is|seems to be) (disabled|required)",
        r"javascript aktivieren|activer javascript|habilit\w+ javascript",
    ),
    "asks to log in or pay": (
        r"(subscribe|subscription|sign in|log in|register|create (a free|an) account)\b.{0,120}"
        r"\b(continue|read|access|full|article|unlock)",
        r"already a subscriber|(jetzt|weiter)\w* ?lesen mit"
        r"|(?<!newsletter )abonn(ieren|ez-vous|és)(?!.{0,40}(newsletter|infolettre|lettre d))|réservé aux abonnés",
        r"suscr[ií]b(?!\w*.{0,40}(bolet|newsletter|canal|podcast))|per abbonati",
        r"(read|used|reached) (all )?(of )?your \w* ?(free|complimentary|monthly)"
        r"|ihre \w* ?(freien|kostenlosen) (artikel|texte)|(mit|im) (einem )?abo.{0,40}lesen"
        r"|(ログイン|会員登録|登録).{0,20}してください|vos \w* ?articles gratuits",
        r"続きを読むには|ログイン.{0,20}(読む|続き)|登录.{0,20}(阅读|查看)|订阅.{0,20}(继续阅读|阅读全文)"
        r"|(подписк|подпишитесь|войдите).{0,60}(читать|дальше|доступ|продолж)"
        r"|(اشترك|سجل الدخول|تسجيل الدخول).{0,60}(قراءة|متابعة)|आगे पढ़ने के लिए|पढ़ने के लिए.{0,40}(प्रवेश|लॉग|सदस्य)"
        # what a meter says of how much was read, or a wall of how to read on
        r"|(przeczyta\w+|wykorzysta\w+).{0,40}(darmow|bezpłatn)\w* (artyk|tekst)"
        r"|(wykup|kup) (dostęp|prenumerat|subskrypc)"
        r"|du har läst.{0,30}(gratis|fria)|(bli prenumerant|bliv? abonnent).{0,40}(läs|les|læs)"
        r"|abbonat[io].{0,30}(continu|legg)|hai letto.{0,40}articoli gratuiti|gratis artikelen gelezen"
        r"|(abonnement|log in).{0,40}verder (te )?lezen"
        r"|le[íi]\w*.{0,40}(artículos|noticias) gratuit|(leu|lido).{0,40}artigos gr[áa]t|gratisartikel\w* gelesen"
        r"|ücretsiz (haber|içerik|makale).{0,30}(okudun|doldu)|(devamı\w*|okumak) için.{0,30}(abone|giriş yap|üye)"
        r"|برای (ادامه|خواندن).{0,40}(مشترک|عضو|وارد)|(สมัครสมาชิก|เข้าสู่ระบบ|ลงทะเบียน).{0,30}อ่านต่อ"
        r"|읽으려면.{0,20}(구독|로그인|가입)|무료 기사.{0,20}읽었|無料記事.{0,12}読みました|阅读.{0,12}篇免费"
        r"|订阅后.{0,6}阅读|бесплатн\w+ стат\w+.{0,60}подпис"
        r"|(הירשמו|הצטרפו|מנויים).{0,40}(לקרוא|להמשיך)|συνδρομητ.{0,40}(διαβάσ|συνέχ)|đăng ký.{0,20}(để )?đọc"
        r"|सदस्यता ले|படிக்க.{0,20}சந்தா|訂閱.{0,6}(即可|後)?.{0,4}閱讀|구독하(시면|고).{0,20}(읽|보)|購読.{0,12}(必要|登録)"
        r"|สมัครสมาชิก.{0,12}อ่าน"
        r"|(melden sie sich|connecter|inicie sesión|assine|iniciar sessão).{0,80}(lesen|lire|leer|ler|continuar)",
    ),
    "is not shown in our part of the world": (
        r"(not |un)available (in|for|to) (your|this) (country|region|location|area)"
        r"|unavailable (for|due to) legal reasons",
        r"(visitors|users|readers) (from|in|within) (the )?(european (union|economic area)|eea?\b|eu\b)"
        r"|belonging to the european economic area|general data protection regulation.{0,200}(access|available)",
        r"in (ihrem|deinem) (land|gebiet) [\w ]{0,40}nicht (verfügbar|zugänglich)"
        r"|(pas|non) (disponible|accessible) dans votre (pays|région)"
        r"|no (está|se encuentra) disponible en (su|tu) (país|región)"
        r"|non (è )?disponibile nel (tuo|suo) paese|não (está )?disponível (no seu país|na sua região)"
        r"|niet beschikbaar in (uw|jouw) (land|regio)|недоступ\w+ в (вашей стране|вашем регионе)"
        r"|(您|你)所在的?(国家|地区|國家|地區).{0,12}(不可用|无法|無法)|お住まいの(国|地域).{0,12}(利用|ご覧|閲覧)(いただけ|でき)"
        r"|غير متا(ح|حة) في (بلدك|منطقتك)|आपके (देश|क्षेत्र) में उपलब्ध नहीं",
    ),
    "says that there is no such page": (
        r"page (not found|doesn.t exist|cannot be found|you (are|were) looking for)",
        # as a number of something it may be an article's
        r"^\W*404\W*$|^404\s*[|:–—-]|[|:–—-]\s*404$|\b404\W{0,3}(error|not found|fehler|erreur|błąd|ошибка|エラー|错误)"
        r"|(error|fehler|erreur|errore|erro|błąd|hata|ошибка|エラー|错误|오류|שגיאה)\W{0,3}404\b",
        r"no longer available|(could|can) ?(n.?t|.t|not) find (what you|(that|the|this) page)",
        r"(page|article|story) (can|could) ?(n.?t|.t|not) be found|(lost|misplaced) (that|the|this) page",
        r"^\W*(oops|whoops|uh-oh)\b.{0,20}\b(nothing|page|wrong|lost|missing|gone|404)",
        r"seite (wurde |konnte )?(leider )?nicht (mehr )?gefunden",
        r"page (est )?(introuvable|non trouvée)|p[áa]gina no (encontrada|existe)|pagina non trovata",
        r"pagina niet gevonden|sidan (kunde inte|hittades)",
        r"(diese|die) seite (existiert|gibt es) (leider )?nicht|cette page n.existe (pas|plus)"
        r"|no (hemos podido encontrar|hemos encontrado|encontramos|pudimos encontrar) (la|esta|esa) p[áa]gina"
        r"|(η )?σελίδα.{0,40}δεν (βρέθηκε|υπάρχει)|không tìm thấy trang|trang.{0,30}không tồn tại"
        r"|(הדף|העמוד).{0,30}לא (נמצא|קיים)|ไม่พบหน้า|페이지를 찾을 수 없|존재하지 않는 페이지|сторінк[уи] не знайдено"
        r"|(找不到|查無)(此|該|您)?.{0,8}頁|頁面不存在|பக்கம்.{0,20}(கிடைக்கவில்லை|காணவில்லை)",
        r"страниц[аы] не найден|такой страницы нет|页面(不存在|未找到)|没有找到.{0,8}页|ページ(は|が)見つかり"
        r"|لم نعثر على الصفحة|الصفحة غير موجودة|(पृष्ठ|पेज) नहीं मिला|página não encontrada"
        r"|nie znaleziono strony|sayfa bulunamadı",
    ),
    "says that something went wrong": (
        r"(something|things) went wrong|internal server error|service (temporarily )?unavailable|bad gateway",
        r"temporarily unavailable|try again later|technical difficulties|under maintenance",
        r"technische (störung|probleme)|erreur (interne|technique)",
        r"メンテナンス中|保守作業中|(网站|系统).{0,6}维护|ведутся (технические )?работы|временно недоступ|تحت الصيانة"
        r"|(we are )?working on (our|the|this) (web)?site|arbeiten an (unserer|dieser) seite"
        r"|travaillons sur (notre|le) site"
        r"|trabajando en nuestra (web|página)|работаем над сайтом|نعمل على موقعنا|साइट पर काम कर रहे",
    ),
}
_WALL_PATTERNS = tuple(
    (reason, re.compile("|".join(patterns), re.IGNORECASE | re.DOTALL | re.MULTILINE))
    for reason, patterns in _WALLS.items()
)
# the same of a line below a text that all may read; a letter that brings one "the full story" is another matter
_ASKS_TO_PAY = re.compile(
    r"^\W*(subscribe|sign (in|up)|log in|register)\b.{0,80}\bto (continue|keep|read|unlock|access)\b"
    r"|^\W*(weiterlesen|lesen sie (den|diesen) (ganzen|vollständigen|gesamten) (artikel|text|beitrag))\b"
    r"|^\W*(abonn(ez|ieren|eer)|suscr[ií]b|abb[ou]nati|assin[ea]|prenumerer|wykup|оформите|подпишитесь)\w*.{0,80}"
    r"\b(lire|lesen|leer|leggere|ler|lezen|läsa|læse|lese|czytać|прочита\w+|читать)\b"
    r"|(הירשמו|הצטרפו).{0,40}(לקרוא|להמשיך)|συνδρομητ.{0,40}(διαβάσ|συνέχ)|^\W*đăng ký.{0,20}đọc"
    r"|^\W*اشترك.{0,40}(لقراءة|لمتابعة)|पढ़ने के लिए.{0,20}सदस्य|படிக்க.{0,20}சந்தா|[訂订][閱阅].{0,10}[閱阅][讀读]"
    r"|続きを読むには|구독하(시면|고).{0,20}(읽|보)|สมัครสมาชิก.{0,12}อ่าน",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Landing:
    """Where a request ended: the address asked for, the one that answered, and the page's own canonical link."""

    asked: str
    final: str
    canonical: str | None = None


def word_count(content: Content) -> int:
    """Words of the body, roughly; a character of a script without spaces is a word."""
    return sum(block.text.count(" ") + 1 if block.text.isascii() else _words(block.text) for block in content.blocks)


_words = lru_cache(maxsize=1024)(count_words)  # of a text that several looks show


def not_an_article(content: Content, landing: Landing) -> str:
    """Why a page cannot be an article at all, whatever we know of it before."""
    words = word_count(content)
    if sent_to_a_wall(landing):
        return "the address leads to another page that asks for something first"
    said = (
        "\n".join([content.title, content.standfirst, *(b.text for b in content.blocks)])
        if words <= 2 * WALL_WORDS
        else ""
    )
    text = visible(said)
    if text and (words <= WALL_WORDS or 4 * text.count(" ") < words):
        for reason, pattern in _WALL_PATTERNS:
            if pattern.search(text):
                return f"the page {reason}"
    if words < FEWEST_WORDS:
        return "the page has no article text" if words == 0 else f"the page has only {words} words of text"
    return ""


def without_asking(record: Content, seen: Extract) -> Extract:
    """What a page shows of an article, but for the lines below it that it has not on record and that walls say: one
    that readers are let through to is still told on some pages."""
    known, blocks = {block.text for block in record.blocks}, list(seen.blocks)
    while len(blocks) > 1 and blocks[-1].text not in known and _is_asking(blocks[-1].text):
        blocks.pop()
    return replace(seen, blocks=tuple(blocks))


def _is_asking(text: str) -> bool:
    return len(text) <= ASKING and _ASKS_TO_PAY.search(visible(text)) is not None


def may_be_stub(content: Content) -> bool:
    """Whether a page says no more than what is left of a story for those who don't pay."""
    return len(content.blocks) <= STUB_BLOCKS and word_count(content) < SHORT_STORY_WORDS


def shows_record(record: Content, seen: Content) -> bool:
    """Whether nearly all of what is on record stands on a page, whatever else it says: then it is no wall."""
    now = {block.text for block in seen.blocks}
    kept = sum(len(block.text) for block in record.blocks if block.text in now)
    return kept > 0 and kept >= SHOWN_SHARE * sum(len(block.text) for block in record.blocks)


def not_announced(announced: str, content: Content) -> str:
    """Why a page is probably not the article that a feed announced by this headline: it says little, and nothing of it.

    A wall in a language that no pattern here knows has a headline of its own.
    """
    said = sum(width(block.text) for block in content.blocks)
    if not announced or said > ANNOUNCED or token_set_ratio(squash(announced), squash(content.title)) >= LIKE:
        return ""
    text = "\n".join([content.title, content.standfirst, *(block.text for block in content.blocks)])
    wanted = _told(announced)
    if len(wanted) < FEWEST_TOLD or len(wanted & _told(text)) >= TOLD_SHARE * len(wanted):
        return ""
    return f"the page has only {word_count(content)} words of text, and none of what was announced"


def _told(text: str) -> set[str]:
    """The longer words of a text; in a script without spaces its letters two by two."""
    words = re.findall(r"\w+", normalise(text).casefold())
    if width("".join(words)) > len("".join(words)):
        return {word[i : i + 2] for word in words for i in range(len(word) - 1)}
    return {word for word in words if len(word) >= TELLING}


def sent_to_a_wall(landing: Landing) -> bool:
    """Whether we were redirected to a page that carries the wanted address along, as walls and log-ins do."""
    asked, final = urlsplit(landing.asked), urlsplit(landing.final)
    if (asked.netloc, asked.path) == (final.netloc, final.path) or len(asked.path) < 2:
        return False
    carried = unquote(unquote(final.query + "#" + final.fragment))
    return asked.path in carried or final.path in {"", "/"}


def not_this_article(record: Content, seen: Content, *, same_moment: bool = False) -> str:
    """Why a page is probably not the article we know, though it may be one: to be believed only if it stays so.

    ``same_moment`` says that it tells the moment at which our article was published. With another headline that is our
    article, written anew: a wall that keeps what a page says of itself keeps its headline.
    """
    known, now = word_count(record), word_count(seen)
    if now < STUB_SHARE * known and known >= SHORT_STORY_WORDS:
        return f"the page has only {now} of the article's {known} words"
    if (known >= SHORT_STORY_WORDS or _ends_sooner(record, seen)) and _is_cut(record, seen):
        return f"the page breaks off: it has only {now} of the article's {known} words"
    if share_blocks(record, seen) or (same_moment and not same_text(record.title, seen.title)):
        return ""
    if likeness(record, seen) < UNLIKE and (known >= SHORT_STORY_WORDS or not same_text(record.title, seen.title)):
        return "the page has hardly a sentence of the article"
    return ""


def too_little_agreed(record: Content, agreed: Content) -> str:
    """Why what looks that differ agree on is probably not the article: each may have shown other teasers on a page that
    is another."""
    words = word_count(agreed)
    if words < FEWEST_WORDS <= word_count(record):
        return f"the looks at the page agree on only {words} words"
    return not_this_article(record, agreed)


def _is_cut(record: Content, seen: Content) -> bool:
    """Whether a large part of the record is gone in one piece, and nothing of any length is new."""
    old, new = [block.text for block in record.blocks], {block.text for block in seen.blocks}
    whole, known = sum(map(len, old)), {*old, record.standfirst}
    longest = run = 0
    for text in old:
        run = 0 if text in new else run + len(text)
        longest = max(longest, run)
    return longest >= CUT_SHARE * whole and sum(len(text) for text in new - known) < NEW_SHARE * longest


def _ends_sooner(record: Content, seen: Content) -> bool:
    """Whether a page has the beginning of the record and nothing of what follows, as what a meter leaves of a brief."""
    now = {block.text for block in seen.blocks}
    shown = [block.text in now for block in record.blocks]
    return shown[:1] == [True] and shown == sorted(shown, reverse=True)


def share_blocks(record: Content, seen: Content) -> bool:
    """Whether half of the shorter body stands in the other, block for block: then nobody need count likeness."""
    a, b = ({block.text for block in content.blocks} for content in (record, seen))
    shared, shorter = sum(map(len, a & b)), min(sum(map(len, a)), sum(map(len, b)))
    return shared > 0 and 2 * shared >= shorter
