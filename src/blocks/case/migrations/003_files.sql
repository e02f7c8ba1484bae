-- The sweep of the file store asks by hash.
CREATE INDEX case_file_hash ON case_file (hash);
CREATE INDEX document_pdf ON document (pdf);
