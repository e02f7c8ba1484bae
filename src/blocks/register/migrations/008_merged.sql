-- superseded: an entry that was one person's second; stays: the one that stands for both, 0: it stands for itself.
ALTER TABLE record ADD COLUMN stays INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_stays ON record (stays) WHERE stays > 0;

-- Entries that were written and are to be looked at: compared with others, and for what is missing or contradictory.
CREATE TABLE record_due (
  id INTEGER PRIMARY KEY,
  registry TEXT NOT NULL
);

-- How far the present round through a register is: down to the entry `before`, 0 where it has not begun.
CREATE TABLE quality_run (
  registry TEXT PRIMARY KEY,
  before INTEGER NOT NULL,
  declared BLOB NOT NULL,
  looked INTEGER NOT NULL,
  ended INTEGER NOT NULL
) WITHOUT ROWID;

-- Two entries that may be one.  reasons: "field:how:share" with blanks between, no values; guarded: one of them is protected.
-- said: why, sealed under the lower entry's key.  state: open, apart (not the same), asked (a merge waits for the second officer), merged, undo (its undoing waits).
CREATE TABLE record_pair (
  id INTEGER PRIMARY KEY,
  registry TEXT NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  score INTEGER NOT NULL,
  reasons TEXT NOT NULL,
  guarded INTEGER NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  by_account INTEGER NOT NULL DEFAULT 0,
  keeps INTEGER NOT NULL DEFAULT 0,
  picks TEXT NOT NULL DEFAULT '',
  said BLOB NOT NULL DEFAULT X'',
  low_version INTEGER NOT NULL DEFAULT 0,
  high_version INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX record_pair_two ON record_pair (low, high);
CREATE INDEX record_pair_high ON record_pair (high);
CREATE INDEX record_pair_list ON record_pair (registry, state, score, id);

-- What a merge did, sealed under the key of the entry that stays, so that it can be undone.
CREATE TABLE record_merge (
  pair INTEGER PRIMARY KEY,
  stays INTEGER NOT NULL,
  gone INTEGER NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body BLOB NOT NULL
);

-- What is wrong with an entry: kind missing, broken or stale; rule: a field, or the id of what must hold.
CREATE TABLE quality_finding (
  registry TEXT NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (registry, kind, rule, id)
) WITHOUT ROWID;
CREATE INDEX quality_finding_id ON quality_finding (id);

-- How many of them; told: what the public is told, -1: nothing yet.
CREATE TABLE quality_count (
  registry TEXT NOT NULL,
  kind TEXT NOT NULL,
  rule TEXT NOT NULL,
  n INTEGER NOT NULL,
  told INTEGER NOT NULL DEFAULT -1,
  PRIMARY KEY (registry, kind, rule)
) WITHOUT ROWID;
