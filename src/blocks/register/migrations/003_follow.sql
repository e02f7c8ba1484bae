-- Which cases want to know of a change.  registry and what: the entry itself (what is empty, mark is its id), or entries that have a
-- value in a field (what is the field, mark as in record_mark); registry empty: parameters of the law.  names: the fields, relations
-- or parameters of interest, a blank between.  element: the step of the process that said so; said again, it says it anew.
CREATE TABLE follow (
  registry TEXT NOT NULL,
  what TEXT NOT NULL,
  mark BLOB NOT NULL,
  case_id INTEGER NOT NULL,
  element TEXT NOT NULL,
  names TEXT NOT NULL,
  PRIMARY KEY (registry, what, mark, case_id, element)
) WITHOUT ROWID;
CREATE INDEX follow_case ON follow (case_id, element);

-- What has changed and is followed, until it was told; told: up to which case, 0 from the beginning.
CREATE TABLE follow_change (
  registry TEXT NOT NULL,
  what TEXT NOT NULL,
  mark BLOB NOT NULL,
  names TEXT NOT NULL,
  at INTEGER NOT NULL,
  told INTEGER NOT NULL,
  PRIMARY KEY (registry, what, mark)
) WITHOUT ROWID;

-- Parameters of the law that were ever followed, with the value that was known last.
CREATE TABLE follow_law (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
