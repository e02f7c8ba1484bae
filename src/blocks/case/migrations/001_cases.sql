-- A case is a draft until it is submitted.  `draft` names it in addresses before that, `number` after it.
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  draft TEXT NOT NULL UNIQUE,
  number TEXT UNIQUE,
  authority TEXT NOT NULL,
  service TEXT NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL,
  outcome TEXT NOT NULL DEFAULT '',
  lang TEXT NOT NULL,
  channel TEXT NOT NULL,
  draft_hash BLOB,
  draft_key BLOB,
  account INTEGER NOT NULL DEFAULT 0,
  owner_key BLOB,
  person INTEGER NOT NULL DEFAULT 0,
  answers BLOB NOT NULL,
  page TEXT NOT NULL DEFAULT '',
  seq INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  submitted INTEGER NOT NULL DEFAULT 0,
  decided INTEGER NOT NULL DEFAULT 0,
  expected INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL DEFAULT 0,
  paused INTEGER NOT NULL DEFAULT 0,
  expires INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX cases_account ON cases (account, id);
CREATE INDEX cases_expires ON cases (expires) WHERE expires > 0;

-- Who a case is about: keeps an officer's own family off their desk, and finds a person's cases.
CREATE TABLE case_party (
  case_id INTEGER NOT NULL,
  person INTEGER NOT NULL,
  part TEXT NOT NULL,
  PRIMARY KEY (case_id, person, part)
) WITHOUT ROWID;
CREATE INDEX case_party_person ON case_party (person, case_id);

-- One row a process instance; state is the engine's packed state, vars are sealed.
CREATE TABLE instance (
  case_id INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  process TEXT NOT NULL,
  state BLOB NOT NULL,
  vars BLOB NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (case_id, scope)
) WITHOUT ROWID;

CREATE TABLE task (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  authority TEXT NOT NULL,
  token INTEGER NOT NULL,
  element TEXT NOT NULL,
  form TEXT NOT NULL,
  groups TEXT NOT NULL,
  state TEXT NOT NULL,
  assignee INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  due INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  not_by INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX task_case ON task (case_id);
CREATE INDEX task_open ON task (authority, state, due, id) WHERE state IN ('open', 'claimed', 'waiting');

-- Decisions taken by rules: the explanation is sealed.
CREATE TABLE ruling (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  element TEXT NOT NULL,
  decision TEXT NOT NULL,
  at INTEGER NOT NULL,
  explanation BLOB NOT NULL
);
CREATE INDEX ruling_case ON ruling (case_id, id);

CREATE TABLE question (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  asked_by INTEGER NOT NULL,
  text BLOB NOT NULL,
  answered INTEGER NOT NULL DEFAULT 0,
  answer BLOB
);
CREATE INDEX question_case ON question (case_id, id);

CREATE TABLE incident (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  token INTEGER NOT NULL,
  element TEXT NOT NULL,
  code TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL
);
CREATE INDEX incident_case ON incident (case_id, id);

-- Files handed in with a case; the bytes lie sealed in the file store under their hash.
CREATE TABLE case_file (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  facts BLOB NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX case_file_case ON case_file (case_id, id);

-- A fingerprint of what a case is about, for hints that it may be there twice.
CREATE TABLE case_mark (
  mark BLOB NOT NULL,
  case_id INTEGER NOT NULL,
  PRIMARY KEY (mark, case_id)
) WITHOUT ROWID;
