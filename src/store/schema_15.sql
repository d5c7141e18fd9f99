-- Schema version 15: ten thousand sources are declared without looking at all of them for each.

CREATE INDEX source_url ON source (url);
CREATE INDEX source_retired_name ON source (name) WHERE removed_at IS NOT NULL;
