-- q_pay_entry_add :exec
-- in: id int, at int, authority text, kind text, claim int, item int, event int
INSERT INTO pay_entry (id, at, authority, kind, claim, item, event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- q_pay_line_add :exec
-- in: entry int, seq int, authority text, account text, currency text, minor int, claim int, item int
INSERT INTO pay_line (entry, seq, authority, account, currency, minor, claim, item) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8);

-- q_pay_entries :many
-- in: after int, most int
-- out: id int, at int, authority text, kind text, claim int, item int, event int
SELECT id, at, authority, kind, claim, item, event FROM pay_entry WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_pay_lines :many
-- in: entry int
-- out: seq int, authority text, account text, currency text, minor int, claim int, item int
SELECT seq, authority, account, currency, minor, claim, item FROM pay_line WHERE entry = ?1 ORDER BY seq;

-- q_pay_balances :many
-- out: authority text, account text, currency text, minor int
SELECT authority, account, currency, CAST(sum(minor) AS BIGINT) AS minor FROM pay_line GROUP BY authority, account, currency
ORDER BY authority, account, currency;

-- Lines without an entry: nobody's.
-- q_pay_lines_lost :one
-- out: n int
SELECT count(*) AS n FROM pay_line WHERE NOT EXISTS (SELECT 1 FROM pay_entry e WHERE e.id = entry);

-- Entries of which the log tells.
-- q_pay_events_told :one
-- in: kind int, subject int
-- out: n int
SELECT count(*) AS n FROM event WHERE kind = ?1 AND subject = ?2 AND type = 'pay.booked';

-- q_pay_of_claim :one
-- in: claim int
-- out: claims int, refunds int
SELECT CAST(coalesce(sum(CASE WHEN account = 'claims' THEN minor ELSE 0 END), 0) AS BIGINT) AS claims,
  CAST(coalesce(sum(CASE WHEN account = 'refunds' THEN minor ELSE 0 END), 0) AS BIGINT) AS refunds
FROM pay_line WHERE claim = ?1;

-- q_pay_of_item :one
-- in: item int
-- out: minor int
SELECT CAST(coalesce(sum(minor), 0) AS BIGINT) AS minor FROM pay_line WHERE item = ?1 AND account = 'unidentified';

-- q_pay_ref_next :one
-- out: ref int
SELECT coalesce(max(ref), 100000) + 1 AS ref FROM pay_claim;

-- q_pay_claim_add :exec
-- in: id int, ref int, reference text, case_id int, number text, token int, service text, element text, what text, office text, authority text, currency text, asked int, state text, created int, due int, reason blob?
INSERT INTO pay_claim (id, ref, reference, case_id, number, token, service, element, what, office, authority, currency,
  asked, state, created, due, changed, reason)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?15, ?17);

-- By id, or where that is 0 by reference.
-- q_pay_claim :one
-- in: id int, reference text
-- out: id int, ref int, reference text, case_id int, number text, token int, service text, element text, what text, office text, authority text, currency text, asked int, paid int, returned int, state text, seq int, created int, due int, changed int, reason blob?
SELECT id, ref, reference, case_id, number, token, service, element, what, office, authority, currency, asked, paid,
  returned, state, seq, created, due, changed, reason FROM pay_claim
WHERE id = CASE WHEN ?1 > 0 THEN ?1 ELSE (SELECT id FROM pay_claim WHERE reference = ?2) END;

-- q_pay_claim_set :execrows
-- in: id int, seq int, paid int, returned int, state text, changed int
UPDATE pay_claim SET paid = ?3, returned = ?4, state = ?5, changed = ?6, seq = seq + 1 WHERE id = ?1 AND seq = ?2;

-- q_pay_claims_of_case :many
-- in: case_id int
-- out: id int, reference text, what text, service text, currency text, asked int, paid int, returned int, state text, due int, token int
SELECT id, reference, what, service, currency, asked, paid, returned, state, due, token FROM pay_claim
WHERE case_id = ?1 ORDER BY id;

-- q_pay_claims_of_number :many
-- in: number text
-- out: id int, authority text
SELECT id, authority FROM pay_claim WHERE number = ?1 ORDER BY id;

