-- q_case_add :exec
-- in: id int, draft text, authority text, service text, version text, state text, lang text, channel text, draft_hash blob?, draft_key blob?, account int, owner_key blob?, person int, answers blob, page text, created int, changed int, expires int
INSERT INTO cases (id, draft, authority, service, version, state, lang, channel, draft_hash, draft_key, account,
  owner_key, person, answers, page, created, changed, expires)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18);

-- What happened in a case, without who looked at it.
-- q_case_past :many
-- in: case_id int
-- out: id int, authority text, type text, at int, actor text, body blob, leaf int
SELECT id, authority, type, at, actor, body, leaf FROM event WHERE kind = 3 AND subject = ?1 AND type <> 'data.seen' ORDER BY id;

-- q_case_decided :one
-- in: id int
-- out: decided int
SELECT decided FROM cases WHERE id = ?1;

-- q_case_subjects :one
-- in: name text
-- out: id int, account int, person int, service text
SELECT id, account, person, service FROM cases
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
FROM cases WHERE account = ?1 AND state <> 'erased' AND NOT (state = 'draft' AND channel = 'paper')
ORDER BY id DESC LIMIT ?2;

-- q_case_save :execrows
-- in: id int, seq int, answers blob, page text, version text, changed int
UPDATE cases SET answers = ?3, page = ?4, version = ?5, changed = ?6, seq = seq + 1
WHERE id = ?1 AND seq = ?2 AND state = 'draft';

-- q_case_own :execrows
-- in: id int, account int, owner_key blob, person int, expires int
UPDATE cases SET account = ?2, owner_key = ?3, person = ?4, expires = ?5, draft_hash = NULL, draft_key = NULL, seq = seq + 1
WHERE id = ?1 AND account = 0;

-- q_case_submit :execrows
-- in: id int, number text, version text, answers blob, person int, submitted int, expected int, due int, lang text
UPDATE cases SET number = ?2, version = ?3, answers = ?4, person = ?5, state = 'submitted', submitted = ?6,
  changed = ?6, expected = ?7, due = ?8, lang = ?9, expires = 0, draft_hash = NULL, draft_key = NULL, seq = seq + 1
WHERE id = ?1 AND state = 'draft';

-- q_case_state :exec
-- in: id int, state text, changed int
UPDATE cases SET state = ?2, changed = ?3, seq = seq + 1 WHERE id = ?1;

-- q_case_outcome :exec
-- in: id int, state text, outcome text, changed int
UPDATE cases SET state = ?2, outcome = ?3, decided = ?4, changed = ?4, seq = seq + 1 WHERE id = ?1;

-- The process of a case that is in force has ended; it was decided before.
-- q_case_ended :exec
-- in: id int, state text, outcome text, changed int
UPDATE cases SET state = ?2, outcome = ?3, changed = ?4, seq = seq + 1 WHERE id = ?1;

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

-- q_keyed_add :exec
-- in: case_id int, officer int, office text, person int, account int, received int, details blob, way text
INSERT INTO keyed (case_id, officer, office, person, account, received, details, way) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- q_keyed_sign :exec
-- in: case_id int, signature blob, signed_at int
UPDATE keyed SET signature = ?2, signed_at = ?3 WHERE case_id = ?1;

-- q_keyed :one
-- in: case_id int
-- out: officer int, office text, person int, account int, received int, details blob, way text, signature blob?, signed_at int
SELECT officer, office, person, account, received, details, way, signature, signed_at FROM keyed WHERE case_id = ?1;

-- What an officer has begun and not sent yet.
-- q_keyed_open :many
-- in: officer int, most int
-- out: draft text, service text, received int, changed int, way text
SELECT c.draft, c.service, k.received, c.changed, k.way FROM keyed k JOIN cases c ON c.id = k.case_id
WHERE k.officer = ?1 AND c.state = 'draft' ORDER BY k.case_id DESC LIMIT ?2;

-- q_parties_drop :exec
-- in: case_id int
DELETE FROM case_party WHERE case_id = ?1;

-- q_keyed_drop :exec
-- in: case_id int
DELETE FROM keyed WHERE case_id = ?1;

-- q_case_give :execrows
-- in: id int, account int, owner_key blob?
UPDATE cases SET account = ?2, owner_key = ?3 WHERE id = ?1 AND state = 'draft';

-- q_draft_token_add :exec
-- in: hash blob, case_id int, mailed int, sealed blob, made int, ends int
INSERT INTO draft_token (hash, case_id, mailed, sealed, made, ends) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_draft_token :one
-- in: hash blob, case_id int, now int
-- out: mailed int, sealed blob, ends int
SELECT mailed, sealed, ends FROM draft_token WHERE hash = ?1 AND case_id = ?2 AND ends > ?3;

