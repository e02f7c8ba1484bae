-- Who may be meant by a name: for the blind index of each word and of how it sounds the ids of the entries that have it, in
-- lists of at most some hundred, in order (names.c).
CREATE TABLE name_list (
  mark BLOB NOT NULL,
  first INTEGER NOT NULL,
  n INTEGER NOT NULL,
  ids BLOB NOT NULL,
  PRIMARY KEY (mark, first)
) WITHOUT ROWID;

-- How far the entries of a register are in these lists: all up to `after` where it was declared after they were entered.
CREATE TABLE name_run (
  registry TEXT PRIMARY KEY,
  field TEXT NOT NULL,
  after INTEGER NOT NULL,
  ended INTEGER NOT NULL
) WITHOUT ROWID;