-- Claims that have money which is to be given back.
-- q_pay_claims_over :many
-- in: authority text, most int
-- out: id int, reference text, number text, currency text, asked int, paid int, returned int, state text, changed int
SELECT id, reference, number, currency, asked, paid, returned, state, changed FROM pay_claim
WHERE authority = ?1 AND state IN ('over', 'withdrawn')
  AND paid - returned > CASE WHEN state = 'withdrawn' THEN 0 ELSE asked END ORDER BY id LIMIT ?2;

-- q_pay_claims_all :many
-- in: after int, most int
-- out: id int, case_id int, authority text, currency text, asked int, paid int, returned int, state text
SELECT id, case_id, authority, currency, asked, paid, returned, state FROM pay_claim WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_pay_statement_known :one
-- in: hash blob, kind text, name text
-- out: id int, at int, hash blob, state text
SELECT id, at, hash, state FROM pay_statement WHERE hash = ?1 OR (kind = ?2 AND name = ?3) ORDER BY id LIMIT 1;

-- q_pay_statement_add :exec
-- in: id int, hash blob, name text, kind text, authority text, at int, officer int, account text, opened int?, closed int?, since int, until int
INSERT INTO pay_statement (id, hash, name, kind, authority, at, officer, lines, left_out, state, account, opened, closed, since, until)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 'taking', ?8, ?9, ?10, ?11, ?12);

-- q_pay_statement_more :exec
-- in: id int, lines int, left_out int, state text
UPDATE pay_statement SET lines = lines + ?2, left_out = left_out + ?3, state = ?4 WHERE id = ?1;

-- The statement that ends last before one that ends on that day.
-- q_pay_statement_before :one
-- in: account text, until int
-- out: closed int?
SELECT closed FROM pay_statement WHERE account = ?1 AND closed IS NOT NULL AND until <= ?2 ORDER BY until DESC, id DESC LIMIT 1;

-- q_pay_statements :many
-- in: authority text, most int
-- out: id int, name text, kind text, at int, lines int, left_out int, unknown int, opened int?, before int?
SELECT id, name, kind, at, lines, left_out,
  (SELECT count(*) FROM pay_item i WHERE i.statement = s.id AND i.state = 'unknown') AS unknown, opened,
  (SELECT p.closed FROM pay_statement p WHERE p.account = s.account AND p.closed IS NOT NULL
    AND (p.until < s.until OR (p.until = s.until AND p.id < s.id)) ORDER BY p.until DESC, p.id DESC LIMIT 1) AS before
FROM pay_statement s WHERE authority = ?1 ORDER BY id DESC LIMIT ?2;

-- q_pay_item_add :exec
-- in: id int, authority text, way text, at int, day int, officer int, currency text, minor int, claim int, state text, statement int, bank_id text?, reference text, details blob?
INSERT INTO pay_item (id, authority, way, at, day, officer, currency, minor, claim, state, statement, bank_id, reference, details)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);

-- q_pay_item_of_bank :one
-- in: bank_id text
-- out: id int
SELECT id FROM pay_item WHERE bank_id = ?1;

-- q_pay_item :one
-- in: id int
-- out: id int, authority text, way text, at int, day int, officer int, currency text, minor int, claim int, state text, statement int, reference text, details blob?
SELECT id, authority, way, at, day, officer, currency, minor, claim, state, statement, reference, details FROM pay_item WHERE id = ?1;

-- q_pay_item_set :execrows
-- in: id int, was text, state text, claim int
UPDATE pay_item SET state = ?3, claim = ?4 WHERE id = ?1 AND state = ?2;

-- q_pay_items_of_claim :many
-- in: claim int
-- out: id int, way text, at int, day int, currency text, minor int, statement int
SELECT id, way, at, day, currency, minor, statement FROM pay_item WHERE claim = ?1 ORDER BY id;

-- q_pay_items_unknown :many
-- in: authority text, most int
-- out: id int, day int, currency text, minor int, reference text
SELECT id, day, currency, minor, reference FROM pay_item WHERE authority = ?1 AND state = 'unknown' ORDER BY id LIMIT ?2;

-- q_pay_items_all :many
-- in: after int, most int
-- out: id int, state text, currency text, minor int, way text
SELECT id, state, currency, minor, way FROM pay_item WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_pay_order_add :exec
-- in: id int, authority text, office text, case_id int, number text, claim int, item int, kind text, currency text, minor int, due int, state text, created int, officer int, key_kind int, plan int, payee blob
INSERT INTO pay_order (id, authority, office, case_id, number, claim, item, kind, currency, minor, due, state, created,
  changed, officer, key_kind, key_id, plan, payee)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14, ?15, ?16, ?16, ?17);

