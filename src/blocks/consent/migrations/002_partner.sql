-- The outside system that looked; empty where a person did.
ALTER TABLE trace ADD COLUMN partner TEXT NOT NULL DEFAULT '';
