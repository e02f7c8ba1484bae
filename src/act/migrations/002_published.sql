-- Published content: one row a version of the whole site, without data/; which of them holds a service's version; and the
-- versions that running cases need.
CREATE TABLE published (
  version TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  files BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE published_service (
  service TEXT NOT NULL,
  version TEXT NOT NULL,
  site TEXT NOT NULL,
  PRIMARY KEY (service, version)
) WITHOUT ROWID;
CREATE TABLE pinned (
  service TEXT NOT NULL,
  version TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (service, version)
) WITHOUT ROWID;
