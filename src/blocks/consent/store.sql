-- q_trace_add :exec
-- in: id int, person int, reader int, kind text, what text, case_id int, case_number text, office text, purpose text, at int, visible int, partner text, fields text, look int, automatic bool, token int
INSERT INTO trace (id, person, reader, kind, what, case_id, case_number, office, purpose, at, visible, partner, fields, look, automatic, token)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16);

-- q_trace_of_token :one
-- in: token int, case_id int, since int
-- out: n int
SELECT count(*) AS n FROM trace WHERE token = ?1 AND token > 0 AND case_id = ?2 AND at >= ?3;

-- q_package_put :exec
-- in: case_id int, at int, digest blob
INSERT INTO archive_package (case_id, at, digest) VALUES (?1, ?2, ?3)
ON CONFLICT (case_id) DO UPDATE SET at = excluded.at, digest = excluded.digest;

-- q_package :one
-- in: case_id int
-- out: at int, digest blob
SELECT at, digest FROM archive_package WHERE case_id = ?1;

-- q_package_drop :exec
-- in: case_id int
DELETE FROM archive_package WHERE case_id = ?1;
