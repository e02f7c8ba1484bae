-- How an officer wants to be told of work that comes to them; without a row by inbox and mail.
CREATE TABLE tidings (
  account INTEGER PRIMARY KEY,
  how TEXT NOT NULL,
  changed INTEGER NOT NULL
);

-- What failed, as a word with its arguments (JSON); without a value of anybody.
ALTER TABLE incident ADD COLUMN told TEXT NOT NULL DEFAULT '';

-- Cases that are decided and whose process runs on are on a version, too.
DROP INDEX cases_running;
CREATE INDEX cases_running ON cases (service, version, id) WHERE state IN ('submitted', 'waiting', 'in_force');
