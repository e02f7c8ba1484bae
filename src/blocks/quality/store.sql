-- ---- what is to be looked at ----

-- q_quality_due :many
-- in: most int
-- out: id int, registry text
SELECT id, registry FROM record_due ORDER BY id LIMIT ?1;

-- q_quality_done :exec
-- in: id int
DELETE FROM record_due WHERE id = ?1;

-- q_quality_run :one
-- in: registry text
-- out: before int, declared blob, looked int, ended int
SELECT before, declared, looked, ended FROM quality_run WHERE registry = ?1;

-- q_quality_run_put :exec
-- in: registry text, before int, declared blob, looked int, ended int
INSERT INTO quality_run (registry, before, declared, looked, ended) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (registry) DO UPDATE SET before = excluded.before, declared = excluded.declared, looked = excluded.looked, ended = excluded.ended;

-- The newest first: what was entered last is wrong more often.
-- q_quality_round :many
-- in: registry text, before int, most int
-- out: id int
SELECT id FROM record WHERE registry = ?1 AND id < ?2 AND state = '' ORDER BY id DESC LIMIT ?3;

-- ---- findings ----

-- q_findings_of :many
-- in: id int
-- out: kind text, rule text
SELECT kind, rule FROM quality_finding WHERE id = ?1 ORDER BY kind, rule;

-- q_finding_put :exec
-- in: registry text, kind text, rule text, id int
INSERT INTO quality_finding (registry, kind, rule, id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (registry, kind, rule, id) DO NOTHING;

-- q_finding_drop :exec
-- in: registry text, kind text, rule text, id int
DELETE FROM quality_finding WHERE registry = ?1 AND kind = ?2 AND rule = ?3 AND id = ?4;

-- q_quality_count_add :exec
-- in: registry text, kind text, rule text, n int
INSERT INTO quality_count (registry, kind, rule, n) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (registry, kind, rule) DO UPDATE SET n = quality_count.n + excluded.n;

-- q_quality_counts :many
-- in: registry text
-- out: kind text, rule text, n int, told int
SELECT kind, rule, n, told FROM quality_count WHERE registry = ?1 ORDER BY kind, rule;

-- q_quality_tell :exec
-- in: registry text, kind text, rule text, told int
UPDATE quality_count SET told = ?4 WHERE registry = ?1 AND kind = ?2 AND rule = ?3;

-- q_findings_page :many
-- in: registry text, kind text, rule text, after int, most int
-- out: id int
SELECT id FROM quality_finding WHERE registry = ?1 AND kind = ?2 AND rule = ?3 AND id > ?4 ORDER BY id LIMIT ?5;

-- ---- pairs ----

-- q_pair :one
-- in: id int
-- out: id int, registry text, low int, high int, score int, reasons text, guarded int, state text, at int, changed int, by_account int, keeps int, picks text, said blob, low_version int, high_version int
SELECT id, registry, low, high, score, reasons, guarded, state, at, changed, by_account, keeps, picks, said, low_version, high_version
FROM record_pair WHERE id = ?1;

-- q_pair_of :one
-- in: low int, high int
-- out: id int, score int, reasons text, guarded int, state text
SELECT id, score, reasons, guarded, state FROM record_pair WHERE low = ?1 AND high = ?2;

-- q_pairs_with :many
-- in: id int
-- out: id int, low int, high int, state text
SELECT id, low, high, state FROM record_pair WHERE low = ?1 OR high = ?1 ORDER BY id;

-- q_pair_add :exec
-- in: id int, registry text, low int, high int, score int, reasons text, guarded int, at int
INSERT INTO record_pair (id, registry, low, high, score, reasons, guarded, state, at, changed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', ?8, ?8);

-- q_pair_score :exec
-- in: id int, score int, reasons text, guarded int, state text, at int
UPDATE record_pair SET score = ?2, reasons = ?3, guarded = ?4, state = ?5, changed = ?6 WHERE id = ?1;

-- q_pair_drop :exec
-- in: id int
DELETE FROM record_pair WHERE id = ?1;

-- q_pair_state :exec
-- in: id int, state text, at int, by_account int, keeps int, picks text, said blob, low_version int, high_version int
UPDATE record_pair SET state = ?2, changed = ?3, by_account = ?4, keeps = ?5, picks = ?6, said = ?7, low_version = ?8, high_version = ?9
WHERE id = ?1;

-- What waits for a second officer first, then what is open, the surest first.
-- q_pairs_page :many
-- in: registry text, guarded int, skip int, most int
-- out: id int, score int, reasons text, guarded int, state text, changed int
SELECT id, score, reasons, guarded, state, changed FROM record_pair WHERE registry = ?1 AND guarded <= ?2
ORDER BY CASE state WHEN 'asked' THEN 0 WHEN 'undo' THEN 0 WHEN 'open' THEN 1 WHEN 'merged' THEN 2 ELSE 3 END, score DESC, id LIMIT ?4 OFFSET ?3;

-- q_pairs_count :one
-- in: registry text, guarded int
-- out: n int
SELECT count(*) AS n FROM record_pair WHERE registry = ?1 AND guarded <= ?2;

-- ---- merges ----

-- q_merge_put :exec
-- in: pair int, stays int, gone int, version int, at int, body blob
INSERT INTO record_merge (pair, stays, gone, version, at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_merge :one
-- in: pair int
-- out: stays int, gone int, version int, at int, body blob
SELECT stays, gone, version, at, body FROM record_merge WHERE pair = ?1;

-- q_merge_end :exec
-- in: pair int
DELETE FROM record_merge WHERE pair = ?1;
