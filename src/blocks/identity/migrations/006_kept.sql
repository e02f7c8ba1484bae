-- What an account keeps to be offered again, such as where money goes: value sealed under the account's key; the one that has not
-- ended is offered, the others are its history.
CREATE TABLE account_kept (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value BLOB NOT NULL,
  made INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX account_kept_account ON account_kept (account, kind, id);
