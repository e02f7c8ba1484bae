-- Work of the outbox by kind: waiting, of that later than it should be, given up.
-- q_status_work :many
-- in: now int
-- out: kind text, waiting int, late int, given_up int
SELECT kind, sum(CASE WHEN state = 0 THEN 1 ELSE 0 END) AS waiting,
  sum(CASE WHEN state = 0 AND due + 60000 < ?1 THEN 1 ELSE 0 END) AS late,
  sum(CASE WHEN state = 2 THEN 1 ELSE 0 END) AS given_up
FROM outbox WHERE state <> 1 GROUP BY kind ORDER BY kind;

-- q_status_cases :many
-- out: state text, n int
SELECT state, count(*) AS n FROM cases GROUP BY state ORDER BY state;

-- q_status_incidents :one
-- out: n int
SELECT count(*) AS n FROM incident WHERE state = 'open';

-- q_status_tasks :one
-- in: now int
-- out: n int, late int
SELECT count(*) AS n, coalesce(sum(CASE WHEN due < ?1 THEN 1 ELSE 0 END), 0) AS late
FROM task WHERE state IN ('open', 'claimed');
