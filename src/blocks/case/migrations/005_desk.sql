-- How an officer wants to be told of work that comes to them; without a row by inbox and mail.
CREATE TABLE tidings (
  account INTEGER PRIMARY KEY,
  how TEXT NOT NULL,
  changed INTEGER NOT NULL
);

-- What failed, as a word with its arguments (JSON); without a value of anybody.
ALTER TABLE incident ADD COLUMN told TEXT NOT NULL DEFAULT '';
