# ruff: noqa: E501 (sentences read best unbroken, in their own script)
"""More of what sites say in nine languages: meters, borders, challenges, pitches, counters; and how each says no."""

from __future__ import annotations

NAMES = (
    "metered", "abroad", "challenge", "quote a", "quote b", "quote c", "pitch a", "pitch b", "pitch c", "shares",
    "stamp", "most read", "teaser", "opinion",
)  # fmt: skip
NOT = {"en": " not", "de": " nicht", "fr": " pas", "es": " no", "ru": " не", "ar": " لم", "hi": " नहीं", "zh": "没有", "ja": "ない"}  # fmt: skip

_LINES = {
    "en": """You have read your {m} free articles for this month. Subscribe to read on without limits.
    This content is not available in your country for reasons of licensing. We are sorry for the inconvenience.
    Just a moment. We are checking your browser before you go on. Verify you are human by completing the action below.
    “The sea gives and the sea takes,” as the saying goes in {p}, where people know about both.
    Whoever wants to see {p} as it once was should come in winter, when the boats are in.
    Word of the day: a fair wind has never yet filled a sail that nobody set in {p}.
    Liked this story? Our letter brings you {m} more like it, every week and free of charge.
    Never miss what matters in {p}: sign up for our weekly letter and join thousands of readers.
    Our reporters go where others do not. Support their work with a subscription from {m} crowns a month.
    {n}00 views · {n} shares · {m} min read
    Updated: 26 November 2026, 10:{m:02d}
    Most read
    Our archive tells how {p} argued about {t} as long as {n} years ago, and what came of it.
    “We were never asked,” said {w}, “and we will not pay {n} crowns for {t}.”""",
    "de": """Sie haben Ihre {m} freien Artikel in diesem Monat gelesen. Mit einem Abo lesen Sie ohne Grenzen weiter.
    Dieser Inhalt ist in Ihrem Land aus rechtlichen Gründen nicht verfügbar. Wir bitten um Verständnis.
    Einen Moment, bitte. Ihr Browser wird geprüft. Bestätigen Sie, dass Sie ein Mensch sind, um fortzufahren.
    „Das Meer gibt, und das Meer nimmt“, sagt man in {p}, wo man beides kennt.
    Wer {p} sehen will, wie es einmal war, kommt am besten im Winter, wenn die Boote drin sind.
    Wort des Tages: Ein guter Wind hat noch kein Segel gefüllt, das in {p} niemand gesetzt hat.
    Hat Ihnen dieser Text gefallen? Unser Brief bringt Ihnen {m} weitere, jede Woche und kostenlos.
    Verpassen Sie nichts aus {p}: Abonnieren Sie unseren Wochenbrief wie Tausende andere.
    Unsere Reporter gehen hin, wo andere nicht hingehen. Unterstützen Sie sie mit einem Abo ab {m} Kronen im Monat.
    {n}00 Aufrufe · {n}-mal geteilt · {m} Min. Lesezeit
    Aktualisiert: 26. November 2026, 10:{m:02d} Uhr
    Meistgelesen
    Unser Archiv erzählt, wie {p} schon vor {n} Jahren über {t} gestritten hat und was daraus wurde.
    „Uns hat niemand gefragt“, sagte {w}, „und wir zahlen keine {n} Kronen für {t}.“""",
    "fr": """Vous avez lu vos {m} articles gratuits de ce mois. Abonnez-vous pour lire sans limite.
    Ce contenu n'est pas disponible dans votre pays pour des raisons de droits. Veuillez nous en excuser.
    Un instant. Nous vérifions votre navigateur. Confirmez que vous êtes un humain pour continuer.
    « La mer donne et la mer reprend », dit-on à {p}, où l'on connaît l'un et l'autre.
    Qui veut voir {p} comme autrefois doit venir en hiver, quand les bateaux sont rentrés.
    Le mot du jour : jamais un bon vent n'a gonflé une voile que personne à {p} n'avait hissée.
    Cet article vous a plu ? Notre lettre vous en apporte {m} autres, chaque semaine et gratuitement.
    Ne manquez rien de {p} : recevez notre lettre hebdomadaire, comme des milliers de lecteurs.
    Nos reporters vont là où les autres ne vont pas. Soutenez-les par un abonnement dès {m} couronnes par mois.
    {n}00 vues · {n} partages · {m} min de lecture
    Mis à jour : 26 novembre 2026, 10 h {m:02d}
    Les plus lus
    Nos archives racontent comment {p} se disputait déjà il y a {n} ans sur {t}, et ce qu'il en advint.
    « On ne nous a rien demandé », a dit {w}, « et nous ne paierons pas {n} couronnes pour {t}. »""",
    "es": """Ha leído sus {m} artículos gratuitos de este mes. Suscríbase para leer sin límites.
    Este contenido no está disponible en su país por razones de derechos. Disculpe las molestias.
    Un momento. Estamos comprobando su navegador. Confirme que es una persona para continuar.
    «El mar da y el mar quita», dicen en {p}, donde conocen las dos cosas.
    Quien quiera ver {p} como era antes debe venir en invierno, cuando los barcos están en puerto.
    La frase del día: ningún buen viento ha hinchado una vela que nadie izó en {p}.
    ¿Le ha gustado este texto? Nuestro boletín le trae {m} más, cada semana y gratis.
    No se pierda nada de {p}: reciba nuestro boletín semanal, como miles de lectores.
    Nuestros reporteros van adonde otros no van. Apóyelos con una suscripción desde {m} coronas al mes.
    {n}00 visitas · {n} veces compartido · {m} min de lectura
    Actualizado: 26 de noviembre de 2026, 10:{m:02d}
    Lo más leído
    Nuestro archivo cuenta cómo {p} discutía ya hace {n} años sobre {t}, y en qué acabó todo.
    «Nadie nos preguntó», dijo {w}, «y no pagaremos {n} coronas por {t}».""",
    "ru": """Вы прочитали {m} бесплатных статей в этом месяце. Оформите подписку, чтобы читать без ограничений.
    Этот материал недоступен в вашей стране по правовым причинам. Приносим извинения.
    Одну минуту. Мы проверяем ваш браузер. Подтвердите, что вы человек, чтобы продолжить.
    «Море даёт, и море забирает», говорят в городе {p}, где знают и то и другое.
    Кто хочет увидеть {p} таким, каким он был, пусть приезжает зимой, когда лодки стоят у причала.
    Слово дня: попутный ветер ещё не наполнил ни одного паруса, которого в городе {p} никто не поднял.
    Понравился текст? Наше письмо принесёт вам ещё {m} таких же, каждую неделю и бесплатно.
    Не пропустите главное из города {p}: подпишитесь на наше еженедельное письмо, как тысячи читателей.
    Наши репортёры едут туда, куда не едут другие. Поддержите их подпиской от {m} крон в месяц.
    {n}00 просмотров · {n} репостов · {m} мин чтения
    Обновлено: 26 ноября 2026, 10:{m:02d}
    Самое читаемое
    Наш архив рассказывает, как {p} ещё {n} лет назад спорил про {t} и чем это кончилось.
    «Нас никто не спросил, — говорит {w}, — и мы не заплатим {n} крон за {t}».""",
    "ar": """لقد قرأت مقالاتك المجانية {m} لهذا الشهر. اشترك لمتابعة القراءة بلا حدود.
    هذا المحتوى غير متاح في بلدك لأسباب قانونية. نعتذر عن الإزعاج.
    لحظة من فضلك. نتحقق من متصفحك. أكد أنك إنسان للمتابعة.
    «البحر يعطي والبحر يأخذ» كما يقال في {p} حيث يعرف الناس الأمرين.
    من أراد أن يرى {p} كما كانت فليأت في الشتاء حين تعود القوارب.
    كلمة اليوم: لم تملأ ريح طيبة شراعا لم يرفعه أحد في {p}.
    هل أعجبك هذا المقال؟ رسالتنا تحمل إليك {m} مقالات مثله كل أسبوع ومجانا.
    لا تفوت ما يهمك من {p}: سجل في رسالتنا الأسبوعية مع آلاف القراء.
    مراسلونا يذهبون إلى حيث لا يذهب غيرهم. ادعم عملهم باشتراك يبدأ من {m} كرون في الشهر.
    {n}00 مشاهدة · {n} مشاركة · {m} دقائق قراءة
    آخر تحديث: 26 نوفمبر 2026، 10:{m:02d}
    الأكثر قراءة
    يروي أرشيفنا كيف تجادلت {p} قبل {n} سنة حول {t} وما الذي آل إليه الأمر.
    «لم يسألنا أحد» قال {w} «ولن ندفع {n} كرون من أجل {t}».""",
    "hi": """आपने इस महीने के {m} निःशुल्क लेख पढ़ लिए हैं। आगे पढ़ने के लिए सदस्यता लें।
    यह सामग्री कानूनी कारणों से आपके देश में उपलब्ध नहीं है। असुविधा के लिए खेद है।
    एक क्षण। हम आपका ब्राउज़र जाँच रहे हैं। आगे बढ़ने के लिए पुष्टि करें कि आप मनुष्य हैं।
    “समुद्र देता है और समुद्र लेता है”, ऐसा {p} में कहते हैं, जहाँ लोग दोनों को जानते हैं।
    जो {p} को पहले जैसा देखना चाहे, वह सर्दी में आए, जब नावें लौट आती हैं।
    आज की बात: अच्छी हवा ने आज तक वह पाल नहीं भरा जो {p} में किसी ने चढ़ाया ही नहीं।
    यह लेख अच्छा लगा? हमारा पत्र हर सप्ताह ऐसे {m} और लेख मुफ़्त में लाता है।
    {p} की कोई ज़रूरी बात न छूटे: हज़ारों पाठकों की तरह हमारा साप्ताहिक पत्र पाएँ।
    हमारे संवाददाता वहाँ जाते हैं जहाँ दूसरे नहीं जाते। {m} मुद्रा प्रति माह से उनका साथ दें।
    {n}00 बार देखा गया · {n} बार साझा · {m} मिनट का पाठ
    अद्यतन: 26 नवंबर 2026, 10:{m:02d}
    सबसे ज़्यादा पढ़ा गया
    हमारा संग्रह बताता है कि {p} ने {n} वर्ष पहले भी {t} पर विवाद किया था और उसका क्या हुआ।
    “हमसे किसी ने नहीं पूछा”, {w} ने कहा, “और हम {t} के लिए {n} मुद्रा नहीं देंगे।”""",
    "zh": """您本月的{m}篇免费文章已读完。订阅后可不受限制地继续阅读。
    由于版权原因，您所在的国家或地区无法查看此内容。不便之处，敬请谅解。
    请稍候。我们正在检查您的浏览器。请完成以下操作，确认您是真人。
    “大海给予，大海也夺走”，{p}的人这样说，他们两样都见过。
    想看看从前的{p}，最好冬天来，那时船都回港了。
    今日一句：在{p}，再好的风也吹不满一张没人升起的帆。
    喜欢这篇报道吗？我们的周报每周免费为您送上{m}篇同类文章。
    别错过{p}的要闻：和成千上万的读者一起订阅我们的每周来信。
    我们的记者去别人不去的地方。每月{m}克朗起，支持他们的工作。
    {n}00次浏览 · {n}次分享 · 阅读需{m}分钟
    更新时间：2026年11月26日10:{m:02d}
    热门文章
    本报档案记载了{p}早在{n}年前就曾为{t}争论，以及事情的结局。
    “从来没有人问过我们，”{w}说，“我们不会为{t}付{n}克朗。”""",
    "ja": """今月の無料記事{m}本をすべてお読みになりました。続きを読むには会員登録が必要です。
    権利の都合により、お住まいの国ではこのコンテンツをご覧いただけません。ご了承ください。
    少々お待ちください。ブラウザを確認しています。人間であることを確認するため、以下の操作を行ってください。
    「海は与え、海は奪う」と{p}では言う。そこの人々はどちらも知っている。
    昔の{p}を見たいなら、船が港に戻る冬に来るのがよい。
    今日のことば：{p}で誰も張らなかった帆を、よい風が満たしたことは一度もない。
    この記事はいかがでしたか。毎週無料のお便りで、同じような記事を{m}本お届けします。
    {p}の大切な話題を見逃さないために、何千人もの読者とともに週刊のお便りにご登録ください。
    本紙の記者はほかの誰も行かない場所へ行きます。月{m}クローネからの購読で取材を支えてください。
    閲覧{n}00回 · 共有{n}件 · 読了まで{m}分
    更新：2026年11月26日 10:{m:02d}
    よく読まれている記事
    本紙の記録によれば、{p}は{n}年前にも{t}をめぐって争い、その結末も伝えられている。
    「誰も私たちに尋ねなかった」と{w}は話した。「{t}に{n}クローネは払わない」""",
}  # fmt: skip


def sayings(code: str) -> dict[str, str]:
    """What sites say in a language, by name."""
    lines = [line.strip() for line in _LINES[code].splitlines()]
    return dict(zip(NAMES, lines, strict=True))
