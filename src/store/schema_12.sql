-- Schema version 12: webhooks, which are told of every revision in its order.

CREATE TABLE webhook (
    name             TEXT PRIMARY KEY,
    last_revision_id INTEGER NOT NULL -- all up to this one are told, or wait in delivery
) STRICT, WITHOUT ROWID;

-- What is still to be told.
CREATE TABLE delivery (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook         TEXT NOT NULL,
    article_id      INTEGER NOT NULL REFERENCES article (id),
    revision        INTEGER NOT NULL,  -- its number, from 1
    created_at      TEXT NOT NULL,
    attempts        INTEGER NOT NULL DEFAULT 0,
    next_attempt_at TEXT,              -- NULL: given up, a dead letter
    last_error      TEXT
) STRICT;
CREATE INDEX delivery_next ON delivery (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
