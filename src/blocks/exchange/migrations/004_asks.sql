-- Questions of processes to other agencies.  input (what is asked, and in whose name) is sealed under the case's key and emptied when
-- the question is over.  turn: names the next putting; a job for another
-- turn does nothing.  tries: how often it was refused since somebody last asked by hand.  reason: the word of the last refusal.
CREATE TABLE exchange_ask (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  token INTEGER NOT NULL,
  element TEXT NOT NULL,
  number TEXT NOT NULL,
  authority TEXT NOT NULL,
  consumer TEXT NOT NULL,
  service TEXT NOT NULL,
  state TEXT NOT NULL,
  turn INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  reason TEXT NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  due INTEGER NOT NULL,
  input BLOB NOT NULL
);
CREATE INDEX exchange_ask_waits ON exchange_ask (authority, id) WHERE state = 'open';
CREATE INDEX exchange_ask_case ON exchange_ask (case_id, id);
