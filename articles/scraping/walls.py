"""What walls and error pages say in place of an article, by their own words. Pure.

Two lists for each reason. What nobody but a wall says counts on any page. Words that news are made of, too ("users in
the EU", "een akkoord", "something went wrong"), count only on a page that does not show itself to be the article: many
an article is no longer than a wall.
"""

from __future__ import annotations

import re

NO_SUCH_PAGE = "says that there is no such page"
_COOKIES = r"(?:cookies?|trackers?|traceurs?|クッキー|кук\w*|ملفات تعريف الارتباط|कुकी)"
_SURE = {
    "asks for consent": (
        rf"\b(?:us(?:e|es|ing)|sets?|stores?|places?|accept|reject|manage) (?:of )?(?:all |our |some |these )?"
        rf"{_COOKIES}\b"
        r".{0,300}\b(?:consent|accept|agree|privacy|partners|preferences|choice)",
        r"\bcookies? (?:and|or) (?:similar|other|tracking|related)\b|\bcookie (?:policy|settings|notice|preferences)\b",
        r"\baccept all\b|accept (?:all )?cookies|before you continue to|we value your privacy",
        # biscuits are called so in English alone
        rf"{_COOKIES}.{{0,200}}(?:acept|accepte[rz]|acceptons|accepteer|accett|akzept|akcept|zaakceptuj|aceit|zustimm"
        r"|einwillig|consentimiento|consentement|acconsent|samtyck|samtykk|toestemm|akkoord|zgod|kabul|同意|接受|примите|принять|согла|القبول|موافق|स्वीकार)",
        rf"(?:akzept|accett|akcept|accepte[rz]|acept|toestemming|akkoord|samtyck|samtykk|zgadzam|zgod).{{0,120}}"
        rf"{_COOKIES}",
        r"datenschutz(?:erklärung|hinweis|einstellung|bestimmung)\w*.{0,200}(?:zustimm|akzeptier|einwillig)",
        r"(?:weiter|lesen|nutzen|kostenlos|uns) (?:wie gewohnt )?mit werbung|mit werbung (?:weiter|lesen|nutzen)",
        r"tout accepter|accepter et (?:continuer|fermer|lire)|aceptar (?:todo|todas|y (?:continuar|cerrar|leer))\b"
        r"|\balles accepteren|\baccetta (?:tutto|e (?:continua|chiudi))|zgadzam się i|godkänn alla",
    ),
    "asks whether we are a robot": (
        r"are you a (?:robot|human)|not a robot|captcha|unusual traffic from|verify (?:that )?you are (?:a )?human",
        r"checking your browser|access to this (?:page|site|website) (?:has been|is) denied|^access denied\W*$",
        r"bist du ein mensch|kein roboter|êtes-vous un robot|dass (?:sie|du) (?:ein )?mensch (?:sind|bist)",
        r"(?:не робот|不是机器人|機器人驗證|ロボットではない|لست روبوت|रोबोट नहीं|não (?:é|sou) um rob"
        r"|pas un robot|no es un robot|non sei un robot|geen robot|nie jesteś robotem|robot değil)",
        r"vous êtes (?:bien )?(?:un )?(?:être )?humain|\b(?:eres|sei) (?:un )?(?:essere )?(?:humano|umano)\b",
        r"(?:verifi|confirm|comprueb|comproba|demuestr|demostr|conferm)\w*.{0,40}\b(?:eres|es|é|sei) "
        r"(?:un |una |uma |um )?(?:persona|pessoa|humano|umano)\b",
        r"(?:dat|of) (?:u|je) (?:een )?mens bent|jesteś człowiekiem|(?:att|om) du är (?:en )?människa",
        r"что вы человек|您是(?:真人|人类)|人間であることを(?:確認|証明)|أنك إنسان|आप (?:एक )?मनुष्य हैं|insan olduğunuzu"
        r"|사람인지 (?:확인|검증)",
        r"ihr browser wird (?:gerade )?(?:geprüft|überprüft)|vérifi\w+ (?:de )?votre navigateur"
        r"|(?:comproba|verifica)\w* su navegador",
        r"провер\w+ ваш\w* браузер|检查您的浏览器|ブラウザ(?:ー)?を(?:確認|検証)|نتحقق من متصفحك|ब्राउज़र (?:की )?जाँच",
    ),
    "asks for JavaScript": (
        r"(?:enable|activate|turn on|requires?) (?:your )?javascript",
        r"javascript (?:is|seems to be) (?:disabled|required)",
        r"javascript aktivieren|activer javascript|habilit\w+ javascript",
    ),
    "asks to log in or pay": (
        r"\b(?:subscribe|sign in|log in|register|create (?:a free|an) account)\b.{0,60}"
        r"\b(?:to|and) (?:continue|keep|read|access|unlock)\b",
        r"\b(?:continue|keep) reading\b.{0,80}\b(?:subscri|sign in|log in)|\bunlock (?:this|the full|all|our)\b",
        r"\bsubscription\b.{0,60}\bto (?:continue|keep|read|unlock)\b|already (?:a subscriber|have an account)",
        r"subscri\w+\b.{0,120}\b(?:full|unlimited) (?:digital )?access"
        r"|(?:full|unlimited) (?:digital )?access\b.{0,120}subscri",
        r"\b(?:this|the full|the whole) (?:article|story)\b.{0,40}\b(?:subscribers|members)\b",
        r"(?:jetzt|weiter)\w* ?lesen mit|\b(?:jetzt|hier|digital|bitte|plus) abonnieren\b(?!.{0,40}newsletter)"
        r"|abonnieren\b.{0,60}(?:weiter|lesen)|lesen\b.{0,60}abonnieren"
        r"|(?<!newsletter )abonnez-vous(?!.{0,40}(?:newsletter|infolettre|lettre d))"
        r"|(?:réservée?s?|exclusi\w+) aux abonnés|déjà abonné",
        r"suscr[ií]b(?:ete|ase)\b(?!.{0,40}(?:bolet|newsletter|canal|podcast))|(?:solo|exclusivo) para suscriptores"
        r"|suscrib\w+ (?:para|y) (?:leer|seguir|acceder|continuar)"
        r"|(?:riservat[oi]|solo|contenuto).{0,20}(?:agli|per) abbonati",
        r"(?:read|used|reached) (?:all )?(?:of )?your \w* ?(?:free|complimentary|monthly)"
        r"|ihre \w* ?(?:freien|kostenlosen) (?:artikel|texte)|(?:mit|im) (?:einem )?abo\b.{0,40}lesen"
        r"|(?:ログイン|会員登録|登録).{0,20}してください|vos \w* ?articles gratuits",
        r"続きを読むには|ログイン.{0,20}(?:読む|続き)|登录.{0,20}(?:阅读|查看)|订阅.{0,20}(?:继续阅读|阅读全文)"
        r"|(?:подписк|подпишитесь|войдите).{0,60}(?:читать|дальше|доступ|продолж)"
        r"|(?:اشترك|سجل الدخول|تسجيل الدخول).{0,60}(?:قراءة|متابعة)|आगे पढ़ने के लिए|पढ़ने के लिए.{0,40}(?:प्रवेश|लॉग|सदस्य)"
        # what a meter says of how much was read, or a wall of how to read on
        r"|(?:przeczyta\w+|wykorzysta\w+).{0,40}(?:darmow|bezpłatn)\w* (?:artyk|tekst)"
        r"|(?:wykup|kup) (?:dostęp|prenumerat|subskrypc)"
        r"|du har läst.{0,30}(?:gratis|fria)|(?:bli prenumerant|bliv? abonnent).{0,40}(?:läs|les|læs)"
        r"|abbonat[io].{0,30}(?:continu|legg)|hai letto.{0,40}articoli gratuiti|gratis artikelen gelezen"
        r"|(?:abonnement|log in).{0,40}verder (?:te )?lezen"
        r"|le[íi]\w*.{0,40}(?:artículos|noticias) gratuit|(?:leu|lido).{0,40}artigos gr[áa]t|gratisartikel\w* gelesen"
        r"|ücretsiz (?:haber|içerik|makale).{0,30}(?:okudun|doldu)"
        r"|(?:devamı\w*|okumak) için.{0,30}(?:abone|giriş yap|üye)"
        r"|برای (?:ادامه|خواندن).{0,40}(?:مشترک|عضو|وارد)|(?:สมัครสมาชิก|เข้าสู่ระบบ|ลงทะเบียน).{0,30}อ่านต่อ"
        r"|읽으려면.{0,20}(?:구독|로그인|가입)|무료 기사.{0,20}읽었|無料記事.{0,12}読みました|阅读.{0,12}篇免费"
        r"|订阅后.{0,6}阅读|бесплатн\w+ стат\w+.{0,60}подпис"
        r"|(?:הירשמו|הצטרפו|מנויים).{0,40}(?:לקרוא|להמשיך)|συνδρομητ.{0,40}(?:διαβάσ|συνέχ)"
        r"|đăng ký.{0,20}(?:để )?đọc|सदस्यता ले|படிக்க.{0,20}சந்தா|訂閱.{0,6}(?:即可|後)?.{0,4}閱讀"
        r"|구독하(?:시면|고).{0,20}(?:읽|보)|購読.{0,12}(?:必要|登録)|สมัครสมาชิก.{0,12}อ่าน"
        r"|(?:melden sie sich|connecter|connectez-vous|inicie sesión|\bassine\b|iniciar sessão).{0,60}"
        r"\b(?:lesen|lire|leer|ler|continuar)\b",
    ),
    "is not shown in our part of the world": (
        r"(?:not |un)available (?:in|for|to) your (?:country|region|location|area)"
        r"|unavailable (?:for|due to) legal reasons",
        r"this (?:site|website|page|content|article).{0,120}(?:belonging to the european economic area"
        r"|(?:visitors|users|readers) (?:from|in|within) (?:the )?(?:european (?:union|economic area)|eea?\b|eu\b))"
        r"|general data protection regulation.{0,200}access cannot",
        r"in (?:ihrem|deinem) (?:land|gebiet) [\w ]{0,40}nicht (?:verfügbar|zugänglich)"
        r"|(?:pas|non) (?:disponible|accessible) dans votre (?:pays|région)"
        r"|no (?:está|se encuentra) disponible en (?:su|tu) (?:país|región)"
        r"|non (?:è )?disponibile nel (?:tuo|suo) paese|não (?:está )?disponível (?:no seu país|na sua região)"
        r"|niet beschikbaar in (?:uw|jouw) (?:land|regio)|недоступ\w+ в (?:вашей стране|вашем регионе)"
        r"|(?:您|你)所在的?(?:国家|地区|國家|地區).{0,12}(?:不可用|无法|無法)"
        r"|お住まいの(?:国|地域).{0,12}(?:利用|ご覧|閲覧)(?:いただけ|でき)"
        r"|غير متا(?:ح|حة) في (?:بلدك|منطقتك)|आपके (?:देश|क्षेत्र) में उपलब्ध नहीं",
    ),
    NO_SUCH_PAGE: (
        r"page (?:not found|doesn.t exist|cannot be found|you (?:are|were) looking for)",
        # as a number of something it may be an article's
        r"^\W*404\W*$|^404\s*[|:–—-]|[|:–—-]\s*404$"
        r"|\b404\W{0,3}(?:error|not found|fehler|erreur|błąd|ошибка|エラー|错误)"
        r"|(?:error|fehler|erreur|errore|erro|błąd|hata|ошибка|エラー|错误|오류|שגיאה)\W{0,3}404\b",
        r"\b(?:page|article|story|content|link)\b.{0,30}no longer available"
        r"|(?:could|can) ?(?:n.?t|.t|not) find"
        r" (?:what you (?:asked|want|requested|(?:are|were) looking)|(?:that|the|this) page)",
        r"(?:page|article|story) (?:can|could) ?(?:n.?t|.t|not) be found|(?:lost|misplaced) (?:that|the|this) page\b",
        r"^\W*(?:oops|whoops|uh-oh)\b.{0,20}\b(?:nothing here|page|missing|404)",
        r"seite (?:wurde |konnte )?(?:leider )?nicht (?:mehr )?gefunden",
        r"page (?:est )?(?:introuvable|non trouvée)|p[áa]gina no (?:encontrada|existe)|pagina non trovata",
        r"pagina niet gevonden|sidan (?:kunde inte|hittades)",
        r"(?:diese|die) seite (?:existiert|gibt es) (?:leider )?nicht|cette page n.existe (?:pas|plus)"
        r"|no (?:hemos podido encontrar|hemos encontrado|encontramos|pudimos encontrar) (?:la|esta|esa) p[áa]gina"
        r"|σελίδα.{0,40}δεν (?:βρέθηκε|υπάρχει)|không tìm thấy trang|trang.{0,30}không tồn tại"
        r"|(?:הדף|העמוד).{0,30}לא (?:נמצא|קיים)|ไม่พบหน้า|페이지를 찾을 수 없"
        r"|존재하지 않는 페이지|сторінк[уи] не знайдено"
        r"|(?:找不到|查無)(?:此|該|您)?.{0,8}頁|頁面不存在|பக்கம்.{0,20}(?:கிடைக்கவில்லை|காணவில்லை)",
        r"страниц[аы] не найден|такой страницы нет|页面(?:不存在|未找到)|没有找到.{0,8}页|ページ(?:は|が)見つかり"
        r"|لم نعثر على الصفحة|الصفحة غير موجودة|(?:पृष्ठ|पेज) नहीं मिला|página não encontrada"
        r"|nie znaleziono strony|sayfa bulunamadı",
    ),
    "says that something went wrong": (
        r"(?:oops|sorry|whoops|uh-oh)\W.{0,30}went wrong|^something went wrong\W*$"
        r"|went wrong (?:at|on) our (?:end|side)|went wrong\b.{0,80}(?:try again|reload|refresh)",
        r"internal server error|bad gateway|^(?:503 )?service (?:temporarily )?unavailable\W*$|please try again later",
        r"unavailable\b.{0,120}(?:try again|come back|check back)"
        r"|(?:this|our) (?:site|page|website) is (?:temporarily|currently) (?:unavailable|down|closed)",
        r"\b(?:site|website|page|portal)\b.{0,40}under maintenance|^\W*under maintenance"
        r"|down for (?:scheduled )?maintenance",
        r"(?:unsere|diese) (?:web)?seite.{0,80}technische\w* (?:störung|problem)"
        r"|technische\w* (?:störung|problem)\w*.{0,80}(?:versuchen sie|in kürze|später (?:noch|wieder))"
        r"|erreur (?:interne|technique).{0,80}(?:réessay|plus tard)|erreur interne du serveur",
        r"(?:ただいま|現在|サイト|サーバー).{0,20}メンテナンス(?:中|を)|保守作業中|(?:网站|系统).{0,6}维护"
        r"|сайт\w*.{0,40}(?:ведутся|проводятся).{0,20}работы|(?:ведутся|проводятся).{0,20}работы на сайте"
        r"|ведутся технические работы|сайт временно недоступ|(?:الموقع|الصفحة).{0,30}الصيانة"
        r"|we(?:.re| are) (?:currently )?working on (?:our|the|this) (?:web)?site"
        r"|wir arbeiten (?:gerade |derzeit )?an (?:unserer|dieser) (?:web)?seite|travaillons sur (?:notre|le) site"
        r"|trabajando en nuestra (?:web|página)|работаем над сайтом|نعمل على موقعنا|साइट पर काम कर रहे",
    ),
}
_MAYBE = {
    "asks for consent": (
        r"cookies?\b.{0,300}\b(?:consent|accept|agree|privacy|partners|preferences)|before you continue",
        r"datenschutz.{0,200}(?:zustimm|akzeptier|einwillig)|mit werbung",
        r"accepter (?:et|les|tout)|acceptez|aceptar (?:todo|las|y)|consentimiento",
        r"toestemming|akkoord|acconsent|accetta|samtyck|samtykke|zgadzam się",
    ),
    "asks whether we are a robot": (
        r"unusual traffic|access denied|ddos protection",
        r"dass (?:sie|du) (?:ein )?mensch\b|(?:vous êtes|eres|sei|bent|är) (?:bien )?(?:un |uma |una |een |en )?"
        r"(?:humain|humano|umano|essere umano|mens|människa)\b"
        r"|人間であること|मनुष्य हैं|insan olduğunu|사람인지",
    ),
    "asks to log in or pay": (
        r"(?:subscribe|subscription|sign in|log in|register|create (?:a free|an) account)\b.{0,120}"
        r"\b(?:continue|read|access|full|article|unlock)",
        r"(?<!newsletter )abonn(?:ieren|ez-vous|és)(?!.{0,40}(?:newsletter|infolettre|lettre d))",
        r"suscr[ií]b(?!\w*.{0,40}(?:bolet|newsletter|canal|podcast))|per abbonati",
        r"(?:melden sie sich|connecter|inicie sesión|assine|iniciar sessão).{0,80}(?:lesen|lire|leer|ler|continuar)",
    ),
    "is not shown in our part of the world": (
        r"(?:not |un)available (?:in|for|to) this (?:country|region|location|area)",
        r"(?:visitors|users|readers) (?:from|in|within) (?:the )?(?:european (?:union|economic area)|eea?\b|eu\b)"
        r"|belonging to the european economic area|general data protection regulation.{0,200}(?:access|available)",
    ),
    NO_SUCH_PAGE: (r"no longer available",),
    "says that something went wrong": (
        r"(?:something|things) went wrong|service (?:temporarily )?unavailable",
        r"temporarily unavailable|try again later|technical difficulties|under maintenance",
        r"technische (?:störung|probleme)|erreur (?:interne|technique)",
        r"メンテナンス中|ведутся (?:технические )?работы|временно недоступ|تحت الصيانة"
        r"|working on (?:our|the|this) (?:web)?site|arbeiten an (?:unserer|dieser) seite",
    ),
}


