-- q_partner_by_hash :one
-- in: hash blob
-- out: id int, partner text, ended int, until int, used int
SELECT id, partner, ended, until, used FROM partner_credential WHERE hash = ?1;

-- q_partner_add :exec
-- in: id int, partner text, hash blob, created int, until int
INSERT INTO partner_credential (id, partner, hash, created, until) VALUES (?1, ?2, ?3, ?4, ?5);

-- q_partner_used :exec
-- in: id int, used int
UPDATE partner_credential SET used = ?2 WHERE id = ?1;

-- The newest first: those that ended long ago fall off a page.
-- q_partner_of :many
-- in: partner text, most int
-- out: id int, created int, ended int, until int, used int
SELECT id, created, ended, until, used FROM partner_credential WHERE partner = ?1 ORDER BY id DESC LIMIT ?2;

-- q_partner_end :execrows
-- in: id int, partner text, ended int
UPDATE partner_credential SET ended = ?3 WHERE id = ?1 AND partner = ?2 AND ended = 0;

-- q_partners_all :many
-- out: id int, partner text, created int, ended int, until int, used int
SELECT id, partner, created, ended, until, used FROM partner_credential ORDER BY partner, id;

-- q_outside_add :exec
-- in: id int, case_id int, token int, topic text, element text, service text, version text, number text, authority text, priority int, retries int, created int, input blob, message blob
INSERT INTO outside_task (id, case_id, token, topic, element, service, version, number, authority, state, priority,
  retries, created, changed, input, message)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', ?10, ?11, ?12, ?12, ?13, ?14);

-- q_outside :one
-- in: id int
-- out: id int, case_id int, token int, topic text, element text, service text, version text, number text, authority text, state text, priority int, retries int, worker text, free_at int, created int, input blob, message blob
SELECT id, case_id, token, topic, element, service, version, number, authority, state, priority, retries, worker,
  free_at, created, input, message FROM outside_task WHERE id = ?1;

-- What of a topic may be taken now, in the order of the index; number and service narrow where they are not empty.
-- q_outside_free :many
-- in: topic text, now int, most int, number text, service text
-- out: id int, priority int
SELECT id, priority FROM outside_task WHERE topic = ?1 AND state = 'open' AND free_at <= ?2
  AND (?4 = '' OR number = ?4) AND (?5 = '' OR service = ?5) ORDER BY priority DESC, id LIMIT ?3;

-- The same in another order: priority counts where by_priority is 1, the newest first where newest is 1.
-- q_outside_sorted :many
-- in: topic text, now int, most int, number text, service text, by_priority int, newest int
-- out: id int, priority int
SELECT id, priority FROM outside_task WHERE topic = ?1 AND state = 'open' AND free_at <= ?2
  AND (?4 = '' OR number = ?4) AND (?5 = '' OR service = ?5)
ORDER BY CASE WHEN ?6 = 1 THEN priority ELSE 0 END DESC, CASE WHEN ?7 = 1 THEN -id ELSE id END LIMIT ?3;

-- When the next lock or pause of a topic ends; 0: none.
-- q_outside_next :one
-- in: topic text, now int
-- out: at int
SELECT coalesce(min(free_at), 0) AS at FROM outside_task WHERE topic = ?1 AND state = 'open' AND free_at > ?2;

-- q_outside_list :many
-- in: topic text, after int, most int
-- out: id int, case_id int, token int, topic text, element text, service text, version text, number text, priority int, retries int, worker text, free_at int, created int
SELECT id, case_id, token, topic, element, service, version, number, priority, retries, worker, free_at, created
FROM outside_task WHERE topic = ?1 AND state = 'open' AND id > ?2 ORDER BY id LIMIT ?3;

-- q_outside_lock :execrows
-- in: id int, worker text, free_at int, now int
UPDATE outside_task SET worker = ?2, free_at = ?3, changed = ?4
WHERE id = ?1 AND state = 'open' AND (free_at <= ?4 OR worker = ?2);

-- q_outside_until :exec
-- in: id int, worker text, free_at int, now int
UPDATE outside_task SET worker = ?2, free_at = ?3, changed = ?4 WHERE id = ?1 AND state = 'open';

