//! Texts of news pages, through the public functions.

use proptest::prelude::*;

use super::*;

/// Reads with the language, the zone (empty: none) and the moment "noon UTC on 10 February 2021"; an empty expectation is none.
fn check(language: &str, zone: &str, text: &str, expected: &str) {
    let context = DateContext {
        now: "2021-02-10T12:00:00Z".parse().unwrap(),
        language: (!language.is_empty()).then_some(language),
        time_zone: zone.parse().ok(),
        formats: &[],
    };
    let found =
        read_machine_date(text, &context).map(|reading| reading.value.to_string()).unwrap_or_default();
    assert_eq!(found, expected, "{language} {text}");
}

/// Language and text of one day in 2020, the third of March.
#[rustfmt::skip]
const THIRD_OF_MARCH: &[(&str, &str)] = &[
    ("ar", "٣ مارس ٢٠٢٠"), ("ar", "الثلاثاء 3 آذار 2020"), ("ar", "03 آذار/مارس 2020"), ("ar", "3 مَارِس، 2020"),
    ("en", "Tuesday 3rd March 2020"), ("fr", "mardi 3 mars 2020"), ("de", "Dienstag, 3. März 2020"), ("es", "3 de marzo de 2020"),
    ("pt", "3 de março de 2020"), ("it", "martedì 3 marzo 2020"), ("tr", "3 Mart 2020 Salı"), ("fa", "سه‌شنبه ۳ مارس ۲۰۲۰"),
    ("fa", "۱۳ اسفند ۱۳۹۸"), ("ur", "3 مارچ 2020"), ("ckb", "٣ی ئازاری ٢٠٢٠"), ("ku", "3 adar 2020"),
    ("he", "3 במרץ 2020"), ("ru", "3 марта 2020 года"), ("uk", "3 березня 2020 року"), ("pl", "3 marca 2020 r."),
    ("cs", "3. března 2020"), ("sk", "3. marca 2020"), ("hu", "2020. március 3."), ("ro", "3 martie 2020"),
    ("bg", "3 март 2020 г."), ("sr", "3. март 2020."), ("hr", "3. ožujka 2020."), ("sl", "3. marec 2020"),
    ("el", "3 Μαρτίου 2020"), ("sv", "3 mars 2020"), ("nb", "3. mars 2020"), ("da", "3. marts 2020"),
    ("fi", "3. maaliskuuta 2020"), ("et", "3. märts 2020"), ("lv", "2020. gada 3. marts"), ("lt", "2020 m. kovo 3 d."),
    ("nl", "3 maart 2020"), ("ca", "3 de març de 2020"), ("eu", "2020ko martxoaren 3a"), ("gl", "3 de marzo de 2020"),
    ("sq", "3 Mars 2020"), ("id", "3 Maret 2020"), ("ms", "3 Mac 2020"), ("tl", "Marso 3, 2020"),
    ("vi", "Thứ ba, 3 tháng 3, 2020"), ("vi", "ngày 3/3/2020"), ("th", "3 มีนาคม 2563"), ("hi", "3 मार्च 2020"),
    ("bn", "৩ মার্চ ২০২০"), ("ta", "3 மார்ச் 2020"), ("zh", "2020年3月3日"), ("ja", "2020年3月3日（火）"),
    ("ko", "2020년 3월 3일"), ("sw", "3 Machi 2020"), ("am", "ማርች 3, 2020"), ("az", "3 mart 2020"),
    ("kk", "2020 жылғы 3 наурыз"), ("uz", "3-mart 2020"), ("uz", "2020-yil 3-mart"), ("ka", "3 მარტი, 2020"),
    ("hy", "3 մարտի, 2020"), ("te", "3 మార్చి 2020"), ("my", "၃ မတ် ၂၀၂၀"), ("", "Mar 3, 2020"),
    ("", "2020-03-03"),
];

#[test]
fn days_in_many_languages() {
    for (language, text) in THIRD_OF_MARCH {
        check(language, "", text, "2020-03-03");
    }
}

