-- q_account :one
-- in: id int
-- out: id int, email blob, name blob, lang text, salt blob, proof blob, state text, person int, shown_as text, created int, reading text, second_step int
SELECT id, email, name, lang, salt, proof, state, person, shown_as, created, reading, second_step FROM account WHERE id = ?1;

-- q_account_by_mail :one
-- in: mail blob
-- out: id int, email blob, name blob, lang text, salt blob, proof blob, state text, person int
SELECT id, email, name, lang, salt, proof, state, person FROM account WHERE mail = ?1;

-- q_account_of_person :one
-- in: person int
-- out: id int
SELECT id FROM account WHERE person = ?1 AND person > 0;

-- q_account_add :exec
-- in: id int, mail blob, email blob, name blob, lang text, salt blob, proof blob, state text, person int, shown_as text, at int
INSERT INTO account (id, mail, email, name, lang, salt, proof, state, person, shown_as, created, changed)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11);

-- q_account_state :exec
-- in: id int, state text, at int
UPDATE account SET state = ?2, changed = ?3 WHERE id = ?1;

-- q_account_password :exec
-- in: id int, salt blob, proof blob, at int
UPDATE account SET salt = ?2, proof = ?3, changed = ?4 WHERE id = ?1;

-- q_account_name :exec
-- in: id int, name blob, at int
UPDATE account SET name = ?2, changed = ?3 WHERE id = ?1;

-- q_account_lang :exec
-- in: id int, lang text
UPDATE account SET lang = ?2 WHERE id = ?1;

-- q_account_reading :exec
-- in: id int, reading text
UPDATE account SET reading = ?2 WHERE id = ?1;

-- q_account_second_step :exec
-- in: id int, at int
UPDATE account SET second_step = ?2 WHERE id = ?1;

-- q_account_link :execrows
-- in: id int, person int, at int
UPDATE account SET person = ?2, changed = ?3 WHERE id = ?1 AND person = 0;

-- q_account_unlink :exec
-- in: id int, at int
UPDATE account SET person = 0, changed = ?2 WHERE id = ?1;

-- q_session :one
-- in: hash blob
-- out: id int, account int, level int, ticket text, name blob, created int, seen int, ends int
SELECT id, account, level, ticket, name, created, seen, ends FROM session WHERE hash = ?1;

-- q_session_add :exec
-- in: hash blob, id int, account int, level int, ticket text, name blob, at int, ends int
INSERT INTO session (hash, id, account, level, ticket, name, created, seen, ends)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8);

-- q_session_seen :exec
-- in: hash blob, seen int, ticket text
UPDATE session SET seen = ?2, ticket = ?3 WHERE hash = ?1;

-- q_session_end :execrows
-- in: hash blob
DELETE FROM session WHERE hash = ?1;

-- q_session_end_id :execrows
-- in: account int, id int
DELETE FROM session WHERE account = ?1 AND id = ?2;

-- q_sessions_end_all :execrows
-- in: account int
DELETE FROM session WHERE account = ?1;

-- q_sessions_sweep :execrows
-- in: now int, idle int
DELETE FROM session WHERE ends < ?1 OR seen < ?2;

-- q_sessions_of :many
-- in: account int
-- out: id int, level int, created int, seen int
SELECT id, level, created, seen FROM session WHERE account = ?1 ORDER BY created DESC LIMIT 50;

-- Of an account that may be used; a suspended one has none.
-- q_roles :many
-- in: account int
-- out: role text, office text, home text
SELECT DISTINCT r.role, r.office, r.home FROM role_held r JOIN account a ON a.id = r.account
WHERE r.account = ?1 AND a.state = 'active' ORDER BY r.role, r.office, r.home;

-- q_roles_ever :many
-- in: account int
-- out: role text, office text
SELECT role, office FROM account_role WHERE account = ?1 ORDER BY role, office;

-- q_role_add :exec
-- in: account int, role text, office text, since int
INSERT INTO account_role (account, role, office, since) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (account, role, office) DO NOTHING;

-- q_officers :many
-- in: role text, office text
-- out: account int, shown_as text
SELECT DISTINCT r.account, a.shown_as FROM role_held r JOIN account a ON a.id = r.account
WHERE r.role = ?1 AND r.office = ?2 AND a.state = 'active' ORDER BY a.shown_as LIMIT 200;

-- q_code :one
-- in: account int, purpose text
-- out: mac blob, person int, ends int, tries int
SELECT mac, person, ends, tries FROM code WHERE account = ?1 AND purpose = ?2;

