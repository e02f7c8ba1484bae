-- Calls of information systems to services on other nodes. message and input: blind indexes of consumer and X-Road-Id, and of what was
-- asked. request and answer are sealed under a key of the row's own, which goes with it; the answer is emptied some minutes after it came. reason:
-- the word of why there is none. sent: whether it has left and its answer is not known.
CREATE TABLE exchange_forward (
  id INTEGER PRIMARY KEY,
  consumer TEXT NOT NULL,
  node TEXT NOT NULL,
  service TEXT NOT NULL,
  message BLOB NOT NULL UNIQUE,
  input BLOB NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  sent INTEGER NOT NULL,
  created INTEGER NOT NULL,
  day INTEGER NOT NULL,
  request BLOB NOT NULL,
  answer BLOB NOT NULL
);
CREATE INDEX exchange_forward_open ON exchange_forward (node) WHERE state = 'open';
CREATE INDEX exchange_forward_state ON exchange_forward (state, created);
CREATE INDEX exchange_forward_day ON exchange_forward (day);