#[test]
fn times_with_the_zone_of_the_publication() {
    check("ar", "Asia/Damascus", "نشر في: 4 شباط 2021 الساعة 23:10", "2021-02-04T23:10:00+02:00");
    check("ar", "Asia/Damascus", "15 تموز 2020 - 9:05 مساءً", "2020-07-15T21:05:00+03:00");
    check("en", "America/New_York", "March 3, 2020, 9:05 p.m.", "2020-03-03T21:05:00-05:00");
    check("fr", "Europe/Paris", "Publié le 03/03/2020 à 9h05", "2020-03-03T09:05:00+01:00");
    check("da", "Europe/Copenhagen", "3. marts 2020 kl. 9.05", "2020-03-03T09:05:00+01:00");
    check("ko", "Asia/Seoul", "2020.03.03 오후 9:05", "2020-03-03T21:05:00+09:00");
    check("zh", "Asia/Shanghai", "2020-03-03 下午9时05分", "2020-03-03T21:05:00+08:00");
    check("ja", "Asia/Tokyo", "2020/3/3 21時05分", "2020-03-03T21:05:00+09:00");
    check("vi", "Asia/Ho_Chi_Minh", "Thứ ba, 3/3/2020, 21:05 (GMT+7)", "2020-03-03T21:05:00+07:00");
    check("ar", "", "3 آذار 2020 - 21:05", "2020-03-03T21:05:00");
}

#[test]
fn zones_and_cities_in_the_text_win() {
    check("ar", "Africa/Cairo", "2021.02.04 | 23:10 دمشق", "2021-02-04T23:10:00+02:00");
    check("ar", "Africa/Cairo", "3 آذار 2020، 21:05 بتوقيت غرينتش", "2020-03-03T21:05:00+00:00");
    check("ar", "", "3 آذار 2020، 21:05 بتوقيت مكة المكرمة", "2020-03-03T21:05:00+03:00");
    check("ar", "", "3 آذار 2020، 21:05 (توقيت بيروت)", "2020-03-03T21:05:00+02:00");
    check("en", "Europe/London", "3 Mar 2020, 21:05 IST", "2020-03-03T21:05:00+05:30");
    check("en", "Asia/Jerusalem", "3 Mar 2020, 21:05 IST", "2020-03-03T21:05:00+02:00");
    check("en", "", "3 Mar 2020 9:05 PM EDT", "2020-03-03T21:05:00-04:00");
    check("en", "", "3 Mar 2020 21:05 GMT+3", "2020-03-03T21:05:00+03:00");
    check("ru", "", "3 марта 2020, 21:05 (мск)", "2020-03-03T21:05:00+03:00");
}

#[test]
fn the_publication_is_chosen_of_two_stamps() {
    check("en", "", "Last updated on 5 March 2020. First published: 3 March 2020", "2020-03-03");
    check("ar", "", "آخر تحديث: 5 آذار 2020 | نُشر في 3 آذار 2020", "2020-03-03");
    check("es", "", "Publicado el 03/03/2020 | Actualizado 05/03/2020", "2020-03-03");
    check("en", "", "Updated 5 March 2020", "2020-03-05");
}

#[test]
fn relative_times_count_back_from_now() {
    check("en", "", "5 minutes ago", "2021-02-10T11:55:00+00:00");
    check("en", "", "1 hour 20 minutes ago", "2021-02-10T10:40:00+00:00");
    check("ar", "Asia/Damascus", "منذ 3 ساعات", "2021-02-10T11:00:00+02:00");
    check("ar", "", "قبل يومين", "2021-02-08");
    check("ar", "", "منذ شهرين", "2020-12-10");
    check("fr", "", "il y a 5 jours", "2021-02-05");
    check("tr", "", "2 gün önce", "2021-02-08");
    check("nl", "", "3 weken geleden", "2021-01-20");
    check("zh", "", "3个月前", "2020-11-10");
    check("sv", "", "igår 18:40", "2021-02-09T18:40:00");
}

#[test]
fn days_without_a_year_are_the_latest() {
    check("en", "", "March 3", "2020-03-03");
    check("ar", "", "3 شباط", "2021-02-03");
    check("de", "Europe/Berlin", "03.02. 21:05 Uhr", "2021-02-03T21:05:00+01:00");
}

#[test]
fn a_month_of_another_language_needs_its_year() {
    check("de", "", "Kamera 11 Pro im Vergleich", "");
    check("de", "", "3 mars 2020", "2020-03-03");
    check("de", "", "3 March", "2020-03-03");
    check("cs", "", "11 pro", "2020-12-11");
    check("", "", "3 mars", "2020-03-03");
    // A language whose months are not listed may write those of its neighbour.
    check("oc", "", "3 mars", "2020-03-03");
}

