//! What the elements of feeds are called, in whatever namespace and spelling.

/// Namespaces that feeds use, by what they mean here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Namespace {
    /// RSS in any version, or none.
    Plain,
    /// Atom 0.3 and 1.0 and their drafts.
    Atom,
    Content,
    DublinCore,
    DublinCoreTerms,
    FeedBurner,
    GooglePlay,
    Itunes,
    Media,
    Rdf,
    Syndication,
    Xhtml,
    Foreign,
}

/// The namespace that an address names; `None` when it is none that feeds use.
pub(super) fn namespace_of(address: &str) -> Option<Namespace> {
    let address = address.trim().to_ascii_lowercase();
    let address =
        address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).unwrap_or(&address);
    Some(match address.trim_end_matches(['/', '#']) {
        "" => Namespace::Plain,
        "www.w3.org/2005/atom"
        | "purl.org/atom/ns"
        | "purl.org/atom"
        | "example.com/newformat"
        | "example.com/necho"
        | "purl.org/echo"
        | "uri/of/echo/namespace"
        | "purl.org/pie" => Namespace::Atom,
        "backend.userland.com/rss"
        | "backend.userland.com/rss2"
        | "backend.userland.com/rss091"
        | "blogs.law.harvard.edu/tech/rss"
        | "cyber.law.harvard.edu/rss"
        | "purl.org/rss/1.0"
        | "purl.org/net/rss1.1"
        | "my.netscape.com/rdf/simple/0.9"
        | "channel.netscape.com/rdf/simple/0.9"
        | "my.netscape.com/publish/formats/rss-0.91.dtd"
        | "my.netscape.com/publish/formats/rss-0.9" => Namespace::Plain,
        "purl.org/rss/1.0/modules/content" => Namespace::Content,
        "purl.org/dc/elements/1.0" | "purl.org/dc/elements/1.1" => Namespace::DublinCore,
        "purl.org/dc/terms" => Namespace::DublinCoreTerms,
        "rssnamespace.org/feedburner/ext/1.0" => Namespace::FeedBurner,
        "www.google.com/schemas/play-podcasts/1.0" => Namespace::GooglePlay,
        "www.itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => Namespace::Itunes,
        "search.yahoo.com/mrss" | "video.search.yahoo.com/mrss" | "tools.search.yahoo.com/mrss" => {
            Namespace::Media
        }
        "www.w3.org/1999/02/22-rdf-syntax-ns" => Namespace::Rdf,
        "purl.org/rss/1.0/modules/syndication" => Namespace::Syndication,
        "www.w3.org/1999/xhtml" => Namespace::Xhtml,
        _ => return None,
    })
}

/// What a prefix means that nobody declared, by custom.
pub(super) fn customary_namespace(prefix: &str) -> Namespace {
    match prefix.to_ascii_lowercase().as_str() {
        "" | "rss" => Namespace::Plain,
        "atom" | "atom10" | "atom03" | "a10" => Namespace::Atom,
        "content" => Namespace::Content,
        "dc" => Namespace::DublinCore,
        "dcterms" => Namespace::DublinCoreTerms,
        "feedburner" => Namespace::FeedBurner,
        "googleplay" => Namespace::GooglePlay,
        "itunes" => Namespace::Itunes,
        "media" => Namespace::Media,
        "rdf" => Namespace::Rdf,
        "sy" => Namespace::Syndication,
        "xhtml" | "html" => Namespace::Xhtml,
        _ => Namespace::Foreign,
    }
}

/// What an element says. Comments name the elements of RSS unless they say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    /// `rss`, `rdf:RDF`, Atom `feed`.
    Root,
    Channel,
    /// `item`, Atom `entry`.
    Entry,
    /// A subtree about something else: `image`, `textInput`, anything unknown.
    Other,
    /// Atom `source`, of which only the authors count; `source`.
    Source,
    /// `media:group`.
    Group,
    /// Atom `author`, `author`, `managingEditor`, `dc:creator`, `itunes:author`: text, or name and address in elements.
    Person,
    PersonName,
    PersonMail,
    Title(Rank),
    Link,
    /// `feedburner:origLink`.
    OriginalLink,
    Guid,
    Id,
    Description,
    Summary(Rank),
    /// Atom `content`.
    Content,
    /// `content:encoded`, `body`, `fullitem`.
    FullText,
    Published(Rank),
    Updated(Rank),
    Category,
    /// Several categories, with commas between them.
    Keywords,
    Enclosure,
    /// `feedburner:origEnclosureLink`.
    OriginalEnclosure,
    MediaContent,
    Language,
    TimeToLive,
    UpdatePeriod,
    UpdateFrequency,
    /// `skipHours`, `skipDays`.
    SkipList,
    SkippedHour,
    SkippedDay,
}

/// Which of several elements for the same counts: the highest.
pub(super) type Rank = u8;

/// Longest name that is looked up, in bytes; `origEnclosureLink` has 17.
const LONGEST_NAME: usize = 20;

/// Elements by their local name in lower case, in order.
type Table = &'static [(&'static str, Element)];

