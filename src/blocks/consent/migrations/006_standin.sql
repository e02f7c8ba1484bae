-- The office from which somebody looked for the trace's office, which was closed; empty: from that office itself.
ALTER TABLE trace ADD COLUMN stand_in TEXT NOT NULL DEFAULT '';
