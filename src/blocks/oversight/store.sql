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
SELECT count(DISTINCT task) AS n, count(DISTINCT CASE WHEN due < ?1 THEN task END) AS late
FROM desk WHERE state IN ('open', 'claimed');

-- Rows that name others which are not there.
-- q_verify_orphans :many
-- out: what text, n int
SELECT 'tasks without a case' AS what, count(*) AS n FROM task t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'process instances without a case', count(*) FROM instance t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'rulings without a case', count(*) FROM ruling t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'questions without a case', count(*) FROM question t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'incidents without a case', count(*) FROM incident t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'files without a case', count(*) FROM case_file t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'news without a case', count(*) FROM case_news t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'parties without a case', count(*) FROM case_party t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'parties without a record', count(*) FROM case_party t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.person)
UNION ALL SELECT 'documents without a case', count(*) FROM document t WHERE t.case_id <> 0 AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'extracts without an entry', count(*) FROM document t WHERE t.case_id = 0 AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.record)
UNION ALL SELECT 'cases of an account that is not there', count(*) FROM cases t WHERE t.account <> 0 AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = t.account)
UNION ALL SELECT 'sessions of an account that is not there', count(*) FROM session t WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = t.account)
UNION ALL SELECT 'roles of an account that is not there', count(*) FROM account_role t WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = t.account)
UNION ALL SELECT 'accounts without a data key', count(*) FROM account t WHERE NOT EXISTS (SELECT 1 FROM data_key k WHERE k.kind = 2 AND k.subject = t.id)
UNION ALL SELECT 'relations of a record that is not there', count(*) FROM relation t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.from_id) OR NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.to_id)
UNION ALL SELECT 'earlier versions of a record that is not there', count(*) FROM record_version t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.id)
UNION ALL SELECT 'superseded entries that lead to none', count(*) FROM record t WHERE t.stays > 0 AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.stays)
UNION ALL SELECT 'pairs of a record that is not there', count(*) FROM record_pair t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.low) OR NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.high)
UNION ALL SELECT 'marks of a record that is not there', count(*) FROM record_mark t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.id)
UNION ALL SELECT 'traces of a person that is not there', count(*) FROM trace t WHERE t.person <> 0 AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.person)
UNION ALL SELECT 'traces of a look that is not there', count(*) FROM trace t WHERE NOT EXISTS (SELECT 1 FROM trace r WHERE r.id = t.look)
UNION ALL SELECT 'questions about a look that is not there', count(*) FROM look_question t WHERE NOT EXISTS (SELECT 1 FROM trace r WHERE r.id = t.trace)
UNION ALL SELECT 'texts of a question that is not there', count(*) FROM look_text t WHERE NOT EXISTS (SELECT 1 FROM look_question r WHERE r.id = t.question)
UNION ALL SELECT 'looks that stand out and are not there', count(*) FROM look_odd t WHERE NOT EXISTS (SELECT 1 FROM trace r WHERE r.id = t.look)
UNION ALL SELECT 'questions to other agencies without a case', count(*) FROM exchange_ask t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'looks of a call that is not there', count(*) FROM exchange_look t WHERE NOT EXISTS (SELECT 1 FROM exchange_call c WHERE c.id = t.call_id);

-- q_verify_files :many
-- in: id int, most int
-- out: id int, case_id int, hash blob, size int
SELECT id, case_id, hash, size FROM case_file WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_verify_documents :many
-- in: id int, most int
-- out: id int, case_id int, number text, pdf blob?, print blob?, record int, token blob?
SELECT id, case_id, number, pdf, print, record, token FROM document WHERE id > ?1 ORDER BY id LIMIT ?2;