-- q_draft_tokens_of :one
-- in: case_id int, mailed int
-- out: n int
SELECT count(*) AS n FROM draft_token WHERE case_id = ?1 AND mailed = ?2;

-- q_draft_tokens_drop :exec
-- in: case_id int
DELETE FROM draft_token WHERE case_id = ?1;

-- q_draft_tokens_sweep :exec
-- in: now int
DELETE FROM draft_token WHERE ends <= ?1;

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
-- in: id int, case_id int, authority text, token int, element text, form text, groups text, state text, assignee int, created int, due int, not_by int, after_task int, parent int, title blob?
INSERT INTO task (id, case_id, authority, token, element, form, groups, state, assignee, created, due, changed, not_by,
  after_task, parent, title)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?10, ?12, ?13, ?14, ?15);

-- q_task :one
-- in: id int
-- out: id int, case_id int, authority text, token int, element text, form text, groups text, state text, assignee int, created int, due int, changed int, not_by int, seq int, delegated_by int, after_task int, parent int, title blob?, escalated int
SELECT id, case_id, authority, token, element, form, groups, state, assignee, created, due, changed, not_by, seq,
  delegated_by, after_task, parent, title, escalated
FROM task WHERE id = ?1;

-- q_tasks_of_case :many
-- in: case_id int
-- out: id int, token int, element text, form text, groups text, state text, assignee int, created int, due int, changed int, not_by int, seq int, parent int, title blob?
SELECT id, token, element, form, groups, state, assignee, created, due, changed, not_by, seq, parent, title
FROM task WHERE case_id = ?1 ORDER BY id;

-- What an account has in hand of processes, for its programs; with those that wait for the applicant.
-- q_tasks_in_hand :many
-- in: account int, most int
-- out: id int, authority text, element text, form text, created int, service text, version text, number text, state text
SELECT t.id, t.authority, t.element, t.form, t.created, c.service, c.version, coalesce(c.number, '') AS number, c.state
FROM task t JOIN cases c ON c.id = t.case_id
WHERE t.assignee = ?1 AND t.state IN ('claimed', 'waiting') AND t.token > 0
ORDER BY t.due, t.id LIMIT ?2;

-- q_task_state :execrows
-- in: id int, seq int, state text, assignee int, changed int, delegated_by int
UPDATE task SET state = ?3, assignee = ?4, changed = ?5, delegated_by = ?6, seq = seq + 1 WHERE id = ?1 AND seq = ?2;

-- q_task_gone :exec
-- in: case_id int, token int, changed int
UPDATE task SET state = 'gone', changed = ?3, seq = seq + 1
WHERE case_id = ?1 AND token = ?2 AND state IN ('open', 'claimed', 'waiting');

-- q_task_due :exec
-- in: id int, state text, due int, changed int
UPDATE task SET state = ?2, due = ?3, changed = ?4, seq = seq + 1 WHERE id = ?1;

-- q_task_again :exec
-- in: id int, authority text, element text, form text, groups text, state text, assignee int, delegated_by int, escalated int, changed int
UPDATE task SET authority = ?2, element = ?3, form = ?4, groups = ?5, state = ?6, assignee = ?7, delegated_by = ?8,
  escalated = ?9, changed = ?10, seq = seq + 1 WHERE id = ?1;

-- q_task_second :exec
-- in: id int, not_by int, after_task int
UPDATE task SET not_by = ?2, after_task = ?3, seq = seq + 1 WHERE id = ?1;

-- Outside of the process, and none of them is left when the case is over.
-- q_tasks_adhoc_gone :exec
-- in: case_id int, changed int
UPDATE task SET state = 'gone', changed = ?2, seq = seq + 1
WHERE case_id = ?1 AND token = 0 AND state IN ('open', 'claimed', 'waiting');

-- q_desk_add :exec
-- in: authority text, grp text, state text, due int, task int, service text
INSERT INTO desk (authority, grp, state, due, task, service) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (authority, grp, state, due, task) DO NOTHING;

-- q_desk_move :exec
-- in: task int, state text, due int
UPDATE desk SET state = ?2, due = ?3 WHERE task = ?1;

-- q_desk_drop :exec
-- in: task int
DELETE FROM desk WHERE task = ?1;

-- q_desk_gone :exec
-- in: case_id int, token int
DELETE FROM desk WHERE task IN (SELECT id FROM task WHERE case_id = ?1 AND token = ?2);

-- q_hand_add :exec
-- in: task int, account int, at int
INSERT INTO task_hand (task, account, at) VALUES (?1, ?2, ?3) ON CONFLICT (task, account) DO NOTHING;

