-- q_draft :one
-- in: id int
-- out: id int, service text, authority text, title text, base text, state text, version int, author int, made int, changed int, signer int, due int, note text
SELECT id, service, authority, title, base, state, version, author, made, changed, signer, due, note
FROM studio_draft WHERE id = ?1;

-- q_drafts :many
-- in: service text, most int
-- out: id int, service text, authority text, title text, state text, version int, author int, changed int
SELECT id, service, authority, title, state, version, author, changed FROM studio_draft
WHERE service = ?1 ORDER BY id DESC LIMIT ?2;

-- q_drafts_under_way :many
-- in: most int
-- out: id int, service text, authority text, title text, state text, version int, author int, changed int
SELECT id, service, authority, title, state, version, author, changed FROM studio_draft
WHERE state IN ('open', 'review', 'signed') ORDER BY id DESC LIMIT ?1;

-- All drafts, one after another, for verification.
-- q_drafts_after :many
-- in: after int, most int
-- out: id int, title text, base text, state text, version int, author int, signer int, due int, note text
SELECT id, title, base, state, version, author, signer, due, note FROM studio_draft WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_drafts_open :one
-- in: service text
-- out: n int
SELECT count(*) AS n FROM studio_draft WHERE service = ?1 AND state IN ('open', 'review', 'signed');

-- q_draft_add :exec
-- in: id int, service text, authority text, title text, base text, author int, at int
INSERT INTO studio_draft (id, service, authority, title, base, state, version, author, made, changed)
VALUES (?1, ?2, ?3, ?4, ?5, 'open', 1, ?6, ?7, ?7);

-- q_draft_changed :execrows
-- in: id int, version int, at int
UPDATE studio_draft SET version = version + 1, changed = ?3 WHERE id = ?1 AND version = ?2 AND state = 'open';

-- q_draft_state :execrows
-- in: id int, version int, at int, state text, signer int, due int, note text
UPDATE studio_draft SET version = version + 1, changed = ?3, state = ?4, signer = ?5, due = ?6, note = ?7
WHERE id = ?1 AND version = ?2;

-- q_draft_base :execrows
-- in: id int, version int, at int, base text
UPDATE studio_draft SET version = version + 1, changed = ?3, base = ?4 WHERE id = ?1 AND version = ?2 AND state = 'open';

-- q_draft_files :many
-- in: draft int
-- out: path text, version int, editor int, at int, bytes blob
SELECT path, version, editor, at, bytes FROM studio_file WHERE draft = ?1 ORDER BY path;

-- q_draft_file :one
-- in: draft int, path text
-- out: version int, editor int, at int, bytes blob
SELECT version, editor, at, bytes FROM studio_file WHERE draft = ?1 AND path = ?2;

-- q_draft_sizes :one
-- in: draft int, path text
-- out: n int, bytes int
SELECT count(*) AS n, coalesce(sum(length(bytes)), 0) AS bytes FROM studio_file WHERE draft = ?1 AND path <> ?2;

-- q_draft_file_put :exec
-- in: draft int, path text, version int, editor int, at int, bytes blob
INSERT INTO studio_file (draft, path, version, editor, at, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (draft, path) DO UPDATE SET version = excluded.version, editor = excluded.editor, at = excluded.at,
  bytes = excluded.bytes;

-- q_draft_file_drop :execrows
-- in: draft int, path text
DELETE FROM studio_file WHERE draft = ?1 AND path = ?2;

-- q_draft_files_drop :execrows
-- in: draft int
DELETE FROM studio_file WHERE draft = ?1;

-- q_editor_add :exec
-- in: draft int, account int
INSERT INTO studio_editor (draft, account) VALUES (?1, ?2) ON CONFLICT (draft, account) DO NOTHING;

-- q_editor :one
-- in: draft int, account int
-- out: account int
SELECT account FROM studio_editor WHERE draft = ?1 AND account = ?2;

-- q_play :one
-- in: draft int, account int
-- out: seq int, version int, state text, at int, lines text, result blob
SELECT seq, version, state, at, lines, result FROM studio_play WHERE draft = ?1 AND account = ?2;

-- q_play_put :exec
-- in: draft int, account int, seq int, version int, state text, at int, lines text, result blob
INSERT INTO studio_play (draft, account, seq, version, state, at, lines, result) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (draft, account) DO UPDATE SET seq = excluded.seq, version = excluded.version, state = excluded.state,
  at = excluded.at, lines = excluded.lines;

-- q_play_end :execrows
-- in: draft int, account int, seq int, state text, result blob
UPDATE studio_play SET state = ?4, result = ?5 WHERE draft = ?1 AND account = ?2 AND seq = ?3;

-- q_plays_sweep :execrows
-- in: before int
DELETE FROM studio_play WHERE at < ?1;

-- q_plays_drop :execrows
-- in: draft int
DELETE FROM studio_play WHERE draft = ?1;

-- q_editors :many
-- in: draft int
-- out: account int
SELECT account FROM studio_editor WHERE draft = ?1 ORDER BY account;

-- q_new :one
-- in: account int
-- out: version int, answers blob
SELECT version, answers FROM studio_new WHERE account = ?1;

-- q_new_put :exec
-- in: account int, version int, at int, answers blob
INSERT INTO studio_new (account, version, at, answers) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (account) DO UPDATE SET version = excluded.version, at = excluded.at, answers = excluded.answers;
