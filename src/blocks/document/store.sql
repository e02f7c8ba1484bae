-- q_document_add :exec
-- in: id int, number text, service text, output text, case_id int, account int, owner_key blob?, authority text, lang text, state text, issued int, code blob, data blob
INSERT INTO document (id, number, service, output, case_id, account, owner_key, authority, lang, state, issued, code, data)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);

-- q_document :one
-- in: id int
-- out: id int, number text, service text, output text, case_id int, account int, owner_key blob?, authority text, lang text, state text, issued int, data blob, pdf blob?, print blob?, replaced_by int, reason text
SELECT id, number, service, output, case_id, account, owner_key, authority, lang, state, issued, data, pdf, print, replaced_by, reason
FROM document WHERE id = ?1;

-- q_document_find :one
-- in: number text
-- out: id int
SELECT id FROM document WHERE number = ?1;

-- q_document_code :one
-- in: code blob
-- out: id int
SELECT id FROM document WHERE code = ?1;

-- q_document_ready :execrows
-- in: id int, pdf blob, print blob
UPDATE document SET pdf = ?2, print = ?3 WHERE id = ?1 AND pdf IS NULL;

-- q_document_end :execrows
-- in: id int, state text, replaced_by int, reason text, ended int
UPDATE document SET state = ?2, replaced_by = ?3, reason = ?4, ended = ?5 WHERE id = ?1 AND state = 'valid';

-- q_documents_of_case :many
-- in: case_id int
-- out: id int, number text, service text, output text, account int, lang text, state text, issued int, pdf blob?
SELECT id, number, service, output, account, lang, state, issued, pdf FROM document WHERE case_id = ?1 ORDER BY id;

-- q_documents_of_account :many
-- in: account int, most int
-- out: id int
SELECT id FROM document WHERE account = ?1 ORDER BY id LIMIT ?2;

-- q_documents_leave :exec
-- in: account int
UPDATE document SET account = 0, owner_key = NULL WHERE account = ?1;
