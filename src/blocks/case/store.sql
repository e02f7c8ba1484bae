-- q_case_add :exec
-- in: id int, draft text, authority text, service text, version text, state text, lang text, channel text, draft_hash blob?, draft_key blob?, account int, owner_key blob?, person int, answers blob, page text, created int, changed int, expires int
INSERT INTO cases (id, draft, authority, service, version, state, lang, channel, draft_hash, draft_key, account,
  owner_key, person, answers, page, created, changed, expires)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18);

-- q_case_subjects :one
-- in: name text
-- out: id int, account int, person int
SELECT id, account, person FROM cases
WHERE id = (SELECT id FROM cases WHERE draft = ?1 UNION ALL SELECT id FROM cases WHERE number = ?1 LIMIT 1);

-- By id, or where that is 0 by the name of a draft or the number of a case.
-- q_case :one
-- in: id int, name text
-- out: id int, draft text, number text?, authority text, service text, version text, state text, outcome text, lang text, channel text, draft_hash blob?, draft_key blob?, account int, owner_key blob?, person int, answers blob, page text, seq int, created int, changed int, submitted int, decided int, expected int, due int, paused int, expires int
SELECT id, draft, number, authority, service, version, state, outcome, lang, channel, draft_hash, draft_key, account,
  owner_key, person, answers, page, seq, created, changed, submitted, decided, expected, due, paused, expires
FROM cases WHERE id = CASE WHEN ?1 > 0 THEN ?1 ELSE (SELECT id FROM cases WHERE draft = ?2
  UNION ALL SELECT id FROM cases WHERE number = ?2 LIMIT 1) END;

-- q_cases_of_account :many
-- in: account int, most int
-- out: id int, draft text, number text?, authority text, service text, version text, state text, outcome text, changed int, submitted int, expected int, page text
SELECT id, draft, number, authority, service, version, state, outcome, changed, submitted, expected, page
FROM cases WHERE account = ?1 AND state <> 'erased' ORDER BY id DESC LIMIT ?2;

-- q_case_save :execrows
-- in: id int, seq int, answers blob, page text, version text, changed int
UPDATE cases SET answers = ?3, page = ?4, version = ?5, changed = ?6, seq = seq + 1
WHERE id = ?1 AND seq = ?2 AND state = 'draft';

-- q_case_own :execrows
-- in: id int, account int, owner_key blob, person int, expires int
UPDATE cases SET account = ?2, owner_key = ?3, person = ?4, expires = ?5, draft_hash = NULL, draft_key = NULL, seq = seq + 1
WHERE id = ?1 AND account = 0;

-- q_case_submit :execrows
-- in: id int, number text, version text, answers blob, person int, submitted int, expected int, due int
UPDATE cases SET number = ?2, version = ?3, answers = ?4, person = ?5, state = 'submitted', submitted = ?6,
  changed = ?6, expected = ?7, due = ?8, expires = 0, draft_hash = NULL, draft_key = NULL, seq = seq + 1
WHERE id = ?1 AND state = 'draft';

-- q_case_state :exec
-- in: id int, state text, changed int
UPDATE cases SET state = ?2, changed = ?3, seq = seq + 1 WHERE id = ?1;

-- q_case_outcome :exec
-- in: id int, state text, outcome text, changed int
UPDATE cases SET state = ?2, outcome = ?3, decided = ?4, changed = ?4, seq = seq + 1 WHERE id = ?1;

-- q_case_clock :exec
-- in: id int, state text, paused int, expected int, due int, changed int
UPDATE cases SET state = ?2, paused = ?3, expected = ?4, due = ?5, changed = ?6, seq = seq + 1 WHERE id = ?1;

-- q_case_erase :exec
-- in: id int, changed int
UPDATE cases SET state = 'erased', answers = X'', draft_hash = NULL, draft_key = NULL, owner_key = NULL, account = 0,
  person = 0, expires = 0, changed = ?2, seq = seq + 1 WHERE id = ?1;

