-- What was played of a draft: its tales (account 0), and each person's walk through it.  Everything in it is invented.  seq
-- grows with each play that is asked for; version is the draft's that was played.  state: waiting, done, broken.
CREATE TABLE studio_play (
  draft INTEGER NOT NULL,
  account INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  lines TEXT NOT NULL,
  result BLOB NOT NULL,
  PRIMARY KEY (draft, account)
) WITHOUT ROWID;
