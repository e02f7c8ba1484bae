-- annulled: an entry that should never have been made; kept, its key never given again.  sealed: versions before that one are
-- opened only as the register's `sealed` says; 0: none.
ALTER TABLE record ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE record ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;

-- Values that somebody says are wrong, while the owner of the register looks into it: by which case, and how it ended.
CREATE TABLE record_dispute (
  record INTEGER NOT NULL,
  field TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  case_number TEXT NOT NULL,
  opened INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (record, field, case_id)
) WITHOUT ROWID;
CREATE INDEX record_dispute_case ON record_dispute (case_id);