-- q_hands :many
-- in: task int
-- out: account int
SELECT account FROM task_hand WHERE task = ?1 ORDER BY account;

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
-- in: id int, case_id int, scope int, token int, element text, code text, text text, at int, authority text, service text, told text
INSERT INTO incident (id, case_id, scope, token, element, code, text, at, state, authority, service, told)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', ?9, ?10, ?11);

-- q_incident_open :one
-- in: case_id int, token int
-- out: id int, element text, authority text
SELECT id, element, authority FROM incident WHERE case_id = ?1 AND token = ?2 AND state = 'open';

-- q_incident_element :exec
-- in: case_id int, token int, element text
UPDATE incident SET element = ?3 WHERE case_id = ?1 AND token = ?2 AND state = 'open';

-- q_incident_handled :exec
-- in: id int, handled text, by_account int, at int
UPDATE incident SET handled = ?2, handled_by = ?3, handled_at = ?4, state = 'gone' WHERE id = ?1;

-- Who passed over a step of the case, moved it, or changed what a step was given: they are no second person in it.
-- q_incident_hands :many
-- in: case_id int
-- out: account int
SELECT DISTINCT handled_by AS account FROM incident
WHERE case_id = ?1 AND handled IN ('skip', 'move', 'correct') ORDER BY handled_by;

-- q_incident_gone :exec
-- in: case_id int, token int
UPDATE incident SET state = 'gone' WHERE case_id = ?1 AND token = ?2 AND state = 'open';

-- q_incidents :many
-- in: case_id int
-- out: id int, scope int, token int, element text, code text, text text, at int, state text, handled text, handled_by int, handled_at int, told text
SELECT id, scope, token, element, code, text, at, state, handled, handled_by, handled_at, told FROM incident WHERE case_id = ?1 ORDER BY id;

-- q_case_file_add :exec
-- in: id int, case_id int, field text, hash blob, size int, facts blob, state text, at int, task int, sent int, desk int
INSERT INTO case_file (id, case_id, field, hash, size, facts, state, at, task, sent, desk)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- q_case_file :one
-- in: id int
-- out: case_id int, field text, hash blob, size int, facts blob, state text, at int, note text, task int, sent int, desk int
SELECT case_id, field, hash, size, facts, state, at, note, task, sent, desk FROM case_file WHERE id = ?1;

-- q_case_files :many
-- in: case_id int
-- out: id int, field text, hash blob, size int, facts blob, state text, at int, note text, task int, desk int
SELECT id, field, hash, size, facts, state, at, note, task, desk FROM case_file WHERE case_id = ?1 AND sent = 1 ORDER BY id;

-- Those of a form that is being filled in.
-- q_fill_files :many
-- in: case_id int, task int
-- out: id int, field text, hash blob, size int, facts blob, state text, at int, note text, task int, desk int
SELECT id, field, hash, size, facts, state, at, note, task, desk FROM case_file
WHERE case_id = ?1 AND task = ?2 AND sent = 0 ORDER BY id;

-- q_fill_file_sent :exec
-- in: id int
UPDATE case_file SET sent = 1 WHERE id = ?1;

-- What was not sent with the form.
-- q_fill_files_drop :exec
-- in: case_id int, task int
DELETE FROM case_file WHERE case_id = ?1 AND task = ?2 AND sent = 0;

-- q_fill :one
-- in: task int
-- out: case_id int, account int, seq int, page text, answers blob, opened int, owner_key blob?, changed int
SELECT case_id, account, seq, page, answers, opened, owner_key, changed FROM fill WHERE task = ?1;

