-- q_document_add :exec
-- in: id int, number text, service text, output text, case_id int, account int, owner_key blob?, authority text, lang text, state text, issued int, code blob, data blob, record int, registry text, fields text, until int, given_by int
INSERT INTO document (id, number, service, output, case_id, account, owner_key, authority, lang, state, issued, code, data, record, registry, fields, until, given_by)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18);

-- q_document :one
-- in: id int
-- out: id int, number text, service text, output text, case_id int, account int, owner_key blob?, authority text, lang text, state text, issued int, data blob, pdf blob?, print blob?, replaced_by int, reason text, ended int, record int, registry text, fields text, until int, given_by int, token blob?
SELECT id, number, service, output, case_id, account, owner_key, authority, lang, state, issued, data, pdf, print, replaced_by, reason, ended, record, registry, fields, until, given_by, token
FROM document WHERE id = ?1;

-- q_document_find :one
-- in: number text
-- out: id int
SELECT id FROM document WHERE number = ?1;

-- Valid ones of cases that attest to an entry.
-- q_documents_of_record :many
-- in: record int
-- out: id int, number text, service text, output text, account int, lang text
SELECT id, number, service, output, account, lang FROM document WHERE record = ?1 AND record > 0 AND registry = '' AND state = 'valid' ORDER BY id;

-- Those whose place a document took.
-- q_documents_replaced :many
-- in: id int
-- out: id int, number text, ended int
SELECT id, number, ended FROM document WHERE replaced_by = ?1 AND replaced_by > 0 ORDER BY id;

-- q_document_code :one
-- in: code blob
-- out: id int
SELECT id FROM document WHERE code = ?1;

-- q_document_ready :execrows
-- in: id int, pdf blob, print blob, token blob?
UPDATE document SET pdf = ?2, print = ?3, token = ?4 WHERE id = ?1 AND pdf IS NULL;

-- q_document_end :execrows
-- in: id int, state text, replaced_by int, reason text, ended int
UPDATE document SET state = ?2, replaced_by = ?3, reason = ?4, ended = ?5 WHERE id = ?1 AND state = 'valid';

-- q_documents_of_case :many
-- in: case_id int
-- out: id int, number text, service text, output text, account int, lang text, state text, issued int, pdf blob?, ended int, replaced_by int
SELECT id, number, service, output, account, lang, state, issued, pdf, ended, replaced_by FROM document WHERE case_id = ?1 ORDER BY id;

-- q_documents_of_account :many
-- in: account int, most int
-- out: id int
SELECT id FROM document WHERE account = ?1 ORDER BY id LIMIT ?2;

-- q_documents_leave :exec
-- in: account int
UPDATE document SET account = 0, owner_key = NULL WHERE account = ?1;

-- Valid extracts of an entry.
-- q_extracts_of_record :many
-- in: record int
-- out: id int, number text, account int, fields text, data blob
SELECT id, number, account, fields, data FROM document WHERE record = ?1 AND record > 0 AND registry <> '' AND state = 'valid' ORDER BY id;

-- Extracts that an account has, the newest first.
-- q_extracts_of_account :many
-- in: account int, most int
-- out: id int, number text, registry text, fields text, record int, state text, issued int, until int, pdf blob?, token blob?
SELECT id, number, registry, fields, record, state, issued, until, pdf, token FROM document WHERE account = ?1 AND registry <> '' ORDER BY id DESC LIMIT ?2;
