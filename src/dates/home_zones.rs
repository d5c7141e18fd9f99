//! The time zone that the clocks of a country's publications show, by the country's code or by a language that is at home in one zone.
//!
//! Countries whose news is written in several zones (the United States, Canada, Russia, Australia, Kazakhstan, Congo, Mongolia) are
//! left out, and so are domains that the whole world uses as words (`.tv`, `.io`, `.co`, `.me`, `.ai`, `.fm`,
//! `.am`, `.ly`).

use chrono_tz::Tz;

/// Zone, then the two-letter codes of the countries whose publications keep it, as in domains.
#[rustfmt::skip]
const COUNTRIES: &[(Tz, &str)] = &[
    (Tz::Europe__London, "uk gb"), (Tz::Europe__Dublin, "ie"), (Tz::Europe__Lisbon, "pt"), (Tz::Atlantic__Reykjavik, "is"),
    (Tz::Europe__Paris, "fr"), (Tz::Europe__Berlin, "de"), (Tz::Europe__Vienna, "at"), (Tz::Europe__Zurich, "ch li"), (Tz::Europe__Rome, "it va sm"),
    (Tz::Europe__Madrid, "es"), (Tz::Europe__Andorra, "ad"), (Tz::Europe__Amsterdam, "nl"), (Tz::Europe__Brussels, "be"), (Tz::Europe__Luxembourg, "lu"),
    (Tz::Europe__Copenhagen, "dk"), (Tz::Europe__Stockholm, "se"), (Tz::Europe__Oslo, "no"), (Tz::Europe__Helsinki, "fi"), (Tz::Europe__Tallinn, "ee"),
    (Tz::Europe__Riga, "lv"), (Tz::Europe__Vilnius, "lt"), (Tz::Europe__Warsaw, "pl"), (Tz::Europe__Prague, "cz"), (Tz::Europe__Bratislava, "sk"),
    (Tz::Europe__Budapest, "hu"), (Tz::Europe__Ljubljana, "si"), (Tz::Europe__Zagreb, "hr"), (Tz::Europe__Sarajevo, "ba"), (Tz::Europe__Belgrade, "rs"),
    (Tz::Europe__Skopje, "mk"), (Tz::Europe__Tirane, "al"), (Tz::Europe__Athens, "gr"), (Tz::Asia__Nicosia, "cy"), (Tz::Europe__Malta, "mt"),
    (Tz::Europe__Sofia, "bg"), (Tz::Europe__Bucharest, "ro"), (Tz::Europe__Chisinau, "md"), (Tz::Europe__Kyiv, "ua"), (Tz::Europe__Minsk, "by"),
    (Tz::Europe__Istanbul, "tr"), (Tz::Asia__Tbilisi, "ge"), (Tz::Asia__Baku, "az"),
    (Tz::Asia__Damascus, "sy"), (Tz::Asia__Beirut, "lb"), (Tz::Asia__Amman, "jo"), (Tz::Asia__Jerusalem, "il"), (Tz::Asia__Hebron, "ps"),
    (Tz::Asia__Baghdad, "iq"), (Tz::Asia__Riyadh, "sa"), (Tz::Asia__Kuwait, "kw"), (Tz::Asia__Bahrain, "bh"), (Tz::Asia__Qatar, "qa"),
    (Tz::Asia__Dubai, "ae"), (Tz::Asia__Muscat, "om"), (Tz::Asia__Aden, "ye"), (Tz::Asia__Tehran, "ir"), (Tz::Asia__Kabul, "af"),
    (Tz::Africa__Cairo, "eg"), (Tz::Africa__Khartoum, "sd"), (Tz::Africa__Tunis, "tn"), (Tz::Africa__Algiers, "dz"),
    (Tz::Africa__Casablanca, "ma"), (Tz::Africa__Nouakchott, "mr"), (Tz::Africa__Addis_Ababa, "et"), (Tz::Africa__Nairobi, "ke"),
    (Tz::Africa__Kampala, "ug"), (Tz::Africa__Dar_es_Salaam, "tz"), (Tz::Africa__Kigali, "rw"), (Tz::Africa__Lagos, "ng"), (Tz::Africa__Accra, "gh"),
    (Tz::Africa__Dakar, "sn"), (Tz::Africa__Abidjan, "ci"), (Tz::Africa__Douala, "cm"), (Tz::Africa__Johannesburg, "za"), (Tz::Africa__Maseru, "ls"),
    (Tz::Africa__Harare, "zw"), (Tz::Africa__Lusaka, "zm"), (Tz::Africa__Maputo, "mz"), (Tz::Africa__Luanda, "ao"), (Tz::Africa__Windhoek, "na"),
    (Tz::Africa__Gaborone, "bw"), (Tz::Africa__Blantyre, "mw"), (Tz::Indian__Antananarivo, "mg"), (Tz::Indian__Mauritius, "mu"),
    (Tz::Asia__Karachi, "pk"), (Tz::Asia__Kolkata, "in"), (Tz::Asia__Dhaka, "bd"), (Tz::Asia__Kathmandu, "np"), (Tz::Asia__Colombo, "lk"),
    (Tz::Indian__Maldives, "mv"), (Tz::Asia__Tashkent, "uz"), (Tz::Asia__Bishkek, "kg"), (Tz::Asia__Dushanbe, "tj"), (Tz::Asia__Ashgabat, "tm"),
    (Tz::Asia__Yangon, "mm"), (Tz::Asia__Bangkok, "th"), (Tz::Asia__Phnom_Penh, "kh"), (Tz::Asia__Ho_Chi_Minh, "vn"), (Tz::Asia__Kuala_Lumpur, "my"),
    (Tz::Asia__Singapore, "sg"), (Tz::Asia__Jakarta, "id"), (Tz::Asia__Manila, "ph"), (Tz::Asia__Brunei, "bn"), (Tz::Asia__Shanghai, "cn"),
    (Tz::Asia__Hong_Kong, "hk"), (Tz::Asia__Macau, "mo"), (Tz::Asia__Taipei, "tw"), (Tz::Asia__Tokyo, "jp"), (Tz::Asia__Seoul, "kr"), (Tz::Asia__Pyongyang, "kp"),
    (Tz::Pacific__Auckland, "nz"), (Tz::Pacific__Fiji, "fj"), (Tz::Pacific__Port_Moresby, "pg"),
    (Tz::America__Sao_Paulo, "br"), (Tz::America__Argentina__Buenos_Aires, "ar"), (Tz::America__Santiago, "cl"), (Tz::America__Montevideo, "uy"),
    (Tz::America__Asuncion, "py"), (Tz::America__La_Paz, "bo"), (Tz::America__Lima, "pe"), (Tz::America__Guayaquil, "ec"), (Tz::America__Caracas, "ve"),
    (Tz::America__Mexico_City, "mx"), (Tz::America__Guatemala, "gt"), (Tz::America__El_Salvador, "sv"), (Tz::America__Tegucigalpa, "hn"),
    (Tz::America__Managua, "ni"), (Tz::America__Costa_Rica, "cr"), (Tz::America__Panama, "pa"), (Tz::America__Havana, "cu"),
    (Tz::America__Santo_Domingo, "do"), (Tz::America__Puerto_Rico, "pr"), (Tz::America__Jamaica, "jm"), (Tz::America__Port_of_Spain, "tt"),
    (Tz::America__PortauPrince, "ht"),
];

