-- What a running case is to be told of entries that it follows: all that came since it was told last, in one row.  changes: registers
-- and names of fields, relations or parameters, no values.  due: when to tell; 0: the process listens again before that.
CREATE TABLE case_news (
  case_id INTEGER PRIMARY KEY,
  due INTEGER NOT NULL,
  changes BLOB NOT NULL
);
CREATE INDEX case_news_due ON case_news (due) WHERE due > 0;
