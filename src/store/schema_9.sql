-- Schema version 9: which articles are copies of one text.

ALTER TABLE article ADD COLUMN grouped_revision_id INTEGER; -- the revision whose copies were looked for; to be done when it is not the current one
ALTER TABLE article ADD COLUMN story_id INTEGER;            -- the lowest number among its copies and itself; NULL: it has none
CREATE INDEX article_ungrouped ON article (id) WHERE grouped_revision_id IS NOT current_revision_id;
CREATE INDEX article_story ON article (story_id) WHERE story_id IS NOT NULL;

-- The smallest hashes of word sequences in each article: what a copy has some of.
CREATE TABLE story_hash (
    fortnight  INTEGER NOT NULL, -- since 1970-01-01, of the publication
    hash       INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (fortnight, hash, article_id)
) STRICT, WITHOUT ROWID;

-- The same of the last articles. They go over slice by slice, so that many rows are written into each page of the large table, which would
-- cost a page for each row otherwise.
CREATE TABLE story_hash_new (
    fortnight  INTEGER NOT NULL,
    hash       INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (fortnight, hash, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE story_hash_turn (
    slice INTEGER NOT NULL -- of the hashes: the one that went over last
) STRICT;
INSERT INTO story_hash_turn VALUES (0);

-- Pairs of copies, and why they are taken for that.
CREATE TABLE story_link (
    first_id  INTEGER NOT NULL REFERENCES article (id), -- the lower number
    second_id INTEGER NOT NULL REFERENCES article (id),
    reason    TEXT NOT NULL,                            -- JSON
    PRIMARY KEY (first_id, second_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_link_second ON story_link (second_id);

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
       article.gone_at, article.gone_status, article.story_id
FROM article JOIN revision ON revision.id = article.current_revision_id;

CREATE VIEW story_links AS
SELECT article.story_id, story_link.first_id, story_link.second_id,
       json_extract(reason, '$.kind') AS kind, json_extract(reason, '$.shared_words') AS shared_words,
       json_extract(reason, '$.share_of_first') AS share_of_first, json_extract(reason, '$.share_of_second') AS share_of_second,
       json_extract(reason, '$.agency') AS agency, json_extract(reason, '$.place') AS place,
       json_extract(reason, '$.hours_apart') AS hours_apart
FROM story_link JOIN article ON article.id = story_link.first_id;

CREATE VIEW stories AS
SELECT story_id, count(*) AS articles, count(DISTINCT site) AS sites, min(first_seen_at) AS first_seen_at
FROM article WHERE story_id IS NOT NULL GROUP BY story_id;
