-- Whom the owner of a draft lets help with it, for how long: hash is a keyed fingerprint of the code that the owner shows them,
-- never the code.  account 0: nobody has entered it yet.  owner_key: the draft's data key for the helper's account while
-- they may; details (names) are sealed under the draft's key.  ended: taken back, given up, or sent.
CREATE TABLE case_help (
  hash BLOB NOT NULL PRIMARY KEY,
  case_id INTEGER NOT NULL,
  hours INTEGER NOT NULL,
  made INTEGER NOT NULL,
  code_ends INTEGER NOT NULL,
  account INTEGER NOT NULL DEFAULT 0,
  owner_key BLOB,
  details BLOB,
  begun INTEGER NOT NULL DEFAULT 0,
  ends INTEGER NOT NULL DEFAULT 0,
  ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX case_help_case ON case_help (case_id, made);
CREATE INDEX case_help_account ON case_help (account, ends) WHERE account > 0;
CREATE INDEX case_help_ends ON case_help (ends) WHERE ended = 0;

-- What a helper saved: which page of the form, and when.
CREATE TABLE case_help_done (
  hash BLOB NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  page TEXT NOT NULL,
  PRIMARY KEY (hash, seq)
);

-- How an officer came to key it in: from paper, or at the counter with the applicant, who signs on the screen (signature: name,
-- strokes and a digest of what was signed, sealed under the case's key) or on a printed page that is scanned.
ALTER TABLE keyed ADD COLUMN way TEXT NOT NULL DEFAULT 'paper';
ALTER TABLE keyed ADD COLUMN signature BLOB;
ALTER TABLE keyed ADD COLUMN signed_at INTEGER NOT NULL DEFAULT 0;
