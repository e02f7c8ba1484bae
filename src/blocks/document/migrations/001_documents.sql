-- Documents that were issued.  code: SHA-256 of the token in the QR code; pdf: name of the sealed file in the store;
-- print: SHA-256 of the PDF's own bytes.  data and owner_key are sealed.
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  service TEXT NOT NULL,
  output TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  account INTEGER NOT NULL,
  owner_key BLOB,
  authority TEXT NOT NULL,
  lang TEXT NOT NULL,
  state TEXT NOT NULL,
  issued INTEGER NOT NULL,
  code BLOB NOT NULL UNIQUE,
  data BLOB NOT NULL,
  pdf BLOB,
  print BLOB,
  replaced_by INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX document_case ON document (case_id, id);
CREATE INDEX document_account ON document (account, id);
