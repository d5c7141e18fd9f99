-- Schema version 8: what servers ask for outlives a restart whole, and polls are in one hand at a time.

ALTER TABLE source_state ADD COLUMN not_before TEXT;   -- the server asked to be left alone until then (Retry-After)
ALTER TABLE source_state ADD COLUMN unreadable TEXT;   -- why the document that gave the validators could not be read
ALTER TABLE source_state ADD COLUMN leased_until TEXT; -- a poll of it is under way
ALTER TABLE source_state ADD COLUMN lease_owner TEXT;

ALTER TABLE robots ADD COLUMN closed_because TEXT;     -- it could not be read: gleaner stays away for now

-- The sitemaps that a sitemap source names, as far as its polls have asked for them or are to.
CREATE TABLE known_sitemap (
    source_id     INTEGER NOT NULL REFERENCES source (id),
    place         INTEGER NOT NULL,  -- the most promising of those that wait come last
    url           TEXT NOT NULL,
    etag          BLOB,              -- validators exactly as the server sent them
    last_modified BLOB,
    waits         INTEGER NOT NULL,  -- 1: the next poll reads it, whatever the sitemap that names it says
    state         INTEGER,           -- noted as seen once it was read; NULL: nobody says when it changed
    PRIMARY KEY (source_id, place)
) STRICT, WITHOUT ROWID;
