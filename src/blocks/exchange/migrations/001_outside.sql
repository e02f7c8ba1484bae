-- What partners show to be known: the hash of "id.secret".  Several at a time, so that one can take another's place.
CREATE TABLE partner_credential (
  id INTEGER PRIMARY KEY,
  partner TEXT NOT NULL,
  hash BLOB NOT NULL UNIQUE,
  created INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX partner_credential_of ON partner_credential (partner, id);

-- Work of processes that waits for a partner.  free_at: when a worker may take it, the end of a lock or of a pause.
-- input and message are sealed under the case's key; input is emptied when the work is over.
CREATE TABLE outside_task (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  token INTEGER NOT NULL,
  topic TEXT NOT NULL,
  element TEXT NOT NULL,
  service TEXT NOT NULL,
  version TEXT NOT NULL,
  number TEXT NOT NULL,
  authority TEXT NOT NULL,
  state TEXT NOT NULL,
  priority INTEGER NOT NULL,
  retries INTEGER NOT NULL,
  worker TEXT NOT NULL DEFAULT '',
  free_at INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  input BLOB NOT NULL,
  message BLOB NOT NULL
);
CREATE INDEX outside_task_open ON outside_task (topic, priority DESC, id) WHERE state = 'open';
CREATE INDEX outside_task_free ON outside_task (topic, free_at) WHERE state = 'open';
CREATE INDEX outside_task_case ON outside_task (case_id, id);
