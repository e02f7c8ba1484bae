-- What the check of a file said beside its state: the name of what the virus scanner found.
ALTER TABLE case_file ADD COLUMN note TEXT NOT NULL DEFAULT '';
