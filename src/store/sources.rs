//! Sources: declared by the configuration or added by command, switched on and off, never forgotten.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params};
use std::time::Duration;
use url::Url;

use super::connection::Store;
use super::error::StoreError;
use super::source_state::{STATE_COLUMNS, read_state, reset_state, reset_validators};
use crate::canonical::{public_address, site_of};
use crate::model::{NewSource, Source, SourceId, SourceKind, SourceOrigin, SourceState};

/// Why a change to the sources was refused; nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceRefusal {
    /// No source has this name.
    #[error("no source is called `{0}`; `gleaner sources list` shows them all")]
    Unknown(String),
    /// The name is taken.
    #[error("a source called `{0}` is there already; choose another with --name")]
    NameTaken(String),
    /// The address is a source already.
    #[error("{url} is a source already, called `{name}`")]
    UrlTaken {
        /// The address.
        url: String,
        /// The name of the source that has it.
        name: String,
    },
    /// The source stands in the configuration file.
    #[error(
        "`{0}` stands in the configuration file; delete it there, or switch it off with `gleaner sources disable`"
    )]
    Declared(String),
}

/// A source with what is known of its polling.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceOverview {
    /// The source.
    pub source: Source,
    /// Its polling.
    pub state: SourceState,
    /// The user's own switch, which wins over what the file declares; `None` when it was never used.
    pub switched: Option<bool>,
    /// Articles that came from it.
    pub articles: u64,
}

/// What happens to sources that a configuration declared once, and the present one does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vanished {
    /// They are retired: the present configuration is the one that the sources live in.
    Retire,
    /// They stay: the present one was written for something else.
    Keep,
}

impl Store {
    /// Tells the store the sources of a configuration: new ones are added, changed ones updated, and those that a configuration
    /// declared once and this one does not are retired if `vanished` says so (their articles keep pointing at them). What commands
    /// added stays as it is, unless the configuration now declares the same name or address: then the file's word counts. A source is known
    /// by its address: under another name it stays what it was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn declare_sources(
        &self,
        declared: Vec<NewSource>,
        vanished: Vanished,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(move |transaction| {
            if vanished == Vanished::Retire {
                transaction.execute(
                    "UPDATE source SET removed_at = ?1 WHERE origin = 'config' AND removed_at IS NULL
                     AND name NOT IN (SELECT value FROM json_each(?2))",
                    params![time(now), names_json(&declared)],
                )?;
            }
            declared.iter().try_for_each(|source| declare(transaction, source, now))
        })
        .await
    }

    /// Adds a source by command.
    ///
    /// # Errors
    /// When the store fails; the inner result tells why the source was refused.
    pub async fn add_source(
        &self,
        source: NewSource,
        now: DateTime<Utc>,
    ) -> Result<Result<SourceId, SourceRefusal>, StoreError> {
        self.write(move |transaction| {
            if find_active(transaction, &source.name)?.is_some() {
                return Ok(Err(SourceRefusal::NameTaken(source.name)));
            }
            let same_url: Option<String> = transaction
                .query_row(
                    "SELECT name FROM source WHERE url = ?1 AND removed_at IS NULL",
                    [source.url.as_str()],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(name) = same_url {
                return Ok(Err(SourceRefusal::UrlTaken {
                    url: public_address(&source.url).to_string(),
                    name,
                }));
            }
            insert(transaction, &source, SourceOrigin::Command, now).map(Ok)
        })
        .await
    }

    /// Retires a source that was added by command; its articles stay.
    ///
    /// # Errors
    /// When the store fails; the inner result tells why the source was refused.
    pub async fn remove_source(
        &self,
        name: String,
        now: DateTime<Utc>,
    ) -> Result<Result<(), SourceRefusal>, StoreError> {
        self.write(move |transaction| {
            let Some((id, origin)) = find_active(transaction, &name)? else {
                return Ok(Err(SourceRefusal::Unknown(name)));
            };
            if origin == SourceOrigin::Config {
                return Ok(Err(SourceRefusal::Declared(name)));
            }
            transaction
                .execute("UPDATE source SET removed_at = ?1 WHERE id = ?2", params![time(now), id.0])?;
            Ok(Ok(()))
        })
        .await
    }

    /// Switches a source on or off, whoever declared it; the switch outlives restarts and wins over the file. One that was gone for good
    /// is polled again when it is switched on.
    ///
    /// # Errors
    /// When the store fails; the inner result tells why the source was refused.
    pub async fn switch_source(
        &self,
        name: String,
        enabled: bool,
    ) -> Result<Result<(), SourceRefusal>, StoreError> {
        self.write(move |transaction| {
            let changed = transaction.execute(
                "UPDATE source SET switched = ?1 WHERE name = ?2 AND removed_at IS NULL",
                params![enabled, &name],
            )?;
            if changed == 0 {
                return Ok(Err(SourceRefusal::Unknown(name)));
            }
            if enabled {
                transaction.execute(
                    "UPDATE source_state SET gone_at = NULL, next_due_at = NULL, due_because = NULL
                     WHERE gone_at IS NOT NULL
                       AND source_id = (SELECT id FROM source WHERE name = ?1 AND removed_at IS NULL)",
                    [name],
                )?;
            }
            Ok(Ok(()))
        })
        .await
    }

    /// All sources that are not retired, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sources(&self) -> Result<Vec<SourceOverview>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "SELECT {SOURCE_COLUMNS}, {STATE_COLUMNS}, switched,
                        (SELECT count(*) FROM article_source WHERE article_source.source_id = source.id) AS articles
                 FROM source JOIN source_state ON source_state.source_id = source.id
                 WHERE removed_at IS NULL ORDER BY name"
            ))?;
            let rows = statement.query_map([], |row| {
                let (source, state) = read_source(row)?;
                let articles = row.get::<_, i64>("articles")?.unsigned_abs();
                Ok(SourceOverview { source, state, switched: row.get("switched")?, articles })
            })?;
            rows.collect()
        })
        .await
    }

    /// The source that is declared or polled at exactly this address, if there is one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn source_at(&self, url: &Url) -> Result<Option<(Source, SourceState)>, StoreError> {
        let url = url.clone();
        self.read(move |connection| {
            connection
                .query_row(
                    &format!(
                        "SELECT {SOURCE_COLUMNS}, {STATE_COLUMNS} FROM source JOIN source_state ON source_state.source_id = source.id
                         WHERE removed_at IS NULL AND (url = ?1 OR polled_url = ?1)"
                    ),
                    [url.as_str()],
                    read_source,
                )
                .optional()
        })
        .await
    }
}