-- q_code_put :exec
-- in: account int, purpose text, mac blob, person int, ends int
INSERT INTO code (account, purpose, mac, person, ends) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (account, purpose) DO UPDATE SET mac = excluded.mac, person = excluded.person, ends = excluded.ends, tries = 0;

-- q_code_try :exec
-- in: account int, purpose text
UPDATE code SET tries = tries + 1 WHERE account = ?1 AND purpose = ?2;

-- q_code_end :exec
-- in: account int, purpose text
DELETE FROM code WHERE account = ?1 AND purpose = ?2;

-- q_codes_sweep :execrows
-- in: now int
DELETE FROM code WHERE ends < ?1;

-- q_attempt :one
-- in: mark blob
-- out: n int, since int
SELECT n, since FROM attempt WHERE mark = ?1;

-- q_attempt_put :exec
-- in: mark blob, n int, since int
INSERT INTO attempt (mark, n, since) VALUES (?1, ?2, ?3) ON CONFLICT (mark) DO UPDATE SET n = excluded.n, since = excluded.since;

-- q_attempts_sweep :execrows
-- in: before int
DELETE FROM attempt WHERE since < ?1;

-- q_token_by_hash :one
-- in: hash blob
-- out: id int, account int, scopes text, level int, ticket text, ends int, used int, ended int
SELECT id, account, scopes, level, ticket, ends, used, ended FROM program_token WHERE hash = ?1;

-- q_token_add :exec
-- in: id int, account int, hash blob, name blob, scopes text, level int, ticket text, made int, ends int
INSERT INTO program_token (id, account, hash, name, scopes, level, ticket, made, ends)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- q_token_used :exec
-- in: id int, used int, ticket text
UPDATE program_token SET used = ?2, ticket = ?3 WHERE id = ?1 AND ended = 0;

-- q_token_end :execrows
-- in: account int, id int, ended int
UPDATE program_token SET ended = ?3, ticket = '' WHERE account = ?1 AND id = ?2 AND ended = 0;

-- q_tokens_end_all :execrows
-- in: account int, ended int
UPDATE program_token SET ended = ?2, ticket = '' WHERE account = ?1 AND ended = 0;

-- The newest first: those that ended long ago fall off the page.
-- q_tokens_of :many
-- in: account int, most int
-- out: id int, name blob, scopes text, made int, ends int, used int, ended int
SELECT id, name, scopes, made, ends, used, ended FROM program_token WHERE account = ?1 ORDER BY id DESC LIMIT ?2;

-- q_codes_drop :exec
-- in: account int
DELETE FROM code WHERE account = ?1;

-- The row stays, so that what names the account still finds that there was one; nothing of anybody is in it.
-- q_account_erase :exec
-- in: id int, mail blob, at int
UPDATE account SET mail = ?2, email = X'', name = X'', salt = X'', proof = X'', state = 'erased', person = 0,
  shown_as = '', changed = ?3 WHERE id = ?1;

-- q_staff_change_add :exec
-- in: id int, account int, what text, role text, office text, named text, reason text, by int, at int
INSERT INTO staff_change (id, account, what, role, office, named, reason, asked_by, asked_at, state)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open');

-- q_staff_change :one
-- in: id int
-- out: account int, what text, role text, office text, reason text, asked_by int, asked_at int, state text
SELECT account, what, role, office, reason, asked_by, asked_at, state FROM staff_change WHERE id = ?1;

-- q_staff_changes_open :many
-- out: id int, account int, what text, role text, office text, named text, reason text, asked_by int, asked_at int
SELECT id, account, what, role, office, named, reason, asked_by, asked_at FROM staff_change WHERE state = 'open' ORDER BY id LIMIT 200;

-- q_staff_change_end :execrows
-- in: id int, state text, by int, at int
UPDATE staff_change SET state = ?2, done_by = ?3, done_at = ?4, named = '', reason = '' WHERE id = ?1 AND state = 'open';

-- q_staff :many
-- in: office text
-- out: account int, role text, since int, shown_as text, state text
SELECT r.account, r.role, r.since, a.shown_as, a.state FROM account_role r JOIN account a ON a.id = r.account
WHERE r.office = ?1 ORDER BY a.shown_as, r.role LIMIT 1000;

-- q_staff_role_drop :execrows
-- in: account int, role text, office text
DELETE FROM account_role WHERE account = ?1 AND role = ?2 AND office = ?3;

-- q_staff_shown :exec
-- in: account int, shown_as text
UPDATE account SET shown_as = ?2 WHERE id = ?1;

-- ---- code cards ----