#[test]
fn the_end_of_a_range_is_no_date() {
    check("de", "", "4.-6. Januar 2020", "");
    check("de", "", "Messe 14. - 20. Januar 2020", "");
    check("de", "", "Montag, 20. Januar 2020", "2020-01-20");
}

#[test]
fn regions_decide_the_order() {
    check("en-US", "", "3/4/2020", "2020-03-04");
    check("en", "America/Chicago", "3/4/2020", "2020-03-04");
    check("en-GB", "", "3/4/2020", "2020-04-03");
    check("de", "", "3.4.20", "2020-04-03");
    check("en-US", "", "23/4/2020", "2020-04-23");
}

#[test]
fn machine_dates_and_their_misspellings() {
    check("", "", "2021-02-04T23:10:05.123+0200", "2021-02-04T23:10:05+02:00");
    check("", "", "2021-02-04 23:10:05 +02:00", "2021-02-04T23:10:05+02:00");
    check("", "", "2021-02-04T23:10", "2021-02-04T23:10:00");
    check("", "", "20210204T2310Z", "2021-02-04T23:10:00+00:00");
    check("", "", "2021-02-04T23:10:05+02:00[Europe/Kiev]", "2021-02-04T23:10:05+02:00");
    check("", "", "Thu, 4 Feb 2021 23:10:05 GMT", "2021-02-04T23:10:05+00:00");
    check("", "", "Thu Feb 04 23:10:05 UTC 2021", "2021-02-04T23:10:05+00:00");
    check("", "", "1612473005", "2021-02-04T21:10:05+00:00");
    check("", "", "1612473005123", "2021-02-04T21:10:05+00:00");
    check("", "", "2021-02-04T24:00", "2021-02-05T00:00:00");
}

#[test]
fn what_only_looks_like_a_date_is_none() {
    for text in [
        "",
        "+961 1 234 567",
        "01-23-45-67-89",
        "3-1",
        "$3.04",
        "12.5%",
        "2015–2020",
        "pages 3-12",
        "2020-02-30",
        "31/11/2020",
        "192.168.10.20",
        "v1.2.2020.5",
        "7 min read",
        "12 تعليقاً",
        "May the best team win",
        "من 5 إلى 10 آلاف",
        "4-6 February",
        "Feb 4-6, 2021",
        "USA Today",
        "Hier klicken",
        "99999999999999999999",
    ] {
        check("en", "", text, "");
    }
}

