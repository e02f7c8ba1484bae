-- How an officer wants to be told of work that comes to them; without a row by inbox and mail.
CREATE TABLE tidings (
  account INTEGER PRIMARY KEY,
  how TEXT NOT NULL,
  changed INTEGER NOT NULL
);
