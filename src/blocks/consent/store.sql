-- q_trace_add :exec
-- in: id int, person int, reader int, kind text, what text, case_id int, case_number text, office text, purpose text, at int, visible int, partner text, token int
INSERT INTO trace (id, person, reader, kind, what, case_id, case_number, office, purpose, at, visible, partner, token)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);

-- q_trace_of_token :one
-- in: token int, case_id int, since int
-- out: n int
SELECT count(*) AS n FROM trace WHERE token = ?1 AND token > 0 AND case_id = ?2 AND at >= ?3;

-- Of a person's record, and those of programs at what is an account's own without one.
-- q_traces_of :many
-- in: person int, now int, most int, account int
-- out: id int, reader int, kind text, what text, case_number text, office text, purpose text, at int, asked int, partner text, token int
SELECT id, reader, kind, what, case_number, office, purpose, at, asked, partner, token FROM trace
WHERE person = ?1 AND visible <= ?2 AND (person > 0 OR (reader = ?4 AND token > 0)) ORDER BY at DESC, id DESC LIMIT ?3;

-- q_trace_ask :execrows
-- in: id int, person int, at int
UPDATE trace SET asked = ?3 WHERE id = ?1 AND person = ?2 AND asked = 0;
