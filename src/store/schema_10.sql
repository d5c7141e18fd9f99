-- Schema version 10: which lines were left out of an article as its site's own, so that it is read again as it was read first.

CREATE TABLE site_own_line (
    article_id INTEGER PRIMARY KEY REFERENCES article (id),
    lines      BLOB NOT NULL         -- as extraction writes and reads it; eight bytes a line
) STRICT;
