-- Tokens that people make for programs, by the hash of the token.  name: sealed under the account's key.  ticket: opens the
-- person's own keys for whoever holds the token; empty once the token has ended.  used: when it was last used, to half a day.
CREATE TABLE program_token (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  hash BLOB NOT NULL UNIQUE,
  name BLOB NOT NULL,
  scopes TEXT NOT NULL,
  level INTEGER NOT NULL,
  ticket TEXT NOT NULL,
  made INTEGER NOT NULL,
  ends INTEGER NOT NULL,
  used INTEGER NOT NULL DEFAULT 0,
  ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX program_token_account ON program_token (account, id);