-- q_fill_add :exec
-- in: task int, case_id int, account int, seq int, page text, answers blob, opened int, owner_key blob?, changed int
INSERT INTO fill (task, case_id, account, seq, page, answers, opened, owner_key, changed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- q_fill_save :execrows
-- in: task int, seq int, page text, answers blob, changed int
UPDATE fill SET page = ?3, answers = ?4, changed = ?5, seq = seq + 1 WHERE task = ?1 AND seq = ?2;

-- An officer has looked again, perhaps another than before.
-- q_fill_opened :exec
-- in: task int, account int, opened int, owner_key blob
UPDATE fill SET account = ?2, opened = ?3, owner_key = ?4 WHERE task = ?1;

-- q_fill_drop :exec
-- in: task int
DELETE FROM fill WHERE task = ?1;

-- q_case_fills_drop :exec
-- in: case_id int
DELETE FROM fill WHERE case_id = ?1;

-- q_case_waits_drop :exec
-- in: case_id int
DELETE FROM case_wait WHERE case_id = ?1;

-- q_wait_add :exec
-- in: task int, since int, case_id int
INSERT INTO case_wait (task, since, case_id) VALUES (?1, ?2, ?3) ON CONFLICT (task, since) DO NOTHING;

-- q_wait_end :execrows
-- in: task int, ended int
UPDATE case_wait SET ended = ?2 WHERE task = ?1 AND ended = 0;

-- q_waits :many
-- in: case_id int
-- out: task int, since int, ended int
SELECT task, since, ended FROM case_wait WHERE case_id = ?1 ORDER BY since, task;

-- What waits for an applicant; due 0: no day.
-- q_todo :many
-- in: account int, most int
-- out: id int, element text, due int, number text?, service text, version text
SELECT t.id, t.element, t.due, c.number, c.service, c.version FROM cases c CROSS JOIN task t
WHERE c.account = ?1 AND c.account > 0 AND t.case_id = c.id AND t.groups = ' applicant ' AND t.state = 'open'
ORDER BY t.id LIMIT ?2;

-- Forms that are filled in for no open task; waits without a task of the applicant, and such tasks without a wait.
-- q_fills_wrong :one
-- out: n int
SELECT count(*) AS n FROM fill f WHERE NOT EXISTS (SELECT 1 FROM task t WHERE t.id = f.task AND t.case_id = f.case_id
AND t.state IN ('open', 'claimed', 'waiting'));

-- q_waits_wrong :one
-- out: n int
SELECT (SELECT count(*) FROM case_wait w WHERE w.ended = 0 AND NOT EXISTS (SELECT 1 FROM task t
WHERE t.id = w.task AND t.case_id = w.case_id AND t.groups = ' applicant ' AND t.state = 'open'))
+ (SELECT count(*) FROM task t WHERE t.groups = ' applicant ' AND t.state = 'open' AND NOT EXISTS (SELECT 1 FROM case_wait w
WHERE w.task = t.id AND w.ended = 0)) AS n;

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
-- in: id int, state text, note text
UPDATE case_file SET state = ?2, note = ?3 WHERE id = ?1;

-- Cases one after another, for verification.
-- q_cases_after :many
-- in: id int, most int
-- out: id int, number text?, service text, version text, state text, outcome text, answers blob, submitted int, decided int, paused int
SELECT id, number, service, version, state, outcome, answers, submitted, decided, paused
FROM cases WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_file_used :one
-- in: hash blob
-- out: used int
SELECT 1 AS used FROM case_file WHERE hash = ?1 UNION ALL SELECT 1 AS used FROM document WHERE pdf = ?1 OR token = ?1
UNION ALL SELECT 1 AS used FROM paper WHERE file = ?1 LIMIT 1;

-- q_case_files_drop :exec
-- in: case_id int
DELETE FROM case_file WHERE case_id = ?1;

-- q_note_add :exec
-- in: id int, case_id int, at int, by_account int, text blob
INSERT INTO case_note (id, case_id, at, by_account, text) VALUES (?1, ?2, ?3, ?4, ?5);

-- q_notes :many
-- in: case_id int
-- out: id int, at int, by_account int, text blob
SELECT id, at, by_account, text FROM case_note WHERE case_id = ?1 ORDER BY id LIMIT 500;

-- q_absence_add :exec
-- in: id int, account int, substitute int, office text, from_day int, to_day int, set_by int, at int
INSERT INTO absence (id, account, substitute, office, from_day, to_day, set_by, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- q_absence :one
-- in: id int
-- out: account int, substitute int, office text, from_day int, to_day int, ended int
SELECT account, substitute, office, from_day, to_day, ended FROM absence WHERE id = ?1;

-- q_absence_end :execrows
-- in: id int, at int
UPDATE absence SET ended = ?2 WHERE id = ?1 AND ended = 0;

-- Two absences of one person in one office do not overlap.
-- q_absence_overlap :one
-- in: account int, office text, from_day int, to_day int
-- out: id int
SELECT id FROM absence WHERE account = ?1 AND office = ?2 AND ended = 0 AND to_day >= ?3 AND from_day <= ?4 LIMIT 1;

-- Whose work an officer takes over today.
-- q_substitutes_for :many
-- in: substitute int, today int
-- out: account int, office text, to_day int
SELECT account, office, to_day FROM absence
WHERE substitute = ?1 AND to_day >= ?2 AND from_day <= ?2 AND ended = 0 ORDER BY account, office LIMIT 100;

-- q_substitute_is :one
-- in: substitute int, account int, office text, today int
-- out: id int
SELECT id FROM absence WHERE substitute = ?1 AND account = ?2 AND office = ?3 AND to_day >= ?4 AND from_day <= ?4
AND ended = 0 LIMIT 1;

-- q_absences_of_office :many
-- in: office text, today int
-- out: id int, account int, substitute int, from_day int, to_day int
SELECT id, account, substitute, from_day, to_day FROM absence
WHERE office = ?1 AND to_day >= ?2 AND ended = 0 ORDER BY from_day, id LIMIT 200;

-- q_steps_now :many
-- in: case_id int
-- out: token int, element text, since int
SELECT token, element, since FROM step_now WHERE case_id = ?1 ORDER BY token;

-- q_step_now_add :exec
-- in: case_id int, token int, service text, element text, since int
INSERT INTO step_now (case_id, token, service, element, since) VALUES (?1, ?2, ?3, ?4, ?5);

-- q_step_now_drop :exec
-- in: case_id int, token int
DELETE FROM step_now WHERE case_id = ?1 AND token = ?2;

-- q_step_count :exec
-- in: service text, element text, n int
INSERT INTO step_count (service, element, here) VALUES (?1, ?2, ?3)
ON CONFLICT (service, element) DO UPDATE SET here = step_count.here + excluded.here;

-- q_step_past :exec
-- in: service text, element text, days int
INSERT INTO step_past (service, element, days, n) VALUES (?1, ?2, ?3, 1)
ON CONFLICT (service, element, days) DO UPDATE SET n = step_past.n + 1;

-- q_step_counts :many
-- in: service text
-- out: element text, here int
SELECT element, here FROM step_count WHERE service = ?1 ORDER BY element;

-- q_step_pasts :many
-- in: service text
-- out: element text, days int, n int
SELECT element, days, n FROM step_past WHERE service = ?1 ORDER BY element, days;

-- The longest waits.  Walks what runs: an index for a page that is seldom asked for would cost every step of every case.
-- q_step_oldest :many
-- in: service text
-- out: element text, since int
SELECT element, min(since) AS since FROM step_now WHERE service = ?1 GROUP BY element ORDER BY element;

-- What the counts should be.
-- q_step_counts_wrong :one
-- out: n int
SELECT count(*) AS n FROM step_count s WHERE s.here <> (SELECT count(*) FROM step_now w
WHERE w.service = s.service AND w.element = s.element);

-- q_steps_uncounted :one
-- out: n int
SELECT count(*) AS n FROM step_now w WHERE NOT EXISTS (SELECT 1 FROM step_count s
WHERE s.service = w.service AND s.element = w.element);

-- Rows of the desk that are not what their task says.
-- q_desk_wrong :one
-- out: n int
SELECT count(*) AS n FROM desk d WHERE NOT EXISTS (SELECT 1 FROM task t JOIN cases c ON c.id = t.case_id
WHERE t.id = d.task AND t.authority = d.authority AND t.state = d.state AND t.due = d.due AND c.service = d.service
AND t.state IN ('open', 'claimed', 'waiting') AND t.groups LIKE '% ' || d.grp || ' %');

-- Open tasks, with how many groups the desk shows them to.
-- q_desk_tasks_after :many
-- in: id int, most int
-- out: id int, groups text, n int
SELECT t.id, t.groups, (SELECT count(*) FROM desk d WHERE d.task = t.id) AS n FROM task t
WHERE t.id > ?1 AND t.state IN ('open', 'claimed', 'waiting') ORDER BY t.id LIMIT ?2;

-- Running cases by the version that they are on.
-- q_cases_versions :many
-- in: service text
-- out: version text, n int
SELECT version, count(*) AS n FROM cases WHERE service = ?1 AND state IN ('submitted', 'waiting', 'in_force')
GROUP BY version ORDER BY version;

-- q_cases_on_version :many
-- in: service text, version text, after int, most int
-- out: id int, number text?
SELECT id, number FROM cases WHERE service = ?1 AND version = ?2 AND state IN ('submitted', 'waiting', 'in_force') AND id > ?3
ORDER BY id LIMIT ?4;

-- q_case_version :execrows
-- in: id int, from_version text, version text, changed int
UPDATE cases SET version = ?3, changed = ?4, seq = seq + 1 WHERE id = ?1 AND version = ?2;

-- q_tidings :one
-- in: account int
-- out: how text
SELECT how FROM tidings WHERE account = ?1;

-- q_tidings_put :exec
-- in: account int, how text, changed int
INSERT INTO tidings (account, how, changed) VALUES (?1, ?2, ?3)
ON CONFLICT (account) DO UPDATE SET how = excluded.how, changed = excluded.changed;

-- q_join_add :exec
-- in: case_id int, party text, account int, person int, owner_key blob, details blob, joined int
INSERT INTO case_join (case_id, party, account, person, owner_key, details, joined) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- q_join_of :one
-- in: case_id int, account int
-- out: party text, person int, owner_key blob, details blob, joined int
SELECT party, person, owner_key, details, joined FROM case_join WHERE account = ?2 AND case_id = ?1;

-- q_joins :many
-- in: case_id int
-- out: party text, account int, person int, details blob, joined int
SELECT party, account, person, details, joined FROM case_join WHERE case_id = ?1 ORDER BY party;

-- q_join_drop :execrows
-- in: case_id int, party text
DELETE FROM case_join WHERE case_id = ?1 AND party = ?2;

-- The account has ended; who took part in what was sent stays, by the name sealed with the case.
-- q_joins_leave :exec
-- in: account int
UPDATE case_join SET account = 0, person = 0, owner_key = X'' WHERE account = ?1;

-- q_joins_drop :exec
-- in: case_id int
DELETE FROM case_join WHERE case_id = ?1;

-- Cases in which somebody takes part who did not begin them.
-- q_cases_joined :many
-- in: account int, most int
-- out: id int, draft text, number text?, service text, state text, changed int, submitted int, expected int
SELECT c.id, c.draft, c.number, c.service, c.state, c.changed, c.submitted, c.expected
FROM case_join j JOIN cases c ON c.id = j.case_id WHERE j.account = ?1 AND c.state <> 'erased'
ORDER BY c.id DESC LIMIT ?2;

-- q_invite_add :exec
-- in: hash blob, case_id int, party text, mailed int, made int, ends int
INSERT INTO case_invite (hash, case_id, party, mailed, made, ends) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_invite :one
-- in: hash blob, now int
-- out: case_id int, party text, ends int
SELECT case_id, party, ends FROM case_invite WHERE hash = ?1 AND ends > ?2;

-- q_invites :many
-- in: case_id int, party text, now int
-- out: mailed int, made int, ends int
SELECT mailed, made, ends FROM case_invite WHERE case_id = ?1 AND party = ?2 AND ends > ?3 ORDER BY made;

-- q_invite_drop :exec
-- in: hash blob
DELETE FROM case_invite WHERE hash = ?1;

-- q_invites_drop :execrows
-- in: case_id int, party text
DELETE FROM case_invite WHERE case_id = ?1 AND party = ?2;

-- q_invites_drop_all :exec
-- in: case_id int
DELETE FROM case_invite WHERE case_id = ?1;

-- q_invites_sweep :exec
-- in: now int
DELETE FROM case_invite WHERE ends <= ?1;

-- q_signature_put :exec
-- in: case_id int, party text, account int, at int, digest blob
INSERT INTO case_signature (case_id, party, account, at, digest) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (case_id, party) DO UPDATE SET account = excluded.account, at = excluded.at, digest = excluded.digest,
  fell = 0, by_party = '';

-- q_signatures :many
-- in: case_id int
-- out: party text, account int, at int, digest blob, fell int, by_party text
SELECT party, account, at, digest, fell, by_party FROM case_signature WHERE case_id = ?1 ORDER BY party;

-- q_signatures_fall :exec
-- in: case_id int, fell int, by_party text
UPDATE case_signature SET fell = ?2, by_party = ?3 WHERE case_id = ?1 AND fell = 0;

-- One who signed takes it back after it was sent.
-- q_signature_fall :execrows
-- in: case_id int, party text, fell int
UPDATE case_signature SET fell = ?3, by_party = ?2 WHERE case_id = ?1 AND party = ?2 AND fell = 0;

-- q_signature_drop :exec
-- in: case_id int, party text
DELETE FROM case_signature WHERE case_id = ?1 AND party = ?2;

-- q_signatures_drop :exec
-- in: case_id int
DELETE FROM case_signature WHERE case_id = ?1;

-- q_case_file_drop :exec
-- in: id int
DELETE FROM case_file WHERE id = ?1;

-- Cases that have ended and whose day is not worked out yet.
-- q_cases_unkept :many
-- in: most int
-- out: id int, service text, version text, changed int
SELECT id, service, version, changed FROM cases
WHERE expires = 0 AND state IN ('decided', 'withdrawn') ORDER BY id LIMIT ?1;

-- q_case_keep :exec
-- in: id int, expires int
UPDATE cases SET expires = ?2 WHERE id = ?1 AND state IN ('decided', 'withdrawn');

-- Cases whose day has come, but for those that are held.
-- q_cases_over :many
-- in: now int, most int
-- out: id int, service text, version text
SELECT c.id, c.service, c.version FROM cases c
WHERE c.expires > 0 AND c.expires <= ?1 AND c.state IN ('decided', 'withdrawn')
  AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.case_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM appeal p WHERE p.of_case = c.id AND p.state = 'running')
ORDER BY c.expires LIMIT ?2;

-- Cases that are not erased by themselves: for good, or the archive's.
-- q_cases_kept :many
-- in: after int, most int
-- out: id int, number text?, service text, version text, changed int
SELECT id, number, service, version, changed FROM cases
WHERE id > ?1 AND expires = -1 AND state IN ('decided', 'withdrawn') AND number IS NOT NULL ORDER BY id LIMIT ?2;

-- q_hold_add :exec
-- in: case_id int, by_account int, at int, reason blob
INSERT INTO hold (case_id, by_account, at, reason) VALUES (?1, ?2, ?3, ?4);

-- q_hold :one
-- in: case_id int
-- out: by_account int, at int, reason blob
SELECT by_account, at, reason FROM hold WHERE case_id = ?1;

-- q_hold_drop :exec
-- in: case_id int
DELETE FROM hold WHERE case_id = ?1;

-- What goes with the key of a case that is erased.
-- q_case_instances_drop :exec
-- in: case_id int
DELETE FROM instance WHERE case_id = ?1;
-- q_case_rulings_drop :exec
-- in: case_id int
DELETE FROM ruling WHERE case_id = ?1;
-- q_case_questions_drop :exec
-- in: case_id int
DELETE FROM question WHERE case_id = ?1;
-- q_case_incidents_drop :exec
-- in: case_id int
DELETE FROM incident WHERE case_id = ?1;
-- q_case_notes_drop :exec
-- in: case_id int
DELETE FROM case_note WHERE case_id = ?1;
-- q_case_marks_drop :exec
-- in: case_id int
DELETE FROM case_mark WHERE case_id = ?1;
-- q_case_hands_drop :exec
-- in: case_id int
DELETE FROM task_hand WHERE task IN (SELECT id FROM task WHERE case_id = ?1);
-- q_case_tasks_drop :exec
-- in: case_id int
DELETE FROM task WHERE case_id = ?1;

-- An account is erased: what the law keeps is nobody's to open from outside any more.
-- q_cases_leave :exec
-- in: account int
UPDATE cases SET account = 0, owner_key = NULL, seq = seq + 1 WHERE account = ?1;

-- What somebody has taken up and not begun to wait with.
-- q_tasks_taken :many
-- in: account int
-- out: id int
SELECT id FROM task WHERE assignee = ?1 AND state = 'claimed' ORDER BY id LIMIT 1000;

-- What officers have in hand of an office.
-- q_desk_taken :many
-- in: authority text
-- out: task int
SELECT DISTINCT d.task FROM desk d WHERE d.authority = ?1 AND d.state = 'claimed' ORDER BY d.task LIMIT 5000;

-- q_appeal_add :exec
-- in: case_id int, of_case int, service text, decided int, own int, made int
INSERT INTO appeal (case_id, of_case, service, decided, own, state, made) VALUES (?1, ?2, ?3, ?4, ?5, 'begun', ?6);

-- q_appeal :one
-- in: case_id int
-- out: of_case int, decided int, delivered int?, until int?, late int, own int, state text, holds int, made int, outcome text
SELECT of_case, decided, delivered, until, late, own, state, holds, made, outcome FROM appeal WHERE case_id = ?1;

-- The appeals against a case: of drafts those alone whose draft is still there.
-- q_appeals_of :many
-- in: of_case int
-- out: case_id int, state text, holds int, late int, made int, outcome text, number text?, draft text, account int
SELECT a.case_id, a.state, a.holds, a.late, a.made, a.outcome, c.number, c.draft, c.account
FROM appeal a JOIN cases c ON c.id = a.case_id
WHERE a.of_case = ?1 AND c.state <> 'erased' ORDER BY a.case_id;

-- q_appeal_runs :execrows
-- in: case_id int, delivered int?, until int?, late int
UPDATE appeal SET state = 'running', delivered = ?2, until = ?3, late = ?4 WHERE case_id = ?1 AND state = 'begun';

-- q_appeal_holds :execrows
-- in: case_id int, holds int
UPDATE appeal SET holds = ?2 WHERE case_id = ?1 AND state = 'running' AND holds <> ?2;

-- q_appeal_over :execrows
-- in: case_id int, ended int, outcome text
UPDATE appeal SET state = 'over', holds = 0, ended = ?2, outcome = ?3 WHERE case_id = ?1 AND state = 'running';

-- q_appeal_drop :exec
-- in: case_id int
DELETE FROM appeal WHERE case_id = ?1 AND state = 'begun';

-- How many appeals run against a case, and how many of them hold it.
-- q_appealed :one
-- in: of_case int
-- out: running int, holds int
SELECT count(*) AS running, CAST(coalesce(sum(holds), 0) AS BIGINT) AS holds FROM appeal WHERE of_case = ?1 AND state = 'running';

-- q_suspension_add :exec
-- in: case_id int, since int, appeal int, pays int
INSERT INTO suspension (case_id, since, appeal, pays) VALUES (?1, ?2, ?3, ?4);

-- q_suspension_end :exec
-- in: appeal int, ended int
UPDATE suspension SET ended = ?2 WHERE appeal = ?1 AND ended = 0;

-- q_suspensions :many
-- in: case_id int
-- out: since int, ended int
SELECT since, ended FROM suspension WHERE case_id = ?1 ORDER BY since;

-- q_suspensions_drop :exec
-- in: case_id int
DELETE FROM suspension WHERE case_id = ?1;

-- A case that had ended goes on, because of what was decided elsewhere.
-- q_case_reopen :exec
-- in: id int, changed int
UPDATE cases SET state = 'in_force', expires = 0, changed = ?2, seq = seq + 1 WHERE id = ?1 AND state = 'decided';

-- ---- helpers ----

-- q_help_add :exec
-- in: hash blob, case_id int, hours int, made int, code_ends int
INSERT INTO case_help (hash, case_id, hours, made, code_ends) VALUES (?1, ?2, ?3, ?4, ?5);

-- A code that somebody may still enter.
-- q_help_code :one
-- in: hash blob, now int
-- out: case_id int, hours int
SELECT case_id, hours FROM case_help WHERE hash = ?1 AND begun = 0 AND ended = 0 AND code_ends > ?2;

-- q_help_begin :execrows
-- in: hash blob, account int, owner_key blob, details blob, begun int, ends int
UPDATE case_help SET account = ?2, owner_key = ?3, details = ?4, begun = ?5, ends = ?6
WHERE hash = ?1 AND begun = 0 AND ended = 0;

-- Who may help with a case now.
-- q_help_of :one
-- in: case_id int, account int, now int
-- out: hash blob, owner_key blob?, details blob?, begun int, ends int
SELECT hash, owner_key, details, begun, ends FROM case_help
WHERE case_id = ?1 AND account = ?2 AND account > 0 AND ended = 0 AND ends > ?3 ORDER BY begun DESC LIMIT 1;

-- q_helps :many
-- in: case_id int
-- out: hash blob, account int, details blob?, made int, code_ends int, begun int, ends int, ended int
SELECT hash, account, details, made, code_ends, begun, ends, ended FROM case_help WHERE case_id = ?1 ORDER BY made, hash;

-- q_helps_of_account :many
-- in: account int, now int
-- out: case_id int, owner_key blob?, details blob?, ends int
SELECT case_id, owner_key, details, ends FROM case_help
WHERE account = ?1 AND account > 0 AND ended = 0 AND ends > ?2 ORDER BY ends LIMIT 20;

-- q_help_done_add :exec
-- in: hash blob, seq int, at int, page text
INSERT INTO case_help_done (hash, seq, at, page) VALUES (?1, ?2, ?3, ?4);

-- q_help_done :many
-- in: hash blob
-- out: at int, page text
SELECT at, page FROM case_help_done WHERE hash = ?1 ORDER BY seq LIMIT 200;

-- What is not over ends: a code that nobody entered, and a help that runs.
-- q_helps_end :execrows
-- in: case_id int, at int
UPDATE case_help SET ended = ?2, owner_key = NULL WHERE case_id = ?1 AND ended = 0 AND (begun = 0 OR ends > ?2);

-- The key of a help that is over is nobody's any more.
-- q_helps_sweep :exec
-- in: now int
UPDATE case_help SET ended = ends, owner_key = NULL WHERE ended = 0 AND begun > 0 AND ends <= ?1;

-- q_helps_forget :exec
-- in: account int, at int
UPDATE case_help SET account = 0, owner_key = NULL, ended = CASE WHEN ended = 0 THEN ?2 ELSE ended END WHERE account = ?1;

-- q_help_done_drop :exec
-- in: case_id int
DELETE FROM case_help_done WHERE hash IN (SELECT hash FROM case_help WHERE case_id = ?1);

-- q_helps_drop :exec
-- in: case_id int
DELETE FROM case_help WHERE case_id = ?1;

-- q_help_ever :one
-- in: account int
-- out: begun int
SELECT begun FROM case_help WHERE account = ?1 AND account > 0 ORDER BY begun LIMIT 1;

-- q_news :one
-- in: case_id int
-- out: due int, changes blob
SELECT due, changes FROM case_news WHERE case_id = ?1;

-- q_news_put :exec
-- in: case_id int, due int, changes blob
INSERT INTO case_news (case_id, due, changes) VALUES (?1, ?2, ?3)
ON CONFLICT (case_id) DO UPDATE SET due = excluded.due, changes = excluded.changes;

-- q_news_drop :exec
-- in: case_id int
DELETE FROM case_news WHERE case_id = ?1;

-- q_news_due :many
-- in: now int, after int, most int
-- out: case_id int
SELECT case_id FROM case_news WHERE due > 0 AND due <= ?1 AND case_id > ?2 ORDER BY case_id LIMIT ?3;
