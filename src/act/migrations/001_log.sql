-- What was answered, so that a call sent twice happens once; kept seven days.
CREATE TABLE answered (
  request_id TEXT PRIMARY KEY,
  input_hash BLOB NOT NULL,
  answer BLOB NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX answered_at ON answered (at);

-- Data keys of subjects, wrapped by the keeper.  An erased key leaves the row, with the event that erased it.
CREATE TABLE data_key (
  kind INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  wrapped BLOB,
  at INTEGER NOT NULL,
  erased_by INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kind, subject)
) WITHOUT ROWID;

-- Immutable events.  body: sealed (salt and packed value); leaf: index of its entry in the log.
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  authority TEXT NOT NULL,
  type TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  body BLOB NOT NULL,
  leaf INTEGER NOT NULL
);
CREATE INDEX event_subject ON event (kind, subject, id);

-- The log: entry is the 32-byte salted commitment; its leaf hash is SHA-256(0x00 || entry) (RFC 6962, 2.1).
CREATE TABLE log_entry (
  ix INTEGER PRIMARY KEY,
  entry BLOB NOT NULL
);
CREATE TABLE log_tile (
  level INTEGER NOT NULL,
  ix INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (level, ix)
) WITHOUT ROWID;
CREATE TABLE log_checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL,
  at INTEGER NOT NULL
);

-- Work to be done after the commit.  state: 0 waiting, 1 done, 2 given up.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  subject_kind INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  payload BLOB NOT NULL,
  due INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  state INTEGER NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_due ON outbox (due, id) WHERE state = 0;

-- Facts of the installation: identity of the database, versions of content in force.
CREATE TABLE house (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;
