//! News agencies and papers as datelines name them.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::dates::phrase_key;

/// Names in the spelling of the wires, separated by `|`; case and accents do not matter.
#[rustfmt::skip]
const AGENCIES: &[&str] = &[
    "Reuters|Thomson Reuters|AP|Associated Press|The Associated Press|AFP|Agence France-Presse|UPI|United Press International|Bloomberg|Bloomberg News|dpa|DPA International|dpa-AFX|dpa-infocom|PA|PA Media|Press Association|CNN|BBC|BBC News|CNS|TNS|IPS|RFE/RL|VOA|Voice of America|NPR|CBS|NBC|ABC|Al Jazeera|Al-Jazeera|CNBC|MarketWatch|Dow Jones|Dow Jones Newswires|MT Newswires|Business Wire|BUSINESS WIRE|BusinessWire|PRNewswire|PR Newswire|PRNewswire-PRWeb|GLOBE NEWSWIRE|GlobeNewswire|Globe Newswire|ACCESSWIRE|Newsfile Corp|Newsfile|Marketwired|EIN Presswire|EQS|CNW|Canada NewsWire|The Canadian Press|Canadian Press|CP|La Presse Canadienne|AAP|RNZ|NZPA|Kyodo|Kyodo News|Jiji|Jiji Press|Xinhua|China Daily|CGTN|Yonhap|KCNA|CNA|Central News Agency|Focus Taiwan|Bernama|Antara|ANTARA|PNA|PNA Philippines|TNA|VNA|VNS|TTXVN|PTI|ANI|IANS|UNI|Press Trust of India|APP|INP|PPI|BSS|UNB|RSS|TASS|ITAR-TASS|Interfax|Interfax-Ukraine|RIA|RIA Novosti|Sputnik|Sputnik News|Ukrinform|UNIAN|BelTA|BELTA|Kazinform|Trend|Report|AZERTAC|APA|Armenpress|ARMENPRESS|Agenda.ge|Interpressnews|AA|Anadolu|Anadolu Agency|Anadolu Ajansı|DHA|İHA|IHA|ANKA|Demirören|ANF|Rudaw|Kurdistan 24|BasNews|Shafaq News|NINA|INA|SANA|WAFA|Ma'an|MENA|Petra|PETRA|KUNA|QNA|BNA|SPA|WAM|ONA|SABA|NNA|NNA Lebanon|LANA|TAP|MAP|APS|SUNA|AMI|IRNA|ISNA|MNA|Mehr|Fars|FNA|Tasnim|IQNA|Press TV|Shana|Bakhtar|Pajhwok|Khaama Press|TOLOnews|ENA|FBC|NAN|GNA|KNA|SAnews|SABC|ANP|ANGOP|Lusa|LUSA|Inforpress|PANA|APA News|APO Group|African News Agency|ANA|ZAP|AIM|New Ziana|Zanis|The Media Line|JTA|JNS|TPS|WNS|CNW Group|Asharq Al-Awsat|Arab News|Syria TV|North Press|Enab Baladi|Al Arabiya|Middle East Eye|The National",
    "EFE|EUROPA PRESS|Europa Press|Servimedia|Colpisa|Agencias|Notimex|Télam|Telam|Noticias Argentinas|NA|DyN|Prensa Latina|PL|Andina|ANDINA|ABI|AVN|ACN|EP|Xinhua Español|Agencia EFE|ACAN-EFE|EFE Verde|Efe|SIC|Colprensa|Inforpress|Agência Brasil|Agencia Brasil|Estadão Conteúdo|Folhapress|FOLHAPRESS|Reuters Brasil|ANSA Brasil|ANSA|Ansa|Adnkronos|AdnKronos|AGI|Agi|askanews|Askanews|LaPresse|Italpress|ITALPRESS|Dire|DIRE|Radiocor|Il Sole 24 Ore Radiocor|Nova|Agenzia Nova|9Colonne|AGENPARL|MF-DJ|TMNews|ACN Catalunya|Agència Catalana de Notícies|Vatican News|Fides|Agenzia Fides|SIR|AsiaNews|Zenit",
    "ats|ATS|Keystone-ATS|Keystone-SDA|sda|SDA|awp|AWP|AFX|AFP-Services|Belga|BELGA|APA-OTS|OTS|ots|Reuters Health|epd|KNA Katholische|kna|KNA|SID|sid|afp|ddp|dapd|dts|dts Nachrichtenagentur|RND|APD|vwd|dpa-tmn|lnw|lby|lsw|pte|IRW-Press|newsaktuell|ANP|Novum|TT|NTB|NPK|Ritzau|RITZAU|/ritzau/|STT|STT-Lehtikuva|Lehtikuva|LETA|BNS|ELTA|ERR|PAP|IAR|ČTK|CTK|TASR|SITA|MTI|MTI-ECO|MOTI|V4NA|Agerpres|AGERPRES|Mediafax|MEDIAFAX|NewsIn|News.ro|BTA|БТА|Focus|Tanjug|Танјуг|TANJUG|Beta|BETA|FoNet|FONET|SRNA|Срна|FENA|Hina|HINA|STA|MIA|МИА|Makfax|Макфакс|ATA|ATSH|KosovaPress|Mina|MINA|ΑΠΕ-ΜΠΕ|ΑΠΕ|ΑΜΠΕ|AMNA|ANA-MPA|ΚΥΠΕ|CNA Cyprus|Moldpres|MOLDPRES|IPN|Infotag",
    "РИА Новости|РИА|РИАН|ТАСС|ИТАР-ТАСС|ИНТЕРФАКС|Интерфакс|Интерфакс-Украина|Росбалт|REGNUM|ИА REGNUM|Регнум|ПРАЙМ|Прайм|Sputnik|Спутник|РБК|АГН Москва|Москва 24|ФАН|Лента.ру|РАПСИ|Известия|Коммерсантъ|БЕЛТА|БелТА|БелаПАН|УНИАН|УНІАН|Укринформ|Укрінформ|УНН|РБК-Украина|РБК-Україна|Інтерфакс-Україна|Українські Новини|КазТАГ|Казинформ|КазИнформ|Kazinform|АКИpress|24.kg|Кабар|Кабар|Ховар|УзА|Дунё|Тренд|Арменпресс|Арменпресс|Новости-Армения|Новости-Грузия|Рейтер|Reuters|АП|АФП|Франс Пресс|Синьхуа|ЭФЭ|ДПА|БТА|Блумберг",
    "رويترز|أ ف ب|ا ف ب|أ.ف.ب|ا.ف.ب|أف ب|فرانس برس|وكالة فرانس برس|أ ب|ا ب|أ.ب|أسوشيتد برس|اسوشيتد برس|أسوشييتد برس|د ب أ|د ب ا|د.ب.أ|الألمانية|وكالة الأنباء الألمانية|سانا|وكالة سانا|الأناضول|وكالة الأناضول|الاناضول|شينخوا|سبوتنيك|تاس|نوفوستي|إنترفاكس|انترفاكس|إفي|آكي|آكي الإيطالية|أنسا|بلومبرغ|بلومبرج|يو بي آي|سي إن إن|بي بي سي|واس|وام|قنا|كونا|بنا|العمانية|وكالة الأنباء العمانية|بترا|وفا|معا|صفا|سبأ|سبأنت|أ ش أ|أ.ش.أ|أش أ|وكالة أنباء الشرق الأوسط|الشرق الأوسط|«الشرق الأوسط»|القدس العربي|العربي الجديد|الحياة|العربية|العربية.نت|العربية نت|الجزيرة|الجزيرة نت|الجزيرة.نت|سكاي نيوز عربية|روسيا اليوم|الحرة|الوطنية|الوكالة الوطنية|وطنية|المركزية|واع|نينا|شفق نيوز|السومرية|السومرية نيوز|الفرات نيوز|بغداد اليوم|رووداو|كردستان 24|وات|واج|و م ع|ومع|و.م.ع|وأج|وال|وام|سونا|سونا السودان|وامع|صومنا|الصباح|الشروق|الأهرام|اليوم السابع|المصري اليوم|عنب بلدي|تلفزيون سوريا|نورث برس|الخليج|الاتحاد|البيان|الإمارات اليوم|الرأي|الغد|الدستور|عمون|النهار|الأخبار|السفير|المدن|المستقبل|لبنان 24|النشرة|إرنا|ارنا|فارس|مهر|تسنيم|وكالات|الوكالات|أ ف ب رويترز|الأنباء|القبس|الراي|الوطن|الشرق|عكاظ|الرياض السعودية|سبق|دويتشه فيله|DW|يورونيوز|فرانس 24|المرصد|وكالة الأنباء السعودية|وكالة أنباء الإمارات|وكالة الأنباء القطرية|وكالة الأنباء الكويتية",
    "ایسنا|ایرنا|مهر|فارس|تسنیم|ایلنا|خبرآنلاین|برنا|آنا|پانا|ایکنا|شانا|میزان|باشگاه خبرنگاران جوان|رویترز|باختر|پژواک|بی‌بی‌سی|آناتولی|اے پی پی|اے ایف پی|رائٹرز|روئٹرز|اے پی|آن لائن|این این آئی|آئی این پی|ڈان|رووداو|סוכנויות|רויטרס|אי-פי|AFP|ANHA|Mezopotamya|MA|JINNEWS|BIA|bianet|CİHAN|Cihan|Sputnik Türkiye|AA Türkiye|hibya|Hibya|İLKHA|ILKHA|KHA|UHA|AZƏRTAC|APA|Trend|Report|Turan|KTA|TAK|BRT",
    "पीटीआई|भाषा|पीटीआई भाषा|एएनआई|एजेंसी|वार्ता|यूएनआई|हि.स.|आईएएनएस|रॉयटर्स|एपी|এএফপি|রয়টার্স|বাসস|ইউএনবি|পিটিআই|বিবিসি|எஎப்பி|ராய்ட்டர்ஸ்|பிடிஐ|TTXVN|Vietnam+|Thai News Agency|สำนักข่าวไทย|รอยเตอร์|เอเอฟพี|PNA|Kantor Berita Antara|Bernama|detik|Tempo|TEMPO.CO|KOMPAS.com|Kompas.com|CNN Indonesia|Republika|REPUBLIKA.CO.ID|Liputan6.com|Tribunnews|BBC Swahili|TSN|KBC",
    "新华社|新華社|中新社|中新网|中央社|中通社|法新社|路透社|路透|美联社|美聯社|共同社|塔斯社|韩联社|韓聯社|朝中社|德新社|埃菲社|安莎社|国际文传电讯社|俄新社|人民网|央视新闻|央视网|环球网|澎湃新闻|国际在线|央广网|光明网|中国日报网|共同|時事|時事通信|ロイター|ＡＦＰ|ＡＰ|共同通信|ブルームバーグ|聯合ニュース|タス|新華社＝中国通信|ラヂオプレス|RP|時事通信社|AFP時事|ロイター時事|AP通信|毎日|朝日|読売|日経|産経|연합뉴스|뉴시스|뉴스1|노컷뉴스|뉴스핌|이데일리|아시아경제|머니투데이|헤럴드경제|서울신문|세계일보|조선일보|중앙일보|동아일보|한겨레|경향신문|AP|AFP|로이터|신화|타스|교도|블룸버그|EPA|EPA 연합뉴스|AP 연합뉴스|로이터 연합뉴스",
];

