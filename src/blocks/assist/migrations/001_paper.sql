-- The reference on a draft that was printed; by its keyed fingerprint a paper finds its draft again.
CREATE TABLE paper_form (
  case_id INTEGER PRIMARY KEY,
  mark BLOB NOT NULL UNIQUE,
  sealed BLOB NOT NULL,
  made INTEGER NOT NULL
);
