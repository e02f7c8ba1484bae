-- q_trace_add :exec
-- in: id int, person int, reader int, kind text, what text, case_id int, case_number text, office text, purpose text, at int, visible int, partner text, fields text, look int, automatic bool, token int, stand_in text
INSERT INTO trace (id, person, reader, kind, what, case_id, case_number, office, purpose, at, visible, partner, fields, look, automatic, token, stand_in)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17);

-- Who looked at a person from one moment until another, the first first.
-- q_traces_between :many
-- in: person int, from_at int, until_at int, most int
-- out: reader int, kind text, what text, fields text, case_id int, case_number text, office text, at int, partner text, token int
SELECT reader, kind, what, fields, case_id, case_number, office, at, partner, token FROM trace
WHERE person = ?1 AND person > 0 AND at >= ?2 AND at < ?3 ORDER BY at, id LIMIT ?4;

-- What a person may see of the looks at one register, the newest first.
-- q_traces_shown :many
-- in: person int, what text, now int, most int
-- out: id int, reader int, office text, at int, partner text, token int
SELECT id, reader, office, at, partner, token FROM trace
WHERE person = ?1 AND person > 0 AND what = ?2 AND visible <= ?3 ORDER BY id DESC LIMIT ?4;

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
