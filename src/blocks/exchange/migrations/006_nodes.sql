-- What was asked of other nodes and answered to them.  side: 'asked' here, or 'answered' here.  mark: the signed message's own id, so
-- that none counts twice.  asked and answered are the signed texts, which name nobody; what they were about is in content, sealed
-- under the key of the case that asked, or of the entry that was told: subject_kind and subject say whose; 0: nothing is kept of it.
CREATE TABLE exchange_evidence (
  id INTEGER PRIMARY KEY,
  side TEXT NOT NULL,
  node TEXT NOT NULL,
  mark TEXT NOT NULL,
  message TEXT NOT NULL,
  service TEXT NOT NULL,
  asked TEXT NOT NULL,
  answered TEXT NOT NULL,
  subject_kind INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  content BLOB NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  UNIQUE (side, node, mark)
);
CREATE INDEX exchange_evidence_day ON exchange_evidence (day);

-- Nodes that failed: how often in a row, and until when they are left alone.
CREATE TABLE exchange_node (
  node TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  rests INTEGER NOT NULL,
  changed INTEGER NOT NULL
);

-- sent: whether a question has left for another node and its answer is not known.
ALTER TABLE exchange_ask ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;
