//! Openings and lines as the wires write them.

use proptest::prelude::*;

use super::*;
use crate::dates::DateContext;

fn context() -> DateContext<'static> {
    DateContext {
        now: "2021-02-10T12:00:00Z".parse().unwrap(),
        language: None,
        time_zone: None,
        formats: &[],
    }
}

/// `expected` is `place|agency|zone|published` with empty parts where there is none; empty as a whole for no dateline.
fn check(found: Option<DatelineReading>, text: &str, expected: &str) {
    let shown = found.map(|DatelineReading { dateline, published, .. }| {
        let published = published.map(|reading| reading.value.to_string());
        let parts = [dateline.place, dateline.agency, dateline.time_zone, published];
        parts.map(Option::unwrap_or_default).join("|")
    });
    assert_eq!(shown.unwrap_or_default(), expected, "{text}");
}

fn opening(text: &str, expected: &str) {
    check(read_opening_dateline(text, &context()), text, expected);
}

fn line(text: &str, expected: &str) {
    check(read_dateline_line(text, &context()), text, expected);
}

#[test]
fn openings_of_the_wires() {
    opening("BEIRUT (Reuters) - The port reopened on Monday.", "BEIRUT|Reuters|Asia/Beirut|");
    opening("CAIRO, Feb. 3 (AP) — Officials said.", "CAIRO|AP|Africa/Cairo|2021-02-03");
    opening("NAIROBI, Feb 3, 2021 (Xinhua) -- Kenya said.", "NAIROBI|Xinhua|Africa/Nairobi|2021-02-03");
    opening("MOSCOW. Feb 3 (Interfax) - The ruble rose.", "MOSCOW|Interfax|Europe/Moscow|2021-02-03");
    opening("SMALLTOWN, Kan. (AP) — A farmer said.", "SMALLTOWN, Kan.|AP|America/Chicago|");
    opening("دمشق-سانا\nبحث الوزير اليوم.", "دمشق|سانا|Asia/Damascus|");
    opening("حلب-سانا افتتح المحافظ معرضاً.", "حلب|سانا|Asia/Damascus|");
    opening("القاهرة – أ ف ب: أعلن البنك.", "القاهرة|أ ف ب|Africa/Cairo|");
    opening("بغداد (رويترز) - قال مسؤول.", "بغداد|رويترز|Asia/Baghdad|");
    opening("الرياض 3 فبراير 2021 (واس) - عقد المجلس جلسته.", "الرياض|واس|Asia/Riyadh|2021-02-03");
    opening("Berlin (dpa) - Die Regierung plant.", "Berlin|dpa|Europe/Berlin|");
    opening("PARIS (AFP) – Le ministre.", "PARIS|AFP|Europe/Paris|");
    opening("Roma, 3 feb. (askanews) - Il governo.", "Roma|askanews|Europe/Rome|2021-02-03");
    opening("(ANSA) - MILANO, 03 FEB - La squadra.", "MILANO|ANSA|Europe/Rome|2021-02-03");
    opening("Lisboa, 03 fev 2021 (Lusa) – O governo.", "Lisboa|Lusa|Europe/Lisbon|2021-02-03");
    opening("Москва. 3 февраля. ИНТЕРФАКС - Министр заявил.", "Москва|ИНТЕРФАКС|Europe/Moscow|2021-02-03");
    opening(
        "МОСКВА, 3 фев - РИА Новости. Президент подписал.",
        "МОСКВА|РИА Новости|Europe/Moscow|2021-02-03",
    );
    opening("МОСКВА, 3 февраля. /ТАСС/. Президент подписал.", "МОСКВА|ТАСС|Europe/Moscow|2021-02-03");
    opening("ANKARA (AA) - Bakan açıkladı.", "ANKARA|AA|Europe/Istanbul|");
    opening(
        "Budapest, 2021. február 3., szerda (MTI) - A kormány.",
        "Budapest|MTI|Europe/Budapest|2021-02-03",
    );
    opening("Praha 3. února (ČTK) - Vláda schválila.", "Praha|ČTK|Europe/Prague|2021-02-03");
    opening("नई दिल्ली, 3 फरवरी (भाषा) सरकार ने कहा।", "नई दिल्ली|भाषा|Asia/Kolkata|2021-02-03");
    opening("الرياض ـ واس: صدر البيان.", "الرياض|واس|Asia/Riyadh|");
    opening("SEATTLE--(BUSINESS WIRE)--A firm announced.", "SEATTLE|BUSINESS WIRE|America/Los_Angeles|");
    opening("تهران - ایرنا - وزیر گفت.", "تهران|ایرنا|Asia/Tehran|");
    opening("MADRID. El alcalde inauguró el puente.", "MADRID||Europe/Madrid|");
    opening("जयपुर। पुल फिर खुल गया।", "जयपुर||Asia/Kolkata|");
    opening("Madrid. El alcalde inauguró el puente.", "");
}

