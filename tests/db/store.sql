-- Statements of the database room's own tests.

-- q_shelf_add :exec
-- in: id int, code text, text text?, blob blob?, closed_at int?, is_open bool
INSERT INTO shelf (id, code, text, blob, closed_at, is_open) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- q_shelf_new :one
-- in: code text
-- out: id int
INSERT INTO shelf (code) VALUES (?1) RETURNING id;

-- q_shelf :one
-- One shelf by its code.
-- in: code text
-- out: id int, text text?, blob blob?, closed_at int?, is_open bool
SELECT id, text, blob, closed_at, is_open FROM shelf WHERE code = ?1;

-- q_shelves :many
-- out: id int, code text
SELECT id, code FROM shelf ORDER BY code;

-- q_shelves_each :each
-- in: least int
-- out: id int, code text
SELECT id, code FROM shelf WHERE id >= ?1 ORDER BY id;

-- q_shelf_close :execrows
-- in: closed_at int, code text
UPDATE shelf SET closed_at = ?1, is_open = 0 WHERE code = ?2;

-- q_shelf_put :execrows
-- in: id int, code text
INSERT INTO shelf (id, code) VALUES (?1, ?2) ON CONFLICT DO NOTHING;

-- q_shelf_sum :one
-- out: total int
SELECT CAST(sum(id) AS INTEGER) + 9007199254740993 - CAST(sum(id) AS INTEGER) AS total FROM shelf;

-- q_shelf_text :one
-- in: id int
-- out: text text
SELECT coalesce(text, NULL) AS text FROM shelf WHERE id = ?1;

-- q_store :one
-- out: name text
-- @sqlite
SELECT 'sqlite' AS name;
-- @postgres
SELECT 'post' || 'gres?1' AS name;

-- q_blob :one
-- out: some blob, none blob, text text
SELECT X'00FFab' AS some, x'' AS none, 'X''00''' AS text;

-- q_pair_add :exec
-- in: a int
INSERT INTO pair (a) VALUES (?1);

-- q_pair :one
-- in: a int
-- out: b text
SELECT b FROM pair WHERE a = ?1;