/// RSS in any version, and Atom.
const CORE: Table = &[
    ("abstract", Element::Summary(3)),
    ("author", Element::Person),
    ("body", Element::FullText),
    ("category", Element::Category),
    ("channel", Element::Channel),
    ("content", Element::Content),
    ("created", Element::Published(2)),
    ("date", Element::Published(2)),
    ("day", Element::SkippedDay),
    ("description", Element::Description),
    ("email", Element::PersonMail),
    ("enclosure", Element::Enclosure),
    ("entry", Element::Entry),
    ("feed", Element::Root),
    ("fullitem", Element::FullText),
    ("fulltext", Element::FullText),
    ("guid", Element::Guid),
    ("hour", Element::SkippedHour),
    ("id", Element::Id),
    ("issued", Element::Published(4)),
    ("item", Element::Entry),
    ("keywords", Element::Keywords),
    ("language", Element::Language),
    ("lastbuilddate", Element::Updated(1)),
    ("link", Element::Link),
    ("managingeditor", Element::Person),
    ("modified", Element::Updated(3)),
    ("name", Element::PersonName),
    ("pubdate", Element::Published(5)),
    ("published", Element::Published(5)),
    ("rdf", Element::Root),
    ("rss", Element::Root),
    ("skipdays", Element::SkipList),
    ("skiphours", Element::SkipList),
    ("source", Element::Source),
    ("summary", Element::Summary(3)),
    ("title", Element::Title(3)),
    ("ttl", Element::TimeToLive),
    ("updated", Element::Updated(3)),
];

/// `dc:`
const DUBLIN_CORE: Table = &[
    ("author", Element::Person),
    ("creator", Element::Person),
    ("date", Element::Published(1)),
    ("description", Element::Summary(2)),
    ("language", Element::Language),
    ("subject", Element::Category),
    ("title", Element::Title(2)),
];

/// `dcterms:`
const DUBLIN_CORE_TERMS: Table = &[
    ("created", Element::Published(2)),
    ("issued", Element::Published(4)),
    ("modified", Element::Updated(2)),
];

/// `media:`
const MEDIA: Table = &[
    ("category", Element::Category),
    ("content", Element::MediaContent),
    ("description", Element::Summary(1)),
    ("group", Element::Group),
    ("keywords", Element::Keywords),
    ("title", Element::Title(1)),
];

/// `itunes:` and `googleplay:`
const PODCAST: Table = &[
    ("author", Element::Person),
    ("category", Element::Category),
    ("description", Element::Summary(1)),
    ("keywords", Element::Keywords),
    ("summary", Element::Summary(1)),
];

/// `feedburner:`
const FEED_BURNER: Table =
    &[("origenclosurelink", Element::OriginalEnclosure), ("origlink", Element::OriginalLink)];

/// `sy:`
const SYNDICATION: Table =
    &[("updatefrequency", Element::UpdateFrequency), ("updateperiod", Element::UpdatePeriod)];

/// What the element with this local name says.
pub(super) fn element_of(namespace: Namespace, name: &str) -> Element {
    let mut lower = [0; LONGEST_NAME];
    let Some(name) = lower_case(name, &mut lower) else { return Element::Other };
    let table = match namespace {
        Namespace::Plain | Namespace::Atom => CORE,
        Namespace::DublinCore => DUBLIN_CORE,
        Namespace::DublinCoreTerms => DUBLIN_CORE_TERMS,
        Namespace::Media => MEDIA,
        Namespace::Itunes | Namespace::GooglePlay => PODCAST,
        Namespace::FeedBurner => FEED_BURNER,
        Namespace::Syndication => SYNDICATION,
        Namespace::Content => &[("encoded", Element::FullText)],
        Namespace::Rdf => &[("rdf", Element::Root)],
        Namespace::Xhtml => &[("body", Element::FullText)],
        Namespace::Foreign => &[],
    };
    let place = table.binary_search_by(|(one, _)| (*one).cmp(name));
    place.ok().and_then(|place| table.get(place)).map_or(Element::Other, |(_, element)| *element)
}

/// The name in lower case; `None` when it is longer than any that is known.
fn lower_case<'b>(name: &str, buffer: &'b mut [u8; LONGEST_NAME]) -> Option<&'b str> {
    let lower = buffer.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespaces_are_known_however_their_address_is_written() {
        for (address, expected) in [
            ("http://www.w3.org/2005/Atom", Some(Namespace::Atom)),
            ("https://www.w3.org/2005/Atom/", Some(Namespace::Atom)),
            ("http://purl.org/atom/ns#", Some(Namespace::Atom)),
            ("http://purl.org/DC/elements/1.1/", Some(Namespace::DublinCore)),
            ("http://search.yahoo.com/mrss", Some(Namespace::Media)),
            ("http://example.org/own", None),
        ] {
            assert_eq!(namespace_of(address), expected, "{address}");
        }
    }

    #[test]
    fn tables_are_in_order() {
        for table in [CORE, DUBLIN_CORE, DUBLIN_CORE_TERMS, MEDIA, PODCAST, FEED_BURNER, SYNDICATION] {
            assert!(table.is_sorted_by(|(one, _), (other, _)| one < other), "{table:?}");
        }
    }

    #[test]
    fn names_are_looked_up_in_any_case() {
        assert_eq!(element_of(Namespace::Plain, "pubDate"), Element::Published(5));
        assert_eq!(element_of(Namespace::Plain, "GUID"), Element::Guid);
        assert_eq!(element_of(Namespace::Foreign, "title"), Element::Other);
        assert_eq!(element_of(Namespace::Plain, &"title".repeat(20)), Element::Other);
    }
}
