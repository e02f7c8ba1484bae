-- Up to which event the measures were made.
-- q_counted :one
-- out: event int
SELECT event FROM counted WHERE one = 1;

-- q_counted_to :execrows
-- in: from_event int, to_event int
UPDATE counted SET event = ?2 WHERE one = 1 AND event = ?1;

-- What happened to cases behind one event, up to another; the facts are the case's as they stand.
-- q_measure_events :many
-- in: after int, upto int, kind int, most int
-- out: id int, type text, at int, service text, outcome text, channel text, submitted int, asked bool
SELECT e.id, e.type, e.at, c.service, c.outcome, c.channel, c.submitted,
  EXISTS (SELECT 1 FROM question q WHERE q.case_id = c.id) AS asked
FROM event e JOIN cases c ON c.id = e.subject
WHERE e.id > ?1 AND e.id <= ?2 AND e.kind = ?3 AND e.type IN ('case.submitted', 'case.decided', 'case.withdrawn')
ORDER BY e.id LIMIT ?4;

-- q_measure_add :exec
-- in: service text, day int, received int, decided int, withdrawn int, alone int
INSERT INTO measure (service, day, received, decided, withdrawn, alone) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (service, day) DO UPDATE SET received = measure.received + excluded.received,
  decided = measure.decided + excluded.decided, withdrawn = measure.withdrawn + excluded.withdrawn,
  alone = measure.alone + excluded.alone;

-- q_measure_days_add :exec
-- in: service text, day int, days int
INSERT INTO measure_days (service, day, days, n) VALUES (?1, ?2, ?3, 1)
ON CONFLICT (service, day, days) DO UPDATE SET n = measure_days.n + 1;

-- q_measure_outcome_add :exec
-- in: service text, day int, outcome text
INSERT INTO measure_outcome (service, day, outcome, n) VALUES (?1, ?2, ?3, 1)
ON CONFLICT (service, day, outcome) DO UPDATE SET n = measure_outcome.n + 1;

-- q_measure_rating_add :exec
-- in: service text, day int, score int
INSERT INTO measure_rating (service, day, score, n) VALUES (?1, ?2, ?3, 1)
ON CONFLICT (service, day, score) DO UPDATE SET n = measure_rating.n + 1;

-- q_rated_add :execrows
-- in: case_id int
INSERT INTO rated (case_id) VALUES (?1) ON CONFLICT (case_id) DO NOTHING;

-- q_rated :one
-- in: case_id int
-- out: n int
SELECT count(*) AS n FROM rated WHERE case_id = ?1;

-- A service's days, first the earliest.
-- q_measures :many
-- in: service text, from_day int
-- out: day int, received int, decided int, withdrawn int, alone int
SELECT day, received, decided, withdrawn, alone FROM measure WHERE service = ?1 AND day >= ?2 ORDER BY day;

-- q_measure_spans :many
-- in: service text, from_day int
-- out: days int, n int
SELECT days, CAST(sum(n) AS INTEGER) AS n FROM measure_days WHERE service = ?1 AND day >= ?2 GROUP BY days ORDER BY days;

-- q_measure_outcomes :many
-- in: service text, from_day int
-- out: outcome text, n int
SELECT outcome, CAST(sum(n) AS INTEGER) AS n FROM measure_outcome WHERE service = ?1 AND day >= ?2
GROUP BY outcome ORDER BY 2 DESC, outcome;

-- q_measure_ratings :many
-- in: service text, from_day int
-- out: score int, n int
SELECT score, CAST(sum(n) AS INTEGER) AS n FROM measure_rating WHERE service = ?1 AND day >= ?2 GROUP BY score ORDER BY score;

-- Drafts that lie unfinished, by the page at which they were left.
-- q_drafts_left :many
-- in: service text, before int
-- out: page text, n int
SELECT page, count(*) AS n FROM cases WHERE expires > 0 AND state = 'draft' AND service = ?1 AND changed < ?2
GROUP BY page ORDER BY 2 DESC, page;

-- The running cases of a service.
-- q_backlog :one
-- in: service text, now int
-- out: n int, late int, waiting int, oldest int?
SELECT count(*) AS n, CAST(coalesce(sum(CASE WHEN due > 0 AND due < ?2 THEN 1 ELSE 0 END), 0) AS INTEGER) AS late,
  CAST(coalesce(sum(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS INTEGER) AS waiting, min(submitted) AS oldest
FROM cases WHERE service = ?1 AND state IN ('submitted', 'waiting');

-- When each of them is due, the next first.
-- q_backlog_due :many
-- in: service text, most int
-- out: due int
SELECT due FROM cases WHERE service = ?1 AND state IN ('submitted', 'waiting') AND due > 0 ORDER BY due LIMIT ?2;

-- How appeals against what a service decided have ended, since a day.
-- q_measure_appeals :many
-- in: service text, since int
-- out: outcome text, n int
SELECT outcome, count(*) AS n FROM appeal WHERE service = ?1 AND state = 'over' AND ended >= ?2
GROUP BY outcome ORDER BY n DESC, outcome;
