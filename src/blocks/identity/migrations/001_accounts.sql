-- Accounts.  mail: keyed blind index of the address, for finding it; email and name are sealed under the account's key.
-- salt and proof: Argon2id is done by a slow worker, its result is compared here as SHA-256.
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  mail BLOB NOT NULL UNIQUE,
  email BLOB NOT NULL,
  name BLOB NOT NULL,
  lang TEXT NOT NULL,
  salt BLOB NOT NULL,
  proof BLOB NOT NULL,
  state TEXT NOT NULL,
  person INTEGER NOT NULL DEFAULT 0,
  shown_as TEXT NOT NULL DEFAULT '',
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL
);
CREATE INDEX account_person ON account (person) WHERE person > 0;

-- Sessions by the hash of their token.
CREATE TABLE session (
  hash BLOB PRIMARY KEY,
  id INTEGER NOT NULL,
  account INTEGER NOT NULL,
  level INTEGER NOT NULL,
  ticket TEXT NOT NULL,
  name BLOB NOT NULL,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  ends INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX session_account ON session (account, created);

CREATE TABLE account_role (
  account INTEGER NOT NULL,
  role TEXT NOT NULL,
  office TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (account, role, office)
) WITHOUT ROWID;

-- One-time codes, one of a purpose at a time; a MAC of the code, never the code.
CREATE TABLE code (
  account INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  mac BLOB NOT NULL,
  person INTEGER NOT NULL DEFAULT 0,
  ends INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, purpose)
) WITHOUT ROWID;

-- Failed attempts by a keyed index of who tried what: slows down without locking the owner out.
CREATE TABLE attempt (
  mark BLOB PRIMARY KEY,
  n INTEGER NOT NULL,
  since INTEGER NOT NULL
) WITHOUT ROWID;
