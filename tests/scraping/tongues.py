"""Short articles in many languages, with what their papers put between paragraphs."""

from typing import NamedTuple


class Tongue(NamedTuple):
    """A headline, paragraphs, another headline to link to, and the words for: read also, advertisement, updated
    some minutes ago, a photo credit, sign up for our letter (heading and sentence), comments, share."""

    title: str
    paragraphs: tuple[str, ...]
    other: str
    also: str
    advert: str
    updated: str
    credit: str
    letter: tuple[str, str]
    comments: str
    share: str


TONGUES = {
    "de": Tongue(
        "Hafenbrücke bleibt zwei Winter lang gesperrt",
        (
            "Die Brücke wird am ersten November geschlossen, teilte der Hafenrat nach einer langen Sitzung mit.",
            "Ingenieure fanden Rost an zwei der elf Lager und einen Riss, der so lang ist wie eine Hand.",
            "„Lieber werden wir heute beschimpft als morgen verklagt“, sagte die Vorsitzende.",
            "Eine Fähre soll alle zwanzig Minuten fahren.",
        ),
        "Warum der Nachtbus nie zurückkam",
        "Lesen Sie auch",
        "Anzeige",
        "Aktualisiert vor 12 Minuten",
        "Foto: A. Niemand",
        ("Der Brief am Morgen", "Bestellen Sie unseren Brief und erhalten Sie jeden Tag die besten Geschichten."),
        "Kommentare",
        "Teilen",
    ),
    "fr": Tongue(
        "Le pont du port fermé pendant deux hivers",
        (
            "Le pont fermera le premier novembre, a annoncé le conseil du port après une réunion tardive.",
            "Les ingénieurs ont trouvé de la rouille sur deux appuis et une fissure longue comme la main.",
            "« Mieux vaut des cris aujourd’hui qu’un procès demain », a dit la présidente du conseil.",
            "Un bac passera toutes les vingt minutes.",
        ),
        "Pourquoi le bus de nuit n’est jamais revenu",
        "Lire aussi",
        "Publicité",
        "Mis à jour il y a 7 minutes",
        "Crédit photo : A. Personne",
        ("La lettre du matin", "Recevez chaque matin le meilleur de notre rédaction dans votre boîte aux lettres."),
        "commentaires",
        "Partager",
    ),
    "es": Tongue(
        "El puente del puerto cerrará durante dos inviernos",
        (
            "El puente cerrará el primero de noviembre, anunció la junta del puerto tras una larga reunión.",
            "Los ingenieros hallaron óxido en dos de los once apoyos y una grieta tan larga como una mano.",
            "«Preferimos los gritos de hoy a las demandas de mañana», dijo la presidenta de la junta.",
            "Un transbordador pasará cada veinte minutos.",
        ),
        "Por qué el autobús nocturno nunca volvió",
        "Lea también",
        "Publicidad",
        "Actualizado hace 9 minutos",
        "Foto: A. Nadie",
        ("La carta de la mañana", "Reciba cada mañana lo mejor de nuestra redacción en su correo electrónico."),
        "comentarios",
        "Compartir",
    ),
    "ar": Tongue(
        "إغلاق جسر الميناء طوال شتاءين",
        (
            "سيغلق الجسر في الأول من نوفمبر، كما أعلن مجلس الميناء بعد اجتماع طويل استمر حتى منتصف الليل.",
            "وعثر المهندسون على الصدأ في اثنين من المساند الأحد عشر، وعلى شق طوله طول الكف.",
            "وقالت رئيسة المجلس إن الصراخ اليوم أفضل من المحاكم غدا، وإن أحدا لم يستمع إلى تحذيراتها.",
            "وستعمل عبّارة كل عشرين دقيقة.",
        ),
        "لماذا لم تعد حافلة الليل أبدا",
        "اقرأ أيضا",
        "إعلان",
        "آخر تحديث قبل 12 دقيقة",
        "تصوير: أحمد",
        ("رسالة الصباح", "اشترك في رسالتنا لتصلك أفضل القصص كل صباح إلى بريدك."),
        "تعليقات",
        "شارك",
    ),
    "he": Tongue(
        "גשר הנמל ייסגר לשני חורפים",
        (
            "הגשר ייסגר באחד בנובמבר, הודיעה מועצת הנמל לאחר ישיבה ארוכה שנמשכה עד חצות הלילה.",
            "המהנדסים מצאו חלודה בשניים מאחד עשר המסבים וסדק שאורכו כאורך כף יד שלמה.",
            "״עדיף שיצעקו עלינו היום ולא יתבעו אותנו מחר״, אמרה יושבת הראש של המועצה.",
            "מעבורת תצא כל עשרים דקות.",
        ),
        "למה אוטובוס הלילה לא חזר מעולם",
        "קראו גם",
        "פרסומת",
        "עודכן לפני 12 דקות",
        "צילום: פלוני אלמוני",
        ("מכתב הבוקר", "הירשמו למכתב שלנו וקבלו בכל בוקר את הסיפורים הטובים ביותר שלנו."),
        "תגובות",
        "שיתוף",
    ),
    "ru": Tongue(
        "Мост в гавани закроют на две зимы",
        (
            "Мост закроют первого ноября, сообщил совет порта после заседания, которое шло до полуночи.",
            "Инженеры нашли ржавчину на двух из одиннадцати опор и трещину длиной с ладонь.",
            "«Лучше пусть ругают сегодня, чем судят завтра», — сказала председатель совета.",
            "Паром будет ходить каждые двадцать минут.",
        ),
        "Почему ночной автобус так и не вернулся",
        "Читайте также",
        "Реклама",
        "Обновлено 12 минут назад",
        "Фото: А. Никто",
        ("Утреннее письмо", "Подпишитесь на наше письмо и получайте каждое утро лучшие истории."),
        "комментариев",
        "Поделиться",
    ),
    "zh": Tongue(
        "港口大桥将关闭两个冬天",
        (
            "港务委员会在一次持续到午夜的会议后宣布，大桥将于十一月一日关闭，工期为两个冬天。",
            "工程师在十一个支座中的两个上发现了锈蚀，还发现了一条和手掌一样长的裂缝。",
            "委员会主席说：“我们宁愿今天挨骂，也不愿明天被告上法庭。”",
            "渡轮每二十分钟一班。",
        ),
        "夜班公交车为什么再也没有回来",
        "相关阅读",
        "广告",
        "12分钟前更新",
        "图片来源：佚名",
        ("晨间来信", "订阅我们的来信，每天早上把最好的报道送到您的邮箱。"),
        "评论",
        "分享",
    ),
    "ja": Tongue(
        "港の橋、二冬にわたり閉鎖へ",
        (
            "橋は十一月一日に閉鎖されると、港湾委員会が深夜まで続いた会議のあとで発表した。",
            "技術者は十一の支承のうち二つに錆を見つけ、手のひらほどの長さの亀裂も見つけた。",
            "「明日訴えられるより、今日怒鳴られるほうがいい」と委員長は話した。",
            "渡し船は二十分おきに出る。",
        ),
        "夜行バスはなぜ戻らなかったのか",
        "関連記事",
        "広告",
        "12分前に更新",
        "写真：名無し",
        ("朝の手紙", "登録すると毎朝いちばん良い記事をメールでお届けします。"),
        "コメント",
        "シェア",
    ),
    "hi": Tongue(
        "बंदरगाह का पुल दो सर्दियों तक बंद रहेगा",
        (
            "पुल एक नवंबर को बंद हो जाएगा, बंदरगाह परिषद ने आधी रात तक चली बैठक के बाद यह बताया।",
            "इंजीनियरों को ग्यारह में से दो टेकों पर ज़ंग मिला और हथेली जितनी लंबी एक दरार भी।",
            "परिषद की अध्यक्ष ने कहा कि कल के मुकदमे से आज की डाँट अच्छी है, पर किसी ने सुना नहीं।",
            "हर बीस मिनट में एक नाव चलेगी।",
        ),
        "रात की बस कभी क्यों नहीं लौटी",
        "यह भी पढ़ें",
        "विज्ञापन",
        "12 मिनट पहले अपडेट किया गया",
        "फोटो: कोई नहीं",
        ("सुबह की चिट्ठी", "हमारी चिट्ठी मँगाइए और हर सुबह सबसे अच्छी कहानियाँ पाइए।"),
        "टिप्पणियां",
        "शेयर करें",
    ),
    "th": Tongue(
        "สะพานท่าเรือจะปิดสองฤดูหนาว",
        (
            "สะพานจะปิดในวันที่หนึ่งพฤศจิกายน คณะกรรมการท่าเรือแถลงหลังการประชุมที่ยาวนานจนถึงเที่ยงคืน",
            "วิศวกรพบสนิมในฐานรองสองจุดจากสิบเอ็ดจุด และพบรอยร้าวที่ยาวเท่าฝ่ามือของคนหนึ่งคน",
            "ประธานคณะกรรมการกล่าวว่า ถูกตะโกนใส่วันนี้ดีกว่าถูกฟ้องร้องในวันพรุ่งนี้ แต่ไม่มีใครฟังเธอ",
            "เรือข้ามฟากจะออกทุกยี่สิบนาที",
        ),
        "ทำไมรถเมล์กลางคืนไม่เคยกลับมา",
        "อ่านเพิ่มเติม",
        "โฆษณา",
        "อัปเดตเมื่อ 12 นาทีที่แล้ว",
        "ภาพ: ไม่มีใคร",
        ("จดหมายยามเช้า", "สมัครรับจดหมายของเราเพื่อรับเรื่องราวที่ดีที่สุดทุกเช้าทางอีเมลของคุณ"),
        "ความคิดเห็น",
        "แชร์",
    ),
    "tr": Tongue(
        "Liman köprüsü iki kış kapalı kalacak",
        (
            "Köprü bir kasımda kapanacak, liman kurulu gece yarısına kadar süren toplantıdan sonra duyurdu.",
            "Mühendisler on bir mesnetten ikisinde pas ve bir yerde el kadar uzun bir çatlak buldu.",
            "Kurul başkanı, “Bugün azar işitmek yarın dava edilmekten iyidir,” dedi ve salondan ayrıldı.",
            "Yirmi dakikada bir vapur kalkacak.",
        ),
        "Gece otobüsü neden hiç geri gelmedi",
        "Bunu da okuyun",
        "Reklam",
        "12 dakika önce güncellendi",
        "Fotoğraf: Kimse",
        ("Sabah mektubu", "Mektubumuza abone olun, en iyi haberler her sabah posta kutunuza gelsin."),
        "yorum",
        "Paylaş",
    ),
    "el": Tongue(
        "Η γέφυρα του λιμανιού κλείνει για δύο χειμώνες",
        (
            "Η γέφυρα θα κλείσει την πρώτη Νοεμβρίου, ανακοίνωσε το συμβούλιο του λιμανιού μετά τη συνεδρίαση.",
            "Οι μηχανικοί βρήκαν σκουριά σε δύο από τα έντεκα εφέδρανα και μια ρωγμή μακριά όσο ένα χέρι.",
            "«Καλύτερα να μας φωνάζουν σήμερα παρά να μας δικάζουν αύριο», είπε η πρόεδρος.",
            "Ένα πλοίο θα φεύγει κάθε είκοσι λεπτά.",
        ),
        "Γιατί το νυχτερινό λεωφορείο δεν γύρισε ποτέ",
        "Διαβάστε επίσης",
        "Διαφήμιση",
        "Ενημερώθηκε πριν από 12 λεπτά",
        "Φωτογραφία: Κανείς",
        ("Το πρωινό γράμμα", "Γραφτείτε στο γράμμα μας και λάβετε κάθε πρωί τις καλύτερες ιστορίες."),
        "σχόλια",
        "Μοιραστείτε",
    ),
}