-- q_pay_orders_of_claim :many
-- in: claim int
-- out: id int, kind text, currency text, minor int, due int, state text, changed int
SELECT id, kind, currency, minor, due, state, changed FROM pay_order WHERE claim = ?1 ORDER BY id;

-- q_pay_orders_open :many
-- in: authority text, most int
-- out: id int, number text, currency text, minor int, due int, state text, claim int
SELECT id, number, currency, minor, due, state, claim FROM pay_order WHERE authority = ?1 AND state IN ('planned', 'returned')
ORDER BY id LIMIT ?2;

-- q_pay_order :one
-- in: id int
-- out: id int, authority text, office text, case_id int, number text, claim int, item int, kind text, currency text, minor int, due int, state text, run int, key_kind int, key_id int, plan int, payee blob
SELECT id, authority, office, case_id, number, claim, item, kind, currency, minor, due, state, run, key_kind, key_id, plan, payee
FROM pay_order WHERE id = ?1;

-- q_pay_order_set :execrows
-- in: id int, was text, state text, changed int
UPDATE pay_order SET state = ?3, changed = ?4 WHERE id = ?1 AND state = ?2;

-- The currency of what is due first.
-- q_pay_due_first :one
-- in: authority text, day int
-- out: currency text
SELECT currency FROM pay_order WHERE authority = ?1 AND state = 'planned' AND due <= ?2
  AND NOT EXISTS (SELECT 1 FROM suspension h WHERE h.case_id = pay_order.case_id AND h.ended = 0 AND h.pays = 0)
ORDER BY due, id LIMIT 1;

-- What is due, the oldest first; but for cases that an appeal has stand still without payments.
-- q_pay_orders_due :many
-- in: authority text, currency text, day int, most int
-- out: id int, minor int, key_kind int, key_id int, payee blob
SELECT id, minor, key_kind, key_id, payee FROM pay_order
WHERE authority = ?1 AND currency = ?2 AND state = 'planned' AND due <= ?3
  AND NOT EXISTS (SELECT 1 FROM suspension h WHERE h.case_id = pay_order.case_id AND h.ended = 0 AND h.pays = 0)
ORDER BY due, id LIMIT ?4;

-- q_pay_order_sent :execrows
-- in: id int, run int, changed int
UPDATE pay_order SET state = 'sent', run = ?2, changed = ?3 WHERE id = ?1 AND state = 'planned';

-- q_pay_sent_add :exec
-- in: run int, order_id int, minor int, line blob
INSERT INTO pay_sent (run, order_id, minor, line) VALUES (?1, ?2, ?3, ?4);

-- q_pay_run_add :exec
-- in: id int, authority text, currency text, day int, created int, officer int, state text, keep int
INSERT INTO pay_run (id, authority, currency, day, created, officer, orders, minor, state, keep)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, ?7, ?8);

-- q_pay_run :one
-- in: id int
-- out: id int, authority text, currency text, day int, created int, officer int, orders int, minor int, state text, released int, fetched int, keep int
SELECT id, authority, currency, day, created, officer, orders, minor, state, released, fetched, keep FROM pay_run WHERE id = ?1;

-- The run that orders still go into.
-- q_pay_run_gathering :one
-- in: authority text
-- out: id int
SELECT id FROM pay_run WHERE authority = ?1 AND state = 'gathering' ORDER BY id LIMIT 1;

-- q_pay_run_set :exec
-- in: id int, orders int, minor int, state text, released int
UPDATE pay_run SET orders = ?2, minor = ?3, state = ?4, released = ?5 WHERE id = ?1;

-- q_pay_run_release :execrows
-- in: id int, released int
UPDATE pay_run SET state = 'released', released = ?2 WHERE id = ?1 AND state = 'waiting';

-- q_pay_run_fetched :exec
-- in: id int, at int
UPDATE pay_run SET fetched = ?2 WHERE id = ?1 AND fetched = 0;

