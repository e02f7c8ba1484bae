-- A table with every type; the names of columns are words that the translation must leave alone.
CREATE TABLE shelf (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  text TEXT,
  blob BLOB,
  closed_at INTEGER,
  is_open INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE pair (
  a INTEGER NOT NULL,
  b TEXT NOT NULL DEFAULT 'TEXT; BLOB',
  PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
