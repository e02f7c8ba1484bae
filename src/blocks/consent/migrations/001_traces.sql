-- Who looked: one row for each person whose data was shown.  visible: not before (a purpose's lawful delay).
CREATE TABLE trace (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  reader INTEGER NOT NULL,
  kind TEXT NOT NULL,
  what TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  case_number TEXT NOT NULL,
  office TEXT NOT NULL,
  purpose TEXT NOT NULL,
  at INTEGER NOT NULL,
  visible INTEGER NOT NULL,
  asked INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX trace_person ON trace (person, at);
CREATE INDEX trace_reader ON trace (reader, at);
