-- q_offer_add :execrows
-- in: id int, person int, service text, version text, from_case int, office text, decision text, at int, told blob
INSERT INTO offer (id, person, service, version, from_case, office, decision, state, made, changed, told)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', ?8, ?8, ?9) ON CONFLICT (person, service, from_case) DO NOTHING;

-- q_offer :one
-- in: id int
-- out: person int, service text, version text, from_case int, decision text, state text, made int, changed int, reminded int, told blob
SELECT person, service, version, from_case, decision, state, made, changed, reminded, told FROM offer WHERE id = ?1;

-- q_offers_of :many
-- in: person int, most int
-- out: id int, service text, state text, made int, changed int, told blob
SELECT id, service, state, made, changed, told FROM offer WHERE person = ?1 ORDER BY id DESC LIMIT ?2;

-- q_offer_state :execrows
-- in: id int, was text, state text, at int
UPDATE offer SET state = ?3, changed = ?4 WHERE id = ?1 AND state = ?2;

-- q_offer_reminded :execrows
-- in: id int, at int
UPDATE offer SET reminded = ?2 WHERE id = ?1 AND reminded = 0 AND state = 'open';
