-- q_message_add :exec
-- in: id int, account int, case_id int, at int, body blob
INSERT INTO message (id, account, case_id, at, body) VALUES (?1, ?2, ?3, ?4, ?5);

-- q_messages :many
-- in: account int, most int
-- out: id int, at int, read_at int, body blob
SELECT id, at, read_at, body FROM message WHERE account = ?1 ORDER BY id DESC LIMIT ?2;

-- q_message :one
-- in: id int, account int
-- out: id int, at int, read_at int, body blob
SELECT id, at, read_at, body FROM message WHERE id = ?1 AND account = ?2;

-- q_message_read :exec
-- in: id int, account int, at int
UPDATE message SET read_at = ?3 WHERE id = ?1 AND account = ?2 AND read_at = 0;

-- q_messages_unread :one
-- in: account int
-- out: n int
SELECT count(*) AS n FROM message WHERE account = ?1 AND read_at = 0;

-- q_paper_add :exec
-- in: id int, person int, at int, office text, body blob, case_id int
INSERT INTO paper (id, person, at, office, body, case_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_shown_add :exec
-- in: id int, kind text, at int, address text, subject text, body text
INSERT INTO shown_mail (id, kind, at, address, subject, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (id) DO NOTHING;

-- q_shown :many
-- in: most int
-- out: id int, kind text, at int, address text, subject text, body text
SELECT id, kind, at, address, subject, body FROM shown_mail ORDER BY id DESC LIMIT ?1;

-- q_messages_drop :exec
-- in: account int
DELETE FROM message WHERE account = ?1;

-- The message by which an account was told of what happened in a case at a moment: the first since then, else the last before.
-- q_message_about :one
-- in: account int, case_id int, at int
-- out: at int, read_at int
SELECT at, read_at FROM message WHERE account = ?1 AND case_id = ?2
ORDER BY CASE WHEN at >= ?3 THEN 0 ELSE 1 END, CASE WHEN at >= ?3 THEN id ELSE -id END LIMIT 1;

-- The first letter to a person that was queued between two moments: ids are made of the time.
-- q_paper_between :one
-- in: person int, first_id int, last_id int
-- out: at int, printed int
SELECT at, printed FROM paper WHERE id >= ?2 AND id < ?3 AND person = ?1 ORDER BY id LIMIT 1;
