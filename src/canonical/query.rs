//! The query of an address without what only tells where the reader came from.

use super::story_path::chooses;

/// Beginnings of parameter names that campaigns, analytics and advertisers use, and nobody else.
const TRACKING_PREFIXES: &[&str] = &[
    "utm_",
    "utm-",
    "mtm_",
    "piwik_",
    "matomo_",
    "hsa_",
    "_hs",
    "__hs",
    "at_campaign",
    "at_medium",
    "at_custom",
    "vero_",
    "oly_",
    "sfmc_",
    "guce_",
    "gaa_",
    "_branch_",
    "itm_",
    "cx_",
    "otm_",
    "stm_",
    "pf_rd_",
    "__twitter_",
    "xtor",
    "xtref",
    "elqtrack",
];

/// Parameters that identify a click, a reader or a campaign.
const TRACKING: &[&str] = &[
    "__gl",
    "__s",
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
    "asgtbndr",
    "campaign_content",
    "campaign_medium",
    "campaign_name",
    "campaign_source",
    "campaign_term",
    "ck_subscriber_id",
    "cn-reloaded",
    "cookie-state-change",
    "dclid",
    "dicbo",
    "dm_i",
    "ef_id",
    "elq",
    "elq_cid",
    "elq_mid",
    "elqaid",
    "elqat",
    "elqcampaignid",
    "elqcst",
    "epik",
    "eventsource",
    "fb_action_ids",
    "fb_action_types",
    "fb_comment_id",
    "fb_ref",
    "fb_source",
    "fb_xd_fragment",
    "fbclid",
    "feature_ref",
    "ga_campaign",
    "ga_content",
    "ga_medium",
    "ga_place",
    "ga_source",
    "ga_term",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "gdffi",
    "gdfms",
    "gdftrk",
    "gpscommand",
    "gs_l",
    "gs_lcp",
    "gs_lcrp",
    "guccounter",
    "hmb_campaign",
    "hmb_medium",
    "hmb_source",
    "hootpostid",
    "ia_an",
    "igsh",
    "igshid",
    "ihp_cmp",
    "int_campaign",
    "int_cmp",
    "int_content",
    "int_medium",
    "int_source",
    "int_term",
    "intcmp",
    "irclickid",
    "irgwc",
    "l_clk",
    "li_fat_id",
    "mc_cid",
    "mc_eid",
    "mc_tc",
    "mindbox-click-id",
    "mindbox-message-key",
    "mkt_campaign",
    "mkt_medium",
    "mkt_source",
    "mkt_tok",
    "mkwid",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "mtrref",
    "nr_email_referer",
    "ns_campaign",
    "ns_fee",
    "ns_linkname",
    "ns_mchannel",
    "ns_source",
    "ns_type",
    "pk_campaign",
    "pk_cid",
    "pk_content",
    "pk_cpn",
    "pk_keyword",
    "pk_kwd",
    "pk_medium",
    "pk_placement",
    "pk_source",
    "pk_vid",
    "pwapi_token",
    "rb_clickid",
    "recruited_by_id",
    "replytocom",
    "ref_src",
    "referringsource",
    "ref_url",
    "referrer_id",
    "s_cid",
    "s_kwcid",
    "sc_campaign",
    "sc_channel",
    "sc_cid",
    "sc_content",
    "sc_customer",
    "sh_kit",
    "showcomment",
    "smtyp",
    "soc_src",
    "soc_trk",
    "spreadtype",
    "sr_share",
    "srsltid",
    "ss_email_id",
    "tblci",
    "tduid",
    "traffic_source",
    "trk_contact",
    "trk_module",
    "trk_msg",
    "trk_sid",
    "trkcampaign",
    "tsource",
    "ttclid",
    "twclid",
    "twitter_impression",
    "vgo_ee",
    "wbraid",
    "wickedid",
    "wprov",
    "wt.ac",
    "wt.dl",
    "wt.mc_ev",
    "wt.mc_id",
    "wt.nav",
    "wt.srch",
    "wt.tsrc",
    "wt_cc1",
    "wt_mc",
    "wt_zmc",
    "xtor",
    "yclid",
    "ymclid",
    "ysclid",
    "zanpid",
];

