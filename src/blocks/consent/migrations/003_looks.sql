-- fields: which of what was seen, blank-separated; look: the first row of one opening, which may concern several persons;
-- automatic: a step of a process looked, nobody in person.
ALTER TABLE trace ADD COLUMN fields TEXT NOT NULL DEFAULT '';
ALTER TABLE trace ADD COLUMN look INTEGER NOT NULL DEFAULT 0;
ALTER TABLE trace ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
UPDATE trace SET look = id;
CREATE INDEX trace_look ON trace (look);
CREATE INDEX trace_office ON trace (office, at);
CREATE INDEX trace_visible ON trace (visible, id);
