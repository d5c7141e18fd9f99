//! What a query finds and what it must not, language by language: the table, against the index itself.

use super::search_tests::{Shelf, found};

/// Query, text, whether it is found there.
type Row = (&'static str, &'static str, bool);

const ARABIC: &[Row] = &[
    ("محمد", "قال مُحَمَّد إن الجسر فُتح", true),
    ("مُحَمَّد", "وصل محمد مساء أمس", true),
    ("احمد", "قال أحمد للصحفيين", true),
    ("أحمد", "قال احمد للصحفيين", true),
    ("القاهره", "اجتمعوا في القاهرة", true),
    ("القاهرة", "ساروا إلى القاهره", true),
    ("القاهرة", "التقوا بالقاهرة ليلاً", true),
    ("القاهرة", "عادوا للقاهرة", true),
    ("قاهرة", "زار القاهرة مرة", true),
    ("مستشفي", "نقلوا إلى مستشفى المدينة", true),
    ("علي", "جلس على الكرسي", true),
    ("اسلام", "كتاب عن الإسلام", true),
    ("بيت", "بــيــت قديم", true),
    ("2021", "في عام ٢٠٢١", true),
    ("٢٠٢١", "في عام 2021", true),
    ("محمد", "ﻣﺤﻤﺪ في الصورة", true),
    ("حكومة", "وقالت الحكومة", true),
    ("الحكومة", "والحكومة توافق", true),
    ("الحكومة", "تشكيل حكومة جديدة", true),
    ("رئيس", "اجتمع بالرئيس", true),
    ("دمشق", "وصلوا بدمشق ودمشق بعيدة", true),
    ("\"الجسر القديم\"", "افتتاح الجسر القديم اليوم", true),
    ("\"الجسر القديم\"", "القديم من الجسر", false),
    ("ألبانيا", "سافروا إلى ألبانيا", true),
    ("البانيا", "سافروا إلى ألبانيا", true),
    ("ألبانيا", "كلمة بانيا وحدها", false),
    ("ألمانيا", "كتبه ماني قديماً", false),
    ("مال", "كتبه كمال", false),
    ("ولد", "يوم بلد", false),
    ("محمد", "قال محمود", false),
    ("القاهرة", "قهر الخصم", false),
    ("\"قاهرة\"", "في القاهرة", false),
];

const PERSIAN_AND_KIN: &[Row] = &[
    ("کتاب", "كتاب تازه", true),
    ("كتاب", "کتاب‌ها را خواند", true),
    ("ایران", "ايران امروز", true),
    ("۱۴۰۰", "سال 1400", true),
    ("خواهم", "می‌خواهم بروم", true),
    ("گل", "کل شهر", false),
    ("کراچی", "كراچي میں بارش", true),
    ("پاکستان", "پاکستان کے شہر میں", true),
    ("ہندوستان", "ھندوستان", true),
    ("هەولێر", "لە ھەولێر", true),
    ("کوردستان", "كوردستان", true),
];

const LATIN: &[Row] = &[
    ("cafe", "Le Café du port", true),
    ("CAFÉ", "the cafe", true),
    ("economie", "l’économie va mal", true),
    ("l'eau", "boire de l’eau", true),
    ("coeur", "au cœur de la ville", true),
    ("strasse", "Die Straße ist gesperrt", true),
    ("Straße", "in der STRASSE", true),
    ("munchen", "aus München", true),
    ("istanbul", "İstanbul’da kar", true),
    ("ISTANBUL", "ıstanbul", true),
    ("lodz", "w Łodzi i Łódź", true),
    ("viet nam", "ở Việt Nam hôm nay", true),
    ("da nang", "Đà Nẵng", true),
    ("manana", "Hasta mañana", true),
    ("covid-19", "the COVID 19 wave", true),
    ("counc*", "the councils met", true),
    ("Ｎｅｗｓ", "news of the day", true),
    ("office", "the oﬃce", true),
    ("council bridge", "The bridge is closed, the council says", true),
    ("council bridge", "The council met", false),
    ("\"old bridge\"", "the bridge is old", false),
    ("bridge -toll", "a toll for the bridge", false),
    ("art", "the party started", false),
    ("counc*", "the account", false),
    ("bridge OR tunnel", "the tunnel", true),
];

const OTHER_ALPHABETS: &[Row] = &[
    ("елка", "новогодняя ёлка", true),
    ("ЁЛКА", "ёлка в парке", true),
    ("замок", "старый за\u{301}мок", true),
    ("мои", "мой дом", false),
    ("київ", "у Київ прибули", true),
    ("киів", "у Київ прибули", false),
    ("αθηνα", "στην Αθήνα", true),
    ("ΤΕΛΟΣ", "στο τέλος", true),
    ("שלום", "שָׁלוֹם לכולם", true),
    ("צה\"ל", "דובר צה״ל אמר", true),
    ("שלום", "שלומית באה", false),
    ("हिन्दी", "हिन्दी में समाचार", true),
    ("बाजार", "बाज़ार खुला", true),
    ("दिल", "दिल्ली में", false),
];

const WITHOUT_SPACES: &[Row] = &[
    ("东京", "昨日在东京大学举行", true),
    ("大学", "昨日在东京大学举行", true),
    ("京大", "昨日在东京大学举行", true),
    ("火", "森林大火", true),
    ("东大", "昨日在东京大学举行", false),
    ("北京大学", "北京的大学", false),
    ("2021年", "在2021年春天", true),
    ("東京都", "東京都知事が会見", true),
    ("ニュース", "今日のﾆｭｰｽです", true),
    ("がっこう", "がっこうへ行く", true),
    ("かっこう", "がっこうへ行く", false),
    ("서울", "서울에서 열린 회의", true),
    ("뉴스", "국제뉴스입니다", true),
    ("울산", "서울 산", false),
    ("ประเทศ", "ข่าวประเทศไทยวันนี้", true),
    ("ไทย", "ข่าวประเทศไทยวันนี้", true),
    ("กรุงเทพ", "ข่าวประเทศไทยวันนี้", false),
];

#[tokio::test]
async fn queries_find_what_they_should_and_nothing_else() {
    let rows: Vec<Row> = [ARABIC, PERSIAN_AND_KIN, LATIN, OTHER_ALPHABETS, WITHOUT_SPACES].concat();
    let shelf = Shelf::new();
    let mut ids = Vec::new();
    for (_, text, _) in &rows {
        ids.push(shelf.keep("A title of no account", text).await);
    }
    let mut wrong = Vec::new();
    for ((query, text, expected), id) in rows.iter().zip(&ids) {
        if found(&shelf, query).await.contains(id) != *expected {
            wrong.push(format!("«{query}» in «{text}» should be {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows.len() > 60 && rows.iter().filter(|(_, _, expected)| !expected).count() > 15);
}
