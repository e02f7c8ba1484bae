-- What a person has answered about a new service so far: one that each designer begins at a time.  version grows with each
-- answer, for ever; answers: a packed context of the answers and of the pages that were gone through.
CREATE TABLE studio_new (
  account INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  answers BLOB NOT NULL
);
