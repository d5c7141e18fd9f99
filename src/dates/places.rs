//! The time zone of a place, as datelines write it.

use std::sync::LazyLock;

use chrono_tz::Tz;
use rustc_hash::FxHashMap;

use super::lexer::phrase_key;
use super::place_table::PLACES;

/// Longest name that is looked up, in bytes.
const LONGEST_NAME: usize = 120;

/// Zones of the states of the USA and provinces of Canada, as datelines abbreviate them (Associated Press style) or in full.
const STATES: &[(Tz, &str)] = &[
    (
        Tz::America__New_York,
        "Conn|Connecticut|Del|Delaware|Fla|Florida|Ga|Ind|Indiana|Ky|Kentucky|Maine|Md|Maryland|Mass|Massachusetts|Mich|Michigan|N.H.|New Hampshire|N.J.|New Jersey|N.Y.|N.C.|North Carolina|Ohio|Pa|Pennsylvania|R.I.|Rhode Island|S.C.|South Carolina|Vt|Vermont|Va|Virginia|W.Va.|West Virginia|D.C.|CT|DE|FL|MA|MD|MI|NC|NH|NJ|NY|OH|PA|RI|SC|VA|VT|WV|DC",
    ),
    (
        Tz::America__Chicago,
        "Ala|Alabama|Ark|Arkansas|Ill|Illinois|Iowa|Kan|Kansas|La|Louisiana|Minn|Minnesota|Miss|Mississippi|Mo|Missouri|Neb|Nebraska|N.D.|North Dakota|Okla|Oklahoma|S.D.|South Dakota|Tenn|Tennessee|Texas|Tex|Wis|Wisconsin|AL|AR|IL|KS|LA|MN|MO|MS|ND|NE|OK|SD|TN|TX|WI",
    ),
    (Tz::America__Denver, "Colo|Colorado|Idaho|Mont|Montana|N.M.|New Mexico|Utah|Wyo|Wyoming|CO|MT|NM|UT|WY"),
    (Tz::America__Phoenix, "Ariz|Arizona|AZ"),
    (Tz::America__Los_Angeles, "Calif|California|Nev|Nevada|Ore|Oregon|Wash|CA|NV|OR|WA"),
    (Tz::America__Anchorage, "Alaska|AK"),
    (Tz::Pacific__Honolulu, "Hawaii|HI"),
    (Tz::America__Toronto, "Ontario|Ont|Quebec|Que|Québec"),
    (Tz::America__Winnipeg, "Manitoba|Man"),
    (Tz::America__Regina, "Saskatchewan|Sask"),
    (Tz::America__Edmonton, "Alberta|Alta"),
    (Tz::America__Vancouver, "British Columbia|B.C."),
    (Tz::America__Halifax, "Nova Scotia|N.S.|New Brunswick|N.B."),
    (Tz::America__St_Johns, "Newfoundland|N.L."),
];

static BY_NAME: LazyLock<FxHashMap<String, Tz>> = LazyLock::new(|| index(PLACES));
static BY_STATE: LazyLock<FxHashMap<String, Tz>> = LazyLock::new(|| index(STATES));

/// The time zone of a place as datelines write it (`دمشق`, `WASHINGTON`, `LA CROSSE, Wis.`), in any language; `None` when unknown.
pub fn time_zone_of_place(place: &str) -> Option<Tz> {
    if place.len() > LONGEST_NAME {
        return None;
    }
    if let Some(zone) = known(place) {
        return Some(zone);
    }
    let first = place.split(['/', '(']).next().filter(|first| first.len() < place.len());
    if let Some(zone) = first.and_then(time_zone_of_place) {
        return Some(zone);
    }
    let (city, region) = place.rsplit_once([',', '،'])?;
    BY_STATE.get(&phrase_key(region)).copied().or_else(|| known(city)).or_else(|| known(region))
}

fn known(place: &str) -> Option<Tz> {
    let key = phrase_key(place);
    BY_NAME.get(&key).or_else(|| BY_NAME.get(key.strip_prefix("ال")?)).copied()
}

fn index(table: &[(Tz, &str)]) -> FxHashMap<String, Tz> {
    let mut by_name = FxHashMap::default();
    for (zone, names) in table {
        for key in names.split('|').map(phrase_key) {
            if let Some(bare) = key.strip_prefix("ال") {
                by_name.entry(bare.to_owned()).or_insert(*zone);
            }
            by_name.entry(key).or_insert(*zone);
        }
    }
    by_name
}