-- q_cases_expired :many
-- in: now int, most int
-- out: id int, draft text, account int
SELECT id, draft, account FROM cases WHERE expires > 0 AND expires <= ?1 AND state = 'draft' ORDER BY expires LIMIT ?2;

-- q_drafts_unsigned :one
-- out: n int
SELECT count(*) AS n FROM cases WHERE state = 'draft' AND account = 0;

-- q_drafts_of_account :one
-- in: account int
-- out: n int
SELECT count(*) AS n FROM cases WHERE account = ?1 AND state = 'draft';

-- q_party_add :exec
-- in: case_id int, person int, part text
INSERT INTO case_party (case_id, person, part) VALUES (?1, ?2, ?3) ON CONFLICT (case_id, person, part) DO NOTHING;

-- q_parties :many
-- in: case_id int
-- out: person int, part text
SELECT person, part FROM case_party WHERE case_id = ?1 ORDER BY part, person;

-- q_instance :one
-- in: case_id int, scope int
-- out: process text, state blob, vars blob, seq int
SELECT process, state, vars, seq FROM instance WHERE case_id = ?1 AND scope = ?2;

-- q_instance_put :exec
-- in: case_id int, scope int, process text, state blob, vars blob
INSERT INTO instance (case_id, scope, process, state, vars, seq) VALUES (?1, ?2, ?3, ?4, ?5, 1)
ON CONFLICT (case_id, scope) DO UPDATE SET state = excluded.state, vars = excluded.vars, seq = instance.seq + 1;

-- q_task_add :exec
-- in: id int, case_id int, authority text, token int, element text, form text, groups text, state text, assignee int, created int, due int, not_by int
INSERT INTO task (id, case_id, authority, token, element, form, groups, state, assignee, created, due, changed, not_by)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?10, ?12);

-- q_task :one
-- in: id int
-- out: id int, case_id int, authority text, token int, element text, form text, groups text, state text, assignee int, created int, due int, changed int, not_by int, seq int
SELECT id, case_id, authority, token, element, form, groups, state, assignee, created, due, changed, not_by, seq
FROM task WHERE id = ?1;

-- q_tasks_of_case :many
-- in: case_id int
-- out: id int, token int, element text, form text, groups text, state text, assignee int, created int, due int, changed int, not_by int, seq int
SELECT id, token, element, form, groups, state, assignee, created, due, changed, not_by, seq
FROM task WHERE case_id = ?1 ORDER BY id;

-- q_task_state :execrows
-- in: id int, seq int, state text, assignee int, changed int
UPDATE task SET state = ?3, assignee = ?4, changed = ?5, seq = seq + 1 WHERE id = ?1 AND seq = ?2;

-- q_task_gone :exec
-- in: case_id int, token int, changed int
UPDATE task SET state = 'gone', changed = ?3, seq = seq + 1
WHERE case_id = ?1 AND token = ?2 AND state IN ('open', 'claimed', 'waiting');

-- q_tasks_clock :exec
-- in: case_id int, from_state text, state text, due int, changed int
UPDATE task SET state = CASE WHEN assignee = 0 AND ?3 = 'claimed' THEN 'open' ELSE ?3 END, due = ?4, changed = ?5,
  seq = seq + 1 WHERE case_id = ?1 AND state = ?2;

-- q_ruling_add :exec
-- in: id int, case_id int, element text, decision text, at int, explanation blob
INSERT INTO ruling (id, case_id, element, decision, at, explanation) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_rulings :many
-- in: case_id int
-- out: id int, element text, decision text, at int, explanation blob
SELECT id, element, decision, at, explanation FROM ruling WHERE case_id = ?1 ORDER BY id;

-- q_ruling :one
-- in: id int
-- out: id int, case_id int, decision text, explanation blob, service text, number text?, authority text, state text
SELECT r.id, r.case_id, r.decision, r.explanation, c.service, c.number, c.authority, c.state
FROM ruling r JOIN cases c ON c.id = r.case_id WHERE r.id = ?1;

