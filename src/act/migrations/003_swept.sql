-- What retention did, by day and kind of thing: numbers of nobody.
CREATE TABLE swept (
  day INTEGER NOT NULL,
  what TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (day, what)
) WITHOUT ROWID;
