CREATE TABLE record (
  id INTEGER PRIMARY KEY,
  registry TEXT NOT NULL,
  version INTEGER NOT NULL,
  body BLOB NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL
);
CREATE INDEX record_registry ON record (registry, id);

-- Finding records by a field: a keyed blind index of a sealed one, the folded text of a clear one.
CREATE TABLE record_mark (
  registry TEXT NOT NULL,
  field TEXT NOT NULL,
  mark BLOB NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (registry, field, mark, id)
) WITHOUT ROWID;
CREATE INDEX record_mark_id ON record_mark (id);

-- What stood in a record before: as known from `at` on, true from `valid` on.
CREATE TABLE record_version (
  id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (id, version)
) WITHOUT ROWID;

CREATE TABLE relation (
  registry TEXT NOT NULL,
  from_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  to_id INTEGER NOT NULL,
  valid INTEGER NOT NULL,
  at INTEGER NOT NULL,
  source TEXT NOT NULL,
  card BLOB NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (registry, from_id, name, to_id)
) WITHOUT ROWID;

CREATE TABLE number_sequence (
  scheme TEXT NOT NULL,
  year INTEGER NOT NULL,
  next INTEGER NOT NULL,
  PRIMARY KEY (scheme, year)
) WITHOUT ROWID;

-- How far an import has come: it is taken up again where it stopped.
CREATE TABLE import_run (
  name TEXT PRIMARY KEY,
  hash BLOB NOT NULL,
  rows INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  ended INTEGER NOT NULL
) WITHOUT ROWID;
