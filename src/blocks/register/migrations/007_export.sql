-- How far an export has come: behind which entry it goes on, and how long its file was before the batch that was traced last.
CREATE TABLE export_run (
  name TEXT PRIMARY KEY,
  hash BLOB NOT NULL,
  after INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  left_out INTEGER NOT NULL,
  ended INTEGER NOT NULL
) WITHOUT ROWID;
