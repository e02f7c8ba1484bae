-- q_printed_of :one
-- in: case_id int
-- out: sealed blob
SELECT sealed FROM paper_form WHERE case_id = ?1;

-- q_printed_put :exec
-- in: case_id int, mark blob, sealed blob, made int
INSERT INTO paper_form (case_id, mark, sealed, made) VALUES (?1, ?2, ?3, ?4);

-- q_printed_sweep :exec
DELETE FROM paper_form
WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = paper_form.case_id AND c.state = 'draft');

-- q_printed_by_mark :one
-- in: mark blob
-- out: case_id int
SELECT case_id FROM paper_form WHERE mark = ?1;
