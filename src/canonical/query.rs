//! The query of an address without what only tells where the reader came from.

/// Beginnings of parameter names that campaigns, analytics and advertisers use, and nobody else.
const TRACKING_PREFIXES: &[&str] = &[
    "utm_",
    "utm-",
    "mtm_",
    "pk_",
    "piwik_",
    "matomo_",
    "hsa_",
    "_hs",
    "__hs",
    "at_campaign",
    "at_medium",
    "at_custom",
    "ns_",
    "fb_",
    "ga_",
    "vero_",
    "oly_",
    "elq",
    "trk_",
    "trkcampaign",
    "sfmc_",
    "campaign_",
    "guce_",
    "gaa_",
    "_branch_",
    "wt_",
    "wt.",
    "itm_",
    "int_",
    "mkt_",
    "mc_",
    "sc_c",
    "s_cid",
    "cvid",
    "cx_",
    "asgtbndr",
    "otm_",
    "stm_",
    "tduid",
    "gs_l",
    "pf_rd_",
    "__s",
    "__twitter_",
    "xtor",
    "xtref",
];

/// Parameters that identify a click, a reader or a campaign.
const TRACKING: &[&str] = &[
    "__gl",
    "_bhlid",
    "_bta_c",
    "_bta_tid",
    "_ga",
    "_gid",
    "_gl",
    "_ke",
    "_kx",
    "_openstat",
    "action_object_map",
    "action_ref_map",
    "action_type_map",
    "adj_t",
    "algo_expid",
    "algo_pvid",
    "btag",
    "cmp",
    "cmpid",
    "ck_subscriber_id",
    "cn-reloaded",
    "cuid",
    "dclid",
    "dicbo",
    "dm_i",
    "ef_id",
    "epik",
    "erid",
    "eventsource",
    "fbclid",
    "feature_ref",
    "ga_source",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "gdffi",
    "gdfms",
    "gdftrk",
    "gpscommand",
    "guccounter",
    "hmb_campaign",
    "hmb_medium",
    "hmb_source",
    "hootpostid",
    "ia_an",
    "icid",
    "igsh",
    "igshid",
    "ihp_cmp",
    "intcmp",
    "irclickid",
    "irgwc",
    "ito",
    "l_clk",
    "li_fat_id",
    "mbid",
    "mindbox-click-id",
    "mindbox-message-key",
    "mkwid",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "mtrref",
    "ncid",
    "nr_email_referer",
    "ns_mchannel",
    "ocid",
    "partner",
    "pcrid",
    "rb_clickid",
    "recruited_by_id",
    "referrer_id",
    "ref_src",
    "ref_url",
    "rtid",
    "s_kwcid",
    "scid",
    "sc_cid",
    "sh_kit",
    "smid",
    "smtyp",
    "soc_src",
    "soc_trk",
    "spreadtype",
    "spm",
    "sr_share",
    "srsltid",
    "ss_email_id",
    "tblci",
    "traffic_source",
    "trk",
    "tsource",
    "ttclid",
    "twclid",
    "twitter_impression",
    "vgo_ee",
    "wbraid",
    "wickedid",
    "wprov",
    "xtor",
    "yclid",
    "ymclid",
    "ysclid",
    "zanpid",
];

/// Parameters that name where the reader came from, when their value is a channel and no document.
const REFERRALS: &[&str] =
    &["ref", "referrer", "referer", "from", "source", "src", "via", "partner_id", "share", "shared"];
const CHANNELS: &[&str] = &[
    "rss",
    "feed",
    "atom",
    "home",
    "homepage",
    "front",
    "twitter",
    "facebook",
    "fb",
    "telegram",
    "whatsapp",
    "instagram",
    "linkedin",
    "google",
    "googlenews",
    "email",
    "mail",
    "newsletter",
    "push",
    "app",
    "social",
    "share",
    "link",
    "related",
    "apple",
    "reddit",
    "youtube",
    "true",
    "1",
];

/// Parameters that ask for another rendering of the same document, with their values.
const RENDERINGS: &[(&str, &[&str])] = &[
    ("amp", &["", "1", "true"]),
    ("output", &["amp"]),
    ("outputtype", &["amp"]),
    ("m", &["0", "1"]),
    ("mobile", &["", "1", "true"]),
];

/// Sessions of common servers.
const SESSIONS: &[&str] = &["phpsessid", "jsessionid", "aspsessionid", "sid", "sessionid", "session_id"];

/// The query without tracking, sessions and renderings, its parameters sorted by name; those of the same name keep their order.
pub(super) fn canonical_query(query: &str) -> String {
    let mut parameters: Vec<(String, String)> = query
        .split('&')
        .map(|parameter| parameter.strip_prefix("amp;").unwrap_or(parameter))
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (normal_percent(&name.replace('+', "%20")), normal_percent(&value.replace('+', "%20")))
        })
        .filter(|(name, value)| !is_noise(name, value))
        .collect();
    parameters.sort_by(|one, other| one.0.cmp(&other.0));
    let parts: Vec<String> = parameters.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    parts.join("&")
}

fn is_noise(name: &str, value: &str) -> bool {
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    let name = name.as_str();
    TRACKING.contains(&name)
        || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || SESSIONS.contains(&name)
        || (REFERRALS.contains(&name) && (CHANNELS.contains(&value.as_str()) || is_host(&value)))
        || RENDERINGS.iter().any(|(rendering, values)| *rendering == name && values.contains(&value.as_str()))
        // A number that only keeps caches from answering.
        || (name == "_" && value.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a value is a bare host name (`ref=example.com`).
fn is_host(value: &str) -> bool {
    value.contains('.')
        && value.split('.').all(|label| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

/// Percent-encoding in one form: unreserved characters plain (RFC 3986, section 2.3), hexadecimal digits upper-case.
pub(super) fn normal_percent(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        normal.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let byte = rest.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => {
                normal.push(char::from(byte))
            }
            Some(byte) => normal.push_str(&format!("%{byte:02X}")),
            None => normal.push('%'),
        }
        if byte.is_some() {
            rest = &rest[2..];
        }
    }
    normal.push_str(rest);
    normal
}
