-- Schema version 5: the media files that the feed attaches to a story.

ALTER TABLE revision ADD COLUMN enclosures TEXT NOT NULL DEFAULT '[]'; -- JSON list

DROP VIEW article_revisions;
CREATE VIEW article_revisions AS
SELECT revision.article_id, revision.number AS revision, revision.fetched_at,
       revision.url, revision.canonical_url, article.site, revision.title, revision.subtitle, revision.section,
       revision.publisher, revision.dateline, revision.dateline_place, revision.dateline_agency,
       revision.dateline_time_zone, revision.byline, revision.authors, revision.published_at,
       revision.published_at_utc, revision.published_precision, revision.published_from, revision.modified_at,
       revision.modified_at_utc, revision.modified_from, revision.language, revision.direction, revision.body,
       revision.images, revision.enclosures, revision.keywords,
       revision.licence, revision.access, revision.word_count, revision.warnings
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
        WHERE article_source.article_id = article.id) AS sources
FROM article JOIN revision ON revision.id = article.current_revision_id;
