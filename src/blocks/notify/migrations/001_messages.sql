-- The inbox: sealed under the account's key.
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  read_at INTEGER NOT NULL DEFAULT 0,
  body BLOB NOT NULL
);
CREATE INDEX message_account ON message (account, id);

-- The print spool: letters on paper, sealed under the person's key until they are printed.
CREATE TABLE paper (
  id INTEGER PRIMARY KEY,
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body BLOB NOT NULL,
  printed INTEGER NOT NULL DEFAULT 0
);

-- What a demonstration would have sent, for its mail page only; empty everywhere else.
CREATE TABLE shown_mail (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  address TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL
);
