-- The token of the program that looked, 0: a person did.  A program that looks at what is its person's own is noted too, once a day
-- for each case (case_id 0: the list of them); then the reader is the person, and person is 0 where no record is linked.
ALTER TABLE trace ADD COLUMN token INTEGER NOT NULL DEFAULT 0;
CREATE INDEX trace_token ON trace (token, case_id, at) WHERE token > 0;