-- q_pay_runs :many
-- in: authority text, most int
-- out: id int, currency text, day int, created int, officer int, orders int, minor int, state text, fetched int
SELECT id, currency, day, created, officer, orders, minor, state, fetched FROM pay_run
WHERE authority = ?1 AND state <> 'empty' ORDER BY id DESC LIMIT ?2;

-- Released, and nobody has fetched the file yet.
-- q_pay_runs_unfetched :many
-- in: authority text, most int
-- out: id int
SELECT id FROM pay_run WHERE authority = ?1 AND state = 'released' AND fetched = 0 AND keep > 0 ORDER BY id LIMIT ?2;

-- q_pay_runs_over :many
-- in: now int, most int
-- out: id int
SELECT id FROM pay_run WHERE keep > 0 AND keep <= ?1 ORDER BY keep LIMIT ?2;

-- q_pay_run_over :exec
-- in: id int
UPDATE pay_run SET keep = -1 WHERE id = ?1;

-- q_pay_run_lines :many
-- in: run int, after int, most int
-- out: order_id int, minor int, line blob
SELECT order_id, minor, line FROM pay_sent WHERE run = ?1 AND order_id > ?2 ORDER BY order_id LIMIT ?3;

-- q_pay_runs_all :many
-- in: after int, most int
-- out: id int, orders int, minor int, state text, keep int
SELECT id, orders, minor, state, keep FROM pay_run WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_pay_run_sum :one
-- in: run int
-- out: n int, minor int
SELECT count(*) AS n, CAST(coalesce(sum(minor), 0) AS BIGINT) AS minor FROM pay_sent WHERE run = ?1;

