-- Finding the state of an entry on a day as known on another: versions that are true from an earlier day than one before them
-- (corrections of the past) are marked, all others follow each other in both times.  First versions need no index.
ALTER TABLE record_version ADD COLUMN back INTEGER NOT NULL DEFAULT 0;
UPDATE record_version SET back = 1 WHERE version > 1 AND EXISTS (
  SELECT 1 FROM record_version p WHERE p.id = record_version.id AND p.version < record_version.version AND p.valid > record_version.valid);
CREATE INDEX record_version_valid ON record_version (id, valid, version, back) WHERE back = 0 AND version > 1;
CREATE INDEX record_version_known ON record_version (id, at, version) WHERE version > 1;

-- The corrections of the past, with which fields they set: a bit for each name's hash; of those from before, all bits.  so_far:
-- which fields this one or one before it set.
CREATE TABLE record_back (
  id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  fields INTEGER NOT NULL,
  so_far INTEGER NOT NULL,
  PRIMARY KEY (id, version)
) WITHOUT ROWID;
INSERT INTO record_back (id, version, valid, fields, so_far)
SELECT id, version, valid, 4611686018427387903, 4611686018427387903 FROM record_version WHERE back = 1;