-- q_outside_failed :exec
-- in: id int, retries int, free_at int, now int, message blob
UPDATE outside_task SET retries = ?2, free_at = ?3, worker = '', changed = ?4, message = ?5
WHERE id = ?1 AND state = 'open';

-- q_outside_over :execrows
-- in: id int, state text, now int, nothing blob
UPDATE outside_task SET state = ?2, changed = ?3, input = ?4 WHERE id = ?1 AND state = 'open';

-- q_outside_gone :exec
-- in: case_id int, token int, now int, nothing blob
UPDATE outside_task SET state = 'gone', changed = ?3, input = ?4 WHERE case_id = ?1 AND token = ?2 AND state = 'open';

-- q_outside_of_case :many
-- in: case_id int
-- out: id int, topic text, element text, state text, retries int, changed int, message blob
SELECT id, topic, element, state, retries, changed, message FROM outside_task WHERE case_id = ?1 ORDER BY id;

-- Cases that have such work, one after another, for verification.
-- q_outside_cases :many
-- in: after int, most int
-- out: case_id int
SELECT DISTINCT case_id FROM outside_task WHERE case_id > ?1 ORDER BY case_id LIMIT ?2;

-- q_call :one
-- in: message blob
-- out: id int, input blob, record int, trace int, at int
SELECT id, input, record, trace, at FROM exchange_call WHERE message = ?1;

-- q_call_add :exec
-- in: id int, consumer text, subsystem text, service text, purpose text, message blob, input blob, record int, trace int, at int, day int
INSERT INTO exchange_call (id, consumer, subsystem, service, purpose, message, input, record, trace, at, day)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- q_call_look_add :exec
-- in: trace int, call_id int, person int, said blob
INSERT INTO exchange_look (trace, call_id, person, said) VALUES (?1, ?2, ?3, ?4);

-- q_call_look :one
-- in: trace int
-- out: consumer text, service text, said blob
SELECT c.consumer, c.service, l.said FROM exchange_look l JOIN exchange_call c ON c.id = l.call_id WHERE l.trace = ?1;

-- q_ask_add :exec
-- in: id int, case_id int, token int, element text, number text, authority text, consumer text, service text, now int, input blob, agreement text, owed int, stands int, ground text
INSERT INTO exchange_ask (id, case_id, token, element, number, authority, consumer, service, state, turn, tries, reason, created, changed, due, input, agreement, owed, stands, ground)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', 0, 0, '', ?9, ?9, ?9, ?10, ?11, ?12, ?13, ?14);

-- q_ask :one
-- in: id int
-- out: id int, case_id int, token int, element text, number text, authority text, consumer text, service text, state text, turn int, tries int, reason text, created int, sent int, input blob, agreement text, owed int, stands int
SELECT id, case_id, token, element, number, authority, consumer, service, state, turn, tries, reason, created, sent, input, agreement, owed, stands FROM exchange_ask WHERE id = ?1;

-- q_ask_later :execrows
-- in: id int, turn int, tries int, reason text, due int, now int
UPDATE exchange_ask SET turn = turn + 1, tries = ?3, reason = ?4, due = ?5, changed = ?6 WHERE id = ?1 AND turn = ?2 AND state = 'open';

-- q_ask_over :execrows
-- in: id int, state text, reason text, now int, nothing blob
UPDATE exchange_ask SET state = ?2, reason = ?3, changed = ?4, input = ?5 WHERE id = ?1 AND state = 'open';

-- q_ask_gone :exec
-- in: case_id int, token int, now int, nothing blob
UPDATE exchange_ask SET state = 'gone', changed = ?3, input = ?4 WHERE case_id = ?1 AND token = ?2 AND state = 'open';

-- Questions of an office that were refused at least once, the oldest first.
-- q_asks_waiting :many
-- in: authority text, most int
-- out: id int, number text, consumer text, service text, turn int, reason text, created int, due int
SELECT id, number, consumer, service, turn, reason, created, due FROM exchange_ask
WHERE authority = ?1 AND state = 'open' AND turn > 0 ORDER BY id LIMIT ?2;

-- q_asks_of_case :many
-- in: case_id int
-- out: id int, state text
SELECT id, state FROM exchange_ask WHERE case_id = ?1 ORDER BY id;

