-- Extracts of registers: of no case (case_id 0), sealed under the entry's key.  registry and fields (names with blanks between)
-- say what stands on it; until: the last day on which it counts, 0: no end; given_by: the account of the officer who gave it at
-- the counter; token: name of the sealed SD-JWT in the store of files.
ALTER TABLE document ADD COLUMN registry TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE document ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN given_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE document ADD COLUMN token BLOB;
