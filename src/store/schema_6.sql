-- Schema version 6: what each revision changed, articles that are gone, and when articles are looked at again.

ALTER TABLE revision ADD COLUMN changes TEXT NOT NULL DEFAULT '[]'; -- JSON list of fields that differ from the revision before
ALTER TABLE revision ADD COLUMN begun_at TEXT;                      -- first version that it stands for; NULL: fetched_at
ALTER TABLE revision ADD COLUMN versions INTEGER NOT NULL DEFAULT 1; -- how many versions it stands for; the last one is kept
-- Of older revisions: to the letter, whether the difference is noise or not.
UPDATE revision SET changes = (
    SELECT json_group_array(value) FROM json_each(json_array(
        CASE WHEN revision.title <> former.title THEN 'title' END,
        CASE WHEN revision.subtitle IS NOT former.subtitle THEN 'subtitle' END,
        CASE WHEN revision.body <> former.body THEN 'body' END,
        CASE WHEN revision.authors <> former.authors THEN 'authors' END,
        CASE WHEN revision.published_at IS NOT former.published_at THEN 'published_at' END,
        CASE WHEN revision.modified_at IS NOT former.modified_at THEN 'modified_at' END))
    WHERE value IS NOT NULL)
FROM revision AS former WHERE former.article_id = revision.article_id AND former.number = revision.number - 1;
CREATE INDEX revision_edited ON revision (fetched_at, id) WHERE number > 1;

ALTER TABLE article ADD COLUMN gone_at TEXT;        -- since when its page answers that it is gone; NULL: it does not
ALTER TABLE article ADD COLUMN gone_status INTEGER; -- 404 or 410
CREATE INDEX article_gone ON article (gone_at) WHERE gone_at IS NOT NULL;

-- Articles that `gleaner run` looks at again.
CREATE TABLE recheck (
    article_id    INTEGER PRIMARY KEY REFERENCES article (id),
    url           TEXT NOT NULL,  -- where it was read last
    site          TEXT NOT NULL,  -- registrable domain of the address
    source_id     INTEGER REFERENCES source (id),
    hints         TEXT NOT NULL,  -- JSON: what the feed entry said
    since_at      TEXT NOT NULL,  -- publication or last edit: what its age is counted from
    due_at        TEXT NOT NULL,
    taken_until   TEXT,           -- in hand until then
    etag          BLOB,           -- validators exactly as the server sent them
    last_modified BLOB
) STRICT;
CREATE INDEX recheck_due ON recheck (due_at);
CREATE INDEX recheck_site ON recheck (site, taken_until);

DROP VIEW article_revisions;
CREATE VIEW article_revisions AS
SELECT revision.article_id, revision.number AS revision, revision.fetched_at,
       revision.url, revision.canonical_url, article.site, revision.title, revision.subtitle, revision.section,
       revision.publisher, revision.dateline, revision.dateline_place, revision.dateline_agency,
       revision.dateline_time_zone, revision.byline, revision.authors, revision.published_at,
       revision.published_at_utc, revision.published_precision, revision.published_from, revision.modified_at,
       revision.modified_at_utc, revision.modified_from, revision.language, revision.direction, revision.body,
       revision.images, revision.enclosures, revision.keywords,
       revision.licence, revision.access, revision.word_count, revision.warnings, revision.changes, revision.versions
FROM revision JOIN article ON article.id = revision.article_id;

DROP VIEW articles;
CREATE VIEW articles AS
SELECT article.id, revision.url, revision.canonical_url, article.site, revision.title, revision.subtitle,
       revision.section, revision.publisher, revision.dateline, revision.dateline_place, revision.dateline_agency,
       revision.dateline_time_zone, revision.byline, revision.authors, revision.published_at,
       revision.published_at_utc, revision.published_precision, revision.published_from, revision.modified_at,
       revision.modified_at_utc, revision.modified_from, revision.language, revision.direction, revision.body,
       revision.images, revision.enclosures, revision.keywords,
       revision.licence, revision.access, revision.word_count, revision.warnings,
       revision.number AS revisions, article.first_seen_at, article.last_seen_at,
       (SELECT json_group_array(source.name) FROM article_source JOIN source ON source.id = article_source.source_id
        WHERE article_source.article_id = article.id) AS sources,
       article.gone_at, article.gone_status
FROM article JOIN revision ON revision.id = article.current_revision_id;