def _compiled(walls: dict[str, tuple[str, ...]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    flags = re.IGNORECASE | re.DOTALL | re.MULTILINE
    return tuple((reason, re.compile("|".join(patterns), flags)) for reason, patterns in walls.items())


_SURE_PATTERNS, _MAYBE_PATTERNS = _compiled(_SURE), _compiled(_MAYBE)
_NO_SUCH_PAGE = dict(_SURE_PATTERNS)[NO_SUCH_PAGE]
# the same of a line below a text that all may read; a letter that brings one "the full story" is another matter
_ASKS_TO_PAY = re.compile(
    r"^\W*(?:subscribe|sign (?:in|up)|log in|register)\b.{0,80}\bto (?:continue|keep|read|unlock|access)\b"
    r"|^\W*(?:weiterlesen|lesen sie (?:den|diesen) (?:ganzen|vollständigen|gesamten) (?:artikel|text|beitrag))\b"
    r"|^\W*(?:abonn(?:ez|ieren|eer)|suscr[ií]b|abb[ou]nati|assin[ea]|prenumerer|wykup|оформите|подпишитесь)\w*.{0,80}"
    r"\b(?:lire|lesen|leer|leggere|ler|lezen|läsa|læse|lese|czytać|прочита\w+|читать)\b"
    r"|(?:הירשמו|הצטרפו).{0,40}(?:לקרוא|להמשיך)|συνδρομητ.{0,40}(?:διαβάσ|συνέχ)|^\W*đăng ký.{0,20}đọc"
    r"|^\W*اشترك.{0,40}(?:لقراءة|لمتابعة)|पढ़ने के लिए.{0,20}सदस्य|படிக்க.{0,20}சந்தா|[訂订][閱阅].{0,10}[閱阅][讀读]"
    r"|続きを読むには|구독하(?:시면|고).{0,20}(?:읽|보)|สมัครสมาชิก.{0,12}อ่าน",
    re.IGNORECASE,
)


def wall_in(text: str) -> tuple[str, bool]:
    """What a wall's text does, as the end of a sentence about the page ("" where it is none), and whether nobody but a
    wall says so."""
    for patterns, is_sure in ((_SURE_PATTERNS, True), (_MAYBE_PATTERNS, False)):
        for reason, pattern in patterns:
            if pattern.search(text):
                return reason, is_sure
    return "", False


def says_no_such_page(text: str) -> bool:
    """Whether a text says what nobody but the page of a missing article says."""
    return _NO_SUCH_PAGE.search(text) is not None


def asks_to_pay(text: str) -> bool:
    """Whether a line asks its reader to subscribe, register or pay in order to read on."""
    return _ASKS_TO_PAY.search(text) is not None