/// Zone, then the languages (ISO 639) whose news is written in it, nearly all of it.
#[rustfmt::skip]
const LANGUAGES: &[(Tz, &str)] = &[
    (Tz::Asia__Tokyo, "ja"), (Tz::Asia__Seoul, "ko"), (Tz::Europe__Istanbul, "tr"), (Tz::Europe__Rome, "it"), (Tz::Europe__Berlin, "de"),
    (Tz::Europe__Amsterdam, "nl"), (Tz::Europe__Warsaw, "pl"), (Tz::Europe__Prague, "cs"), (Tz::Europe__Bratislava, "sk"), (Tz::Europe__Budapest, "hu"),
    (Tz::Europe__Ljubljana, "sl"), (Tz::Europe__Zagreb, "hr"), (Tz::Europe__Sarajevo, "bs"), (Tz::Europe__Belgrade, "sr"), (Tz::Europe__Skopje, "mk"),
    (Tz::Europe__Tirane, "sq"), (Tz::Europe__Athens, "el"), (Tz::Europe__Sofia, "bg"), (Tz::Europe__Bucharest, "ro"), (Tz::Europe__Kyiv, "uk"),
    (Tz::Europe__Minsk, "be"), (Tz::Europe__Copenhagen, "da"), (Tz::Europe__Stockholm, "sv"), (Tz::Europe__Oslo, "no nb nn"), (Tz::Europe__Helsinki, "fi"),
    (Tz::Europe__Tallinn, "et"), (Tz::Europe__Riga, "lv"), (Tz::Europe__Vilnius, "lt"), (Tz::Atlantic__Reykjavik, "is"), (Tz::Europe__Malta, "mt"),
    (Tz::Europe__Madrid, "ca gl eu"), (Tz::Asia__Jerusalem, "he"), (Tz::Asia__Tehran, "fa"), (Tz::Asia__Tbilisi, "ka"), (Tz::Asia__Yerevan, "hy"),
    (Tz::Asia__Baku, "az"), (Tz::Asia__Tashkent, "uz"), (Tz::Asia__Kolkata, "hi mr gu te kn ml pa or as"), (Tz::Asia__Kathmandu, "ne"),
    (Tz::Asia__Karachi, "ur"), (Tz::Asia__Bangkok, "th"), (Tz::Asia__Ho_Chi_Minh, "vi"), (Tz::Asia__Vientiane, "lo"), (Tz::Asia__Phnom_Penh, "km"),
    (Tz::Asia__Yangon, "my"), (Tz::Asia__Colombo, "si"), (Tz::Asia__Manila, "tl fil"), (Tz::Africa__Mogadishu, "so"), (Tz::Africa__Addis_Ababa, "am"),
];

/// The zone of the publications of a country, by its two-letter code in small letters; `None` when they keep several or the code is
/// used as a word by everyone.
pub fn time_zone_of_country(code: &str) -> Option<Tz> {
    zone_in(COUNTRIES, code)
}

/// The zone that nearly all news in a language (ISO 639) is written in; `None` for languages of several zones.
pub fn time_zone_of_language(language: &str) -> Option<Tz> {
    zone_in(LANGUAGES, language)
}

fn zone_in(table: &[(Tz, &str)], code: &str) -> Option<Tz> {
    table.iter().find(|(_, codes)| codes.split(' ').any(|listed| listed == code)).map(|(zone, _)| *zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_with_one_clock_have_a_zone() {
        for (code, zone) in [
            ("sy", Some(Tz::Asia__Damascus)),
            ("dk", Some(Tz::Europe__Copenhagen)),
            ("us", None),
            ("tv", None),
            ("ly", None),
            ("", None),
        ] {
            assert_eq!(time_zone_of_country(code), zone, "{code}");
        }
    }

    #[test]
    fn languages_of_many_lands_have_none() {
        assert_eq!(time_zone_of_language("ko"), Some(Tz::Asia__Seoul));
        for language in ["en", "ar", "fr", "es", "pt", "ru", "zh"] {
            assert_eq!(time_zone_of_language(language), None);
        }
    }
}
