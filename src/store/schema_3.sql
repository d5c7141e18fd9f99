-- Schema version 3: section pages and sitemaps as sources.

ALTER TABLE source ADD COLUMN link_selector TEXT; -- which links of a section page are articles; NULL: found by what they look like

-- Addresses that a sitemap named at former polls: what is not here is new.
CREATE TABLE seen_link (
    source_id INTEGER NOT NULL REFERENCES source (id),
    link_hash INTEGER NOT NULL, -- of the address in canonical form, for sitemaps of its state
    seen_on   INTEGER NOT NULL, -- day since 1970-01-01, at most a month too early
    PRIMARY KEY (source_id, link_hash)
) STRICT, WITHOUT ROWID;