static KNOWN: LazyLock<HashSet<String>> =
    LazyLock::new(|| AGENCIES.iter().flat_map(|names| names.split('|')).map(key).collect());

/// First words of the names; most words of a page are none.
static FIRST_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| KNOWN.iter().filter_map(|name| name.split(' ').next()).collect());

/// Whether a name may begin with this word (folded). Words of scripts without spaces may be cut otherwise than names are.
pub(super) fn may_begin_agency(folded: &str) -> bool {
    /// Where the scripts begin that write no spaces.
    const UNSPACED: char = '\u{e00}';
    let first = folded.split(' ').next().unwrap_or_default();
    first.chars().next().is_none_or(|letter| letter >= UNSPACED) || FIRST_WORDS.contains(first)
}

/// Words and figures: «لبنان 24» is a paper, «لبنان» is none.
fn key(name: &str) -> String {
    let figures: String = name.chars().filter(|letter| letter.is_numeric()).collect();
    if figures.is_empty() { phrase_key(name) } else { format!("{} {figures}", phrase_key(name)) }
}

/// Whether these words are an agency, or several joined by slashes, commas or hyphens with a known one among them.
pub(super) fn is_agency(name: &str) -> bool {
    let known = |name: &str| KNOWN.contains(&key(name));
    known(name) || name.split(['/', ',', '،', '-', '–', '+', ';', '|']).any(known)
}

/// Whether exactly these words are an agency.
pub(in crate::extract) fn is_exact_agency(name: &str) -> bool {
    KNOWN.contains(&key(name))
}

/// The agency that the text ends with, and what stands before it (`モスクワ時事`).
pub(super) fn split_trailing_agency(text: &str) -> Option<(&str, &str)> {
    /// Letters of the longest name in the scripts this is for, and of its marks.
    const LONGEST: usize = 16;
    let letters = text.chars().count();
    let places = text.char_indices().skip(letters.saturating_sub(LONGEST).max(1)).map(|(at, _)| at);
    let mut cuts = places.filter_map(|at| text.split_at_checked(at));
    cuts.find(|(_, agency)| is_exact_agency(agency))
}

/// The agency that the text begins with, the longest, and what follows (`新华社北京2月4日电`).
pub(super) fn split_leading_agency(text: &str) -> Option<(&str, &str)> {
    /// Letters of the longest name in the scripts this is for.
    const LONGEST: usize = 8;
    let ends = text.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(LONGEST);
    ends.filter_map(|at| text.split_at_checked(at)).filter(|(agency, _)| is_exact_agency(agency)).last()
}
