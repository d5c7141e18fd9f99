-- Schema version 11: the search index; every address of an article as it was written; entries of a feed by their guid.

-- The words of the current revision of each article, prepared by gleaner (src/text): nothing of it can be read back as text.
-- The rowid is the article's id. `facet` holds site, language and day, so that a search narrowed down by them costs no more.
CREATE VIRTUAL TABLE search USING fts5 (
    body, title, author, keyword, place, facet,
    content = '', contentless_delete = 1, tokenize = 'ascii'
);

-- Addresses that differ from the one in article_url only in what makes no other page (tracking, http for https …).
CREATE TABLE address_variant (
    article_id    INTEGER NOT NULL REFERENCES article (id),
    url           TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    PRIMARY KEY (article_id, url)
) STRICT, WITHOUT ROWID;

-- A feed that gives a known entry a new address still tells of the same article.
DROP INDEX article_source_source;
CREATE INDEX article_source_guid ON article_source (source_id, guid);

CREATE VIEW article_urls AS
SELECT article_id, url, role, first_seen_at FROM article_url
UNION ALL
SELECT article_id, url, 'variant', first_seen_at FROM address_variant;
