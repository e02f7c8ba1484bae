-- A person's question about one look.  level 0: the head of the office that looked answers; 1: the officers who watch over all.
CREATE TABLE look_question (
  id INTEGER PRIMARY KEY,
  trace INTEGER NOT NULL,
  person INTEGER NOT NULL,
  office TEXT NOT NULL,
  reader INTEGER NOT NULL,
  level INTEGER NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  due INTEGER NOT NULL,
  moved INTEGER NOT NULL DEFAULT 0,
  answered_by INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX look_question_trace ON look_question (trace);
CREATE INDEX look_question_office ON look_question (office, level, at);
CREATE INDEX look_question_level ON look_question (level, at);
-- What was asked and answered, in its order; body: sealed under the person's key.
CREATE TABLE look_text (
  id INTEGER PRIMARY KEY,
  question INTEGER NOT NULL,
  at INTEGER NOT NULL,
  officer INTEGER NOT NULL,
  office TEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX look_text_question ON look_text (question, id);
-- Persons who want to be told of looks; told: the local day of the last message.
CREATE TABLE look_alert (
  person INTEGER PRIMARY KEY,
  told INTEGER NOT NULL
);
-- Looks by office, purpose and month (year * 100 + month): numbers alone.  look_counted: up to which row they were counted.
CREATE TABLE look_total (
  office TEXT NOT NULL,
  purpose TEXT NOT NULL,
  month INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (office, purpose, month)
) WITHOUT ROWID;
CREATE TABLE look_counted (
  one INTEGER PRIMARY KEY,
  visible INTEGER NOT NULL,
  trace INTEGER NOT NULL
);
INSERT INTO look_counted (one, visible, trace) VALUES (1, 0, 0);
-- Looks that stand out; reasons: a bit each (enum odd).  note: sealed under the key of the officer's account.
CREATE TABLE look_odd (
  look INTEGER PRIMARY KEY,
  office TEXT NOT NULL,
  at INTEGER NOT NULL,
  reader INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  case_number TEXT NOT NULL,
  purpose TEXT NOT NULL,
  reasons INTEGER NOT NULL,
  noted INTEGER NOT NULL DEFAULT 0,
  noted_by INTEGER NOT NULL DEFAULT 0,
  note BLOB
);
CREATE INDEX look_odd_office ON look_odd (office, at);