#[test]
fn full_stops_end_a_place_or_belong_to_it() {
    opening("ПЕТРОПАВЛОВСК. КАЗИНФОРМ – Аким провел встречу.", "ПЕТРОПАВЛОВСК|КАЗИНФОРМ||");
    opening("BUFFALO, N.Y. — The mayor said.", "BUFFALO, N.Y.||America/New_York|");
    opening("SALINA, Kan. — The mayor said.", "SALINA, Kan.||America/Chicago|");
    opening("МОСКВА. — Министр заявил.", "МОСКВА||Europe/Moscow|");
    let reading = read_opening_dateline("BUFFALO, N.Y. — The mayor said.", &context()).unwrap();
    assert_eq!(reading.dateline.raw, "BUFFALO, N.Y.");
    line("AFP, MANILA", "MANILA|AFP|Asia/Manila|");
    opening("AFP, MANILA — The minister said.", "MANILA|AFP|Asia/Manila|");
}

#[test]
fn openings_of_east_asia() {
    opening("新华社北京2月3日电 国务院发布。", "北京|新华社|Asia/Shanghai|2021-02-03");
    opening("【東京＝山田花子】首相は表明した。", "東京||Asia/Tokyo|");
    opening("（東京＝共同）首相は表明した。", "東京|共同|Asia/Tokyo|");
    opening("【ロンドン時事】英首相は表明した。", "ロンドン|時事|Europe/London|");
    opening("(서울=연합뉴스) 기자 = 정부는 발표했다.", "서울|연합뉴스|Asia/Seoul|");
}