-- Cases that have such questions, one after another, for verification.
-- q_ask_cases :many
-- in: after int, most int
-- out: case_id int
SELECT DISTINCT case_id FROM exchange_ask WHERE case_id > ?1 ORDER BY case_id LIMIT ?2;

-- Calls from before a day, the oldest first; their looks go with them.
-- q_calls_old :many
-- in: before int, most int
-- out: id int
SELECT id FROM exchange_call WHERE day < ?1 ORDER BY day, id LIMIT ?2;

-- q_call_looks_drop :exec
-- in: call_id int
DELETE FROM exchange_look WHERE call_id = ?1;

-- q_call_drop :exec
-- in: id int
DELETE FROM exchange_call WHERE id = ?1;

-- q_asks_sweep :execrows
-- in: before int, most int
DELETE FROM exchange_ask WHERE id IN (SELECT id FROM exchange_ask WHERE state <> 'open' AND changed < ?1 ORDER BY id LIMIT ?2);

-- How often a consumer was answered for a purpose since a day.
-- q_calls_count :one
-- in: consumer text, subsystem text, service text, purpose text, since int
-- out: n int
SELECT count(*) AS n FROM exchange_call WHERE consumer = ?1 AND subsystem = ?2 AND service = ?3 AND purpose = ?4 AND day >= ?5;

-- q_ask_sent :exec
-- in: id int, sent int
UPDATE exchange_ask SET sent = ?2 WHERE id = ?1;

-- q_evidence_seen :one
-- in: side text, node text, mark text
-- out: id int
SELECT id FROM exchange_evidence WHERE side = ?1 AND node = ?2 AND mark = ?3;

-- q_evidence_add :exec
-- in: id int, side text, node text, mark text, message text, service text, asked text, answered text, subject_kind int, subject int, content blob, at int, day int
INSERT INTO exchange_evidence (id, side, node, mark, message, service, asked, answered, subject_kind, subject, content, at, day)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);

-- q_evidence :one
-- in: id int
-- out: id int, side text, node text, mark text, message text, service text, asked text, answered text, subject_kind int, subject int, content blob, at int
SELECT id, side, node, mark, message, service, asked, answered, subject_kind, subject, content, at FROM exchange_evidence WHERE id = ?1;

-- q_evidence_list :many
-- in: after int, most int
-- out: id int, side text, node text, message text, service text, at int, mark text
SELECT id, side, node, message, service, at, mark FROM exchange_evidence WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_evidence_sweep :execrows
-- in: before int, most int
DELETE FROM exchange_evidence WHERE id IN (SELECT id FROM exchange_evidence WHERE day < ?1 ORDER BY day, id LIMIT ?2);

-- q_node :one
-- in: node text
-- out: failures int, rests int
SELECT failures, rests FROM exchange_node WHERE node = ?1;

-- q_node_put :exec
-- in: node text, failures int, rests int, now int
INSERT INTO exchange_node (node, failures, rests, changed) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (node) DO UPDATE SET failures = excluded.failures, rests = excluded.rests, changed = excluded.changed;

-- Messages that have no time stamp yet, the oldest first.
-- q_evidence_fresh :many
-- in: most int
-- out: id int, asked text, answered text
SELECT id, asked, answered FROM exchange_evidence WHERE stamp = 0 ORDER BY id LIMIT ?1;

-- q_evidence_stamped :exec
-- in: id int, stamp int, leaf int, path blob
UPDATE exchange_evidence SET stamp = ?2, leaf = ?3, path = ?4 WHERE id = ?1;

-- q_stamp_add :exec
-- in: id int, at int, size int, root blob, token blob, authority text
INSERT INTO exchange_stamp (id, at, size, root, token, authority) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_stamp :one
-- in: id int
-- out: id int, at int, size int, root blob, token blob, authority text
SELECT id, at, size, root, token, authority FROM exchange_stamp WHERE id = ?1;

-- q_stamps_sweep :execrows
-- in: before int
DELETE FROM exchange_stamp WHERE at < ?1 AND NOT EXISTS (SELECT 1 FROM exchange_evidence e WHERE e.stamp = exchange_stamp.id);

