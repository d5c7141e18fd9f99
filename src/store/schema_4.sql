-- Schema version 4: what sites' robots.txt files say, so that each is asked for once a day, however often gleaner is started.

CREATE TABLE robots (
    url          TEXT PRIMARY KEY,
    body         BLOB NOT NULL,          -- empty: there is none
    counts_until TEXT NOT NULL
) STRICT;