-- A person's looks, also those at an entry of theirs that was merged into the present one, the newest first, behind one of them; without a record (person 0) those of the account's own programs.
-- q_looks :many
-- in: person int, now int, office text, purpose text, number text, from_at int, to_at int, before_at int, before_id int, most int, account int
-- out: id int, reader int, kind text, what text, fields text, case_number text, office text, purpose text, at int, partner text, automatic bool, token int, question text?, stand_in text
SELECT t.id, t.reader, t.kind, t.what, t.fields, t.case_number, t.office, t.purpose, t.at, t.partner, t.automatic <> 0 AS automatic, t.token, q.state AS question, t.stand_in
FROM trace t LEFT JOIN look_question q ON q.trace = t.id
WHERE t.person IN (SELECT ?1 UNION ALL SELECT r.id FROM record r WHERE r.stays = ?1 AND r.stays > 0)
AND (t.person > 0 OR (t.reader = ?11 AND t.token > 0)) AND t.visible <= ?2 AND (?3 = '' OR t.office = ?3) AND (?4 = '' OR t.purpose = ?4)
AND (?5 = '' OR t.case_number = ?5) AND t.at >= ?6 AND t.at < ?7 AND (t.at < ?8 OR (t.at = ?8 AND t.id < ?9))
ORDER BY t.at DESC, t.id DESC LIMIT ?10;

-- q_look_offices :many
-- in: person int, now int
-- out: office text
SELECT DISTINCT office FROM trace WHERE person IN (SELECT ?1 UNION ALL SELECT r.id FROM record r WHERE r.stays = ?1 AND r.stays > 0)
AND person > 0 AND visible <= ?2 AND office <> '' ORDER BY office;

-- q_look_purposes :many
-- in: person int, now int
-- out: purpose text
SELECT DISTINCT purpose FROM trace WHERE person IN (SELECT ?1 UNION ALL SELECT r.id FROM record r WHERE r.stays = ?1 AND r.stays > 0)
AND person > 0 AND visible <= ?2 ORDER BY purpose;

-- How many are not shown yet, and from when they are.
-- q_looks_later :many
-- in: person int, now int
-- out: visible int, n int
SELECT visible, count(*) AS n FROM trace WHERE person IN (SELECT ?1 UNION ALL SELECT r.id FROM record r WHERE r.stays = ?1 AND r.stays > 0)
AND person > 0 AND visible > ?2 GROUP BY visible ORDER BY visible;

-- q_look :one
-- in: id int
-- out: id int, person int, reader int, kind text, what text, fields text, case_id int, case_number text, office text, purpose text, at int, visible int, partner text, automatic bool, token int, stand_in text
SELECT id, coalesce((SELECT r.stays FROM record r WHERE r.id = trace.person AND r.stays > 0), person) AS person, reader, kind, what, fields, case_id,
  case_number, office, purpose, at, visible, partner, automatic <> 0 AS automatic, token, stand_in
FROM trace WHERE id = ?1;

-- Whether another account than one that looked holds a role.
-- q_look_answerers :one
-- in: role text, office text, reader int
-- out: n int
SELECT count(DISTINCT r.account) AS n FROM role_held r JOIN account a ON a.id = r.account
WHERE r.role = ?1 AND r.office = ?2 AND r.account <> ?3 AND a.state = 'active';

-- The same but for a second one, of accounts that are linked to a person: others may not answer.
-- q_look_others :one
-- in: role text, office text, reader int, before int
-- out: n int
SELECT count(DISTINCT r.account) AS n FROM role_held r JOIN account a ON a.id = r.account
WHERE r.role = ?1 AND r.office = ?2 AND r.account <> ?3 AND r.account <> ?4 AND a.state = 'active' AND a.person > 0
AND NOT EXISTS (SELECT 1 FROM account x WHERE x.id = ?3 AND x.person = a.person AND x.person > 0);

