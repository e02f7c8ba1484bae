-- How the person wants to read pages: empty where they never said, "none" where they said "as everybody".
ALTER TABLE account ADD COLUMN reading TEXT NOT NULL DEFAULT '';
