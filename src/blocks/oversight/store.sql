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
UNION ALL SELECT 'parties without a case', count(*) FROM case_party t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'parties without a record', count(*) FROM case_party t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.person)
UNION ALL SELECT 'documents without a case', count(*) FROM document t WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = t.case_id)
UNION ALL SELECT 'cases of an account that is not there', count(*) FROM cases t WHERE t.account <> 0 AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = t.account)
UNION ALL SELECT 'sessions of an account that is not there', count(*) FROM session t WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = t.account)
UNION ALL SELECT 'roles of an account that is not there', count(*) FROM account_role t WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.id = t.account)
UNION ALL SELECT 'accounts without a data key', count(*) FROM account t WHERE NOT EXISTS (SELECT 1 FROM data_key k WHERE k.kind = 2 AND k.subject = t.id)
UNION ALL SELECT 'relations of a record that is not there', count(*) FROM relation t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.from_id) OR NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.to_id)
UNION ALL SELECT 'earlier versions of a record that is not there', count(*) FROM record_version t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.id)
UNION ALL SELECT 'marks of a record that is not there', count(*) FROM record_mark t WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.id)
UNION ALL SELECT 'traces of a person that is not there', count(*) FROM trace t WHERE t.person <> 0 AND NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.person);

-- q_verify_files :many
-- in: id int, most int
-- out: id int, case_id int, hash blob, size int
SELECT id, case_id, hash, size FROM case_file WHERE id > ?1 ORDER BY id LIMIT ?2;

-- q_verify_documents :many
-- in: id int, most int
-- out: id int, case_id int, number text, pdf blob?, print blob?
SELECT id, case_id, number, pdf, print FROM document WHERE id > ?1 ORDER BY id LIMIT ?2;

-- What retention did, the newest day first.
-- q_status_swept :many
-- in: most int
-- out: day int, what text, n int
SELECT day, what, n FROM swept ORDER BY day DESC, what LIMIT ?1;

-- q_status_held :one
-- out: n int
SELECT count(*) AS n FROM hold;
