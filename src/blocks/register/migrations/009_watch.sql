-- Registers whose changes somebody outside is to be told of.
CREATE TABLE record_watch (
  registry TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Changes of their entries until they are given out, one row for each kind however often an entry changes.  names: the fields and
-- relations that changed, a blank between; never a value.  seq grows with time.
CREATE TABLE record_news (
  record INTEGER NOT NULL,
  kind TEXT NOT NULL,
  registry TEXT NOT NULL,
  names TEXT NOT NULL,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (record, kind)
) WITHOUT ROWID;
CREATE INDEX record_news_seq ON record_news (seq);