/// Checks openings of many: text, place, agency (empty for none).
fn all_openings(cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (text, place, agency) in cases {
        let found = read_opening_dateline(text, &context()).map(|found| found.dateline);
        let parts = found.map(|found| (found.place.unwrap_or_default(), found.agency.unwrap_or_default()));
        if parts != Some(((*place).to_owned(), (*agency).to_owned())) {
            wrong.push(format!("{text}: {parts:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn openings_of_europe_and_the_americas() {
    all_openings(&[
        ("BOGOTÁ (AP) — El presidente anunció.", "BOGOTÁ", "AP"),
        ("La Paz, 3 feb (ABI).- El gobierno informó.", "La Paz", "ABI"),
        ("BRASÍLIA (Reuters) - O ministro disse.", "BRASÍLIA", "Reuters"),
        ("Alger, 3 fév 2021 (APS)- Le ministre a dit.", "Alger", "APS"),
        ("(AGI) - Roma, 3 feb. - Il ministro ha detto.", "Roma", "AGI"),
        ("ROMA - Il ministro ha detto.", "ROMA", ""),
        ("Berlin/Paris (dpa) - Die Regierungen planen.", "Berlin/Paris", "dpa"),
        ("Wien (APA) - Die Regierung plant.", "Wien", "APA"),
        ("MÜNCHEN – Die Stadt plant.", "MÜNCHEN", ""),
        ("DEN HAAG (ANP) - De minister zegt.", "DEN HAAG", "ANP"),
        ("AMSTERDAM - De burgemeester zegt.", "AMSTERDAM", ""),
        ("Oslo (NTB): Regjeringen foreslår.", "Oslo", "NTB"),
        ("Warszawa, 03.02.2021 (PAP) - Minister powiedział.", "Warszawa", "PAP"),
        ("Bucureşti, 3 feb /Agerpres/ - Ministrul a declarat.", "Bucureşti", "Agerpres"),
        ("София, 3 февруари (БТА) - Министърът каза.", "София", "БТА"),
        ("BEOGRAD, 3. februara (Tanjug) - Ministar je rekao.", "BEOGRAD", "Tanjug"),
        ("ZAGREB, 3. veljače 2021. (Hina) - Ministar je rekao.", "ZAGREB", "Hina"),
        ("Ljubljana, 03. februarja (STA) - Minister je dejal.", "Ljubljana", "STA"),
        ("TIRANË, 3 shkurt /ATSH/ - Ministri tha.", "TIRANË", "ATSH"),
        ("Αθήνα, 3 Φεβρουαρίου 2021 (ΑΠΕ-ΜΠΕ) - Ο υπουργός είπε.", "Αθήνα", "ΑΠΕ-ΜΠΕ"),
        ("Київ. 3 лютого. ІНТЕРФАКС-УКРАЇНА - Міністр заявив.", "Київ", "ІНТЕРФАКС-УКРАЇНА"),
        ("Bakı, 3 fevral, AZƏRTAC - Nazir dedi.", "Bakı", "AZƏRTAC"),
    ]);
}

#[test]
fn openings_of_asia_africa_and_the_rest() {
    all_openings(&[
        ("İSTANBUL (AA) - Bakan konuştu.", "İSTANBUL", "AA"),
        ("ERZURUM, (DHA)- Vali konuştu.", "ERZURUM", "DHA"),
        ("الرباط 3 فبراير 2021 (ومع) - قال الوزير.", "الرباط", "ومع"),
        ("عمان 3 شباط (بترا)- قال الوزير.", "عمان", "بترا"),
        ("رام الله 3-2-2021 وفا- قال الوزير.", "رام الله", "وفا"),
        ("طرابلس – «القدس العربي»: قال الوزير.", "طرابلس", "القدس العربي"),
        ("حمص - سانا: افتتح المحافظ الجسر.", "حمص", "سانا"),
        ("اسلام آباد (اے پی پی) وزیر نے کہا۔", "اسلام آباد", "اے پی پی"),
        ("लखनऊ, 3 फरवरी (भाषा) मंत्री ने कहा।", "लखनऊ", "भाषा"),
        ("पटना। पुल फिर खुल गया।", "पटना", ""),
        ("ঢাকা, ৩ ফেব্রুয়ারি, ২০২১ (বাসস) : মন্ত্রী বলেন।", "ঢাকা", "বাসস"),
        ("JAKARTA, KOMPAS.com - Menteri mengatakan.", "JAKARTA", "KOMPAS.com"),
        ("Jakarta (ANTARA) - Menteri mengatakan.", "Jakarta", "ANTARA"),
        ("REPUBLIKA.CO.ID, JAKARTA -- Menteri mengatakan.", "JAKARTA", "REPUBLIKA.CO.ID"),
        ("Jakarta, CNN Indonesia -- Menteri mengatakan.", "Jakarta", "CNN Indonesia"),
        ("KUALA LUMPUR: Menteri berkata.", "KUALA LUMPUR", ""),
        ("MANILA, Philippines — The mayor said.", "MANILA, Philippines", ""),
        ("[서울=뉴시스]홍길동 기자 = 정부는 발표했다.", "서울", "뉴시스"),
        ("(부산=뉴스1) 김철수 기자 = 시는 발표했다.", "부산", "뉴스1"),
        ("中新社上海2月3日电 市政府宣布。", "上海", "中新社"),
        ("〔記者陳小明／台北報導〕市府宣布。", "台北", ""),
        ("記者林小華／台中報導 市府宣布。", "台中", ""),
        ("【記者張三高雄報導】市府宣布。", "高雄", ""),
        ("[東京 ３日 ロイター] - 首相は表明した。", "東京", "ロイター"),
        ("LAGOS, Nigeria (AP) — The governor said.", "LAGOS, Nigeria", "AP"),
        ("NAIROBI (Reuters) - The minister said.", "NAIROBI", "Reuters"),
        ("KYIV, Ukraine — The president said.", "KYIV, Ukraine", ""),
        ("UNITED NATIONS (AP) — The council met.", "UNITED NATIONS", "AP"),
    ]);
}

#[test]
fn sentences_that_only_look_like_datelines_are_none() {
    for text in [
        "",
        "-",
        "LIVE: Follow the match here",
        "BREAKING - Two trains collided",
        "Lebanon's leaders met (again) - nothing came of it.",
        "The minister (left) - pictured in May - resigned.",
        "تحليل - ماذا بعد القمة؟",
        "قال الوزير: إن الحكومة باقية",
        "【独自】政府が検討",
        "[속보] 정부 발표",
        "Analyse - Was nun?",
        "EXCLUSIF - Le rapport",
        "2021 - a year in pictures",
        "By Jane Roe (AP) - Markets fell.",
        "A 21-year-old woman was rescued from the lake.",
        "I 1990-talet byggdes bron om.",
        "A 1990-es években - mondta.",
    ] {
        opening(text, "");
    }
}

#[test]
fn lines_above_a_story() {
    line("2021.02.04 | 23:10 دمشق", "دمشق||Asia/Damascus|2021-02-04T23:10:00+02:00");
    line("Beirut, 3 February 2021", "Beirut||Asia/Beirut|2021-02-03");
    line("بيروت - رويترز", "بيروت|رويترز|Asia/Beirut|");
    line("القاهرة (أ ف ب) 3 فبراير 2021", "القاهرة|أ ف ب|Africa/Cairo|2021-02-03");
    line("LA CROSSE, Wis. (AP)", "LA CROSSE, Wis.|AP|America/Chicago|");
    line("3/2/2021 12:10 م (توقيت مكة المكرمة)", "");
    line("3 February 2021, 10:00 London time", "");
    line("3 February 2021", "");
    line("إسطنبول / محمد يوسف / الأناضول", "إسطنبول|الأناضول|Europe/Istanbul|");
    line("حلب - خالد العمر", "حلب||Asia/Damascus|");
    line("خالد العمر - حلب", "حلب||Asia/Damascus|");
    line("Em São Paulo (SP)", "São Paulo||America/Sao_Paulo|");
    line("Da Folha, em Brasília", "Brasília|Folha|America/Sao_Paulo|");
    line("Em alta", "");
    line("9 oktober 2020 11:12 Bron: 112 Den Haag", "");
    line("Den Haag, 9 oktober 2020", "Den Haag||Europe/Amsterdam|2020-10-09");
    line("جريدة الزيتون – درعا", "درعا|جريدة الزيتون|Asia/Damascus|");
    line("سوريا - أخبار محلية", "");
    line("Berlin / Politik", "");
    line("لبنان - تقرير", "");
    line("Published on 3 February 2021 at 10:00", "");
    line("Syria", "");
    line("The council met in Paris on Monday to discuss the new plan for the year.", "");
}

#[test]
fn raw_is_verbatim() {
    let reading = read_opening_dateline("  BEIRUT, Feb 3 (Reuters) - The port.", &context()).unwrap();
    assert_eq!(reading.dateline.raw, "BEIRUT, Feb 3 (Reuters)");
    let reading = read_dateline_line("2021.02.04 | 23:10 دمشق", &context()).unwrap();
    assert_eq!(reading.dateline.raw, "2021.02.04 | 23:10 دمشق");
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,80}", likely in "(دمشق|PARIS|新华社|【|\\()?[A-Zأ-ي0-9 ,./()【】=日电电:\\n-]{0,40}") {
        for text in [text, likely] {
            let _ = read_opening_dateline(&text, &context());
            let _ = read_dateline_line(&text, &context());
        }
    }
}
