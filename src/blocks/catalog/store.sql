-- The services of the newest cases, most frequent first.
-- q_services_used :many
-- in: newest int, most int
-- out: service text, n int
SELECT u.service AS service, count(*) AS n
FROM (SELECT service FROM cases WHERE submitted > 0 ORDER BY id DESC LIMIT ?1) AS u
GROUP BY u.service ORDER BY n DESC, u.service LIMIT ?2;
