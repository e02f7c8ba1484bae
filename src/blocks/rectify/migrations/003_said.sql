-- What was said in an application to be wrong in a register: the case in which it is looked into, or the draft of one that
-- needs more than is known.
CREATE TABLE rectify_said (
  id INTEGER PRIMARY KEY,
  said_in INTEGER NOT NULL,
  said_number TEXT NOT NULL,
  registry TEXT NOT NULL,
  field TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  case_number TEXT NOT NULL,
  draft TEXT NOT NULL,
  at INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0,
  outcome TEXT NOT NULL DEFAULT ''
);
CREATE INDEX rectify_said_in ON rectify_said (said_in, id);
CREATE INDEX rectify_said_case ON rectify_said (case_id, id);
CREATE INDEX rectify_said_draft ON rectify_said (draft, id);
