-- The case that a letter on paper is about, 0 where there is none: stays when its body, past its time, is emptied.
ALTER TABLE paper ADD COLUMN case_id INTEGER NOT NULL DEFAULT 0;
CREATE INDEX paper_printed ON paper (printed) WHERE printed > 0;
