-- A code card: numbered one-time codes for who has neither mail nor telephone.  One card of an account at a time.
CREATE TABLE code_card (
  account INTEGER PRIMARY KEY,
  made INTEGER NOT NULL,
  by_account INTEGER NOT NULL
);

-- A MAC of each code, never the code; used: when, 0 while it is good.
CREATE TABLE card_code (
  account INTEGER NOT NULL,
  n INTEGER NOT NULL,
  mac BLOB NOT NULL,
  used INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account, n)
);
