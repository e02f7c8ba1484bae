-- Drafts of services.  base names the service's published files that the draft began from, or was last compared with;
-- version grows with each change.  state: open, review, signed, published, dropped.
CREATE TABLE studio_draft (
  id INTEGER PRIMARY KEY,
  service TEXT NOT NULL,
  authority TEXT NOT NULL,
  title TEXT NOT NULL,
  base TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  author INTEGER NOT NULL,
  made INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  signer INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX studio_draft_service ON studio_draft (service, id);

-- The files of a draft, by path inside of the service's folder.
CREATE TABLE studio_file (
  draft INTEGER NOT NULL,
  path TEXT NOT NULL,
  version INTEGER NOT NULL,
  editor INTEGER NOT NULL,
  at INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (draft, path)
) WITHOUT ROWID;

-- Who had a hand in a draft: none of them signs it.
CREATE TABLE studio_editor (
  draft INTEGER NOT NULL,
  account INTEGER NOT NULL,
  PRIMARY KEY (draft, account)
) WITHOUT ROWID;
