-- Schema version 7: what recurs on the pages of a site, and is therefore no part of its stories.

CREATE TABLE site_memory (
    site       TEXT PRIMARY KEY,
    lines      BLOB NOT NULL,        -- as extraction writes and reads it; at most 10 kB
    learned_at TEXT NOT NULL
) STRICT;
