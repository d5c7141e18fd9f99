//! Texts of news pages, through the public functions.

use proptest::prelude::*;

use super::*;

/// Reads with the language, the zone (empty: none) and the moment "noon UTC on 10 February 2021"; an empty expectation is none.
fn check(language: &str, zone: &str, text: &str, expected: &str) {
    let context = DateContext {
        now: "2021-02-10T12:00:00Z".parse().unwrap(),
        language: (!language.is_empty()).then_some(language),
        time_zone: zone.parse().ok(),
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
    let context =
        DateContext { now: "2021-02-10T12:00:00Z".parse().unwrap(), language: Some("fr"), time_zone: None };
    for (text, expected) in [
        ("Publié le 6 février 2020 à 18h32, mis à jour le 7 février 2020 à 07h05", "2020-02-07T07:05:00"),
        ("Published: 6 Feb 2020 | Updated: 7 Feb 2020", "2020-02-07"),
        ("Publié le 6 février 2020", ""),
    ] {
        let found = read_change_date(text, &context).map(|reading| reading.value.to_string());
        assert_eq!(found.unwrap_or_default(), expected, "{text}");
    }
}
