-- Schema version 1. Tables are singular and may change from version to version;
-- the plural views are the stable interface (docs/schema.md).
-- Times are RFC 3339 in UTC (2021-02-04T21:10:00Z) unless a column says otherwise.

CREATE TABLE source (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    name             TEXT NOT NULL,
    url              TEXT NOT NULL,
    kind             TEXT NOT NULL,
    interval_seconds INTEGER NOT NULL,
    declared_enabled INTEGER NOT NULL,
    tags             TEXT NOT NULL,       -- JSON list, in the user's order
    switched         INTEGER,             -- by `sources enable|disable`: 1 or 0; NULL: as declared
    origin           TEXT NOT NULL,       -- config or command
    added_at         TEXT NOT NULL,
    removed_at       TEXT                 -- no longer declared; kept because articles refer to it
) STRICT;
CREATE UNIQUE INDEX source_name ON source (name) WHERE removed_at IS NULL;

CREATE TABLE source_state (
    source_id            INTEGER PRIMARY KEY REFERENCES source (id),
    next_due_at          TEXT,            -- NULL: never polled, due now
    last_polled_at       TEXT,
    etag                 BLOB,            -- validators exactly as the server sent them
    last_modified        BLOB,
    consecutive_failures INTEGER NOT NULL DEFAULT 0,
    last_error           TEXT
) STRICT;
CREATE INDEX source_state_due ON source_state (next_due_at);

CREATE TABLE candidate (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    url             TEXT NOT NULL,
    url_key         TEXT NOT NULL UNIQUE, -- canonical form: what is the same page
    site            TEXT NOT NULL,        -- registrable domain of the address
    source_id       INTEGER REFERENCES source (id),
    found_via       TEXT NOT NULL,
    hints           TEXT NOT NULL,        -- JSON: what the feed entry said
    found_at        TEXT NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT,                 -- NULL: given up, see last_error
    not_before      TEXT,                 -- the server asked to stay away until then (Retry-After)
    leased_until    TEXT,
    lease_owner     TEXT,
    last_error      TEXT
) STRICT;
CREATE INDEX candidate_next ON candidate (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX candidate_source ON candidate (source_id);
CREATE INDEX candidate_site ON candidate (site, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX candidate_leased ON candidate (lease_owner, site) WHERE lease_owner IS NOT NULL;

CREATE TABLE article (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    site                TEXT,
    first_seen_at       TEXT NOT NULL,
    last_seen_at        TEXT NOT NULL,
    current_revision_id INTEGER,
    current_hash        BLOB NOT NULL,    -- content fingerprint of the current revision
    same_text_hash      BLOB              -- title and body alone; NULL when the text is too short to tell copies
) STRICT;
CREATE INDEX article_same_text ON article (site, same_text_hash) WHERE same_text_hash IS NOT NULL;

-- Every address an article was asked for, answered at or declared for.
CREATE TABLE article_url (
    url_key       TEXT PRIMARY KEY,
    url           TEXT NOT NULL,
    role          TEXT NOT NULL,        -- own: read there; seen: led there; declared: said to be canonical; copy: same text there
    article_id    INTEGER NOT NULL REFERENCES article (id),
    first_seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX article_url_article ON article_url (article_id);

CREATE TABLE article_source (
    article_id    INTEGER NOT NULL REFERENCES article (id),
    source_id     INTEGER NOT NULL REFERENCES source (id),
    guid          TEXT,
    first_seen_at TEXT NOT NULL,
    PRIMARY KEY (article_id, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_source_source ON article_source (source_id);

CREATE TABLE revision (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id          INTEGER NOT NULL REFERENCES article (id),
    number              INTEGER NOT NULL, -- from 1
    fetched_at          TEXT NOT NULL,
    content_hash        BLOB NOT NULL,
    url                 TEXT NOT NULL,
    canonical_url       TEXT,
    title               TEXT NOT NULL,
    subtitle            TEXT,
    section             TEXT,
    publisher           TEXT,
    dateline            TEXT,             -- verbatim
    dateline_place      TEXT,
    dateline_agency     TEXT,
    dateline_time_zone  TEXT,
    byline              TEXT,
    authors             TEXT NOT NULL,    -- JSON list
    published_at        TEXT,             -- with the offset of the place, or a date alone
    published_at_utc    TEXT,
    published_precision TEXT,
    published_from      TEXT,
    modified_at         TEXT,
    modified_at_utc     TEXT,
    modified_from       TEXT,
    date_candidates     TEXT NOT NULL,    -- JSON list
    language            TEXT,
    direction           TEXT NOT NULL,
    body                TEXT NOT NULL,
    block_layout        TEXT NOT NULL,    -- JSON list of [kind, length in bytes]; two line feeds stand between blocks
    images              TEXT NOT NULL,    -- JSON list
    keywords            TEXT NOT NULL,    -- JSON list
    licence             TEXT,
    access              TEXT NOT NULL,
    word_count          INTEGER NOT NULL,
    warnings            TEXT NOT NULL,    -- JSON list
    UNIQUE (article_id, number)
) STRICT;

CREATE TABLE related_link (
    revision_id INTEGER NOT NULL REFERENCES revision (id),
    ordinal     INTEGER NOT NULL,
    title       TEXT NOT NULL,
    url         TEXT,
    position    TEXT NOT NULL,
    PRIMARY KEY (revision_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE VIEW article_revisions AS
SELECT revision.article_id, revision.number AS revision, revision.fetched_at,
       revision.url, revision.canonical_url, article.site, revision.title, revision.subtitle, revision.section,
       revision.publisher, revision.dateline, revision.dateline_place, revision.dateline_agency,
       revision.dateline_time_zone, revision.byline, revision.authors, revision.published_at,
       revision.published_at_utc, revision.published_precision, revision.published_from, revision.modified_at,
       revision.modified_at_utc, revision.modified_from, revision.language, revision.direction, revision.body,
       revision.images, revision.keywords,
       revision.licence, revision.access, revision.word_count, revision.warnings
FROM revision JOIN article ON article.id = revision.article_id;

CREATE VIEW articles AS
SELECT article.id, revision.url, revision.canonical_url, article.site, revision.title, revision.subtitle,
       revision.section, revision.publisher, revision.dateline, revision.dateline_place, revision.dateline_agency,
       revision.dateline_time_zone, revision.byline, revision.authors, revision.published_at,
       revision.published_at_utc, revision.published_precision, revision.published_from, revision.modified_at,
       revision.modified_at_utc, revision.modified_from, revision.language, revision.direction, revision.body,
       revision.images, revision.keywords,
       revision.licence, revision.access, revision.word_count, revision.warnings,
       revision.number AS revisions, article.first_seen_at, article.last_seen_at,
       (SELECT json_group_array(source.name) FROM article_source JOIN source ON source.id = article_source.source_id
        WHERE article_source.article_id = article.id) AS sources
FROM article JOIN revision ON revision.id = article.current_revision_id;

CREATE VIEW related_links AS
SELECT revision.article_id, revision.number AS revision, related_link.ordinal, related_link.title,
       related_link.url, related_link.position
FROM related_link JOIN revision ON revision.id = related_link.revision_id;

CREATE VIEW sources AS
SELECT source.id, source.name, source.url, source.kind, source.interval_seconds,
       coalesce(source.switched, source.declared_enabled) AS enabled, source.tags, source.origin, source.added_at,
       source.removed_at, source_state.next_due_at, source_state.last_polled_at,
       source_state.consecutive_failures, source_state.last_error,
       (SELECT count(*) FROM article_source WHERE article_source.source_id = source.id) AS articles
FROM source JOIN source_state ON source_state.source_id = source.id;
