-- That messages between nodes were there at a moment: the root of a tree over some of them, and the time stamp token (RFC 3161) over it.
CREATE TABLE exchange_stamp (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  token BLOB NOT NULL
);

-- stamp: the one over this message, 0: none yet; leaf: its place in the tree; path: hashes that lead from it to the root.
ALTER TABLE exchange_evidence ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange_evidence ADD COLUMN leaf INTEGER NOT NULL DEFAULT 0;
ALTER TABLE exchange_evidence ADD COLUMN path BLOB;
CREATE INDEX exchange_evidence_stamp ON exchange_evidence (stamp, id);
