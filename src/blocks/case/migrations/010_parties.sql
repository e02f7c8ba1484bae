-- Who fills in and signs an application beside the applicant: owner_key is the case's data key for their account,
-- details (names) are sealed under the case's key.
CREATE TABLE case_join (
  case_id INTEGER NOT NULL,
  party TEXT NOT NULL,
  account INTEGER NOT NULL,
  person INTEGER NOT NULL,
  owner_key BLOB NOT NULL,
  details BLOB NOT NULL,
  joined INTEGER NOT NULL,
  PRIMARY KEY (case_id, party)
) WITHOUT ROWID;
-- An account that has ended is 0.
CREATE UNIQUE INDEX case_join_account ON case_join (account, case_id) WHERE account > 0;

-- Invitations that nobody has used yet: a keyed fingerprint of the code, never the code.
CREATE TABLE case_invite (
  hash BLOB PRIMARY KEY,
  case_id INTEGER NOT NULL,
  party TEXT NOT NULL,
  mailed INTEGER NOT NULL,
  made INTEGER NOT NULL,
  ends INTEGER NOT NULL
);
CREATE INDEX case_invite_case ON case_invite (case_id, party);
CREATE INDEX case_invite_ends ON case_invite (ends);

-- Signatures on the whole of the answers: digest (sealed) says of which.  fell: when an answer changed after it, and
-- by_party whose; the applicant's name is the empty text.
CREATE TABLE case_signature (
  case_id INTEGER NOT NULL,
  party TEXT NOT NULL,
  account INTEGER NOT NULL,
  at INTEGER NOT NULL,
  digest BLOB NOT NULL,
  fell INTEGER NOT NULL DEFAULT 0,
  by_party TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, party)
) WITHOUT ROWID;
