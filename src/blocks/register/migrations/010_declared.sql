-- How far the entries of a register have been brought to the version of its declaration (declared.c): all up to `after`; changed:
-- rewritten; troubled: what of them the declaration does not take.
CREATE TABLE registry_declared (
  registry TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  after INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  troubled INTEGER NOT NULL,
  ended INTEGER NOT NULL
) WITHOUT ROWID;
