//! The vocabulary of `lead_ins`: a regular table, by language.

/// Phrases that open nothing but a link to another story.
#[rustfmt::skip]
pub(super) const PHRASES: &[&str] = &[
    // Arabic
    "اقرأ أيضا", "إقرأ أيضا", "اقرأ كذلك", "اقرئي أيضا", "اقرأوا أيضا", "واقرأ أيضا", "اقرأ المزيد", "إقرأ المزيد", "أقرأ أيضا",
    "شاهد أيضا", "شاهدوا أيضا", "طالع أيضا", "طالعوا أيضا", "انظر أيضا", "تابع أيضا", "اطلع أيضا", "قد يهمك أيضا", "ربما يهمك أيضا",
    "وقد يهمك أيضا", "اقرأ أكثر", "يمكنك أيضا قراءة", "اقرأ في", "اقرأ عن",
    // Persian, Kurdish, Urdu, Pashto
    "بیشتر بخوانید", "بیشتر بخوان", "همچنین بخوانید", "این را هم بخوانید", "بخوانید", "در همین رابطه", "در همین زمینه", "هەروەها بخوێنەوە", "زیاتر بخوێنەوە",
    "یہ بھی پڑھیں", "مزید پڑھیں", "مزید پڑھئے", "یہ بھی پڑھیے", "دا هم ولولئ",
    // English
    "read also", "also read", "also see", "read this too", "you may also like", "you might also like",
    // French
    "lire aussi", "à lire aussi", "a lire aussi", "lire également", "à lire également", "lire encore", "à lire ailleurs", "voir aussi", "à voir aussi", "à voir également",
    "retrouvez aussi",
    // Spanish, Catalan, Galician
    "lea también", "lea además", "leer también", "lee también", "leé también", "te puede interesar", "le puede interesar", "puede interesarle", "también te puede interesar",
    "también le puede interesar", "puede leer", "mirá también", "mira también", "vea también", "ver también", "no te pierdas", "llegeix també", "le tamén",
    // Portuguese
    "leia também", "leia mais", "veja também", "leia ainda", "saiba mais", "veja mais", "confira também",
    // Italian, Romanian
    "leggi anche", "leggi pure", "potrebbe interessarti", "potrebbe interessarti anche", "guarda anche", "vedi anche", "citește și", "citeste si", "citiți și", "vezi și",
    // German, Dutch, Luxembourgish
    "lesen sie auch", "lies auch", "lesen sie hier", "lesen sie dazu", "lesen sie mehr", "auch interessant", "auch lesenswert", "das könnte sie auch interessieren",
    "das könnte dich auch interessieren", "zum thema", "mehr zum thema", "lees ook", "lees verder", "bekijk ook", "lees meer", "liest och",
    // Nordic
    "läs också", "läs även", "läs mer", "les også", "les mer", "les meir", "læs også", "læs mere", "lue myös", "lue lisää", "lesa einnig", "se også", "se även", "loe ka", "loe lisaks",
    // Baltic
    "lasi arī", "lasiet arī", "lasi vēl", "skaitykite taip pat", "taip pat skaitykite", "skaitykite daugiau",
    // Slavic, Latin script
    "czytaj także", "czytaj też", "czytaj również", "zobacz także", "zobacz też", "zobacz również", "przeczytaj także", "przeczytaj też", "przeczytaj również", "czytaj więcej",
    "čtěte také", "přečtěte si také", "čtěte více", "přečtěte si", "čtěte i", "prečítajte si aj", "prečítajte si", "čítajte aj", "čítajte tiež", "pročitajte još", "pročitajte i",
    "pročitaj i", "čitajte i", "čitajte još", "pročitaj još", "preberite še", "preberite tudi", "beri tudi", "vezane vijesti",
    // Slavic, Cyrillic
    "читайте также", "читайте ещё", "читать также", "смотрите также", "читайте по теме", "прочитайте также", "по теме", "читайте також", "читайте ще", "дивіться також",
    "чытайце таксама", "прочетете още", "прочети още", "вижте още", "виж още", "прочетете и", "прочитајте и", "прочитајте још", "прочитајте исто така", "прочитај и",
    // Greek, Albanian, Hungarian, Turkish and kin
    "διαβάστε επίσης", "διαβάστε ακόμη", "διαβάστε ακόμα", "δείτε επίσης", "διαβάστε περισσότερα", "διαβάστε και", "lexo edhe", "lexoni edhe", "lexo gjithashtu", "lexo më shumë",
    "olvassa el", "olvasd el", "ezt is olvassa", "kapcsolódó cikk", "kapcsolódó cikkek", "ilgili haber", "ilgili haberler", "ayrıca okuyun", "bunu da okuyun", "bunlar da ilginizi çekebilir",
    "ilginizi çekebilir", "həmçinin oxu", "həmçinin oxuyun", "oxşar xəbərlər", "бұл да қызық", "тағы оқыңыз", "shuningdek o'qing",
    // Hebrew, Armenian, Georgian, Amharic
    "קראו עוד", "קראו גם", "קרא עוד", "קרא גם", "לקריאה נוספת", "עוד בנושא", "כתבות נוספות", "կարդացեք նաև", "կարդալ նաև", "կարդացեք ավելին", "ასევე წაიკითხეთ", "წაიკითხეთ ასევე",
    // South Asia
    "यह भी पढ़ें", "ये भी पढ़ें", "इसे भी पढ़ें", "और पढ़ें", "हेही वाचा", "हे ही वाचा", "यो पनि पढ्नुहोस्", "আরও পড়ুন", "আরো পড়ুন", "এটিও পড়ুন", "இதையும் படிங்க", "இதையும் படியுங்கள்", "ఇవి కూడా చదవండి", "ఇది కూడా చదవండి",
    "ഇതും വായിക്കുക", "ಇದನ್ನೂ ಓದಿ", "આ પણ વાંચો", "ਇਹ ਵੀ ਪੜ੍ਹੋ",
    // South-East and East Asia
    "baca juga", "baca selengkapnya", "simak juga", "lihat juga", "tonton juga", "basahin din", "basahin", "xem thêm", "đọc thêm", "mời xem thêm", "อ่านเพิ่มเติม", "อ่านข่าวเพิ่มเติม", "ข่าวที่เกี่ยวข้อง",
    "関連記事", "あわせて読みたい", "合わせて読みたい", "こちらもおすすめ", "相关阅读", "相關閱讀", "延伸阅读", "延伸閱讀", "相关新闻", "相關新聞", "相关报道", "推荐阅读", "推薦閱讀", "관련기사", "관련 기사", "함께 보기",
    // Africa
    "soma pia", "soma zaidi", "karanta kuma", "karin bayani", "lees ook hier", "akhri sidoo kale",
];