/// The same, of names that some sites use for their documents too: noise unless the value is a bare number.
const TRACKING_UNLESS_NUMBER: &[&str] = &[
    "btag",
    "campaign_id",
    "cmp",
    "cmpid",
    "cuid",
    "cvid",
    "erid",
    "icid",
    "ito",
    "mbid",
    "ncid",
    "ocid",
    "partner",
    "pcrid",
    "rtid",
    "scid",
    "smid",
    "spm",
    "trk",
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
];

/// Endings of file names, which are no domains.
const FILE_ENDINGS: &[&str] = &[
    "asp", "aspx", "avif", "doc", "docx", "gif", "htm", "html", "jpeg", "jpg", "json", "mp3", "mp4", "pdf",
    "php", "png", "svg", "txt", "webm", "webp", "xml",
];

/// Parameters that ask for another rendering of the same document, with their values.
const RENDERINGS: &[(&str, &[&str])] = &[
    ("amp", &["", "1", "true"]),
    ("output", &["amp"]),
    ("outputtype", &["amp"]),
    ("mobile", &["1", "true"]),
    ("share", &["1", "true"]),
    ("shared", &["1", "true"]),
];

/// Sessions of common servers.
const SESSIONS: &[&str] = &["phpsessid", "jsessionid", "aspsessionid"];

/// Names of sessions that are names of stories and sections elsewhere: the value decides.
const SESSIONS_BY_VALUE: &[&str] = &["sid", "sessionid", "session_id"];

/// Shortest session id, in characters: 64 bits in hexadecimal digits (OWASP asks for that much).
const SHORTEST_SESSION: usize = 16;

/// The query without tracking, sessions and renderings, its parameters sorted by name; those of the same name keep their order. Where the
/// path `names_a_story`, only what chooses something is kept.
pub(super) fn canonical_query(query: &str, names_a_story: bool) -> String {
    let mut parameters: Vec<(String, String)> = query
        .split('&')
        .map(|parameter| parameter.strip_prefix("amp;").unwrap_or(parameter))
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (normal_percent(&name.replace('+', "%20")), normal_percent(&value.replace('+', "%20")))
        })
        .filter(|(name, value)| !is_noise(name, value))
        .filter(|(name, value)| !names_a_story || chooses(&name.to_ascii_lowercase(), value))
        .collect();
    // Blogger's mobile form is `?m=1`; beside other parameters it may be a month.
    if let [(name, value)] = parameters.as_slice()
        && name == "m"
        && matches!(value.as_str(), "0" | "1")
    {
        parameters.clear();
    }
    parameters.sort_by(|one, other| one.0.cmp(&other.0));
    let parts: Vec<String> = parameters.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    parts.join("&")
}

fn is_noise(name: &str, value: &str) -> bool {
    let (name, value) = (name.to_ascii_lowercase(), value.to_ascii_lowercase());
    let name = name.as_str();
    TRACKING.contains(&name)
        || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || (TRACKING_UNLESS_NUMBER.contains(&name) && !is_number(&value))
        || SESSIONS.contains(&name)
        || (SESSIONS_BY_VALUE.contains(&name) && is_session(&value))
        || (REFERRALS.contains(&name) && (CHANNELS.contains(&value.as_str()) || is_host(&value)))
        || RENDERINGS.iter().any(|(rendering, values)| *rendering == name && values.contains(&value.as_str()))
        // A number that only keeps caches from answering.
        || (name == "_" && is_number(&value))
}

/// Whether there is nothing but digits; also when there is nothing at all.
fn is_number(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a value looks drawn by lot.
fn is_session(value: &str) -> bool {
    value.len() >= SHORTEST_SESSION
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && !is_number(value)
}

/// Whether a value is a bare host name (`ref=example.com`).
fn is_host(value: &str) -> bool {
    let Some((_, ending)) = value.rsplit_once('.') else { return false };
    ending.bytes().all(|byte| byte.is_ascii_alphabetic())
        && ending.len() >= 2
        && !FILE_ENDINGS.contains(&ending)
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
