-- q_desk :many
-- in: account int, person int, office text, state text, mine int, service text, before int, most int
-- out: id int, element text, groups text, state text, assignee int, created int, due int, number text?, service text, case_state text, paused int
SELECT t.id, t.element, t.groups, t.state, t.assignee, t.created, t.due, c.number, c.service, c.state AS case_state, c.paused
FROM task t JOIN cases c ON c.id = t.case_id
WHERE t.authority = ?3 AND t.state IN ('open', 'claimed', 'waiting')
  AND (?4 = '' OR t.state = ?4) AND (?5 = 0 OR t.assignee = ?1) AND (?6 = '' OR c.service = ?6)
  AND (?7 = 0 OR t.due < ?7) AND t.not_by <> ?1
  AND (?2 = 0 OR NOT EXISTS (SELECT 1 FROM case_party p WHERE p.case_id = t.case_id AND p.person = ?2))
ORDER BY t.due, t.id LIMIT ?8;

-- q_desk_counts :many
-- in: account int, office text, now int
-- out: state text, n int, mine int, late int
SELECT state, count(*) AS n, CAST(sum(CASE WHEN assignee = ?1 THEN 1 ELSE 0 END) AS INTEGER) AS mine,
  CAST(sum(CASE WHEN due < ?3 THEN 1 ELSE 0 END) AS INTEGER) AS late
FROM task WHERE authority = ?2 AND state IN ('open', 'claimed', 'waiting') GROUP BY state ORDER BY state;

-- q_desk_of_case :many
-- in: number text
-- out: id int, authority text, state text
SELECT t.id, t.authority, t.state FROM task t JOIN cases c ON c.id = t.case_id
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
