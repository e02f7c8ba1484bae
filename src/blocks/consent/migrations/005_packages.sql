-- Packages of cases for the archive, made and not yet confirmed.  digest: SHA-256 of the package's list of lists
-- (tagmanifest-sha256.txt).
CREATE TABLE archive_package (
  case_id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  digest BLOB NOT NULL
);
