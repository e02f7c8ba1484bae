-- q_record :one
-- in: id int
-- out: registry text, version int, body blob, created int, changed int, state text, sealed int, stays int
SELECT registry, version, body, created, changed, state, sealed, stays FROM record WHERE id = ?1;

-- q_record_state :exec
-- in: id int, state text
UPDATE record SET state = ?2 WHERE id = ?1;

-- q_record_seal :exec
-- in: id int, before int
UPDATE record SET sealed = ?2 WHERE id = ?1 AND sealed < ?2;

-- q_dispute_add :execrows
-- in: record int, field text, case_id int, case_number text, opened int
INSERT INTO record_dispute (record, field, case_id, case_number, opened) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (record, field, case_id) DO NOTHING;

-- q_disputes :many
-- in: record int
-- out: field text, case_number text, opened int
SELECT field, case_number, opened FROM record_dispute WHERE record = ?1 AND ended = 0 ORDER BY opened, field;

-- q_disputes_of_case :many
-- in: case_id int
-- out: record int, field text
SELECT record, field FROM record_dispute WHERE case_id = ?1 AND ended = 0 ORDER BY record, field;

-- q_disputes_end :exec
-- in: case_id int, ended int, outcome text
UPDATE record_dispute SET ended = ?2, outcome = ?3 WHERE case_id = ?1 AND ended = 0;

-- q_record_add :exec
-- in: id int, registry text, body blob, at int
INSERT INTO record (id, registry, version, body, created, changed) VALUES (?1, ?2, 1, ?3, ?4, ?4);

-- q_record_set :execrows
-- in: id int, version int, body blob, at int
UPDATE record SET version = ?2 + 1, body = ?3, changed = ?4 WHERE id = ?1 AND version = ?2;

-- q_record_version_add :exec
-- in: id int, version int, valid int, at int, source text, body blob, back int
INSERT INTO record_version (id, version, valid, at, source, body, back) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- q_back_add :exec
-- in: id int, version int, valid int, fields int
INSERT INTO record_back (id, version, valid, fields, so_far)
VALUES (?1, ?2, ?3, ?4, ?4 | coalesce((SELECT so_far FROM record_back WHERE id = ?1 AND version < ?2 ORDER BY version DESC LIMIT 1), 0));

-- q_record_versions :many
-- in: id int
-- out: version int, valid int, at int, source text, body blob
SELECT version, valid, at, source, body FROM record_version WHERE id = ?1 ORDER BY version;

-- ---- both times ----

-- The latest day from which a version is true.
-- q_version_top :one
-- in: id int
-- out: valid int
SELECT valid FROM record_version WHERE id = ?1 AND back = 0 ORDER BY version DESC LIMIT 1;

-- q_version_at :one
-- in: id int, version int
-- out: valid int, at int
SELECT valid, at FROM record_version WHERE id = ?1 AND version = ?2;

-- q_version_body :one
-- in: id int, version int
-- out: body blob
SELECT body FROM record_version WHERE id = ?1 AND version = ?2;

-- q_version_known :one
-- in: id int, at int
-- out: version int
SELECT version FROM record_version WHERE id = ?1 AND version > 1 AND at <= ?2 ORDER BY at DESC, version DESC LIMIT 1;

-- q_version_valid :one
-- in: id int, valid int
-- out: version int
SELECT version FROM record_version WHERE id = ?1 AND back = 0 AND version > 1 AND valid <= ?2 ORDER BY valid DESC, version DESC LIMIT 1;

-- q_version_before :one
-- in: id int, top int
-- out: version int
SELECT version FROM record_version WHERE id = ?1 AND version <= ?2 AND back = 0 ORDER BY version DESC LIMIT 1;

-- The last corrections of the past that set any of these fields and are true on the day.
-- q_version_back :many
-- in: id int, after int, top int, valid int, fields int
-- out: version int, fields int, so_far int
SELECT version, fields, so_far FROM record_back WHERE id = ?1 AND version > ?2 AND version <= ?3 AND valid <= ?4 AND (fields & ?5) <> 0
ORDER BY version DESC LIMIT 3;

