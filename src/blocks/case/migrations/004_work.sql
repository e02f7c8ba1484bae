-- What is open, by each group that sees it: a projection of task, ordered as the desk shows it.  It has rows for tasks that are
-- open, claimed or waiting alone, so that a list costs the same however many tasks there are.
CREATE TABLE desk (
  authority TEXT NOT NULL,
  grp TEXT NOT NULL,
  state TEXT NOT NULL,
  due INTEGER NOT NULL,
  task INTEGER NOT NULL,
  service TEXT NOT NULL,
  PRIMARY KEY (authority, grp, state, due, task)
) WITHOUT ROWID;
CREATE INDEX desk_service ON desk (authority, grp, service, state, due, task);
CREATE INDEX desk_task ON desk (task);
DROP INDEX task_open;
INSERT INTO desk (authority, grp, state, due, task, service)
WITH RECURSIVE piece (task, grp, rest) AS (
-- @sqlite
  SELECT id, '', groups || ' ' FROM task WHERE state IN ('open', 'claimed', 'waiting')
  UNION ALL
  SELECT task, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1) FROM piece WHERE rest <> ''
-- @postgres
  SELECT id, '' COLLATE "C", groups || ' ' FROM task WHERE state IN ('open', 'claimed', 'waiting')
  UNION ALL
  SELECT task, substr(rest, 1, strpos(rest, ' ') - 1), substr(rest, strpos(rest, ' ') + 1) FROM piece WHERE rest <> ''
-- @both
)
SELECT DISTINCT t.authority, p.grp, t.state, t.due, t.id, c.service
FROM piece p JOIN task t ON t.id = p.task JOIN cases c ON c.id = t.case_id WHERE p.grp <> '';

-- delegated_by: whose task it is while a colleague works on it for them.  after_task: whose hands must not do this one (four eyes).
-- parent, title: a task outside of the process, for which the parent's officer asked.  escalated: when another group got it too.
ALTER TABLE task ADD COLUMN delegated_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN after_task INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN parent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN title BLOB;
ALTER TABLE task ADD COLUMN escalated INTEGER NOT NULL DEFAULT 0;
CREATE INDEX task_mine ON task (assignee, due, id) WHERE state IN ('claimed', 'waiting');
CREATE INDEX task_delegated ON task (delegated_by, due, id) WHERE delegated_by > 0;

-- Who worked on a task besides the one who completed it: asked by delegation or for a task of its own.
CREATE TABLE task_hand (
  task INTEGER NOT NULL,
  account INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (task, account)
) WITHOUT ROWID;

-- Steps that failed: whose desk sees them, and who took them up how.
ALTER TABLE incident ADD COLUMN authority TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN service TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN handled TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN handled_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN handled_at INTEGER NOT NULL DEFAULT 0;
UPDATE incident SET authority = (SELECT c.authority FROM cases c WHERE c.id = incident.case_id),
  service = (SELECT c.service FROM cases c WHERE c.id = incident.case_id)
WHERE EXISTS (SELECT 1 FROM cases c WHERE c.id = incident.case_id);
CREATE INDEX incident_open ON incident (authority, id) WHERE state = 'open';

-- Notes of officers on a case; the text is sealed.
CREATE TABLE case_note (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by_account INTEGER NOT NULL,
  text BLOB NOT NULL
);
CREATE INDEX case_note_case ON case_note (case_id, id);

-- Who is away and who takes their work over, days inclusive.
CREATE TABLE absence (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  substitute INTEGER NOT NULL,
  office TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  to_day INTEGER NOT NULL,
  set_by INTEGER NOT NULL,
  at INTEGER NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX absence_account ON absence (account, to_day);
CREATE INDEX absence_substitute ON absence (substitute, to_day);
CREATE INDEX absence_office ON absence (office, to_day);

-- Where each running case waits, and what the steps took: for the office's figures; nothing of a person.
CREATE TABLE step_now (
  case_id INTEGER NOT NULL,
  token INTEGER NOT NULL,
  service TEXT NOT NULL,
  element TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (case_id, token)
) WITHOUT ROWID;
CREATE TABLE step_count (
  service TEXT NOT NULL,
  element TEXT NOT NULL,
  here INTEGER NOT NULL,
  PRIMARY KEY (service, element)
) WITHOUT ROWID;
CREATE TABLE step_past (
  service TEXT NOT NULL,
  element TEXT NOT NULL,
  days INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (service, element, days)
) WITHOUT ROWID;
CREATE INDEX cases_running ON cases (service, version, id) WHERE state IN ('submitted', 'waiting');
