-- A secret field that somebody asks to see, and what a second person said: asked, allowed, refused, opened.
CREATE TABLE secret_look (
  id INTEGER PRIMARY KEY,
  registry TEXT NOT NULL,
  record INTEGER NOT NULL,
  field TEXT NOT NULL,
  purpose TEXT NOT NULL,
  asker INTEGER NOT NULL,
  second INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  asked INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  told BLOB NOT NULL
);
CREATE INDEX secret_look_state ON secret_look (state, changed);
CREATE INDEX secret_look_asker ON secret_look (asker, id);
CREATE INDEX secret_look_record ON secret_look (record);