-- q_mark_find :many
-- in: registry text, field text, mark blob, most int
-- out: id int
SELECT id FROM record_mark WHERE registry = ?1 AND field = ?2 AND mark = ?3 ORDER BY id LIMIT ?4;

-- q_mark_count :one
-- in: registry text, field text, mark blob, before int
-- out: n int
SELECT count(*) AS n FROM record_mark m JOIN record r ON r.id = m.id
WHERE m.registry = ?1 AND m.field = ?2 AND m.mark = ?3 AND m.id < ?4 AND r.state = '';

-- q_mark_prefix :many
-- in: registry text, field text, low blob, high blob, most int
-- out: id int
SELECT id FROM record_mark WHERE registry = ?1 AND field = ?2 AND mark >= ?3 AND mark < ?4
ORDER BY mark, id LIMIT ?5;

-- q_mark_put :exec
-- in: registry text, field text, mark blob, id int
INSERT INTO record_mark (registry, field, mark, id) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (registry, field, mark, id) DO NOTHING;

-- q_marks_drop :exec
-- in: registry text, field text, id int
DELETE FROM record_mark WHERE registry = ?1 AND field = ?2 AND id = ?3;

-- q_records_of :many
-- in: registry text, after int, most int
-- out: id int, body blob
SELECT id, body FROM record WHERE registry = ?1 AND id > ?2 AND state <> 'erased' ORDER BY id LIMIT ?3;

-- q_record_count :one
-- in: registry text
-- out: n int
SELECT count(*) AS n FROM record WHERE registry = ?1;

-- q_relation_put :execrows
-- in: registry text, from_id int, name text, to_id int, valid int, at int, source text, card blob
INSERT INTO relation (registry, from_id, name, to_id, valid, at, source, card) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (registry, from_id, name, to_id) DO UPDATE
SET valid = excluded.valid, at = excluded.at, source = excluded.source, card = excluded.card, ended = 0 WHERE relation.ended <> 0;

-- q_relation_end :execrows
-- in: registry text, from_id int, name text, to_id int, at int
UPDATE relation SET ended = ?5 WHERE registry = ?1 AND from_id = ?2 AND name = ?3 AND to_id = ?4 AND ended = 0;

-- q_relations :many
-- in: registry text, from_id int, name text
-- out: to_id int, valid int, card blob
SELECT to_id, valid, card FROM relation WHERE registry = ?1 AND from_id = ?2 AND name = ?3 AND ended = 0 ORDER BY valid DESC, to_id;

-- q_relations_all :many
-- in: registry text, from_id int
-- out: name text, to_id int, valid int, card blob
SELECT name, to_id, valid, card FROM relation WHERE registry = ?1 AND from_id = ?2 AND ended = 0 ORDER BY name, valid, to_id;

-- q_relation_ids :many
-- in: registry text, from_id int, most int
-- out: to_id int
SELECT to_id FROM relation WHERE registry = ?1 AND from_id = ?2 AND ended = 0 LIMIT ?3;

-- q_relation_card :exec
-- in: registry text, from_id int, name text, to_id int, card blob
UPDATE relation SET card = ?5 WHERE registry = ?1 AND from_id = ?2 AND name = ?3 AND to_id = ?4;

-- q_sequence :one
-- in: scheme text, year int
-- out: next int
SELECT next FROM number_sequence WHERE scheme = ?1 AND year = ?2;

-- q_sequence_set :exec
-- in: scheme text, year int, next int
INSERT INTO number_sequence (scheme, year, next) VALUES (?1, ?2, ?3)
ON CONFLICT (scheme, year) DO UPDATE SET next = excluded.next;

-- q_import :one
-- in: name text
-- out: hash blob, rows int, refused int, ended int
SELECT hash, rows, refused, ended FROM import_run WHERE name = ?1;

