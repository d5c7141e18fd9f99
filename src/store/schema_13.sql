-- Schema version 13: sources are taken site by site, by an index.

ALTER TABLE source ADD COLUMN site TEXT NOT NULL DEFAULT ''; -- registrable domain of the address
DROP INDEX source_state_due;
CREATE INDEX source_state_due ON source_state (coalesce(next_due_at, ''), source_id);
CREATE INDEX source_state_leased ON source_state (leased_until) WHERE leased_until IS NOT NULL;
