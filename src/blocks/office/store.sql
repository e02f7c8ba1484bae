-- What the desk shows begins in its own table, in the order of the list: the cost does not grow with what is open elsewhere.
-- CROSS JOIN keeps SQLite from beginning with another table.
-- q_desk :many
-- in: office text, grp text, state text, account int, person int, before int, most int
-- out: id int, element text, groups text, state text, assignee int, created int, due int, number text?, service text, paused int, authority text, delegated_by int, escalated int, token int
SELECT t.id, t.element, t.groups, t.state, t.assignee, t.created, t.due, c.number, c.service, c.paused, t.authority, t.delegated_by,
  t.escalated, t.token
FROM desk d CROSS JOIN task t CROSS JOIN cases c
WHERE d.authority = ?1 AND d.grp = ?2 AND d.state = ?3 AND d.due < ?6 AND t.id = d.task AND c.id = t.case_id
  AND t.not_by <> ?4
  AND (?5 = 0 OR NOT EXISTS (SELECT 1 FROM case_party p WHERE p.case_id = t.case_id AND p.person = ?5))
ORDER BY d.due, d.task LIMIT ?7;

-- q_desk_service :many
-- in: office text, grp text, state text, account int, person int, before int, most int, service text
-- out: id int, element text, groups text, state text, assignee int, created int, due int, number text?, service text, paused int, authority text, delegated_by int, escalated int, token int
SELECT t.id, t.element, t.groups, t.state, t.assignee, t.created, t.due, c.number, c.service, c.paused, t.authority, t.delegated_by,
  t.escalated, t.token
FROM desk d CROSS JOIN task t CROSS JOIN cases c
WHERE d.authority = ?1 AND d.grp = ?2 AND d.service = ?8 AND d.state = ?3 AND d.due < ?6 AND t.id = d.task
  AND c.id = t.case_id AND t.not_by <> ?4
  AND (?5 = 0 OR NOT EXISTS (SELECT 1 FROM case_party p WHERE p.case_id = t.case_id AND p.person = ?5))
ORDER BY d.due, d.task LIMIT ?7;

-- q_desk_mine :many
-- in: account int, before int, most int
-- out: id int, element text, groups text, state text, assignee int, created int, due int, number text?, service text, paused int, authority text, delegated_by int, escalated int, token int
SELECT t.id, t.element, t.groups, t.state, t.assignee, t.created, t.due, c.number, c.service, c.paused, t.authority, t.delegated_by,
  t.escalated, t.token
FROM task t CROSS JOIN cases c
WHERE t.assignee = ?1 AND t.state IN ('claimed', 'waiting') AND t.due < ?2 AND c.id = t.case_id
ORDER BY t.due, t.id LIMIT ?3;

-- What a colleague prepares for somebody.
-- q_desk_lent :many
-- in: account int, before int, most int
-- out: id int, element text, groups text, state text, assignee int, created int, due int, number text?, service text, paused int, authority text, delegated_by int, escalated int, token int
SELECT t.id, t.element, t.groups, t.state, t.assignee, t.created, t.due, c.number, c.service, c.paused, t.authority, t.delegated_by,
  t.escalated, t.token
FROM task t CROSS JOIN cases c
WHERE t.delegated_by = ?1 AND t.delegated_by > 0 AND t.state IN ('claimed', 'waiting') AND t.due < ?2 AND c.id = t.case_id
ORDER BY t.due, t.id LIMIT ?3;

-- Up to `most` are counted: a board need not count a million.
-- q_desk_count :one
-- in: office text, grp text, state text, before int, most int
-- out: n int
SELECT count(*) AS n FROM (SELECT 1 AS one FROM desk
WHERE authority = ?1 AND grp = ?2 AND state = ?3 AND due < ?4 LIMIT ?5) AS few;

-- q_desk_count_mine :one
-- in: account int, most int
-- out: n int
SELECT count(*) AS n FROM (SELECT 1 AS one FROM task
WHERE assignee = ?1 AND state IN ('claimed', 'waiting') LIMIT ?2) AS few;

-- q_desk_incidents :many
-- in: office text, person int, after int, most int
-- out: id int, number text?, service text, element text, at int
SELECT i.id, c.number, i.service, i.element, i.at FROM incident i CROSS JOIN cases c
WHERE i.authority = ?1 AND i.state = 'open' AND i.id > ?3 AND c.id = i.case_id
  AND (?2 = 0 OR NOT EXISTS (SELECT 1 FROM case_party p WHERE p.case_id = i.case_id AND p.person = ?2))
ORDER BY i.id LIMIT ?4;

-- q_desk_incident_count :one
-- in: office text, most int
-- out: n int
SELECT count(*) AS n FROM (SELECT 1 AS one FROM incident
WHERE authority = ?1 AND state = 'open' LIMIT ?2) AS few;

-- q_desk_of_case :many
-- in: number text
-- out: id int, authority text, state text, groups text
SELECT t.id, t.authority, t.state, t.groups FROM task t JOIN cases c ON c.id = t.case_id
WHERE c.number = ?1 AND t.state IN ('open', 'claimed', 'waiting') ORDER BY t.id;

-- q_post_made :exec
-- in: id int, file blob
UPDATE paper SET file = ?2 WHERE id = ?1 AND printed = 0;

-- q_post_waiting :many
-- in: office text, most int
-- out: id int, at int
SELECT id, at FROM paper WHERE office = ?1 AND printed = 0 AND file IS NOT NULL ORDER BY id LIMIT ?2;

-- q_post_letter :one
-- in: id int
-- out: person int, office text, printed int, file blob?
SELECT person, office, printed, file FROM paper WHERE id = ?1;

-- q_post_printed :execrows
-- in: id int, at int
UPDATE paper SET printed = ?2, file = NULL WHERE id = ?1 AND printed = 0;

-- What letters said that were printed before a moment; that one was, when and for which case stays.  Not of cases that are held.
-- q_post_sweep :execrows
-- in: before int, most int
UPDATE paper SET body = X'' WHERE id IN (
  SELECT p.id FROM paper p WHERE p.printed > 0 AND p.printed < ?1 AND length(p.body) > 0
    AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.case_id = p.case_id) ORDER BY p.id LIMIT ?2);
