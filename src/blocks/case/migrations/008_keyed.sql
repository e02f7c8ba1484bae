-- Applications that an officer keys in from paper: who, for whom, and the day on which the paper was received.
-- Until the application is sent its draft is the officer's; details (name, reason) are sealed under the case's key.
CREATE TABLE keyed (
  case_id INTEGER PRIMARY KEY,
  officer INTEGER NOT NULL,
  office TEXT NOT NULL,
  person INTEGER NOT NULL,
  account INTEGER NOT NULL,
  received INTEGER NOT NULL,
  details BLOB NOT NULL
);
CREATE INDEX keyed_officer ON keyed (officer, case_id);
