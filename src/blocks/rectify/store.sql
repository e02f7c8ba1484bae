-- q_notice_add :exec
-- in: id int, office text, partner text, record int, registry text, fields text, cases text, case_id int, case_number text, at int
INSERT INTO rectify_notice (id, office, partner, record, registry, fields, cases, case_id, case_number, at, state)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'open');

-- q_notice :one
-- in: id int
-- out: id int, office text, partner text, record int, registry text, fields text, cases text, case_id int, case_number text, at int, state text, effect text
SELECT id, office, partner, record, registry, fields, cases, case_id, case_number, at, state, effect FROM rectify_notice WHERE id = ?1;

-- q_notice_done :execrows
-- in: id int, effect text, done_by int, done int
UPDATE rectify_notice SET state = 'done', effect = ?2, done_by = ?3, done = ?4 WHERE id = ?1 AND state = 'open';

-- Of an office, what waits first, then the newest.
-- q_notices_of_office :many
-- in: office text, most int
-- out: id int, partner text, registry text, fields text, cases text, case_number text, at int, state text, effect text, noted int
SELECT id, partner, registry, fields, cases, case_number, at, state, effect, noted FROM rectify_notice WHERE office = ?1
ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, id DESC LIMIT ?2;

-- q_notices_of_record :many
-- in: record int, most int
-- out: office text, partner text, registry text, fields text, cases text, case_number text, at int, state text, effect text
SELECT office, partner, registry, fields, cases, case_number, at, state, effect FROM rectify_notice WHERE record = ?1
ORDER BY id DESC LIMIT ?2;

-- Cases that a person is a party of and that were sent in a time: forms may have shown what a register held.
-- q_cases_sent :many
-- in: person int, from_at int, until_at int
-- out: id int, number text?, service text, authority text, part text
SELECT c.id, c.number, c.service, c.authority, p.part FROM case_party p JOIN cases c ON c.id = p.case_id
WHERE p.person = ?1 AND c.submitted >= ?2 AND c.submitted < ?3 ORDER BY c.id;

-- ---- what outside systems are told ----

-- q_notices_of_partner :many
-- in: partner text, after int, most int
-- out: id int, office text, record int, registry text, fields text, cases text, at int
SELECT id, office, record, registry, fields, cases, at FROM rectify_notice WHERE partner = ?1 AND id > ?2 ORDER BY id LIMIT ?3;

-- The last that the partner took note of.
-- q_feed_noted :one
-- in: partner text
-- out: id int
SELECT coalesce(max(id), 0) AS id FROM rectify_notice WHERE partner = ?1 AND noted > 0;

-- q_notice_noted :exec
-- in: id int, at int
UPDATE rectify_notice SET noted = ?2 WHERE id = ?1 AND noted = 0;

-- ---- what was said in forms ----

-- q_said_add :exec
-- in: id int, said_in int, said_number text, registry text, field text, case_id int, case_number text, draft text, at int
INSERT INTO rectify_said (id, said_in, said_number, registry, field, case_id, case_number, draft, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- q_said_of :many
-- in: case_id int
-- out: said_in int, said_number text, registry text, field text, case_id int, case_number text, draft text, ended int, outcome text
SELECT said_in, said_number, registry, field, case_id, case_number, draft, ended, outcome FROM rectify_said
WHERE said_in = ?1 OR case_id = ?1 ORDER BY id;

-- A draft that waited for more was sent.
-- q_said_sent :exec
-- in: case_id int, case_number text, draft text
UPDATE rectify_said SET case_id = ?1, case_number = ?2, draft = '' WHERE case_id = 0 AND draft = ?3;

-- q_said_end :exec
-- in: case_id int, ended int, outcome text
UPDATE rectify_said SET ended = ?2, outcome = ?3 WHERE case_id = ?1 AND ended = 0;

-- q_case_of_number :one
-- in: number text
-- out: id int
SELECT id FROM cases WHERE number = ?1;

-- q_draft_of_case :one
-- in: id int
-- out: draft text
SELECT draft FROM cases WHERE id = ?1;

-- q_case_office :one
-- in: id int
-- out: authority text
SELECT authority FROM cases WHERE id = ?1 AND state <> 'erased';

-- q_case_reader :one
-- in: id int
-- out: number text?, service text, account int, person int, lang text
SELECT number, service, account, person, lang FROM cases WHERE id = ?1;

-- ---- secret fields, opened with a second person ----

-- q_secret_add :exec
-- in: id int, registry text, record int, field text, purpose text, asker int, at int, told blob
INSERT INTO secret_look (id, registry, record, field, purpose, asker, state, asked, changed, told)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'asked', ?7, ?7, ?8);

-- q_secret :one
-- in: id int
-- out: id int, registry text, record int, field text, purpose text, asker int, second int, state text, asked int, changed int, told blob
SELECT id, registry, record, field, purpose, asker, second, state, asked, changed, told FROM secret_look WHERE id = ?1;

-- q_secrets :many
-- in: asker int, most int
-- out: id int, registry text, field text, asker int, second int, state text, asked int, changed int
SELECT id, registry, field, asker, second, state, asked, changed FROM secret_look WHERE state = 'asked' OR asker = ?1
ORDER BY id DESC LIMIT ?2;

-- q_secret_there :one
-- in: record int, field text, asker int
-- out: id int
SELECT id FROM secret_look WHERE record = ?1 AND field = ?2 AND asker = ?3 AND state IN ('asked', 'allowed') LIMIT 1;

-- q_secret_set :execrows
-- in: id int, was text, state text, second int, at int
UPDATE secret_look SET state = ?3, second = ?4, changed = ?5 WHERE id = ?1 AND state = ?2;

-- Whatever nobody has answered or opened in its time, and what has ended a while ago.
-- q_secret_sweep :exec
-- in: open_before int, ended_before int
DELETE FROM secret_look WHERE (state IN ('asked', 'allowed') AND changed < ?1) OR (state IN ('refused', 'opened') AND changed < ?2);
