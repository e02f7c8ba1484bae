-- `expires` of a case that has ended: when it is erased; -1 where it is kept for good, or is the archive's now.  These have none yet.
CREATE INDEX cases_unkept ON cases (id) WHERE expires = 0 AND state IN ('decided', 'withdrawn');

-- Held by law: nothing of the case is erased until a second person ends the hold.  reason: sealed with the case.
CREATE TABLE hold (
  case_id INTEGER PRIMARY KEY,
  by_account INTEGER NOT NULL,
  at INTEGER NOT NULL,
  reason BLOB NOT NULL
);
