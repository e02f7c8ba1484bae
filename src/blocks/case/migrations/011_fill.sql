-- A task's form while somebody fills it in: the applicant, or the officer whose task it is.  answers are sealed under the case's
-- key.  opened, owner_key: an officer's last traced look, and the case's key as their account opens it from then on.
CREATE TABLE fill (
  task INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  account INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  page TEXT NOT NULL,
  answers BLOB NOT NULL,
  opened INTEGER NOT NULL,
  owner_key BLOB,
  changed INTEGER NOT NULL
);

-- When a case waited for its applicant because a task was theirs: the office's clocks stood still.
CREATE TABLE case_wait (
  task INTEGER NOT NULL,
  since INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (task, since)
) WITHOUT ROWID;
CREATE INDEX case_wait_case ON case_wait (case_id, since);

-- task: whose form a file was given with, 0 for the application's.  sent: 0 while that form is being filled in.  desk: given by
-- the office.
ALTER TABLE case_file ADD COLUMN task INTEGER NOT NULL DEFAULT 0;
ALTER TABLE case_file ADD COLUMN sent INTEGER NOT NULL DEFAULT 1;
ALTER TABLE case_file ADD COLUMN desk INTEGER NOT NULL DEFAULT 0;
CREATE INDEX task_applicant ON task (case_id) WHERE groups = ' applicant ' AND state = 'open';