/// Phrases that could open a sentence too: a colon, a dash or the end of the line must follow.
#[rustfmt::skip]
pub(super) const PHRASES_BEFORE_A_COLON: &[&str] = &[
    // Arabic, Persian, Urdu
    "للمزيد", "لمزيد من التفاصيل", "للمزيد من التفاصيل", "المزيد", "لقراءة المزيد", "مواضيع ذات صلة", "موضوعات ذات صلة", "مواضيع متعلقة", "موضوعات متعلقة", "أخبار ذات صلة", "مقالات ذات صلة", "تقارير ذات صلة",
    "ذات صلة", "خبر ذو صلة", "مقال ذو صلة", "أخبار متعلقة", "مقالات متعلقة", "قد يهمك", "قد يعجبك", "قد يعجبك أيضا", "اقرأ", "إقرأ", "شاهد", "طالع", "تابع", "انظر", "لمتابعة القراءة", "من الأرشيف", "مواد ذات صلة",
    "اخترنا لك", "اخترنا لكم", "مطالب مرتبط", "خبرهای مرتبط", "اخبار مرتبط", "مرتبط", "متعلقہ خبریں",
    // English
    "read more", "read", "see also", "see more", "more", "related", "related story", "related stories", "related article", "related articles", "related news", "related content", "related coverage", "related links",
    "related reading", "related topics", "further reading", "more on this story", "more on this topic", "more on this", "more from", "more stories", "more news", "also on", "don't miss", "do not miss", "dont miss",
    "recommended", "recommended reading", "recommended for you", "recommended stories", "watch", "watch also", "watch now", "watch more", "learn more", "find out more", "continue reading", "keep reading", "go deeper", "in depth",
    "editor's pick", "editors' picks", "must read", "in case you missed it", "read next", "up next", "read the full story", "read the story", "read now", "read it here", "view also", "explore more", "what to read next",
    "background", "previously", "earlier", "trending", "most read", "more like this", "top stories",
    // French
    "lire", "à lire", "lire plus", "lire la suite", "voir", "voir plus", "sur le même sujet", "sur le même thème", "articles liés", "article lié", "à découvrir", "notre dossier", "pour aller plus loin", "en savoir plus", "dossier", "à voir",
    "relire", "décryptage", "écouter aussi", "plus d'informations", "nos articles",
    // Spanish, Catalan, Portuguese, Italian, Romanian
    "lea", "lee", "leer más", "lee más", "lea más", "ver más", "más información", "más sobre", "noticias relacionadas", "noticia relacionada", "artículos relacionados", "relacionado", "relacionada", "relacionados", "relacionadas", "además", "mirá",
    "notícias relacionadas", "notícia relacionada", "matérias relacionadas", "artigos relacionados", "leia", "veja", "mais", "confira", "relembre", "entenda", "llegeix més", "més informació",
    "leggi", "leggi di più", "articoli correlati", "articolo correlato", "notizie correlate", "correlati", "approfondisci", "approfondimento", "per approfondire", "guarda", "vedi", "scopri di più", "citește mai mult", "articole similare", "știri similare",
    "pe aceeași temă", "citește",
    // German, Dutch, Nordic
    "mehr dazu", "mehr", "mehr erfahren", "weiterlesen", "weitere artikel", "weitere informationen", "weitere themen", "siehe auch", "hintergrund", "lesetipp", "lesen", "lesetipps", "passend dazu", "verwandte artikel", "verwandte themen",
    "ook interessant", "meer", "meer over", "gerelateerd", "gerelateerde artikelen", "zie ook", "relaterade artiklar", "relaterat", "mer om", "mer", "mest läst", "bakgrund", "relaterte saker", "relatert", "relateret", "relaterede artikler", "mere om",
    "aiheesta lisää", "katso myös", "lue", "seotud lood", "vaata ka", "tengdar fréttir",
    // Baltic, Slavic
    "saistītie raksti", "susiję straipsniai", "susijusios naujienos", "zobacz", "czytaj", "więcej", "powiązane artykuły", "powiązane", "související", "související články", "více", "více k tématu", "súvisiace", "súvisiace články", "viac k téme",
    "povezane vijesti", "povezano", "slične vijesti", "povezane vesti", "sorodne novice", "povezani članki", "više", "подробнее", "читайте", "смотрите", "ещё", "материалы по теме", "статьи по теме", "новости по теме", "похожие новости", "сюжет",
    "связанные новости", "детальніше", "матеріали за темою", "за темою", "схожі новини", "свързани статии", "свързани новини", "още по темата", "вижте", "сродне вести", "повезане вести", "поврзани вести",
    // Greek, Hungarian, Turkic
    "σχετικά άρθρα", "σχετικά", "διαβάστε", "δείτε", "kapcsolódó", "bővebben", "olvassa", "ajánlott", "devamı", "devamını oku", "okuyun", "daha fazla", "önerilen", "benzer haberler", "ətraflı", "davamı",
    // Hebrew, Asia
    "קרא", "קראו", "עוד", "כתבות קשורות", "संबंधित खबर", "संबंधित खबरें", "पढ़ें", "সম্পর্কিত", "পড়ুন", "berita terkait", "artikel terkait", "baca", "simak", "selengkapnya", "berita berkaitan", "tin liên quan", "bài liên quan", "xem",
    "関連", "関連ニュース", "もっと読む", "続きを読む", "相关", "相關", "更多", "查看更多", "阅读更多", "閱讀更多", "관련", "관련뉴스", "더 보기", "더보기", "อ่าน", "อ่านต่อ", "habari zinazohusiana", "zaidi", "verwante artikels",
];