-- q_card :one
-- in: account int
-- out: made int, in_hand int, last_n int, left_over int
SELECT c.made, c.in_hand, (SELECT COALESCE(MAX(k.n), 0) FROM card_code k WHERE k.account = c.account) AS last_n,
  (SELECT COUNT(*) FROM card_code k WHERE k.account = c.account AND k.used = 0) AS left_over
FROM code_card c WHERE c.account = ?1;

-- q_card_put :exec
-- in: account int, made int, by_account int
INSERT INTO code_card (account, made, by_account) VALUES (?1, ?2, ?3)
ON CONFLICT (account) DO UPDATE SET made = excluded.made, by_account = excluded.by_account;

-- q_card_in_hand :exec
-- in: account int, in_hand int
UPDATE code_card SET in_hand = ?2 WHERE account = ?1;

-- The numbers that can still be asked for: of the card in hand, and of one under way.
-- q_card_unused :many
-- in: account int
-- out: n int
SELECT n FROM card_code WHERE account = ?1 AND used = 0 ORDER BY n LIMIT 80;

-- Codes of a card that was lost, or that another took the place of: never good again.
-- q_card_codes_end :exec
-- in: account int, first_n int, last_n int, at int
UPDATE card_code SET used = ?4 WHERE account = ?1 AND n >= ?2 AND n <= ?3 AND used = 0;

-- q_card_codes_drop :exec
-- in: account int
DELETE FROM card_code WHERE account = ?1;

-- q_card_drop :exec
-- in: account int
DELETE FROM code_card WHERE account = ?1;

-- q_card_code_add :exec
-- in: account int, n int, mac blob
INSERT INTO card_code (account, n, mac) VALUES (?1, ?2, ?3);

-- q_card_code :one
-- in: account int, mac blob
-- out: n int
SELECT n FROM card_code WHERE account = ?1 AND mac = ?2 AND used = 0;

-- q_card_code_use :execrows
-- in: account int, n int, at int
UPDATE card_code SET used = ?3 WHERE account = ?1 AND n = ?2 AND used = 0;

-- ---- kept with consent ----

-- q_kept_of :many
-- in: account int, kind text, most int
-- out: id int, value blob, made int, ended int
SELECT id, value, made, ended FROM account_kept WHERE account = ?1 AND kind = ?2 ORDER BY id DESC LIMIT ?3;

-- q_kept_add :exec
-- in: id int, account int, kind text, value blob, at int
INSERT INTO account_kept (id, account, kind, value, made) VALUES (?1, ?2, ?3, ?4, ?5);

-- q_kept_end :execrows
-- in: account int, kind text, at int
UPDATE account_kept SET ended = ?3 WHERE account = ?1 AND kind = ?2 AND ended = 0;

-- q_kept_drop :exec
-- in: account int
DELETE FROM account_kept WHERE account = ?1;

-- ---- offices that are closed for a while ----

-- q_rest_add :exec
-- in: id int, office text, standin text, from_day int, until_day int, reason text, by int, at int
INSERT INTO office_rest (id, office, standin, from_day, until_day, reason, state, asked_by, asked_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'asked', ?7, ?8);

-- q_rest :one
-- in: id int
-- out: id int, office text, standin text, from_day int, until_day int, reason text, state text, asked_by int, asked_at int, lift_by int
SELECT id, office, standin, from_day, until_day, reason, state, asked_by, asked_at, lift_by FROM office_rest WHERE id = ?1;

-- q_rests_open :many
-- out: id int, office text, standin text, from_day int, until_day int, reason text, state text, asked_by int, asked_at int, lift_by int
SELECT id, office, standin, from_day, until_day, reason, state, asked_by, asked_at, lift_by FROM office_rest
WHERE state IN ('asked', 'due', 'on') ORDER BY from_day, id LIMIT 200;

-- The one that is, else the next to come.
-- q_rest_of :one
-- in: office text
-- out: standin text, from_day int, until_day int, state text
SELECT standin, from_day, until_day, state FROM office_rest
WHERE office = ?1 AND state IN ('due', 'on') ORDER BY from_day LIMIT 1;

-- q_rest_state :execrows
-- in: id int, was text, state text, done_by int
UPDATE office_rest SET state = ?3, done_by = ?4, lift_by = 0 WHERE id = ?1 AND state = ?2;

-- q_rest_lift :exec
-- in: id int, lift_by int
UPDATE office_rest SET lift_by = ?2 WHERE id = ?1;

-- q_stand_add :exec
-- in: by_office text, by_role text, office text, role text
INSERT INTO office_stand (by_office, by_role, office, role) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (by_office, by_role, office, role) DO NOTHING;

-- q_stand_drop :exec
-- in: office text
DELETE FROM office_stand WHERE office = ?1;