-- q_look_question_add :exec
-- in: id int, trace int, person int, office text, reader int, level int, at int, due int
INSERT INTO look_question (id, trace, person, office, reader, level, state, at, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open', ?7, ?8);

-- q_look_question :one
-- in: id int
-- out: id int, trace int, person int, office text, reader int, level int, state text, at int, due int, moved int, answered_by int
SELECT id, trace, person, office, reader, level, state, at, due, moved, answered_by FROM look_question WHERE id = ?1;

-- q_look_question_of :one
-- in: trace int
-- out: id int, level int, state text, at int, due int, moved int
SELECT id, level, state, at, due, moved FROM look_question WHERE trace = ?1;

-- q_look_question_up :execrows
-- in: id int, at int, due int, level int
UPDATE look_question SET level = ?4, state = 'open', moved = ?2, due = ?3 WHERE id = ?1 AND level = 0;

-- q_look_question_done :execrows
-- in: id int, account int, level int
UPDATE look_question SET state = 'answered', answered_by = ?2 WHERE id = ?1 AND state = 'open' AND level = ?3;

-- Those of an office's head (heads 1), and those that went on (all 1), but for looks of one's own; the open ones first.
-- q_look_questions :many
-- in: office text, heads int, all_offices int, reader int, most int, skip int, instead int
-- out: id int, office text, level int, state text, at int, due int, purpose text, case_number text
SELECT q.id, q.office, q.level, q.state, q.at, q.due, t.purpose, t.case_number FROM look_question q JOIN trace t ON t.id = q.trace
WHERE ((q.office = ?1 AND q.level = 0 AND ?2 = 1) OR (q.level = 1 AND ?3 = 1) OR (q.level = 2 AND ?7 = 1)) AND q.reader <> ?4
ORDER BY CASE WHEN q.state = 'open' THEN 0 ELSE 1 END, q.at DESC, q.id DESC LIMIT ?5 OFFSET ?6;

-- q_look_questions_count :one
-- in: office text, heads int, all_offices int, reader int, instead int
-- out: n int
SELECT count(*) AS n FROM look_question q WHERE ((q.office = ?1 AND q.level = 0 AND ?2 = 1) OR (q.level = 1 AND ?3 = 1) OR (q.level = 2 AND ?5 = 1)) AND q.reader <> ?4;

-- q_look_text_add :exec
-- in: id int, question int, at int, officer int, office text, body blob
INSERT INTO look_text (id, question, at, officer, office, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_look_texts :many
-- in: question int
-- out: at int, officer bool, office text, body blob
SELECT at, officer <> 0 AS officer, office, body FROM look_text WHERE question = ?1 ORDER BY id;

-- q_look_alert :one
-- in: person int
-- out: told int
SELECT told FROM look_alert WHERE person = ?1;

-- q_look_alert_on :exec
-- in: person int
INSERT INTO look_alert (person, told) VALUES (?1, 0) ON CONFLICT (person) DO NOTHING;

-- q_look_alert_off :exec
-- in: person int
DELETE FROM look_alert WHERE person = ?1;

-- q_look_alert_told :execrows
-- in: person int, told int
UPDATE look_alert SET told = ?2 WHERE person = ?1 AND told < ?2;

-- An officer's own looks, each opening once.
-- q_own_looks :many
-- in: reader int, most int, skip int
-- out: id int, at int, kind text, what text, case_number text, office text, purpose text, persons int
SELECT t.id, t.at, t.kind, t.what, t.case_number, t.office, t.purpose,
  CASE WHEN t.person <> 0 THEN 1 ELSE 0 END + (SELECT count(*) FROM trace p WHERE p.look = t.id AND p.look <> p.id AND p.person <> 0) AS persons
FROM trace t WHERE t.reader = ?1 AND t.id = t.look AND t.automatic = 0 ORDER BY t.at DESC, t.id DESC LIMIT ?2 OFFSET ?3;

-- q_own_looks_count :one
-- in: reader int, from_at int, most int
-- out: n int
SELECT count(*) AS n FROM (SELECT id FROM trace WHERE reader = ?1 AND at >= ?2 AND id = look AND automatic = 0 LIMIT ?3) x;

-- q_odd_add :exec
-- in: look int, office text, at int, reader int, case_id int, case_number text, purpose text, reasons int
INSERT INTO look_odd (look, office, at, reader, case_id, case_number, purpose, reasons) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (look) DO UPDATE SET reasons = look_odd.reasons | excluded.reasons;

-- q_odd_same :one
-- in: office text, from_at int, reader int, case_id int, reasons int
-- out: n int
SELECT count(*) AS n FROM look_odd WHERE office = ?1 AND at >= ?2 AND reader = ?3 AND case_id = ?4 AND reasons = ?5 AND noted = 0;

-- A draft that was keyed in for somebody is listed as without a case (4, enum odd) until it is sent.
-- q_odds :many
-- in: office text, most int, skip int
-- out: look int, at int, reader int, case_number text, purpose text, reasons int, noted int
SELECT o.look, o.at, o.reader, o.case_number, o.purpose, o.reasons, o.noted FROM look_odd o WHERE o.office = ?1
AND (o.reasons <> 4 OR NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = o.case_id AND c.state <> 'draft'))
ORDER BY o.at DESC, o.look DESC LIMIT ?2 OFFSET ?3;

-- q_odds_count :one
-- in: office text
-- out: n int
SELECT count(*) AS n FROM look_odd o WHERE o.office = ?1
AND (o.reasons <> 4 OR NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = o.case_id AND c.state <> 'draft'));