-- q_import_put :exec
-- in: name text, hash blob, rows int, refused int, ended int
INSERT INTO import_run (name, hash, rows, refused, ended) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, rows = excluded.rows, refused = excluded.refused, ended = excluded.ended;

-- ---- past their time ----

-- The row stays, so that what names it still finds that there was one.
-- q_record_erase :exec
-- in: id int
UPDATE record SET body = X'', state = 'erased', stays = 0 WHERE id = ?1;

-- q_marks_drop_all :exec
-- in: id int
DELETE FROM record_mark WHERE id = ?1;

-- q_versions_drop :exec
-- in: id int
DELETE FROM record_version WHERE id = ?1;

-- q_backs_drop :exec
-- in: id int
DELETE FROM record_back WHERE id = ?1;

-- q_relations_drop :exec
-- in: id int
DELETE FROM relation WHERE from_id = ?1 OR to_id = ?1;

-- q_disputes_drop :exec
-- in: id int
DELETE FROM record_dispute WHERE record = ?1;

-- q_follow_put :exec
-- in: registry text, what text, mark blob, case_id int, element text, names text
INSERT INTO follow (registry, what, mark, case_id, element, names) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (registry, what, mark, case_id, element) DO UPDATE SET names = excluded.names;

-- q_follow_drop_step :exec
-- in: case_id int, element text
DELETE FROM follow WHERE case_id = ?1 AND element = ?2;

-- q_follow_drop :exec
-- in: case_id int
DELETE FROM follow WHERE case_id = ?1;

-- q_follow_forget :exec
-- in: registry text, mark blob
DELETE FROM follow WHERE registry = ?1 AND what = '' AND mark = ?2;

-- Whether anything of the register is followed.
-- q_follow_any :one
-- in: registry text
-- out: n int
SELECT 1 AS n FROM follow WHERE registry = ?1 LIMIT 1;

-- q_follow_there :one
-- in: registry text, what text, mark blob
-- out: n int
SELECT 1 AS n FROM follow WHERE registry = ?1 AND what = ?2 AND mark = ?3 LIMIT 1;

-- The values of a record that somebody follows; field empty: of any field.
-- q_follow_marks :many
-- in: registry text, id int, field text
-- out: field text, mark blob
SELECT m.field, m.mark FROM record_mark m WHERE m.id = ?2 AND m.registry = ?1 AND (?3 = '' OR m.field = ?3)
  AND EXISTS (SELECT 1 FROM follow f WHERE f.registry = m.registry AND f.what = m.field AND f.mark = m.mark)
ORDER BY m.field, m.mark;

-- q_follow_changed :exec
-- in: registry text, what text, mark blob, names text, at int
INSERT INTO follow_change (registry, what, mark, names, at, told) VALUES (?1, ?2, ?3, ?4, ?5, 0)
ON CONFLICT (registry, what, mark) DO UPDATE SET names = follow_change.names || ' ' || excluded.names, told = 0;

-- q_follow_next :one
-- out: registry text, what text, mark blob, names text, told int
SELECT registry, what, mark, names, told FROM follow_change ORDER BY at, registry, what, mark LIMIT 1;

-- q_follow_told :exec
-- in: registry text, what text, mark blob, told int
UPDATE follow_change SET told = ?4 WHERE registry = ?1 AND what = ?2 AND mark = ?3;

-- q_follow_done :exec
-- in: registry text, what text, mark blob
DELETE FROM follow_change WHERE registry = ?1 AND what = ?2 AND mark = ?3;

-- q_followers :many
-- in: registry text, what text, mark blob, after int, most int
-- out: case_id int, names text
SELECT case_id, names FROM follow WHERE registry = ?1 AND what = ?2 AND mark = ?3 AND case_id > ?4
ORDER BY case_id, element LIMIT ?5;

-- q_follow_cases :many
-- in: after int, most int
-- out: case_id int
SELECT DISTINCT case_id FROM follow WHERE case_id > ?1 ORDER BY case_id LIMIT ?2;

