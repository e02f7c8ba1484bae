-- Who had read a value that was wrong, and was told: an office with the numbers of its cases, or an outside system, told to the
-- office that answers for it.  fields and cases are blank-separated names; effect: what the office made of it.
CREATE TABLE rectify_notice (
  id INTEGER PRIMARY KEY,
  office TEXT NOT NULL,
  partner TEXT NOT NULL,
  record INTEGER NOT NULL,
  registry TEXT NOT NULL,
  fields TEXT NOT NULL,
  cases TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  case_number TEXT NOT NULL,
  at INTEGER NOT NULL,
  state TEXT NOT NULL,
  effect TEXT NOT NULL DEFAULT '',
  done_by INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX rectify_notice_office ON rectify_notice (office, state, id);
CREATE INDEX rectify_notice_record ON rectify_notice (record, id);
CREATE INDEX rectify_notice_case ON rectify_notice (case_id, id);
