-- Each counts what must not be there.

-- q_events_unlogged :one
-- out: n int
SELECT count(*) AS n FROM event e LEFT JOIN log_entry l ON l.ix = e.leaf WHERE l.ix IS NULL;

-- q_leaves_unused :one
-- out: n int
SELECT count(*) AS n FROM log_entry l LEFT JOIN event e ON e.leaf = l.ix WHERE e.id IS NULL;

-- q_leaves_shared :one
-- out: n int
SELECT count(*) - count(DISTINCT leaf) AS n FROM event;

-- q_leaves_missing :one
-- out: n int
SELECT coalesce(max(ix) + 1, 0) - count(*) AS n FROM log_entry;

-- q_tasks_stray :one
-- out: n int
SELECT count(*) AS n FROM task t LEFT JOIN instance i ON i.case_id = t.case_id LEFT JOIN cases c ON c.id = t.case_id
WHERE i.case_id IS NULL OR c.id IS NULL OR c.number IS NULL;

-- q_desk_missing :one
-- out: n int
SELECT count(*) AS n FROM task t WHERE t.state IN ('open', 'claimed', 'waiting')
AND t.groups <> ' applicant ' AND NOT EXISTS (SELECT 1 FROM desk d WHERE d.task = t.id);

-- q_instances_stray :one
-- out: n int
SELECT count(*) AS n FROM instance i LEFT JOIN cases c ON c.id = i.case_id WHERE c.id IS NULL OR c.number IS NULL;

-- q_cases_unstarted :one
-- out: n int
SELECT count(*) AS n FROM cases c LEFT JOIN instance i ON i.case_id = c.id
WHERE c.number IS NOT NULL AND c.state <> 'erased' AND i.case_id IS NULL;

-- q_cases_untold :one
-- out: n int
SELECT count(*) AS n FROM cases c WHERE c.number IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM event e WHERE e.kind = 3 AND e.subject = c.id AND e.type = 'case.submitted');

-- q_cases_keyless :one
-- out: n int
SELECT count(*) AS n FROM cases c LEFT JOIN data_key k ON k.kind = 3 AND k.subject = c.id WHERE k.subject IS NULL;

-- q_files_stray :one
-- out: n int
SELECT count(*) AS n FROM case_file f LEFT JOIN cases c ON c.id = f.case_id WHERE c.id IS NULL;

-- q_sessions_stray :one
-- out: n int
SELECT count(*) AS n FROM session s LEFT JOIN account a ON a.id = s.account WHERE a.id IS NULL;

-- q_work_failed :many
-- out: kind text, note text
SELECT kind, note FROM outbox WHERE state = 2 OR (state = 0 AND tries > 0) ORDER BY id LIMIT 20;

-- q_accounts_all :many
-- out: id int, state text
SELECT id, state FROM account ORDER BY id;

-- q_role_drop :exec
-- in: account int, role text, office text
DELETE FROM account_role WHERE account = ?1 AND role = ?2 AND office = ?3;

-- q_account_shown :exec
-- in: account int, shown_as text
UPDATE account SET shown_as = ?2 WHERE id = ?1;
