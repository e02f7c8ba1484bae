-- How many entries of a register are in force and when one last changed; told and fresh: what the public catalogue says of it, a
-- rounded number (0: few) and a local day (0: not told).
CREATE TABLE registry_figure (
  registry TEXT PRIMARY KEY,
  entries INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  told INTEGER NOT NULL DEFAULT 0,
  fresh INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO registry_figure (registry, entries, changed) SELECT registry, count(*), max(changed) FROM record WHERE state = '' GROUP BY registry;
