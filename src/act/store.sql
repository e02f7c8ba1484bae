-- q_answered :one
-- in: request_id text
-- out: input_hash blob, answer blob
SELECT input_hash, answer FROM answered WHERE request_id = ?1;

-- q_answered_add :exec
-- in: request_id text, input_hash blob, answer blob, at int
INSERT INTO answered (request_id, input_hash, answer, at) VALUES (?1, ?2, ?3, ?4);

-- q_answered_forget :execrows
-- in: before int
DELETE FROM answered WHERE at < ?1;

-- q_key :one
-- in: kind int, subject int
-- out: wrapped blob?, erased_by int
SELECT wrapped, erased_by FROM data_key WHERE kind = ?1 AND subject = ?2;

-- q_key_add :exec
-- in: kind int, subject int, wrapped blob, at int
INSERT INTO data_key (kind, subject, wrapped, at) VALUES (?1, ?2, ?3, ?4);

-- q_key_erase :execrows
-- in: kind int, subject int, erased_by int
UPDATE data_key SET wrapped = NULL, erased_by = ?3 WHERE kind = ?1 AND subject = ?2 AND erased_by = 0;

-- q_event_add :exec
-- in: id int, kind int, subject int, authority text, type text, at int, actor text, body blob, leaf int
INSERT INTO event (id, kind, subject, authority, type, at, actor, body, leaf)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- q_events_of :many
-- in: kind int, subject int
-- out: id int, authority text, type text, at int, actor text, body blob, leaf int
SELECT id, authority, type, at, actor, body, leaf FROM event WHERE kind = ?1 AND subject = ?2 ORDER BY id;

-- q_events_after :many
-- in: id int, most int
-- out: id int, kind int, subject int, authority text, type text, at int, actor text, body blob, leaf int
SELECT id, kind, subject, authority, type, at, actor, body, leaf FROM event WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_event_count :one
-- out: n int
SELECT count(*) AS n FROM event;

-- q_log_add :exec
-- in: ix int, entry blob
INSERT INTO log_entry (ix, entry) VALUES (?1, ?2);

-- q_log_size :one
-- out: size int
SELECT coalesce(max(ix) + 1, 0) AS size FROM log_entry;

-- q_log_entries :many
-- in: first int, below int
-- out: ix int, entry blob
SELECT ix, entry FROM log_entry WHERE ix >= ?1 AND ix < ?2 ORDER BY ix;

-- q_tile :one
-- in: level int, ix int
-- out: hashes blob
SELECT hashes FROM log_tile WHERE level = ?1 AND ix = ?2;

-- q_tile_put :exec
-- in: level int, ix int, hashes blob
INSERT INTO log_tile (level, ix, hashes) VALUES (?1, ?2, ?3)
ON CONFLICT (level, ix) DO UPDATE SET hashes = excluded.hashes;

-- q_checkpoint_last :one
-- out: size int, note text, at int
SELECT size, note, at FROM log_checkpoint ORDER BY size DESC LIMIT 1;

-- q_checkpoint_of :one
-- in: at_least int
-- out: size int, note text, at int
SELECT size, note, at FROM log_checkpoint WHERE size >= ?1 ORDER BY size LIMIT 1;

-- q_checkpoint_add :exec
-- in: size int, note text, at int
INSERT INTO log_checkpoint (size, note, at) VALUES (?1, ?2, ?3) ON CONFLICT (size) DO NOTHING;

-- q_outbox_add :exec
-- in: id int, kind text, subject_kind int, subject int, payload blob, due int
INSERT INTO outbox (id, kind, subject_kind, subject, payload, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_outbox_due :many
-- in: now int, most int
-- out: id int, kind text, subject_kind int, subject int, payload blob, tries int
SELECT id, kind, subject_kind, subject, payload, tries FROM outbox
WHERE state = 0 AND due <= ?1 ORDER BY due, id LIMIT ?2;

-- q_outbox_next :one
-- out: due int?
SELECT min(due) AS due FROM outbox WHERE state = 0;

-- q_outbox_row :one
-- in: id int
-- out: kind text, subject_kind int, subject int, tries int, state int
SELECT kind, subject_kind, subject, tries, state FROM outbox WHERE id = ?1;

-- q_outbox_end :execrows
-- in: id int, state int, note text
UPDATE outbox SET state = ?2, note = ?3, tries = tries + 1 WHERE id = ?1 AND state = 0;

-- q_outbox_later :execrows
-- in: id int, due int, note text
UPDATE outbox SET due = ?2, note = ?3, tries = tries + 1 WHERE id = ?1 AND state = 0;

-- What waits of one kind, for verification.
-- q_outbox_waiting :many
-- in: kind text, after int, most int
-- out: id int, payload blob, due int
SELECT id, payload, due FROM outbox WHERE kind = ?1 AND state = 0 AND id > ?2 ORDER BY id LIMIT ?3;

-- q_event_first :one
-- in: type text
-- out: id int
SELECT coalesce(min(id), 0) AS id FROM event WHERE type = ?1;

-- q_outbox_counts :many
-- out: kind text, state int, n int
SELECT kind, state, count(*) AS n FROM outbox GROUP BY kind, state ORDER BY kind, state;

-- q_house :one
-- in: name text
-- out: value blob
SELECT value FROM house WHERE name = ?1;

-- q_house_put :exec
-- in: name text, value blob
INSERT INTO house (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- q_published :one
-- in: version text
-- out: files blob
SELECT files FROM published WHERE version = ?1;

-- q_published_known :one
-- in: version text
-- out: at int
SELECT at FROM published WHERE version = ?1;

-- q_published_add :exec
-- in: version text, at int, files blob
INSERT INTO published (version, at, files) VALUES (?1, ?2, ?3);

-- q_published_service_add :exec
-- in: service text, version text, site text
INSERT INTO published_service (service, version, site) VALUES (?1, ?2, ?3) ON CONFLICT (service, version) DO NOTHING;

-- q_published_of :one
-- in: service text, version text
-- out: files blob
SELECT p.files FROM published_service s JOIN published p ON p.version = s.site WHERE s.service = ?1 AND s.version = ?2;

-- q_published_history :many
-- in: service text
-- out: version text, at int
SELECT s.version, p.at FROM published_service s JOIN published p ON p.version = s.site
WHERE s.service = ?1 ORDER BY p.at DESC, s.version LIMIT 50;

-- q_versions_needed :many
-- out: service text, version text
SELECT service, version FROM pinned ORDER BY service, version LIMIT 200;

-- q_pin :exec
-- in: service text, version text, since int
INSERT INTO pinned (service, version, since) VALUES (?1, ?2, ?3) ON CONFLICT (service, version) DO NOTHING;

-- q_event_last :one
-- out: id int?
SELECT max(id) AS id FROM event;

-- q_swept_add :exec
-- in: day int, what text, n int
INSERT INTO swept (day, what, n) VALUES (?1, ?2, ?3) ON CONFLICT (day, what) DO UPDATE SET n = swept.n + excluded.n;
