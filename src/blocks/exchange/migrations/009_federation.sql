-- Configurations of the federation, as its governing node signed them: each version that was taken.  Of nobody in person.
CREATE TABLE exchange_config (
  governor TEXT NOT NULL,
  version INTEGER NOT NULL,
  made INTEGER NOT NULL,
  until INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (governor, version)
);

-- How the last look for a newer one went.  said: the key of a word.  etag: of what was taken last, empty: nothing.
CREATE TABLE exchange_config_look (
  governor TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  said TEXT NOT NULL,
  etag TEXT NOT NULL
);

-- Whose time stamp it is: the name in another authority's certificate; empty: the site's own.
ALTER TABLE exchange_stamp ADD COLUMN authority TEXT NOT NULL DEFAULT '';
