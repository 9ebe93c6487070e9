# ruff: noqa: E501 (sentences read best unbroken, in their own script)
"""Words of nine languages, and what sites say in them: enough to write any number of invented stories."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.web.sayings import sayings

INTERFACE = (
    "also", "comments", "reply", "share", "ago", "reading", "newsletter", "greeting", "weather", "poll", "updated",
    "correction", "update", "by", "bio", "caption", "advert", "paywall", "missing", "robot", "consent", "login",
    "maintenance",
)  # fmt: skip


@dataclass(frozen=True)
class Language:
    """A language: who does what where, in sentences with the slots {w} {p} {t} {n}, and what an interface says."""

    code: str
    who: tuple[str, ...]
    places: tuple[str, ...]
    things: tuple[str, ...]
    sentences: tuple[str, ...]
    headlines: tuple[str, ...]
    interface: dict[str, str] = field(default_factory=dict)
    space: str = " "

    @property
    def direction(self) -> str:
        """The direction of the script, as HTML has it."""
        return "rtl" if self.code == "ar" else "ltr"


def _language(code: str, who: str, places: str, things: str, sentences: str, headlines: str, interface: str,
              space: str = " ") -> Language:  # fmt: skip
    def lines(text: str) -> tuple[str, ...]:
        return tuple(line.strip() for line in text.strip().splitlines())

    said = lines(interface)
    assert len(said) == len(INTERFACE), (code, len(said))
    return Language(
        code, tuple(who.split("|")), tuple(places.split("|")), tuple(things.split("|")), lines(sentences),
        lines(headlines), dict(zip(INTERFACE, said, strict=True)) | sayings(code), space,
    )  # fmt: skip


ENGLISH = _language(
    "en",
    "Mayor Ellen Marsh|the harbour board|Inspector Tomas Reid|the teachers' union|Judge Harriet Cole|a spokesman for the mill|the ferry company|Professor Ada Quill|the town council|farmers in the valley",
    "Northwick|Skerry|Lowmarket|Saltby|the old dockyard|Fennel Bridge|Upper Tarn",
    "the new bridge|the water tariff|the school roof|the night bus|the flood wall|the market licence|the hospital wing|the fishing quota|the railway timetable",
    """{w} said in {p} that {t} would cost {n} million crowns more than had been planned in spring.
    According to {w}, nobody in {p} had been told about {t} before the meeting on Tuesday evening.
    More than {n} people signed a petition against {t}, which {w} called a misunderstanding.
    The plan for {t} was drawn up {n} months ago and has since been changed twice at the request of {w}.
    In {p}, where the work is to begin, shopkeepers fear for their trade and ask {w} for help.
    {w} declined to comment on the figures, but did not deny that {n} jobs depend on {t}.
    A report seen by this newspaper puts the damage to {t} at {n} thousand crowns.
    Opponents of {t} want to take the matter to court, while {w} hopes for a settlement before winter.
    It is the third time in {n} years that {p} has argued about {t}, and patience is wearing thin.
    {w} promised that {t} would be ready before the first frost, whatever the weather in {p}.
    Experts doubt that {n} weeks are enough, and point to what happened in {p} last year.""",
    """{p} argues about {t}
    {w} defends plan for {t}
    How {p} paid {n} million for {t}
    Doubts grow over {t} in {p}
    {w} halts work on {t}""",
    """Read also
    {n} comments
    Reply
    Share this
    {n} minutes ago
    {n} people are reading this story now
    Get the best of our reporting in your inbox every morning. Enter your address to receive our newsletter.
    Good morning, dear reader from {p}! These are the stories that we picked for you today.
    Weather in {p}: {n} degrees, light wind from the west
    {n} percent of our readers say yes in our poll of the day
    Updated {n} minutes ago
    Correction: an earlier version of this article gave a wrong figure. It is {n}, not {m}.
    Update: {w} has in the meantime confirmed the report and announced a statement for {n} o'clock.
    By
    {w} has written about towns and trains for this newspaper since the spring of 20{n}.
    A view of {p} at dawn, photographed last week by a passer-by
    Our partner offers readers {n} nights by the sea with breakfast and a view of the harbour, for less than you would think.
    Subscribe now to continue reading this story. Already a subscriber? Log in here.
    Sorry, we could not find the page you were looking for. Try our search or go back to the front page.
    Please show that you are not a robot: our systems have seen unusual traffic from your network.
    We value your privacy. We and our {n} partners store cookies on your device; please accept or manage your preferences.
    Please log in or register to read this page. It takes less than a minute.
    We are working on our site and will be back soon. Thank you for your patience.""",
)
GERMAN = _language(
    "de",
    "Bürgermeisterin Elke Sander|der Hafenrat|Kommissar Jörg Brandt|die Lehrergewerkschaft|Richterin Hanna Vogt|ein Sprecher der Mühle|die Fährgesellschaft|Professor Uwe Kranich|der Gemeinderat|die Bauern im Tal",
    "Nordwiek|Schären|Unterau|Salzdorf|Steinbrück|Oberfeld|Kleinhafen",
    "die neue Brücke|den Wassertarif|das Schuldach|den Nachtbus|den Hochwasserschutz|die Marktordnung|den Anbau der Klinik|die Fangquote|den Fahrplan",
    """In {p} sagte {w}, man habe für {t} rund {n} Millionen Kronen mehr ausgegeben als im Frühjahr geplant.
    Wie {w} mitteilte, hatte in {p} vor der Sitzung am Dienstagabend niemand etwas über {t} erfahren.
    Mehr als {n} Menschen haben eine Eingabe gegen {t} unterschrieben, die {w} ein Missverständnis nennt.
    Der Entwurf für {t} ist {n} Monate alt und wurde seitdem auf Wunsch von Anwohnern zweimal geändert.
    In {p}, wo die Arbeiten beginnen sollen, fürchten Händler um ihr Geschäft und hoffen auf Hilfe.
    Zu den Zahlen wollte sich {w} nicht äußern, bestritt aber nicht, dass {n} Stellen davon abhängen.
    Ein Gutachten, das dieser Zeitung vorliegt, beziffert den Schaden auf {n} Tausend Kronen.
    Gegner wollen nun klagen, während {w} auf eine Einigung noch vor dem Winter setzt.
    Zum dritten Mal in {n} Jahren streitet {p} über {t}, und die Geduld geht langsam zu Ende.
    Noch vor dem ersten Frost soll alles fertig sein, versprach {w}, gleich wie das Wetter in {p} wird.
    Fachleute bezweifeln, dass {n} Wochen reichen, und erinnern an das, was in {p} im Vorjahr geschah.""",
    """{p} streitet über {t}
    Zweifel an Plänen für {t} wachsen
    Wie {p} für {t} {n} Millionen zahlte
    Was {p} jetzt über {t} weiß
    Warum {p} auf {t} verzichten soll""",
    """Lesen Sie auch
    {n} Kommentare
    Antworten
    Teilen
    vor {n} Minuten
    {n} Menschen lesen gerade diesen Text
    Das Beste aus unserer Redaktion jeden Morgen in Ihrem Postfach. Tragen Sie hier Ihre Adresse ein.
    Guten Morgen, liebe Leserin aus {p}! Diese Texte haben wir heute für Sie ausgesucht.
    Wetter in {p}: {n} Grad, leichter Wind aus West
    {n} Prozent unserer Leser sagen Ja in unserer Umfrage des Tages
    Aktualisiert vor {n} Minuten
    Korrektur: In einer früheren Fassung dieses Textes stand eine falsche Zahl. Richtig ist {n}, nicht {m}.
    Update: Inzwischen hat {w} den Bericht bestätigt und für {n} Uhr eine Erklärung angekündigt.
    Von
    {w} schreibt seit dem Frühjahr 20{n} für diese Zeitung über Städte und Züge.
    Blick auf {p} am Morgen, aufgenommen vorige Woche von einem Passanten
    Unser Partner bietet Lesern {n} Nächte am Meer mit Frühstück und Blick auf den Hafen, günstiger als Sie denken.
    Jetzt abonnieren und weiterlesen. Sie haben schon ein Abo? Hier anmelden.
    Diese Seite wurde leider nicht gefunden. Versuchen Sie es mit der Suche oder auf der Startseite.
    Bitte bestätigen Sie, dass Sie kein Roboter sind: Aus Ihrem Netz kamen ungewöhnlich viele Anfragen.
    Wir achten Ihre Privatsphäre. Wir und {n} Partner speichern Cookies auf Ihrem Gerät; bitte akzeptieren oder wählen Sie aus.
    Bitte melden Sie sich an, um diese Seite zu lesen. Es dauert keine Minute.
    Wir arbeiten an unserer Seite und sind bald wieder da. Danke für Ihre Geduld.""",
)
FRENCH = _language(
    "fr",
    "la maire Hélène Marchand|le conseil du port|l'inspecteur Théo Rivière|le syndicat des enseignants|la juge Odile Caron|un porte-parole du moulin|la compagnie des bacs|le professeur Yves Delorme|le conseil municipal|les éleveurs de la vallée",
    "Nordval|Escarre|Basmarché|Salins|Pont-Fenouil|Haut-Terne|Vieux-Bassin",
    "le nouveau pont|le tarif de l'eau|le toit de l'école|le bus de nuit|la digue|la licence du marché|l'aile de l'hôpital|le quota de pêche|l'horaire des trains",
    """À {p}, {w} a déclaré que {t} coûterait {n} millions de couronnes de plus que prévu au printemps.
    Selon {w}, personne à {p} n'avait entendu parler du projet avant la réunion de mardi soir.
    Plus de {n} personnes ont signé une pétition contre {t}, que {w} qualifie de malentendu.
    Le projet, dessiné il y a {n} mois, a depuis été modifié deux fois à la demande des riverains.
    À {p}, où les travaux doivent commencer, les commerçants craignent pour leurs affaires.
    Interrogé sur les chiffres, {w} n'a pas nié que {n} emplois dépendent de cette décision.
    Un rapport que ce journal a pu lire chiffre les dégâts à {n} mille couronnes.
    Les opposants veulent saisir la justice, tandis que {w} espère un accord avant l'hiver.
    C'est la troisième fois en {n} ans que {p} se dispute à propos de ce dossier, et la patience s'use.
    Tout sera prêt avant les premières gelées, a promis {w}, quel que soit le temps à {p}.
    Les experts doutent que {n} semaines suffisent et rappellent ce qui s'est passé à {p} l'an dernier.""",
    """{p} se divise sur {t}
    Les doutes grandissent sur {t}
    Comment {p} a payé {n} millions pour {t}
    À {p}, {t} attend toujours
    Ce que {p} reproche à {t}""",
    """À lire aussi
    {n} commentaires
    Répondre
    Partager
    il y a {n} minutes
    {n} personnes lisent cet article en ce moment
    Le meilleur de notre rédaction chaque matin dans votre boîte. Indiquez votre adresse pour recevoir notre lettre.
    Bonjour, cher lecteur de {p} ! Voici les articles que nous avons choisis pour vous aujourd'hui.
    Météo à {p} : {n} degrés, vent faible d'ouest
    {n} pour cent de nos lecteurs répondent oui à notre sondage du jour
    Mis à jour il y a {n} minutes
    Rectificatif : une version antérieure de cet article donnait un chiffre erroné. Il s'agit de {n}, et non de {m}.
    Mise à jour : entre-temps, {w} a confirmé l'information et annoncé une déclaration pour {n} heures.
    Par
    {w} écrit sur les villes et les trains pour ce journal depuis le printemps 20{n}.
    Vue de {p} à l'aube, photographiée la semaine dernière par un passant
    Notre partenaire offre aux lecteurs {n} nuits au bord de la mer avec petit déjeuner et vue sur le port.
    Abonnez-vous pour lire la suite de cet article. Déjà abonné ? Connectez-vous ici.
    Désolé, cette page est introuvable. Essayez la recherche ou revenez à la page d'accueil.
    Veuillez montrer que vous n'êtes pas un robot : votre réseau nous a envoyé un trafic inhabituel.
    Nous respectons votre vie privée. Avec nos {n} partenaires nous stockons des cookies ; veuillez accepter ou choisir.
    Veuillez vous connecter ou vous inscrire pour lire cette page. Cela prend moins d'une minute.
    Nous travaillons sur notre site et serons bientôt de retour. Merci de votre patience.""",
)
SPANISH = _language(
    "es",
    "la alcaldesa Elena Marco|la junta del puerto|el inspector Tomás Ríos|el sindicato de maestros|la jueza Olga Cano|un portavoz del molino|la compañía de barcos|el profesor Julián Vera|el ayuntamiento|los ganaderos del valle",
    "Nortevilla|Escollera|Mercabajo|Salina|Puente Hinojo|Tarna Alta|Dársena Vieja",
    "el nuevo puente|la tarifa del agua|el tejado de la escuela|el autobús nocturno|el dique|la licencia del mercado|el ala del hospital|la cuota de pesca|el horario de trenes",
    """En {p}, {w} dijo que {t} costará {n} millones de coronas más de lo previsto en primavera.
    Según {w}, nadie en {p} había oído hablar del plan antes de la reunión del martes por la noche.
    Más de {n} personas firmaron una petición contra {t}, que {w} llama un malentendido.
    El proyecto se dibujó hace {n} meses y desde entonces ha cambiado dos veces a petición de los vecinos.
    En {p}, donde deben empezar las obras, los comerciantes temen por su negocio y piden ayuda.
    Preguntado por las cifras, {w} no negó que {n} empleos dependen de esta decisión.
    Un informe que ha visto este diario cifra los daños en {n} mil coronas.
    Los opositores quieren ir a los tribunales, mientras que {w} espera un acuerdo antes del invierno.
    Es la tercera vez en {n} años que {p} discute sobre este asunto, y la paciencia se acaba.
    Todo estará listo antes de las primeras heladas, prometió {w}, haga el tiempo que haga en {p}.
    Los expertos dudan de que {n} semanas basten y recuerdan lo que pasó en {p} el año pasado.""",
    """{p} discute sobre {t}
    Crecen las dudas sobre {t}
    Cómo {p} pagó {n} millones por {t}
    {p} espera todavía {t}
    Lo que {p} no sabe sobre {t}""",
    """Lea también
    {n} comentarios
    Responder
    Compartir
    hace {n} minutos
    {n} personas están leyendo esta noticia
    Lo mejor de nuestra redacción cada mañana en su correo. Escriba su dirección para recibir nuestro boletín.
    ¡Buenos días, querido lector de {p}! Estas son las noticias que hemos elegido hoy para usted.
    El tiempo en {p}: {n} grados, viento flojo del oeste
    El {n} por ciento de nuestros lectores responde que sí en la encuesta del día
    Actualizado hace {n} minutos
    Corrección: una versión anterior de este artículo daba una cifra errónea. Es {n}, no {m}.
    Actualización: mientras tanto, {w} ha confirmado la noticia y anunciado una declaración para las {n}.
    Por
    {w} escribe sobre ciudades y trenes para este diario desde la primavera de 20{n}.
    Vista de {p} al amanecer, fotografiada la semana pasada por un transeúnte
    Nuestro socio ofrece a los lectores {n} noches junto al mar con desayuno y vistas al puerto por muy poco.
    Suscríbase para seguir leyendo esta noticia. ¿Ya es suscriptor? Inicie sesión aquí.
    Lo sentimos, página no encontrada. Pruebe con el buscador o vuelva a la portada.
    Demuestre que no es un robot: hemos visto un tráfico inusual desde su red.
    Respetamos su privacidad. Nosotros y {n} socios guardamos cookies en su dispositivo; puede aceptar o elegir.
    Inicie sesión o regístrese para leer esta página. Se tarda menos de un minuto.
    Estamos trabajando en nuestra web y volveremos pronto. Gracias por su paciencia.""",
)
RUSSIAN = _language(
    "ru",
    "мэр Елена Маркова|совет порта|инспектор Тимур Речной|профсоюз учителей|судья Ольга Каменева|представитель мельницы|паромная компания|профессор Юрий Журавлёв|городской совет|фермеры долины",
    "Северное|Шхеры|Нижний Рынок|Соляное|Каменный Мост|Верхнее Поле|Старый Док",
    "новый мост|водный тариф|школьную крышу|ночной автобус|защитную дамбу|рыночную лицензию|больничный корпус|рыбную квоту|расписание поездов",
    """В городе {p} {w} сообщает, что на {t} уйдёт на {n} миллионов крон больше, чем планировали весной.
    По словам, которые передаёт {w}, до вечернего собрания во вторник в посёлке {p} никто ничего не знал.
    Более {n} человек подписали обращение против планов на {t}, а {w} называет это недоразумением.
    Проект составили {n} месяцев назад, и с тех пор его дважды меняли по просьбе жителей.
    В месте {p}, где должны начаться работы, торговцы боятся за свой доход и просят о помощи.
    Комментировать цифры {w} не желает, но и не отрицает, что от решения зависят {n} рабочих мест.
    Отчёт, с которым ознакомилась наша газета, оценивает ущерб в {n} тысяч крон.
    Противники хотят идти в суд, тогда как {w} надеется на соглашение ещё до зимы.
    Уже третий раз за {n} лет {p} спорит об этом деле, и терпение жителей на исходе.
    Всё будет готово до первых морозов, обещает {w}, какой бы ни была погода в городе {p}.
    Специалисты сомневаются, что хватит {n} недель, и напоминают о прошлогодних событиях в городе {p}.""",
    """{p} спорит про {t}
    Растут сомнения про {t}
    Как {p} потратил {n} миллионов на {t}
    Почему {p} ждёт {t}
    Что {p} узнал про {t}""",
    """Читайте также
    {n} комментариев
    Ответить
    Поделиться
    {n} минут назад
    {n} человек читают эту статью прямо сейчас
    Лучшее из нашей редакции каждое утро в вашей почте. Укажите адрес, чтобы получать нашу рассылку.
    Доброе утро, дорогой читатель из города {p}! Эти материалы мы выбрали для вас сегодня.
    Погода, {p}: {n} градусов, слабый западный ветер
    {n} процентов наших читателей отвечают «да» в опросе дня
    Обновлено {n} минут назад
    Исправлено: в предыдущей версии этой статьи была неверная цифра. Верно {n}, а не {m}.
    Дополнение: тем временем {w} подтверждает сообщение и обещает заявление к {n} часам.
    Автор
    {w} пишет о городах и поездах для нашей газеты с весны 20{n} года.
    Вид на город {p} на рассвете, снятый прохожим на прошлой неделе
    Наш партнёр предлагает читателям {n} ночей у моря с завтраком и видом на гавань дешевле, чем вы думаете.
    Оформите подписку, чтобы читать дальше. Уже подписаны? Войдите здесь.
    К сожалению, такой страницы нет. Попробуйте поиск или вернитесь на главную.
    Подтвердите, что вы не робот: из вашей сети поступает необычно много запросов.
    Мы уважаем вашу частную жизнь. Мы и {n} партнёров храним файлы cookie на вашем устройстве; примите или настройте.
    Войдите или зарегистрируйтесь, чтобы читать эту страницу. Это займёт меньше минуты.
    Мы работаем над сайтом и скоро вернёмся. Спасибо за терпение.""",
)
ARABIC = _language(
    "ar",
    "العمدة هالة منصور|مجلس الميناء|المفتش طارق رشيد|نقابة المعلمين|القاضية عبير قاسم|متحدث باسم المطحنة|شركة العبارات|الأستاذ يوسف حداد|المجلس البلدي|مزارعو الوادي",
    "الشمالية|الصخرة|السوق القديم|الملاحة|جسر الوادي|التل الأعلى|المرسى",
    "الجسر الجديد|تعرفة المياه|سقف المدرسة|حافلة الليل|سد الفيضان|رخصة السوق|جناح المستشفى|حصة الصيد|مواعيد القطارات",
    """قال {w} في {p} إن {t} سيكلف {n} مليون كرون أكثر مما كان مخططا له في الربيع.
    وبحسب {w} لم يسمع أحد في {p} شيئا عن الخطة قبل اجتماع مساء الثلاثاء.
    ووقع أكثر من {n} شخصا عريضة ضد {t}، وهو ما وصفه {w} بأنه سوء فهم.
    ووضعت الخطة قبل {n} شهرا ثم عدلت مرتين منذ ذلك الحين بطلب من السكان.
    وفي {p} حيث ستبدأ الأعمال يخشى أصحاب المتاجر على تجارتهم ويطلبون المساعدة.
    ورفض {w} التعليق على الأرقام، لكنه لم ينكر أن {n} وظيفة تعتمد على هذا القرار.
    ويقدر تقرير اطلعت عليه هذه الصحيفة الأضرار بنحو {n} ألف كرون.
    ويريد المعارضون رفع الأمر إلى المحكمة، بينما يأمل {w} في تسوية قبل الشتاء.
    وهذه هي المرة الثالثة خلال {n} سنة التي تتجادل فيها {p} حول {t}، وقد بدأ الصبر ينفد.
    ووعد {w} بأن كل شيء سيكون جاهزا قبل أول صقيع مهما كان الطقس في {p}.
    ويشك الخبراء في أن {n} أسبوعا تكفي، ويذكرون بما حدث في {p} في العام الماضي.""",
    """{p} تتجادل حول {t}
    شكوك متزايدة حول {t} في {p}
    كيف دفعت {p} {n} مليونا من أجل {t}
    لماذا تنتظر {p} {t}
    ما الذي تعرفه {p} عن {t}""",
    """اقرأ أيضا
    {n} تعليقات
    رد
    شارك
    قبل {n} دقيقة
    {n} شخصا يقرؤون هذا الخبر الآن
    أفضل ما تكتبه هيئة التحرير في بريدك كل صباح. اكتب عنوانك لتصلك نشرتنا.
    صباح الخير أيها القارئ العزيز من {p}! هذه هي الأخبار التي اخترناها لك اليوم.
    الطقس في {p}: {n} درجة ورياح غربية خفيفة
    {n} بالمئة من قرائنا يجيبون بنعم في استطلاع اليوم
    تم التحديث قبل {n} دقيقة
    تصحيح: ورد في نسخة سابقة من هذا المقال رقم خاطئ. الصحيح هو {n} وليس {m}.
    تحديث: أكد {w} الخبر في هذه الأثناء وأعلن عن بيان في الساعة {n}.
    بقلم
    يكتب {w} عن المدن والقطارات في هذه الصحيفة منذ ربيع 20{n}.
    منظر لمدينة {p} عند الفجر التقطه أحد المارة في الأسبوع الماضي
    يقدم شريكنا للقراء {n} ليلة على شاطئ البحر مع الإفطار وإطلالة على الميناء بأقل مما تظن.
    اشترك الآن لمتابعة قراءة هذا الخبر. مشترك بالفعل؟ سجل الدخول من هنا.
    عذرا، لم نعثر على الصفحة التي تبحث عنها. جرب البحث أو عد إلى الصفحة الرئيسية.
    يرجى إثبات أنك لست روبوتا: رصدنا حركة غير عادية من شبكتك.
    نحن نحترم خصوصيتك. نخزن نحن و{n} من شركائنا ملفات تعريف الارتباط على جهازك؛ يرجى القبول أو الاختيار.
    يرجى تسجيل الدخول أو إنشاء حساب لقراءة هذه الصفحة. لن يستغرق ذلك أكثر من دقيقة.
    نعمل على موقعنا وسنعود قريبا. شكرا لصبركم.""",
)
HINDI = _language(
    "hi",
    "महापौर हेमा मेहता|बंदरगाह समिति|निरीक्षक तरुण राव|शिक्षक संघ|न्यायाधीश ओमवती कौल|मिल के प्रवक्ता|नौका कंपनी|प्रोफेसर यश दुबे|नगर परिषद|घाटी के किसान",
    "उत्तरनगर|शिलापुर|निचला बाज़ार|नमकपुर|सौंफपुल|ऊपरी ताल|पुराना घाट",
    "नया पुल|पानी की दर|स्कूल की छत|रात की बस|बाढ़ की दीवार|बाज़ार का परवाना|अस्पताल का भवन|मछली का कोटा|रेल की समय सारणी",
    """{p} में {w} ने कहा कि {t} पर वसंत की योजना से {n} लाख मुद्रा अधिक खर्च होंगे।
    {w} के अनुसार मंगलवार शाम की बैठक से पहले {p} में किसी को योजना के बारे में नहीं बताया गया था।
    {n} से अधिक लोगों ने {t} के विरुद्ध याचिका पर हस्ताक्षर किए, जिसे {w} ने गलतफहमी कहा।
    योजना {n} महीने पहले बनी थी और तब से निवासियों के कहने पर दो बार बदली जा चुकी है।
    {p} में, जहाँ काम शुरू होना है, दुकानदार अपने व्यापार के लिए डरते हैं और मदद माँगते हैं।
    {w} ने आँकड़ों पर टिप्पणी नहीं की, पर यह भी नहीं नकारा कि {n} नौकरियाँ इस फैसले पर निर्भर हैं।
    इस अखबार ने जो रिपोर्ट देखी है, उसमें नुकसान {n} हज़ार मुद्रा आँका गया है।
    विरोधी मामला अदालत में ले जाना चाहते हैं, जबकि {w} को सर्दी से पहले समझौते की आशा है।
    {n} वर्षों में यह तीसरी बार है कि {p} में {t} पर विवाद हुआ है, और धैर्य टूट रहा है।
    {w} ने वादा किया कि पहले पाले से पहले सब तैयार होगा, चाहे {p} में मौसम कैसा भी हो।
    विशेषज्ञों को संदेह है कि {n} सप्ताह काफी होंगे, और वे पिछले साल {p} की घटना याद दिलाते हैं।""",
    """{t} पर {p} में विवाद
    {t} पर बढ़ते संदेह
    {p} ने {t} के लिए {n} लाख कैसे दिए
    {p} को {t} का इंतज़ार क्यों है
    {w} और {t} का सवाल""",
    """यह भी पढ़ें
    {n} टिप्पणियां
    उत्तर दें
    साझा करें
    {n} मिनट पहले
    {n} लोग अभी यह खबर पढ़ रहे हैं
    हर सुबह हमारे संपादकों की पसंद अपने मेल में पाएँ। हमारा समाचार पत्र पाने के लिए अपना पता लिखें।
    सुप्रभात, {p} के प्रिय पाठक! ये खबरें हमने आज आपके लिए चुनी हैं।
    {p} का मौसम: {n} डिग्री, पश्चिम से हल्की हवा
    आज के मत में हमारे {n} प्रतिशत पाठक हाँ कहते हैं
    {n} मिनट पहले अद्यतन
    सुधार: इस लेख के पिछले संस्करण में एक आँकड़ा गलत था। सही आँकड़ा {n} है, {m} नहीं।
    ताज़ा: इस बीच {w} ने खबर की पुष्टि की है और {n} बजे बयान देने की घोषणा की है।
    लेखक
    {w} 20{n} के वसंत से इस अखबार के लिए नगरों और रेल पर लिखते हैं।
    भोर में {p} का दृश्य, जो पिछले सप्ताह एक राहगीर ने लिया
    हमारे साझेदार पाठकों को समुद्र के किनारे {n} रातें नाश्ते और बंदरगाह के दृश्य के साथ सस्ते में देते हैं।
    यह खबर आगे पढ़ने के लिए सदस्य बनें। पहले से सदस्य हैं? यहाँ प्रवेश करें।
    क्षमा करें, यह पृष्ठ नहीं मिला। खोज आज़माएँ या मुख्य पृष्ठ पर लौटें।
    कृपया दिखाएँ कि आप रोबोट नहीं हैं: आपके नेटवर्क से असामान्य अनुरोध आए हैं।
    हम आपकी निजता का आदर करते हैं। हम और हमारे {n} साझेदार आपके यंत्र पर कुकी रखते हैं; कृपया स्वीकार करें या चुनें।
    यह पृष्ठ पढ़ने के लिए प्रवेश करें या पंजीकरण करें। एक मिनट भी नहीं लगेगा।
    हम अपनी साइट पर काम कर रहे हैं और जल्द लौटेंगे। आपके धैर्य के लिए धन्यवाद।""",
)
JAPANESE = _language(
    "ja",
    "丸山恵子市長|港湾委員会|里田刑事|教員組合|小川裁判官|製粉所の広報担当|渡船会社|鶴見教授|町議会|谷の農家",
    "北浜|岩島|下市場|塩谷|茴香橋|上沼|古船場",
    "新しい橋|水道料金|学校の屋根|夜行バス|防潮堤|市場の許可|病院の新棟|漁獲枠|列車の時刻表",
    """{w}は{p}で、{t}の費用が春の計画より{n}億円多くなると述べた。
    {w}によると、{p}では火曜日の夜の会合まで誰も{t}について知らされていなかった。
    {t}に反対する署名は{n}人を超えたが、{w}はこれを誤解だと説明した。
    {t}の計画は{n}か月前に作られ、その後住民の求めで二度変更された。
    工事が始まる{p}では、商店主が売り上げの減少を心配し、支援を求めている。
    {w}は数字について答えなかったが、{n}人の雇用がかかっていることは否定しなかった。
    本紙が入手した報告書は、損害を{n}万円と見積もっている。
    反対派は裁判に訴える構えだが、{w}は冬までの和解に期待を寄せている。
    {p}が{t}をめぐって争うのはこの{n}年で三度目で、住民の忍耐も限界に近い。
    {w}は、{p}の天候にかかわらず初霜の前にすべて完成すると約束した。
    専門家は{n}週間では足りないとみており、昨年の{p}の例を挙げている。""",
    """{p}で{t}めぐり対立
    {t}に広がる疑問
    {p}が{t}に払った{n}億円
    {w}、{t}の計画を擁護
    {p}はなぜ{t}を待つのか""",
    """あわせて読みたい
    コメント{n}件
    返信
    共有
    {n}分前
    現在{n}人がこの記事を読んでいます
    毎朝、編集部のおすすめをメールでお届けします。アドレスを入力してください。
    {p}の読者の皆さま、おはようございます。今日のおすすめ記事を選びました。
    {p}の天気：{n}度、西の風やや弱く
    今日のアンケートでは読者の{n}パーセントが賛成と答えています
    {n}分前に更新
    訂正：以前の記事に誤った数字がありました。正しくは{n}で、{m}ではありません。
    追記：その後、{w}は報道を認め、{n}時に声明を出すと発表した。
    文
    {w}は20{n}年の春から本紙で町と鉄道について書いている。
    夜明けの{p}の眺め。先週、通行人が撮影した
    提携先が読者の皆さまに海辺の宿{n}泊を朝食と港の眺めつきでお手頃にご用意しました。
    この記事の続きを読むには会員登録が必要です。すでに会員の方はログインしてください。
    お探しのページは見つかりませんでした。検索するか、トップページにお戻りください。
    ロボットではないことを確認してください。お使いのネットワークから通常と異なるアクセスがありました。
    当社と{n}社の提携先は、お使いの端末にクッキーを保存します。同意するか、設定を選んでください。
    このページを読むにはログインまたは登録をしてください。一分もかかりません。
    ただいまサイトの保守作業中です。まもなく再開します。しばらくお待ちください。""",
    space="",
)
CHINESE = _language(
    "zh",
    "市长马海伦|港务委员会|警官李涛|教师工会|法官高岚|磨坊发言人|渡轮公司|教授于雅|镇议会|山谷农户",
    "北湾|礁岛|下集|盐村|茴香桥|上泽|旧船坞",
    "新大桥|水费|校舍屋顶|夜班车|防洪墙|市场许可|医院新楼|捕鱼配额|列车时刻",
    """{w}在{p}表示，{t}的花费将比春季的计划多出{n}百万克朗。
    据{w}介绍，在星期二晚上的会议之前，{p}没有人听说过{t}的方案。
    反对{t}的请愿书已有超过{n}人签名，{w}称这是一场误会。
    {t}的方案是{n}个月前拟定的，此后应居民要求修改过两次。
    在即将动工的{p}，店主们担心生意受影响，请求得到帮助。
    {w}不愿就数字发表评论，但没有否认有{n}个岗位与此有关。
    本报看到的一份报告估计损失为{n}千克朗。
    反对者打算把此事告上法庭，而{w}希望在冬天之前达成和解。
    这是{n}年来{p}第三次为{t}争论不休，居民的耐心正在耗尽。
    {w}承诺，无论{p}天气如何，一切都会在初霜之前完工。
    专家怀疑{n}个星期是否足够，并提到去年在{p}发生的事情。""",
    """{p}为{t}争论不休
    关于{t}的疑问增多
    {p}如何为{t}付出{n}百万
    {w}为{t}方案辩护
    {p}为何还在等{t}""",
    """相关阅读
    {n}条评论
    回复
    分享
    {n}分钟前
    现在有{n}人正在阅读本文
    每天早晨把编辑部的精选送到您的邮箱。请输入地址订阅我们的简报。
    {p}的读者早上好！这些是我们今天为您挑选的报道。
    {p}天气：{n}度，微弱西风
    在今天的投票中，{n}%的读者表示赞成
    {n}分钟前更新
    更正：本文早前版本中有一个数字有误，应为{n}，而不是{m}，特此说明。
    最新消息：其间，{w}证实了这一报道，并宣布将于{n}时发表声明。
    文
    {w}自20{n}年春天起为本报撰写城镇与铁路报道。
    黎明时分的{p}，上周由一位路人拍摄
    我们的合作伙伴为读者提供海边{n}晚住宿，含早餐和港口景观，价格比您想象的更低。
    订阅后可继续阅读本文。已经是订户？请在此登录。
    抱歉，没有找到您要的页面。请尝试搜索或返回首页。
    请证明您不是机器人：您的网络出现了异常访问。
    我们尊重您的隐私。我们和{n}家合作伙伴会在您的设备上保存 Cookie，请接受或选择。
    请登录或注册后阅读本页面，用时不到一分钟。
    网站正在维护，我们很快回来。感谢您的耐心。""",
    space="",
)
LANGUAGES = (ENGLISH, GERMAN, FRENCH, ARABIC, JAPANESE, SPANISH, RUSSIAN, CHINESE, HINDI)
