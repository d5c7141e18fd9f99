//! The arguments, exactly as users type them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Reads news pages and feeds into structured articles and stores each once.
#[derive(Debug, Parser)]
#[command(name = "gleaner", version, max_term_width = 100, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Configuration file [default: ./gleaner.toml, else $XDG_CONFIG_HOME/gleaner/gleaner.toml, else built in]
    #[arg(long, global = true, value_name = "PATH")]
    pub(super) config: Option<PathBuf>,
    /// Where articles are kept [default: `store.path` of the configuration]
    #[arg(long, global = true, value_name = "sqlite:PATH")]
    pub(super) store: Option<String>,
    /// How results are written to standard output [default: text; json for `extract`]
    #[arg(long, global = true, value_enum)]
    pub(super) output: Option<OutputFormat>,
    /// Say nothing but errors: no remarks, and no results of `ingest` unless they are JSON
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say more on standard error
    #[arg(long, short, global = true)]
    pub(super) verbose: bool,
    /// How the log on standard error is written
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(super) log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OutputFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Fetch and store, then exit: the given addresses, or every configured source that is due
    Ingest(IngestArguments),
    /// Run as a service: poll the sources on their intervals until told to stop
    Run,
    /// Show what gleaner sees in local files; no store, no network
    Extract(ExtractArguments),
    /// List, add, remove, enable or disable sources; import and export them as OPML
    Sources(SourcesArguments),
    /// Show how the last polls of a source went, and when and why it is polled next
    FetchLog(FetchLogArguments),
    /// Find stored articles by their words, in any language
    ///
    /// All words must occur, in any spelling of their letters (case, accents, Arabic alef and vowel signs, digits); Arabic words are also
    /// found with the article and with the one-letter words written together with them. "A phrase", beginn*, AND, OR, NOT or -word and
    /// parentheses narrow it down, and so do title:, body:, author:, keyword: and place: before a word, a phrase or a parenthesis.
    Search(SearchArguments),
    /// Show a stored article, or what was changed in it
    Show(ShowArguments),
    /// List what changed lately: edited articles, and those that are gone
    Revisions(RevisionsArguments),
    /// Write all stored articles to standard output
    Export(ExportArguments),
    /// Count what is stored
    Stats,
    /// Show how the service is: what is due, in hand and failing; exits with 1 when none runs
    Status,
    /// Show how webhooks stand: what waits to be delivered, and what was given up
    Webhooks(WebhooksArguments),
    /// Copy the store to a file, whatever else is working on it; the copy is a store like it
    Backup(BackupArguments),
    /// Tell whether configuration, site rules and store are valid, or what is wrong where
    Check(CheckArguments),
}

