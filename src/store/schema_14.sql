-- Schema version 14: what is learned of when the articles of a source come takes the place of the count of quiet polls.

ALTER TABLE source_state DROP COLUMN quiet_polls;
ALTER TABLE source_state ADD COLUMN rhythm BLOB; -- see src/store/rhythm_bytes.rs; NULL: nothing is known yet