/// Columns that [`read_source`] reads of the source itself, beside those of its state.
pub(super) const SOURCE_COLUMNS: &str = "id, name, url, kind, interval_seconds, interval_is_own,
    coalesce(switched, declared_enabled) AS enabled, tags, link_selector, origin";

pub(super) fn read_source(row: &Row<'_>) -> rusqlite::Result<(Source, SourceState)> {
    let source = Source {
        id: SourceId(row.get("id")?),
        name: row.get("name")?,
        url: parsed(row, "url")?,
        kind: kind_of(&row.get::<_, String>("kind")?),
        interval: Duration::from_secs(row.get::<_, i64>("interval_seconds")?.unsigned_abs()),
        interval_is_own: row.get("interval_is_own")?,
        enabled: row.get("enabled")?,
        tags: serde_json::from_str(&row.get::<_, String>("tags")?).unwrap_or_default(),
        link_selector: row.get("link_selector")?,
        origin: origin(&row.get::<_, String>("origin")?),
    };
    Ok((source, read_state(row)?))
}

/// A column that was written from a value with a text form; a hand-edited one that no longer parses is an SQLite error.
pub(super) fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let index = row.as_ref().column_index(column)?;
    row.get::<_, String>(index)?.parse().map_err(|error: T::Err| {
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// The text form of a time in the tables: RFC 3339, UTC, whole seconds; sorts as time does.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn declare(transaction: &Transaction<'_>, source: &NewSource, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let id = match find_active(transaction, &source.name)? {
        Some((id, _)) => Some(id),
        None => take_up(transaction, source)?,
    };
    transaction.execute(
        "UPDATE source SET removed_at = ?1 WHERE url = ?2 AND name <> ?3 AND origin = 'command' AND removed_at IS NULL",
        params![time(now), source.url.as_str(), source.name],
    )?;
    let Some(id) = id else {
        return insert(transaction, source, SourceOrigin::Config, now).map(drop);
    };
    let (url, kind, selector): (String, String, Option<String>) = transaction.query_row(
        "SELECT url, kind, link_selector FROM source WHERE id = ?1",
        [id.0],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    if url != source.url.as_str() {
        reset_state(transaction, id)?;
    } else if kind != kind_text(source.kind) || selector != source.link_selector {
        reset_validators(transaction, id)?;
    }
    transaction.execute(
        "UPDATE source SET url = :url, site = :site, kind = :kind, interval_seconds = :interval, interval_is_own = :own,
                declared_enabled = :enabled, tags = :tags, link_selector = :selector, origin = 'config' WHERE id = :id",
        named_params! {
            ":id": id.0, ":own": source.interval_is_own, ":url": source.url.as_str(), ":site": site_of(&source.url).unwrap_or_default(), ":kind": kind_text(source.kind),
            ":interval": source.interval.as_secs().cast_signed(), ":enabled": source.enabled,
            ":tags": tags_json(&source.tags), ":selector": source.link_selector,
        },
    )?;
    Ok(())
}

/// The source that a declaration of a new name is about: one of its address that is retired (renamed just now, perhaps) or was added by
/// command, else a retired one of its name. It takes up its old state, so that it is neither polled early nor without validators.
fn take_up(transaction: &Transaction<'_>, source: &NewSource) -> rusqlite::Result<Option<SourceId>> {
    let known: Option<i64> = transaction
        .query_row(
            "SELECT id FROM source
             WHERE url = ?1 AND (removed_at IS NOT NULL OR origin = 'command')
                OR name = ?2 AND removed_at IS NOT NULL AND origin = 'config'
             ORDER BY url = ?1 DESC, removed_at IS NULL DESC, id DESC LIMIT 1",
            params![source.url.as_str(), source.name],
            |row| row.get(0),
        )
        .optional()?;
    if let Some(id) = known {
        transaction.execute(
            "UPDATE source SET name = ?1, removed_at = NULL WHERE id = ?2",
            params![source.name, id],
        )?;
    }
    Ok(known.map(SourceId))
}

pub(super) fn insert(
    transaction: &Transaction<'_>,
    source: &NewSource,
    origin: SourceOrigin,
    now: DateTime<Utc>,
) -> rusqlite::Result<SourceId> {
    transaction.execute(
        "INSERT INTO source (name, url, site, kind, interval_seconds, interval_is_own, declared_enabled, tags, link_selector,
                             origin, added_at)
         VALUES (:name, :url, :site, :kind, :interval, :own, :enabled, :tags, :selector, :origin, :now)",
        named_params! {
            ":own": source.interval_is_own, ":site": site_of(&source.url).unwrap_or_default(),
            ":name": source.name, ":url": source.url.as_str(), ":kind": kind_text(source.kind),
            ":interval": source.interval.as_secs().cast_signed(), ":enabled": source.enabled,
            ":tags": tags_json(&source.tags), ":selector": source.link_selector, ":origin": if origin == SourceOrigin::Config { "config" } else { "command" }, ":now": time(now),
        },
    )?;
    let id = transaction.last_insert_rowid();
    transaction.execute("INSERT INTO source_state (source_id) VALUES (?1)", [id])?;
    Ok(SourceId(id))
}