#[derive(Debug, Args)]
pub(super) struct WebhooksArguments {
    #[command(subcommand)]
    pub(super) command: Option<WebhooksCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum WebhooksCommand {
    /// What waits and what was given up (the default)
    List,
    /// Try again what was given up
    Retry {
        /// Name of one webhook [default: all]
        name: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(super) struct BackupArguments {
    /// Where to; a file that is there already is never replaced
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Read the whole store, and compare every index with its table; takes minutes for millions of articles
    #[arg(long)]
    pub(super) deep: bool,
}

#[derive(Debug, Args)]
pub(super) struct IngestArguments {
    /// Address of an article, a feed, a sitemap or a section page; may be given several times
    #[arg(long = "url", value_name = "URL")]
    pub(super) urls: Vec<String>,
    /// Read this saved page or feed instead of fetching the (one) --url
    #[arg(long, value_name = "PATH", requires = "urls")]
    pub(super) file: Option<PathBuf>,
    /// Poll every enabled source, due or not; one whose server asked for time (Retry-After) is skipped
    #[arg(long, conflicts_with_all = ["urls", "file"])]
    pub(super) all: bool,
    /// Store nothing, show what would be
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExtractArguments {
    /// Address that the input came from: resolves relative links, picks the site rule
    #[arg(long, value_name = "BASE")]
    pub(super) url: Option<String>,
    /// Read the inputs twice: first for what recurs on the pages of each site, which is no part of any story, then for the articles
    #[arg(long)]
    pub(super) learn: bool,
    /// Tell of every field where it came from and what else was stated, and of every line of a page what was thought of it
    #[arg(long)]
    pub(super) explain: bool,
    /// .html, .xml, .json, .txt, .warc or .warc.gz files, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct SourcesArguments {
    #[command(subcommand)]
    pub(super) command: Option<SourcesCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum SourcesCommand {
    /// All sources with their state (the default)
    List,
    /// Add a source to the store: the feed, sitemap or section page that an address leads to
    ///
    /// The address is fetched once, and its first entries are queued for the next `ingest` or `run`. Of a web page, the best of the feeds that
    /// it or its site names is added and the others are listed; without any, the site's sitemap, or the page's own links. With --kind, the
    /// address is taken for that without a look.
    Add(AddArguments),
    /// Remove a source that was added by command; its articles stay
    Remove {
        /// Name as `list` shows it
        name: String,
    },
    /// Poll a source again
    Enable {
        /// Name as `list` shows it
        name: String,
    },
    /// Stop polling a source, wherever it was declared
    Disable {
        /// Name as `list` shows it
        name: String,
    },
    /// Add the feeds of an OPML file, as other feed readers export it
    ///
    /// Folders become tags. Addresses that are sources already are skipped. The first polls of the new sources are spread over
    /// their intervals, in the order of the file, so that they are not all asked for at once.
    Import {
        /// The file, or - for standard input
        #[arg(value_name = "FILE.opml")]
        file: PathBuf,
    },
    /// Write all sources that are feeds to standard output, as OPML 2.0 for other feed readers
    ///
    /// The first tag of a source is its folder, the others are categories. `import` reads all of it back, intervals included.
    Export,
}

#[derive(Debug, Args)]
pub(super) struct AddArguments {
    /// Address of a feed, a sitemap, or any page of a site
    pub(super) url: String,
    /// What to call it [default: the host]
    #[arg(long)]
    pub(super) name: Option<String>,
    /// What is found at the address [default: gleaner looks]
    #[arg(long, value_enum)]
    pub(super) kind: Option<KindArgument>,
    /// Which links of a section page lead to articles, as in "main h2 a" [default: found by what they look like]
    #[arg(long, value_name = "SELECTOR")]
    pub(super) link_selector: Option<String>,
    /// Time from one poll to the next, such as 30m or 6h [default: `poll.interval`]
    #[arg(long)]
    pub(super) interval: Option<String>,
    /// A word of yours for what it belongs to, such as news or Syria/Aleppo; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub(super) tags: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum KindArgument {
    /// RSS, Atom, RDF or JSON Feed
    Feed,
    /// A sitemap or sitemap index, or a robots.txt that names some
    Sitemap,
    /// A front or section page whose links lead to articles
    Section,
    /// One article page that is watched for changes
    Page,
}

#[derive(Debug, Args)]
pub(super) struct FetchLogArguments {
    /// Name of the source as `sources list` shows it, or its address
    pub(super) source: String,
}

#[derive(Debug, Args)]
pub(super) struct SearchArguments {
    /// What to look for
    #[arg(required = true, value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// Published on this day or later, such as 2021-02-04, or 7d for the last seven days
    #[arg(long, value_name = "DAY")]
    pub(super) since: Option<String>,
    /// Published on this day or earlier
    #[arg(long, value_name = "DAY")]
    pub(super) until: Option<String>,
    /// Of this site, such as example.org
    #[arg(long)]
    pub(super) site: Option<String>,
    /// Found through the source of this name
    #[arg(long, value_name = "NAME")]
    pub(super) source: Option<String>,
    /// In this language, such as ar or pt-BR
    #[arg(long, value_name = "TAG")]
    pub(super) language: Option<String>,
    /// How many to show at most
    #[arg(long, default_value_t = 20, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(super) limit: u16,
    /// Which come first
    #[arg(long, value_enum, default_value = "relevance")]
    pub(super) order: OrderArgument,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum OrderArgument {
    /// The best answers
    Relevance,
    /// The latest published
    Newest,
}

#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// Number of the article, or an address it is known under
    #[arg(value_name = "ID|URL")]
    pub(super) article: String,
    /// Which revision, from 1 [default: the current one]
    #[arg(long, value_name = "N", conflicts_with = "diff")]
    pub(super) revision: Option<u32>,
    /// Show what differs between two revisions, word by word
    #[arg(long)]
    pub(super) diff: bool,
    /// With --diff: the earlier revision [default: the one before the later]
    #[arg(value_name = "N", requires = "diff")]
    pub(super) from: Option<u32>,
    /// With --diff: the later revision [default: the current one]
    #[arg(value_name = "M", requires = "from")]
    pub(super) to: Option<u32>,
}

#[derive(Debug, Args)]
pub(super) struct RevisionsArguments {
    /// From when on: how long ago (24h, 7d), a day (2024-05-14, in UTC) or a time (2024-05-14T08:00:00Z)
    #[arg(long, value_name = "WHEN", default_value = "24h")]
    pub(super) since: String,
}

#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// Format of the export
    #[arg(long, value_enum, default_value = "jsonl")]
    pub(super) format: ExportFormat,
    /// Every revision, not only the current ones
    #[arg(long)]
    pub(super) revisions: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportFormat {
    /// One JSON object a line
    Jsonl,
}