#[test]
fn places_have_zones() {
    for (place, zone) in [
        ("دمشق", "Asia/Damascus"),
        ("LA CROSSE, Wis.", "America/Chicago"),
        ("WASHINGTON/LONDON", "America/New_York"),
        ("Damascus, Syria", "Asia/Damascus"),
        ("قاهرة", "Africa/Cairo"),
        ("SAO PAULO", "America/Sao_Paulo"),
        ("東京", "Asia/Tokyo"),
        ("İSTANBUL", "Europe/Istanbul"),
        ("МОСКВА", "Europe/Moscow"),
    ] {
        assert_eq!(time_zone_of_place(place).map(chrono_tz::Tz::name), Some(zone), "{place}");
    }
    for place in ["", "Nowhere", ",", "/", "الـ"] {
        assert_eq!(time_zone_of_place(place), None, "{place}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}", dated in "[0-9٠-٩ :./,TZ+|a-fمص年月日前 -]{0,40}", language in "(ar|fa|zh|en-US|)") {
        for text in [text, dated] {
            let context = DateContext {
                now: "2021-02-10T12:00:00Z".parse().unwrap(),
                language: Some(&language),
                time_zone: "Asia/Damascus".parse().ok(),
                formats: &[],
            };
            let _ = read_machine_date(&text, &context);
            let _ = time_zone_of_place(&text);
            if let Ok(url) = url::Url::parse("https://news.example/").and_then(|base| base.join(&text)) {
                let _ = read_url_date(&url, context.now);
            }
        }
    }
}

#[test]
fn short_seconds_and_spans_of_time_are_told_from_offsets() {
    check("en", "", "2020-12-05T23:15:0Z", "2020-12-05T23:15:00+00:00");
    check("de", "Europe/Berlin", "5. Dezember 2020, 10:00-11:30 Uhr", "2020-12-05T10:00:00+01:00");
    check("en", "", "2020-12-05T10:00:00-03:30", "2020-12-05T10:00:00-03:30");
}

#[test]
fn a_change_is_read_beside_the_publication() {
    let context = DateContext {
        now: "2021-02-10T12:00:00Z".parse().unwrap(),
        language: Some("fr"),
        time_zone: None,
        formats: &[],
    };
    for (text, expected) in [
        ("Publié le 6 février 2020 à 18h32, mis à jour le 7 février 2020 à 07h05", "2020-02-07T07:05:00"),
        ("Published: 6 Feb 2020 | Updated: 7 Feb 2020", "2020-02-07"),
        ("Publié le 6 février 2020", ""),
    ] {
        let found = read_change_date(text, &context).map(|reading| reading.value.to_string());
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }
}

/// Language, text and what it says: openings and labels of pages in languages and forms that the other tests do not have.
#[rustfmt::skip]
const STAMPS_OF_THE_WORLD: &[(&str, &str, &str)] = &[
    ("is", "Birt þann 3. mars 2020", "2020-03-03"), ("cy", "3 Mawrth 2020", "2020-03-03"), ("ga", "3 Márta 2020", "2020-03-03"),
    ("mt", "3 ta' Marzu 2020", "2020-03-03"), ("af", "3 Maart 2020", "2020-03-03"), ("so", "3 Maarso 2020", "2020-03-03"),
    ("mk", "3 март 2020", "2020-03-03"), ("be", "3 сакавіка 2020 г.", "2020-03-03"), ("bs", "3. mart 2020.", "2020-03-03"),
    ("az", "3 mart 2020, 14:30", "2020-03-03T14:30:00"), ("uz", "2020 yil 3 mart", "2020-03-03"), ("ky", "2020-жылдын 3-марты", "2020-03-03"),
    ("tg", "3 марти соли 2020", "2020-03-03"), ("tk", "2020-nji ýylyň 3-nji marty", "2020-03-03"),
    ("kn", "3 ಮಾರ್ಚ್ 2020", "2020-03-03"), ("ml", "2020 മാർച്ച് 3", "2020-03-03"), ("gu", "3 માર્ચ 2020", "2020-03-03"),
    ("pa", "3 ਮਾਰਚ 2020", "2020-03-03"), ("mr", "3 मार्च 2020", "2020-03-03"), ("ne", "३ मार्च २०२०", "2020-03-03"),
    ("si", "2020 මාර්තු 3", "2020-03-03"), ("or", "୩ ମାର୍ଚ୍ଚ ୨୦୨୦", "2020-03-03"), ("as", "৩ মাৰ্চ ২০২০", "2020-03-03"),
    ("lo", "3 ມີນາ 2020", "2020-03-03"), ("km", "ថ្ងៃទី 3 ខែមីនា ឆ្នាំ 2020", "2020-03-03"), ("bo", "2020-03-03", "2020-03-03"),
    ("ha", "3 Maris 2020", "2020-03-03"), ("yo", "3 Oṣù Kẹ́ta 2020", ""), ("zu", "3 Mashi 2020", "2020-03-03"),
    ("rw", "3 Werurwe 2020", "2020-03-03"), ("om", "Bitootessa 3, 2020", "2020-03-03"), ("lb", "3. Mäerz 2020", "2020-03-03"),
    ("fy", "3 maart 2020", "2020-03-03"), ("eo", "3-a de marto 2020", "2020-03-03"),
    ("gd", "3 Màrt 2020", "2020-03-03"), ("fo", "3. mars 2020", "2020-03-03"), ("la", "3 Martii 2020", "2020-03-03"),
    ("ps", "د ۲۰۲۰ د مارچ ۳", "2020-03-03"), ("sd", "3 مارچ 2020", "2020-03-03"), ("ug", "2020-يىلى 3-مارت", "2020-03-03"),
    ("jv", "3 Maret 2020", "2020-03-03"), ("su", "3 Maret 2020", "2020-03-03"), ("ceb", "Marso 3, 2020", "2020-03-03"),
    ("mg", "3 Martsa 2020", "2020-03-03"),
    ("dv", "3 މާރިޗު 2020", "2020-03-03"), ("ti", "3 መጋቢት 2020", ""), ("en", "Posted: 3 Mar. 2020, 2.30pm", "2020-03-03T14:30:00"),
    ("en", "Tue 3 Mar 2020 14.30 GMT", "2020-03-03T14:30:00+00:00"), ("fr", "Publié le mardi 03 mars 2020 à 14h30", "2020-03-03T14:30:00"),
    ("de", "Stand: 03.03.2020, 14:30 Uhr", "2020-03-03T14:30:00"), ("es", "3 MAR 2020 - 14:30 CET", "2020-03-03T14:30:00+01:00"),
    ("pt", "03/03/2020 14h30", "2020-03-03T14:30:00"), ("it", "3 Marzo 2020 alle 14:30", "2020-03-03T14:30:00"),
    ("ru", "3 марта 2020 в 14:30", "2020-03-03T14:30:00"), ("tr", "Yayınlanma: 03.03.2020 - 14:30", "2020-03-03T14:30:00"),
    ("el", "Δημοσιεύτηκε: 03 Μαρτίου 2020, 14:30", "2020-03-03T14:30:00"), ("fa", "تاریخ انتشار: ۱۳ اسفند ۱۳۹۸ - ۱۴:۳۰", "2020-03-03T14:30:00"),
    ("ar", "الثلاثاء 8 رجب 1441 هـ - 3 مارس 2020 م", "2020-03-03"), ("ar", "٠٣ آذار ٢٠٢٠ | ٠٢:٣٠ م", "2020-03-03T14:30:00"),
    ("he", "פורסם: 03.03.20, 14:30", "2020-03-03T14:30:00"), ("ko", "입력 2020-03-03 14:30:00", "2020-03-03T14:30:00"),
    ("ja", "令和2年3月3日 14時30分", "2020-03-03T14:30:00"), ("zh", "2020年03月03日 14:30 来源：新华网", "2020-03-03T14:30:00"),
    ("th", "3 มี.ค. 2563 14:30 น.", "2020-03-03T14:30:00"), ("vi", "Thứ Ba, 03/03/2020 14:30", "2020-03-03T14:30:00"),
    ("hu", "2020. márc. 3. 14:30", "2020-03-03T14:30:00"), ("pl", "Data publikacji: 03.03.2020 14:30", "2020-03-03T14:30:00"),
    ("cs", "3. 3. 2020 14:30", "2020-03-03T14:30:00"), ("fi", "Julkaistu 3.3.2020 klo 14.30", "2020-03-03T14:30:00"),
    ("nl", "3 mrt. 2020 om 14:30", "2020-03-03T14:30:00"), ("lt", "2020-03-03 14:30", "2020-03-03T14:30:00"),
    ("ka", "3 მარტი 2020, 14:30", "2020-03-03T14:30:00"), ("hy", "03 Մարտի 2020, 14:30", "2020-03-03T14:30:00"),
];

#[test]
fn stamps_in_more_languages() {
    let mut wrong = Vec::new();
    for (language, text, expected) in STAMPS_OF_THE_WORLD {
        let now = "2021-02-10T12:00:00Z".parse().unwrap();
        let context = DateContext { now, language: Some(language), time_zone: None, formats: &[] };
        let found = read_date(text, &context).map(|reading| reading.value.to_string()).unwrap_or_default();
        if found != *expected {
            wrong.push(format!("{language} {text}: {found} instead of {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn relative_times_in_more_languages() {
    let mut wrong = Vec::new();
    for (language, text, expected) in [
        ("sq", "2 orë më parë", "2021-02-10T10:00:00+00:00"),
        ("mk", "пред 2 часа", "2021-02-10T10:00:00+00:00"),
        ("hr", "prije 2 sata", "2021-02-10T10:00:00+00:00"),
        ("sl", "pred 2 urama", "2021-02-10T10:00:00+00:00"),
        ("hu", "2 órája", "2021-02-10T10:00:00+00:00"),
        ("ro", "acum 2 ore", "2021-02-10T10:00:00+00:00"),
        ("el", "πριν από 2 ώρες", "2021-02-10T10:00:00+00:00"),
        ("bg", "преди 2 часа", "2021-02-10T10:00:00+00:00"),
        ("uk", "2 години тому", "2021-02-10T10:00:00+00:00"),
        ("ka", "2 საათის წინ", "2021-02-10T10:00:00+00:00"),
        ("hy", "2 ժամ առաջ", "2021-02-10T10:00:00+00:00"),
        ("az", "2 saat əvvəl", "2021-02-10T10:00:00+00:00"),
        ("uz", "2 soat oldin", "2021-02-10T10:00:00+00:00"),
        ("kk", "2 сағат бұрын", "2021-02-10T10:00:00+00:00"),
        ("fa", "۲ ساعت پیش", "2021-02-10T10:00:00+00:00"),
        ("ur", "2 گھنٹے پہلے", "2021-02-10T10:00:00+00:00"),
        ("hi", "2 घंटे पहले", "2021-02-10T10:00:00+00:00"),
        ("bn", "২ ঘণ্টা আগে", "2021-02-10T10:00:00+00:00"),
        ("ta", "2 மணி நேரம் முன்பு", "2021-02-10T10:00:00+00:00"),
        ("th", "2 ชั่วโมงที่แล้ว", "2021-02-10T10:00:00+00:00"),
        ("vi", "2 giờ trước", "2021-02-10T10:00:00+00:00"),
        ("id", "2 jam yang lalu", "2021-02-10T10:00:00+00:00"),
        ("sw", "saa 2 zilizopita", "2021-02-10T10:00:00+00:00"),
        ("ko", "2시간 전", "2021-02-10T10:00:00+00:00"),
        ("ja", "2時間前", "2021-02-10T10:00:00+00:00"),
        ("is", "fyrir 2 klukkustundum", "2021-02-10T10:00:00+00:00"),
        ("te", "2 గంటల క్రితం", "2021-02-10T10:00:00+00:00"),
        ("kn", "2 ಗಂಟೆಗಳ ಹಿಂದೆ", "2021-02-10T10:00:00+00:00"),
        ("ml", "2 മണിക്കൂർ മുമ്പ്", "2021-02-10T10:00:00+00:00"),
        ("gu", "2 કલાક પહેલા", "2021-02-10T10:00:00+00:00"),
        ("mr", "2 तासांपूर्वी", "2021-02-10T10:00:00+00:00"),
        ("pa", "2 ਘੰਟੇ ਪਹਿਲਾਂ", "2021-02-10T10:00:00+00:00"),
        ("my", "၂ နာရီ အကြာက", "2021-02-10T10:00:00+00:00"),
        ("mn", "2 цагийн өмнө", "2021-02-10T10:00:00+00:00"),
        ("be", "2 гадзіны таму", "2021-02-10T10:00:00+00:00"),
        ("et", "2 tundi tagasi", "2021-02-10T10:00:00+00:00"),
        ("lv", "pirms 2 stundām", "2021-02-10T10:00:00+00:00"),
        ("lt", "prieš 2 valandas", "2021-02-10T10:00:00+00:00"),
        ("ca", "fa 2 hores", "2021-02-10T10:00:00+00:00"),
        ("eu", "duela 2 ordu", "2021-02-10T10:00:00+00:00"),
        ("gl", "hai 2 horas", "2021-02-10T10:00:00+00:00"),
        ("af", "2 uur gelede", "2021-02-10T10:00:00+00:00"),
        ("ms", "2 jam lalu", "2021-02-10T10:00:00+00:00"),
        ("he", "לפני שעתיים", "2021-02-10T10:00:00+00:00"),
    ] {
        let now = "2021-02-10T12:00:00Z".parse().unwrap();
        let context = DateContext { now, language: Some(language), time_zone: None, formats: &[] };
        let found = read_date(text, &context).map(|reading| reading.value.to_string()).unwrap_or_default();
        if found != expected {
            wrong.push(format!("{language} {text}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_close_to_a_date_is_none() {
    for text in [
        "Tel. 030 12 34 56 78",
        "+49 89 12.03.20",
        "Spielstand 12:10",
        "2-1 (1-0)",
        "Preis: 12,03 €",
        "$3.20",
        "Version 3.2.2020.1",
        "Seite 3/20",
        "Room 12.03",
        "10-12 March",
        "March 10–12, 2020",
        "3-5 mars 2020",
        "192.168.20.20",
        "ISBN 978-3-16-148410-0",
        "1:0 (0:0)",
        "Agenda 2030",
        "Covid-19",
        "24/7",
        "9/11",
        "50/50",
        "4.5 of 5 stars",
        "12.000.000",
        "3x3",
    ] {
        let now = "2021-02-10T12:00:00Z".parse().unwrap();
        for language in ["en", "de", "fr"] {
            let context = DateContext { now, language: Some(language), time_zone: None, formats: &[] };
            assert_eq!(read_date(text, &context), None, "{language} {text}");
        }
    }
}