/// Notes the site of every source, for stores from before that was done.
pub(super) fn note_sites(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut note = transaction.prepare("UPDATE source SET site = ?1 WHERE id = ?2")?;
    let mut read = transaction.prepare("SELECT id, url FROM source")?;
    let rows = read.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?;
    let sources: Vec<(i64, String)> = rows.collect::<rusqlite::Result<_>>()?;
    sources.into_iter().try_for_each(|(id, url)| {
        let site = Url::parse(&url).ok().and_then(|url| site_of(&url)).unwrap_or_default();
        note.execute(params![site, id]).map(drop)
    })
}

fn find_active(connection: &Connection, name: &str) -> rusqlite::Result<Option<(SourceId, SourceOrigin)>> {
    connection
        .query_row("SELECT id, origin FROM source WHERE name = ?1 AND removed_at IS NULL", [name], |row| {
            Ok((SourceId(row.get(0)?), origin(&row.get::<_, String>(1)?)))
        })
        .optional()
}

fn kind_text(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Feed => "feed",
        SourceKind::Sitemap => "sitemap",
        SourceKind::Section => "section",
        SourceKind::Page => "page",
    }
}

fn kind_of(text: &str) -> SourceKind {
    match text {
        "sitemap" => SourceKind::Sitemap,
        "section" => SourceKind::Section,
        "page" => SourceKind::Page,
        _ => SourceKind::Feed,
    }
}

fn origin(text: &str) -> SourceOrigin {
    if text == "config" { SourceOrigin::Config } else { SourceOrigin::Command }
}

fn tags_json(tags: &[String]) -> String {
    serde_json::Value::from_iter(tags.iter().map(String::as_str)).to_string()
}

fn names_json(sources: &[NewSource]) -> String {
    serde_json::Value::from_iter(sources.iter().map(|source| source.name.as_str())).to_string()
}