-- q_pay_payday_add :execrows
-- in: authority text, day int, at int
INSERT INTO pay_payday (authority, day, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING;

-- The last one that was kept.
-- q_pay_payday :one
-- in: authority text
-- out: day int?
SELECT max(day) AS day FROM pay_payday WHERE authority = ?1;

-- q_pay_plan_add :exec
-- in: id int, authority text, case_id int, created int, shown blob?
INSERT INTO pay_plan (id, authority, case_id, created, shown) VALUES (?1, ?2, ?3, ?4, ?5);

-- q_pay_plan :one
-- in: id int
-- out: id int, authority text, case_id int, ended int, keep int, shown blob?, next int?
SELECT id, authority, case_id, ended, keep, shown, next FROM pay_plan WHERE id = ?1;

-- More payments follow the first order of the plan.
-- q_pay_plan_ahead :exec
-- in: id int, office text, number text, currency text, minor int, first int, last int, next int, payee blob
UPDATE pay_plan SET office = ?2, number = ?3, currency = ?4, minor = ?5, first = ?6, last = ?7, written = 1, next = ?8, payee = ?9
WHERE id = ?1;

-- What comes near and has no order yet, the oldest first; but for cases that an appeal has stand still without payments.
-- q_pay_plans_near :many
-- in: authority text, day int, most int
-- out: id int, office text, case_id int, number text, currency text, minor int, first int, last int, written int, next int?, payee blob?
SELECT id, office, case_id, number, currency, minor, first, last, written, next, payee FROM pay_plan
WHERE authority = ?1 AND next <= ?2
  AND NOT EXISTS (SELECT 1 FROM suspension h WHERE h.case_id = pay_plan.case_id AND h.ended = 0 AND h.pays = 0)
ORDER BY next, id LIMIT ?3;

-- The next order is written: nobody has written it before.
-- q_pay_plan_written :execrows
-- in: id int, written int, next int?
UPDATE pay_plan SET written = ?2 + 1, next = ?3 WHERE id = ?1 AND written = ?2 AND next IS NOT NULL;

-- Plans of a case that have payments without an order.
-- q_pay_plans_of_case :many
-- in: case_id int
-- out: id int, currency text, minor int, first int, last int, written int, payee blob?
SELECT id, currency, minor, first, last, written, payee FROM pay_plan WHERE case_id = ?1 AND next IS NOT NULL ORDER BY id;

-- q_pay_plan_payee :exec
-- in: id int, payee blob
UPDATE pay_plan SET payee = ?2 WHERE id = ?1;

-- What has no order gets none any more.
-- q_pay_plan_end :exec
-- in: id int
UPDATE pay_plan SET next = NULL WHERE id = ?1;

-- q_pay_plan_shown :exec
-- in: id int, shown blob
UPDATE pay_plan SET shown = ?2 WHERE id = ?1;

-- q_pay_plan_set :exec
-- in: id int, ended int, keep int
UPDATE pay_plan SET ended = ?2, keep = ?3 WHERE id = ?1;

-- Orders of a plan that are not done with.
-- q_pay_plan_open :one
-- in: plan int
-- out: n int
SELECT count(*) AS n FROM pay_order WHERE plan = ?1 AND state IN ('planned', 'sent', 'returned');

-- q_pay_plans_over :many
-- in: now int, most int
-- out: id int, case_id int
SELECT id, case_id FROM pay_plan WHERE keep > 0 AND keep <= ?1 ORDER BY keep LIMIT ?2;

-- Orders from before there were plans.
-- q_pay_orders_old :many
-- in: most int
-- out: id int, authority text, case_id int, kind text, minor int, state text, changed int, run int, key_kind int, key_id int, payee blob
SELECT id, authority, case_id, kind, minor, state, changed, run, key_kind, key_id, payee FROM pay_order WHERE plan = 0 ORDER BY id LIMIT ?1;

-- q_pay_order_adopt :exec
-- in: id int, key_kind int, key_id int, plan int, payee blob
UPDATE pay_order SET key_kind = ?2, key_id = ?3, plan = ?4, payee = ?5 WHERE id = ?1;

-- Runs from before: since when their files can be made again, they end.
-- q_pay_runs_old :many
-- in: most int
-- out: id int, authority text, created int
SELECT id, authority, created FROM pay_run WHERE keep = 0 ORDER BY id LIMIT ?1;

-- q_pay_run_keep :exec
-- in: id int, keep int
UPDATE pay_run SET keep = ?2, fetched = CASE WHEN fetched = 0 THEN created ELSE fetched END WHERE id = ?1;

-- What an authority has ordered and no bank has confirmed.
-- q_pay_orders_payable :many
-- out: authority text, currency text, minor int
SELECT authority, currency, CAST(sum(minor) AS BIGINT) AS minor FROM pay_order WHERE state IN ('planned', 'sent', 'returned')
GROUP BY authority, currency ORDER BY authority, currency;

-- q_pay_order_again :execrows
-- in: id int, due int, changed int, payee blob, key_kind int, plan int
UPDATE pay_order SET state = 'planned', run = 0, due = ?2, changed = ?3, payee = ?4, key_kind = ?5, key_id = ?6, plan = ?6
WHERE id = ?1 AND state = 'returned';

-- q_pay_orders_of_case :many
-- in: case_id int, kind text
-- out: id int, currency text, minor int, due int, state text, key_kind int, key_id int, plan int, payee blob
SELECT id, currency, minor, due, state, key_kind, key_id, plan, payee FROM pay_order WHERE case_id = ?1 AND kind = ?2 ORDER BY due, id;

-- q_pay_order_payee :execrows
-- in: id int, due int, changed int, payee blob
UPDATE pay_order SET state = 'planned', run = 0, due = ?2, changed = ?3, payee = ?4 WHERE id = ?1 AND state IN ('planned', 'returned');

-- An appeal had the case stand still: what is to be paid has so many days more.
-- q_pay_claims_later :exec
-- in: case_id int, days int, changed int
UPDATE pay_claim SET due = due + ?2, changed = ?3, seq = seq + 1 WHERE case_id = ?1 AND state IN ('open', 'part');

-- What has not left is another amount.
-- q_pay_order_minor :execrows
-- in: id int, minor int, changed int
UPDATE pay_order SET minor = ?2, changed = ?3 WHERE id = ?1 AND state IN ('planned', 'returned');

-- Payments of a plan that have no order, as they are from now on.
-- q_pay_plan_change :exec
-- in: id int, minor int, last int, written int, next int?
UPDATE pay_plan SET minor = ?2, last = ?3, written = ?4, next = ?5 WHERE id = ?1;

-- q_pay_plan_of_case :one
-- in: case_id int
-- out: id int, authority text, office text, number text, currency text, first int, last int, written int, payee blob?
SELECT id, authority, office, number, currency, first, last, written, payee FROM pay_plan
WHERE id = (SELECT max(id) FROM pay_plan WHERE case_id = ?1) AND first > 0 AND keep >= 0;
