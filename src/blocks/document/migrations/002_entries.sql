-- The entry of a register that the document attests to; 0: none.  Where that entry is corrected, its documents are known.
ALTER TABLE document ADD COLUMN record INTEGER NOT NULL DEFAULT 0;
CREATE INDEX document_record ON document (record, id) WHERE record > 0;
