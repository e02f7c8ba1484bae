-- What opens a draft that nobody owns yet, beside the token of the browser that began it: links that were sent
-- by mail, and the browsers that came back by one.  The tokens themselves are kept nowhere.
CREATE TABLE draft_token (
  hash BLOB PRIMARY KEY,
  case_id INTEGER NOT NULL,
  mailed INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  made INTEGER NOT NULL,
  ends INTEGER NOT NULL
);
CREATE INDEX draft_token_case ON draft_token (case_id);
CREATE INDEX draft_token_ends ON draft_token (ends);
