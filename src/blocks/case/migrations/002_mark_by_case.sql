CREATE INDEX case_mark_case ON case_mark (case_id);