-- q_odd :one
-- in: look int
-- out: look int, office text, at int, reader int, case_number text, purpose text, reasons int, noted int, noted_by int, note blob?
SELECT look, office, at, reader, case_number, purpose, reasons, noted, noted_by, note FROM look_odd WHERE look = ?1;

-- q_odd_note :execrows
-- in: look int, at int, account int, note blob
UPDATE look_odd SET noted = ?2, noted_by = ?3, note = ?4 WHERE look = ?1 AND noted = 0;

-- q_look_counted :one
-- out: visible int, trace int
SELECT visible, trace FROM look_counted WHERE one = 1;

-- q_look_counted_to :execrows
-- in: visible int, trace int, to_visible int, to_trace int
UPDATE look_counted SET visible = ?3, trace = ?4 WHERE one = 1 AND visible = ?1 AND trace = ?2;

-- Openings that were not counted yet and that people may see.
-- q_looks_uncounted :many
-- in: visible int, trace int, upto int, most int
-- out: id int, visible int, office text, purpose text, at int
SELECT id, visible, office, purpose, at FROM trace
WHERE (visible > ?1 OR (visible = ?1 AND id > ?2)) AND visible <= ?3 AND id = look ORDER BY visible, id LIMIT ?4;

-- Whole looks, the oldest first: so many looks at most, each with its rows for every person.
-- q_looks_sweep :execrows
-- in: before int, counted int, upto int, most int
WITH gone AS (
  SELECT t.id FROM trace t WHERE t.visible < ?1 AND (t.visible < ?2 OR (t.visible = ?2 AND t.id <= ?3)) AND t.id = t.look
    AND NOT EXISTS (SELECT 1 FROM look_odd o WHERE o.look = t.id)
    AND NOT EXISTS (SELECT 1 FROM look_question q JOIN trace x ON x.id = q.trace WHERE x.look = t.id)
  ORDER BY t.visible, t.id LIMIT ?4)
DELETE FROM trace WHERE id IN (SELECT id FROM gone UNION ALL SELECT p.id FROM gone JOIN trace p ON p.look = gone.id AND p.look <> p.id);

-- q_look_total_add :exec
-- in: office text, purpose text, month int, n int
INSERT INTO look_total (office, purpose, month, n) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (office, purpose, month) DO UPDATE SET n = look_total.n + excluded.n;

-- q_look_totals :many
-- in: office text, from_month int
-- out: office text, purpose text, month int, n int
SELECT office, purpose, month, n FROM look_total WHERE (?1 = '' OR office = ?1) AND month >= ?2 ORDER BY month DESC, office, purpose;

-- What retention did, the newest day first.
-- q_status_swept :many
-- in: most int
-- out: day int, what text, n int
SELECT day, what, n FROM swept ORDER BY day DESC, what LIMIT ?1;

-- q_status_held :one
-- out: n int
SELECT count(*) AS n FROM hold;

-- Entries of a register behind one that may be erased: made and changed before these moments; not where a case that they rest on is
-- held, where a value is disputed, or while an account is linked to them.
-- q_entries_past :many
-- in: registry text, after int, made int, changed int, most int
-- out: id int
SELECT r.id FROM record r WHERE r.registry = ?1 AND r.id > ?2 AND r.created < ?3 AND r.changed < ?4 AND r.state <> 'erased'
AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person = r.id AND a.person > 0)
AND NOT EXISTS (SELECT 1 FROM record_dispute d WHERE d.record = r.id AND d.ended = 0)
AND NOT EXISTS (SELECT 1 FROM record_version v JOIN cases c ON c.number = v.source JOIN hold h ON h.case_id = c.id WHERE v.id = r.id)
ORDER BY r.id LIMIT ?5;

-- q_entries_count :one
-- in: registry text, made int, changed int
-- out: n int
SELECT count(*) AS n FROM record WHERE registry = ?1 AND created < ?2 AND changed < ?3 AND state <> 'erased';