-- Those that may be opened, the oldest first.
-- q_rulings_past :many
-- in: service text, decision text, from_at int, until_at int, most int, skip int
-- out: id int
SELECT r.id FROM ruling r JOIN cases c ON c.id = r.case_id
WHERE c.service = ?1 AND r.decision = ?2 AND r.at >= ?3 AND r.at < ?4 AND c.state <> 'erased'
ORDER BY r.id LIMIT ?5 OFFSET ?6;

-- q_question_add :exec
-- in: id int, case_id int, task_id int, asked int, asked_by int, text blob
INSERT INTO question (id, case_id, task_id, asked, asked_by, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_question_answer :execrows
-- in: id int, answered int, answer blob
UPDATE question SET answered = ?2, answer = ?3 WHERE id = ?1 AND answered = 0;

-- q_questions :many
-- in: case_id int
-- out: id int, task_id int, asked int, asked_by int, text blob, answered int, answer blob?
SELECT id, task_id, asked, asked_by, text, answered, answer FROM question WHERE case_id = ?1 ORDER BY id;

-- q_incident_add :exec
-- in: id int, case_id int, scope int, token int, element text, code text, text text, at int
INSERT INTO incident (id, case_id, scope, token, element, code, text, at, state)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open');

-- q_incident_gone :exec
-- in: case_id int, token int
UPDATE incident SET state = 'gone' WHERE case_id = ?1 AND token = ?2 AND state = 'open';

-- q_incidents :many
-- in: case_id int
-- out: id int, scope int, token int, element text, code text, text text, at int, state text
SELECT id, scope, token, element, code, text, at, state FROM incident WHERE case_id = ?1 ORDER BY id;

-- q_case_file_add :exec
-- in: id int, case_id int, field text, hash blob, size int, facts blob, state text, at int
INSERT INTO case_file (id, case_id, field, hash, size, facts, state, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- q_case_file :one
-- in: id int
-- out: case_id int, field text, hash blob, size int, facts blob, state text, at int
SELECT case_id, field, hash, size, facts, state, at FROM case_file WHERE id = ?1;

-- q_case_files :many
-- in: case_id int
-- out: id int, field text, hash blob, size int, facts blob, state text, at int
SELECT id, field, hash, size, facts, state, at FROM case_file WHERE case_id = ?1 ORDER BY id;

-- q_mark_add :exec
-- in: mark blob, case_id int
INSERT INTO case_mark (mark, case_id) VALUES (?1, ?2) ON CONFLICT (mark, case_id) DO NOTHING;

-- Cases with the same mark; a case has one, made when it is submitted.
-- q_marked :many
-- in: case_id int
-- out: other int, number text?, state text, submitted int
SELECT m.case_id AS other, c.number, c.state, c.submitted FROM case_mark m JOIN cases c ON c.id = m.case_id
WHERE m.mark = (SELECT mark FROM case_mark WHERE case_id = ?1 LIMIT 1) AND m.case_id <> ?1
AND c.state <> 'draft' AND c.state <> 'erased' ORDER BY m.case_id LIMIT 20;

-- q_case_file_state :exec
-- in: id int, state text
UPDATE case_file SET state = ?2 WHERE id = ?1;

-- Cases one after another, for verification.
-- q_cases_after :many
-- in: id int, most int
-- out: id int, number text?, service text, version text, state text, outcome text, answers blob, submitted int, decided int, paused int
SELECT id, number, service, version, state, outcome, answers, submitted, decided, paused
FROM cases WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_file_used :one
-- in: hash blob
-- out: used int
SELECT 1 AS used FROM case_file WHERE hash = ?1 UNION ALL SELECT 1 AS used FROM document WHERE pdf = ?1
UNION ALL SELECT 1 AS used FROM paper WHERE file = ?1 LIMIT 1;

-- q_case_files_drop :exec
-- in: case_id int
DELETE FROM case_file WHERE case_id = ?1;
