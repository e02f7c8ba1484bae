-- A letter as it goes to the printer: a file of the store, sealed under the person's key, until it is printed; and the office
-- that sends it.
ALTER TABLE paper ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE paper ADD COLUMN file BLOB;
CREATE INDEX paper_waiting ON paper (office, printed, id);
CREATE INDEX paper_file ON paper (file);
