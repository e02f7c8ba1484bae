-- Calls of other agencies that were answered.  message: hash of who called and the X-Road-Id, so that a call sent twice is one; input:
-- hash of what was asked.  Neither says anything of a person.  record: the entry that was told, 0: there is none.
CREATE TABLE exchange_call (
  id INTEGER PRIMARY KEY,
  consumer TEXT NOT NULL,
  subsystem TEXT NOT NULL,
  service TEXT NOT NULL,
  purpose TEXT NOT NULL,
  message BLOB NOT NULL UNIQUE,
  input BLOB NOT NULL,
  record INTEGER NOT NULL,
  trace INTEGER NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL
);
CREATE INDEX exchange_call_day ON exchange_call (day);

-- What a call said of itself (user, issue, represented party), for each person it was about: sealed under the person's key.
CREATE TABLE exchange_look (
  trace INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL,
  person INTEGER NOT NULL,
  said BLOB NOT NULL
);
CREATE INDEX exchange_look_call ON exchange_look (call_id);
CREATE INDEX exchange_look_person ON exchange_look (person);
