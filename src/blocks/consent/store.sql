-- q_trace_add :exec
-- in: id int, person int, reader int, kind text, what text, case_id int, case_number text, office text, purpose text, at int, visible int, partner text, fields text, look int, automatic bool
INSERT INTO trace (id, person, reader, kind, what, case_id, case_number, office, purpose, at, visible, partner, fields, look, automatic)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15);