-- q_evidence_walk :many
-- in: after int, most int
-- out: id int, at int, asked text, answered text, stamp int, leaf int, path blob?
SELECT id, at, asked, answered, stamp, leaf, path FROM exchange_evidence WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_tally_add :exec
-- in: agreement text, side text, day int, how text, slot int
INSERT INTO exchange_tally (agreement, side, day, how, slot, n) VALUES (?1, ?2, ?3, ?4, ?5, 1)
ON CONFLICT (agreement, side, day, how, slot) DO UPDATE SET n = exchange_tally.n + 1;

-- q_tally_sum :many
-- in: agreement text, side text, from_day int, before_day int
-- out: how text, slot int, n int
SELECT how, slot, CAST(sum(n) AS INTEGER) AS n FROM exchange_tally WHERE agreement = ?1 AND side = ?2 AND day >= ?3 AND day < ?4
GROUP BY how, slot ORDER BY slot, how;

-- The first day of which anything is known; 0: none.
-- q_tally_first :one
-- in: agreement text
-- out: day int
SELECT coalesce(min(day), 0) AS day FROM exchange_tally WHERE agreement = ?1;

-- The same of questions that nobody has answered yet, as a moment.
-- q_ask_first :one
-- in: agreement text
-- out: at int
SELECT coalesce(min(created), 0) AS at FROM exchange_ask WHERE agreement = ?1 AND state = 'open';

-- Questions of those days that are over their time and not answered.
-- q_asks_overdue :one
-- in: agreement text, since int, before int, now int
-- out: n int
SELECT count(*) AS n FROM exchange_ask WHERE agreement = ?1 AND state = 'open' AND created >= ?2 AND created < ?3 AND owed < ?4;

-- q_outage_open :one
-- in: agreement text
-- out: id int
SELECT id FROM exchange_outage WHERE agreement = ?1 AND ended = 0 ORDER BY id LIMIT 1;

-- Whether another question of the agreement waits.
-- q_ask_other :one
-- in: agreement text, id int
-- out: id int
SELECT id FROM exchange_ask WHERE agreement = ?1 AND state = 'open' AND id <> ?2 ORDER BY id LIMIT 1;

-- q_ask_of_token :one
-- in: case_id int, token int
-- out: id int, agreement text
SELECT id, agreement FROM exchange_ask WHERE case_id = ?1 AND token = ?2 AND state = 'open' ORDER BY id LIMIT 1;

-- q_outage_begin :exec
-- in: id int, agreement text, since int
INSERT INTO exchange_outage (id, agreement, since) VALUES (?1, ?2, ?3);

-- q_outage_end :exec
-- in: agreement text, ended int
UPDATE exchange_outage SET ended = ?2 WHERE agreement = ?1 AND ended = 0;

-- q_outages :many
-- in: agreement text, since int, before int
-- out: since int, ended int
SELECT since, ended FROM exchange_outage WHERE agreement = ?1 AND since < ?3 AND (ended = 0 OR ended > ?2) ORDER BY since, id;

