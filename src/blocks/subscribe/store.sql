-- ---- subscriptions ----

-- q_subscription :one
-- in: id text
-- out: id text, registry text, url text, state text, failures int, rests int, due int, agreed int, delivered int, last int, status int
SELECT id, registry, url, state, failures, rests, due, agreed, delivered, last, status FROM subscription WHERE id = ?1;

-- q_subscriptions :many
-- out: id text, registry text, url text, state text
SELECT id, registry, url, state FROM subscription ORDER BY id;

-- q_subscriptions_due :many
-- in: now int
-- out: id text
SELECT id FROM subscription WHERE due > 0 AND due <= ?1 ORDER BY due, id;

-- q_subscription_put :exec
-- in: id text, registry text, url text, due int
INSERT INTO subscription (id, registry, url, state, failures, rests, due, agreed, delivered, last, status)
VALUES (?1, ?2, ?3, 'new', 0, 0, ?4, 0, 0, 0, 0)
ON CONFLICT (id) DO UPDATE SET registry = excluded.registry, url = excluded.url, state = 'new', failures = 0, rests = 0, due = excluded.due;

-- q_subscription_set :exec
-- in: id text, state text, failures int, rests int, due int, agreed int, delivered int, last int, status int
UPDATE subscription SET state = ?2, failures = ?3, rests = ?4, due = ?5, agreed = ?6, delivered = ?7, last = ?8, status = ?9 WHERE id = ?1;

-- q_subscription_due :exec
-- in: id text, due int
UPDATE subscription SET due = ?2 WHERE id = ?1;

-- q_subscription_drop :exec
-- in: id text
DELETE FROM subscription WHERE id = ?1;

-- Subscriptions to a register for which its changes are noted.
-- q_subscription_tells :one
-- in: registry text
-- out: id text
SELECT id FROM subscription WHERE registry = ?1 AND agreed > 0 AND state IN ('new', 'active') LIMIT 1;

-- ---- messages ----

-- What was not sent yet takes up a further change of the same kind.
-- q_sub_message_more :execrows
-- in: subscription text, record int, kind text, names text, at int
UPDATE subscription_message SET names = names || ' ' || ?4, at = ?5
WHERE subscription = ?1 AND record = ?2 AND kind = ?3 AND state = 'open' AND tries = 0;

-- q_sub_message_add :exec
-- in: id int, subscription text, record int, kind text, names text, at int, now int
INSERT INTO subscription_message (id, subscription, record, kind, names, at, created, state, tries, due, trace)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', 0, ?7, 0);

-- q_sub_message :one
-- in: id int
-- out: id int, subscription text, record int, kind text, names text, at int, created int, state text, tries int, due int, trace int
SELECT id, subscription, record, kind, names, at, created, state, tries, due, trace FROM subscription_message WHERE id = ?1;

-- The oldest that may be sent: one of each entry at a time.
-- q_sub_message_next :one
-- in: subscription text, now int
-- out: id int
SELECT m.id FROM subscription_message m WHERE m.subscription = ?1 AND m.state = 'open' AND m.due <= ?2 AND NOT EXISTS (
  SELECT 1 FROM subscription_message e WHERE e.subscription = m.subscription AND e.record = m.record AND e.state = 'open' AND e.id < m.id)
ORDER BY m.id LIMIT 1;

-- When the next may be sent; 0: none waits.
-- q_sub_message_when :one
-- in: subscription text
-- out: due int
SELECT coalesce(min(m.due), 0) AS due FROM subscription_message m WHERE m.subscription = ?1 AND m.state = 'open' AND NOT EXISTS (
  SELECT 1 FROM subscription_message e WHERE e.subscription = m.subscription AND e.record = m.record AND e.state = 'open' AND e.id < m.id);

-- q_sub_message_sent :exec
-- in: id int, trace int
UPDATE subscription_message SET tries = tries + 1, trace = ?2 WHERE id = ?1;

-- q_sub_message_later :exec
-- in: id int, due int
UPDATE subscription_message SET due = ?2 WHERE id = ?1 AND state = 'open';

-- q_sub_message_drop :execrows
-- in: id int
DELETE FROM subscription_message WHERE id = ?1;

-- q_sub_messages_drop :exec
-- in: subscription text
DELETE FROM subscription_message WHERE subscription = ?1;

-- q_sub_messages_forget :exec
-- in: record int
DELETE FROM subscription_message WHERE record = ?1;

-- q_sub_messages_give_up :exec
-- in: subscription text, before int
UPDATE subscription_message SET state = 'failed' WHERE subscription = ?1 AND state = 'open' AND created < ?2;

-- q_sub_messages_again :exec
-- in: subscription text, now int
UPDATE subscription_message SET state = 'open', created = ?2, due = ?2 WHERE subscription = ?1;

-- q_sub_messages_count :one
-- in: subscription text, state text
-- out: n int
SELECT count(*) AS n FROM subscription_message WHERE subscription = ?1 AND state = ?2;

-- q_sub_messages_sweep :execrows
-- in: before int, most int
DELETE FROM subscription_message WHERE id IN (SELECT id FROM subscription_message WHERE state = 'failed' AND created < ?1 ORDER BY created LIMIT ?2);

-- For verification, one after another.
-- q_sub_messages_all :many
-- in: after int, most int
-- out: id int, subscription text, record int, kind text, state text, tries int, trace int
SELECT id, subscription, record, kind, state, tries, trace FROM subscription_message WHERE id > ?1 ORDER BY id LIMIT ?2;
