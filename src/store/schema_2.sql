-- Schema version 2: what servers say about how often to ask, where sources have moved, and how each poll went.

ALTER TABLE source ADD COLUMN interval_is_own INTEGER NOT NULL DEFAULT 0; -- 1: set for this very source
-- Until now an interval of its own could not be told from the general one, which few have changed from an hour.
UPDATE source SET interval_is_own = 1 WHERE interval_seconds <> 3600;

ALTER TABLE source_state ADD COLUMN due_because TEXT;       -- in words: why not before next_due_at
ALTER TABLE source_state ADD COLUMN validators_url TEXT;    -- the address that gave etag and last_modified
ALTER TABLE source_state ADD COLUMN quiet_polls INTEGER NOT NULL DEFAULT 0; -- since anything new came
ALTER TABLE source_state ADD COLUMN wishes TEXT NOT NULL DEFAULT '{}'; -- JSON: what server and feed ask for
ALTER TABLE source_state ADD COLUMN polled_url TEXT;        -- where it has moved for good; NULL: as declared
ALTER TABLE source_state ADD COLUMN moving_to TEXT;         -- where the last polls were redirected for good
ALTER TABLE source_state ADD COLUMN moving_seen INTEGER NOT NULL DEFAULT 0; -- how many of them in a row
ALTER TABLE source_state ADD COLUMN gone_at TEXT;           -- 410: no longer polled
UPDATE source_state SET validators_url = (SELECT url FROM source WHERE source.id = source_state.source_id)
WHERE last_polled_at IS NOT NULL AND last_error IS NULL;

-- Hosts that asked to be left alone for a while (Retry-After).
CREATE TABLE host_pause (
    host  TEXT PRIMARY KEY,
    until TEXT NOT NULL
) STRICT;

-- How the last polls of each source went; older ones are forgotten.
CREATE TABLE poll (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id         INTEGER NOT NULL REFERENCES source (id),
    polled_at         TEXT NOT NULL,
    url               TEXT NOT NULL,
    answered_by       TEXT,              -- NULL: url itself, or nobody
    outcome           TEXT NOT NULL,
    status            INTEGER,
    body_bytes        INTEGER NOT NULL,  -- before decompression
    milliseconds      INTEGER NOT NULL,
    sent_etag         BLOB,
    sent_modified     BLOB,
    received_etag     BLOB,
    received_modified BLOB,
    new_entries       INTEGER NOT NULL,
    error             TEXT,
    next_due_at       TEXT,
    due_because       TEXT
) STRICT;
CREATE INDEX poll_source ON poll (source_id, id);

DROP VIEW sources;
CREATE VIEW sources AS
SELECT source.id, source.name, source.url, source.kind, source.interval_seconds,
       coalesce(source.switched, source.declared_enabled) AS enabled, source.tags, source.origin, source.added_at,
       source.removed_at, source_state.next_due_at, source_state.last_polled_at,
       source_state.consecutive_failures, source_state.last_error,
       (SELECT count(*) FROM article_source WHERE article_source.source_id = source.id) AS articles,
       source_state.due_because, source_state.polled_url, source_state.gone_at
FROM source JOIN source_state ON source_state.source_id = source.id;

CREATE VIEW polls AS
SELECT source.name AS source, poll.polled_at, poll.url, poll.answered_by, poll.outcome, poll.status, poll.body_bytes,
       poll.milliseconds, CAST(poll.received_etag AS TEXT) AS etag,
       CAST(poll.received_modified AS TEXT) AS last_modified, poll.new_entries, poll.error, poll.next_due_at,
       poll.due_because
FROM poll JOIN source ON source.id = poll.source_id;