-- q_follow_law_put :exec
-- in: name text, value text
INSERT INTO follow_law (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING;

-- q_follow_law_set :exec
-- in: name text, value text
UPDATE follow_law SET value = ?2 WHERE name = ?1;

-- q_follow_laws :many
-- out: name text, value text
SELECT name, value FROM follow_law ORDER BY name;

-- ---- names ----

-- q_name_bucket :one
-- in: mark blob, id int
-- out: first int, n int, ids blob
SELECT first, n, ids FROM name_list WHERE mark = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1;

-- q_name_buckets :many
-- in: mark blob, most int
-- out: first int, n int, ids blob
SELECT first, n, ids FROM name_list WHERE mark = ?1 ORDER BY first LIMIT ?2;

-- q_name_add :exec
-- in: mark blob, first int, n int, ids blob
INSERT INTO name_list (mark, first, n, ids) VALUES (?1, ?2, ?3, ?4);

-- q_name_set :exec
-- in: mark blob, first int, n int, ids blob
UPDATE name_list SET n = ?3, ids = ?4 WHERE mark = ?1 AND first = ?2;

-- q_name_drop :exec
-- in: mark blob, first int
DELETE FROM name_list WHERE mark = ?1 AND first = ?2;

-- q_name_run :one
-- in: registry text
-- out: field text, after int, ended int
SELECT field, after, ended FROM name_run WHERE registry = ?1;

-- q_name_run_put :exec
-- in: registry text, field text, after int, ended int
INSERT INTO name_run (registry, field, after, ended) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (registry) DO UPDATE SET field = excluded.field, after = excluded.after, ended = excluded.ended;

-- ---- figures ----

-- q_figure_add :exec
-- in: registry text, n int, at int
INSERT INTO registry_figure (registry, entries, changed) VALUES (?1, ?2, ?3)
ON CONFLICT (registry) DO UPDATE SET entries = registry_figure.entries + excluded.entries, changed = excluded.changed;

-- q_figure_tell :exec
-- in: registry text, told int, fresh int
UPDATE registry_figure SET told = ?2, fresh = ?3 WHERE registry = ?1;

-- q_figure :one
-- in: registry text
-- out: entries int, changed int, told int, fresh int
SELECT entries, changed, told, fresh FROM registry_figure WHERE registry = ?1;

-- q_figures :many
-- out: registry text, entries int, changed int, told int, fresh int
SELECT registry, entries, changed, told, fresh FROM registry_figure ORDER BY registry;

-- ---- export ----

-- q_records_page :many
-- in: registry text, after int, most int
-- out: id int, version int, body blob, created int, changed int, state text, sealed int
SELECT id, version, body, created, changed, state, sealed FROM record WHERE registry = ?1 AND id > ?2 AND state = '' ORDER BY id LIMIT ?3;

-- q_export :one
-- in: name text
-- out: hash blob, after int, bytes int, rows int, left_out int, ended int
SELECT hash, after, bytes, rows, left_out, ended FROM export_run WHERE name = ?1;

-- q_export_put :exec
-- in: name text, hash blob, after int, bytes int, rows int, left_out int, ended int
INSERT INTO export_run (name, hash, after, bytes, rows, left_out, ended) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, after = excluded.after, bytes = excluded.bytes, rows = excluded.rows,
  left_out = excluded.left_out, ended = excluded.ended;

-- q_records_some :many
-- in: registry text, skip int, most int
-- out: id int
SELECT id FROM record WHERE registry = ?1 AND state = '' ORDER BY id LIMIT ?3 OFFSET ?2;

-- q_entries_counted :many
-- out: registry text, n int
SELECT registry, count(CASE WHEN state = '' THEN 1 END) AS n FROM record GROUP BY registry ORDER BY registry;

-- ---- entries that were one ----

-- q_superseded_of :many
-- in: stays int
-- out: id int
SELECT id FROM record WHERE stays = ?1 AND stays > 0 ORDER BY id;

-- q_record_stays :exec
-- in: id int, state text, stays int
UPDATE record SET state = ?2, stays = ?3 WHERE id = ?1;

-- q_due_put :exec
-- in: id int, registry text
INSERT INTO record_due (id, registry) VALUES (?1, ?2) ON CONFLICT (id) DO NOTHING;

-- q_due_clear :exec
DELETE FROM record_due;

-- q_due_drop :exec
-- in: id int
DELETE FROM record_due WHERE id = ?1;

-- q_merges_drop :exec
-- in: id int
DELETE FROM record_merge WHERE stays = ?1 OR gone = ?1;

-- q_pairs_drop :exec
-- in: id int
DELETE FROM record_pair WHERE low = ?1 OR high = ?1;

-- q_findings_uncount :exec
-- in: id int
UPDATE quality_count SET n = n - 1 WHERE EXISTS (SELECT 1 FROM quality_finding f WHERE f.id = ?1 AND f.registry = quality_count.registry
  AND f.kind = quality_count.kind AND f.rule = quality_count.rule);

-- q_findings_drop :exec
-- in: id int
DELETE FROM quality_finding WHERE id = ?1;

-- q_watch :one
-- in: registry text
-- out: registry text
SELECT registry FROM record_watch WHERE registry = ?1;

-- q_watch_put :exec
-- in: registry text
INSERT INTO record_watch (registry) VALUES (?1) ON CONFLICT (registry) DO NOTHING;

-- q_watch_drop :exec
-- in: registry text
DELETE FROM record_watch WHERE registry = ?1;

-- q_watch_news_put :exec
-- in: record int, kind text, registry text, names text, seq int, at int
INSERT INTO record_news (record, kind, registry, names, seq, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (record, kind) DO UPDATE SET names = record_news.names || ' ' || excluded.names, at = excluded.at;

-- q_watch_news :many
-- in: most int
-- out: record int, kind text, registry text, names text, at int
SELECT record, kind, registry, names, at FROM record_news ORDER BY seq LIMIT ?1;

-- q_watch_news_any :one
-- out: record int
SELECT record FROM record_news LIMIT 1;

-- q_watch_news_done :exec
-- in: record int, kind text
DELETE FROM record_news WHERE record = ?1 AND kind = ?2;

-- q_watch_news_drop :exec
-- in: record int
DELETE FROM record_news WHERE record = ?1;

-- ---- versions of a declaration ----

-- q_declared :one
-- in: registry text
-- out: version int, after int, entries int, changed int, troubled int, ended int
SELECT version, after, entries, changed, troubled, ended FROM registry_declared WHERE registry = ?1;

-- q_declared_put :exec
-- in: registry text, version int, after int, entries int, changed int, troubled int, ended int
INSERT INTO registry_declared (registry, version, after, entries, changed, troubled, ended) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (registry) DO UPDATE SET version = excluded.version, after = excluded.after, entries = excluded.entries,
  changed = excluded.changed, troubled = excluded.troubled, ended = excluded.ended;

-- The same version of the entry, written anew.
-- q_record_rewrite :exec
-- in: id int, body blob
UPDATE record SET body = ?2 WHERE id = ?1;

-- q_follow_renamed :exec
-- in: registry text, was text, name text
UPDATE follow SET names = trim(replace(' ' || names || ' ', ' ' || ?2 || ' ', ' ' || ?3 || ' ')) WHERE registry = ?1;

-- q_disputes_renamed :exec
-- in: registry text, was text, name text
UPDATE record_dispute SET field = ?3 WHERE field = ?2 AND record IN (SELECT id FROM record WHERE registry = ?1);

-- q_news_renamed :exec
-- in: registry text, was text, name text
UPDATE record_news SET names = trim(replace(' ' || names || ' ', ' ' || ?2 || ' ', ' ' || ?3 || ' ')) WHERE registry = ?1;