-- q_score_add :execrows
-- in: agreement text, month int, side text, in_time int, late int, failed int, open_late int, served int, down int, within_ms int, share int, available int, kept int, at int
INSERT INTO exchange_score (agreement, month, side, in_time, late, failed, open_late, served, down, within_ms, share, available, kept, at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT (agreement, month) DO NOTHING;

-- The last months, the newest first.
-- q_scores :many
-- in: agreement text, most int
-- out: month int, side text, in_time int, late int, failed int, open_late int, served int, down int, within_ms int, share int, available int, kept int
SELECT month, side, in_time, late, failed, open_late, served, down, within_ms, share, available, kept FROM exchange_score
WHERE agreement = ?1 ORDER BY month DESC LIMIT ?2;

-- What a case waits for.
-- q_asks_open :many
-- in: case_id int
-- out: service text, created int, owed int, stands int, ground text
SELECT service, created, owed, stands, ground FROM exchange_ask WHERE case_id = ?1 AND state = 'open' ORDER BY id;

-- An older question of the case that has its clock stand still, too, and still waits.
-- q_ask_older :one
-- in: case_id int, id int
-- out: id int
SELECT id FROM exchange_ask WHERE case_id = ?1 AND state = 'open' AND stands = 1 AND id < ?2 ORDER BY id LIMIT 1;

-- Until when the case's days have moved because of its questions.
-- q_ask_moved :one
-- in: case_id int
-- out: at int
SELECT coalesce(max(moved), 0) AS at FROM exchange_ask WHERE case_id = ?1;

-- q_ask_move :exec
-- in: id int, at int
UPDATE exchange_ask SET moved = ?2 WHERE id = ?1;

-- q_config_add :exec
-- in: governor text, version int, made int, until int, taken int, text text
INSERT INTO exchange_config (governor, version, made, until, taken, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- The newest that was taken.
-- q_config :one
-- in: governor text
-- out: version int, text text
SELECT version, text FROM exchange_config WHERE governor = ?1 ORDER BY version DESC LIMIT 1;

-- q_configs :many
-- in: most int
-- out: governor text, version int, made int, until int, text text
SELECT governor, version, made, until, text FROM exchange_config ORDER BY taken DESC, version DESC LIMIT ?1;

-- q_config_look :one
-- in: governor text
-- out: at int, said text, etag text
SELECT at, said, etag FROM exchange_config_look WHERE governor = ?1;

-- q_config_look_put :exec
-- in: governor text, at int, said text, etag text
INSERT INTO exchange_config_look (governor, at, said, etag) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (governor) DO UPDATE SET at = excluded.at, said = excluded.said, etag = excluded.etag;

-- Those from before a moment, but the newest of each governing node.
-- q_configs_sweep :execrows
-- in: before int
DELETE FROM exchange_config WHERE taken < ?1 AND version < (SELECT max(c.version) FROM exchange_config c WHERE c.governor = exchange_config.governor);

-- Questions that wait for one reason, the oldest first.
-- q_asks_because :many
-- in: reason text, most int
-- out: id int
SELECT id FROM exchange_ask WHERE state = 'open' AND reason = ?1 ORDER BY id LIMIT ?2;

-- ---- calls that go on to another node ----

-- q_forward_known :one
-- in: message blob
-- out: id int, node text, service text, input blob, state text, reason text, sent int, created int
SELECT id, node, service, input, state, reason, sent, created FROM exchange_forward WHERE message = ?1;

-- q_forward :one
-- in: id int
-- out: consumer text, node text, service text, state text, sent int, request blob, answer blob
SELECT consumer, node, service, state, sent, request, answer FROM exchange_forward WHERE id = ?1;

-- q_forwards_open :one
-- in: node text
-- out: n int
SELECT count(*) AS n FROM exchange_forward WHERE node = ?1 AND state = 'open';

-- q_forward_add :exec
-- in: id int, consumer text, node text, service text, message blob, input blob, created int, day int, request blob
INSERT INTO exchange_forward (id, consumer, node, service, message, input, state, reason, sent, created, day, request, answer)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open', '', 0, ?7, ?8, ?9, X'');

-- q_forward_set :exec
-- in: id int, state text, reason text, sent int
UPDATE exchange_forward SET state = ?2, reason = ?3, sent = ?4 WHERE id = ?1;

-- q_forward_told :exec
-- in: id int, answer blob
UPDATE exchange_forward SET state = 'told', reason = '', sent = 0, answer = ?2 WHERE id = ?1;

-- The answers that nobody may fetch once more.
-- q_forwards_empty :execrows
-- in: before int
UPDATE exchange_forward SET state = 'over', answer = X'' WHERE state = 'told' AND created < ?1;

-- Those of which nothing came in all that time, whatever became of their job.
-- q_forwards_lost :execrows
-- in: before int
UPDATE exchange_forward SET state = 'failed', reason = 'exchange.node_silent' WHERE state = 'open' AND created < ?1;

-- q_forwards_old :many
-- in: day int, most int
-- out: id int
SELECT id FROM exchange_forward WHERE day < ?1 ORDER BY day, id LIMIT ?2;

-- q_forward_drop :exec
-- in: id int
DELETE FROM exchange_forward WHERE id = ?1;

-- q_forward_waits :one
-- in: before int
-- out: id int
SELECT id FROM exchange_forward WHERE state IN ('told', 'open') AND created < ?1 LIMIT 1;
