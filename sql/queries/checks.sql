-- 核查结果：每项检查可核对多少、有多少待核实 | What each check could assess, what it found, and how much of that a person has confirmed.
SELECT c.check_id, c.title_zh, c.severity,
    coalesce(sum(k.applicable), 0) AS applicable, coalesce(sum(k.assessed), 0) AS assessed, coalesce(sum(k.broken), 0) AS broken,
    (SELECT count(*) FROM findings AS f WHERE f.check_id = c.check_id) AS findings,
    (SELECT count(*) FROM findings AS f WHERE f.check_id = c.check_id AND f.verified) AS confirmed
FROM checks AS c LEFT JOIN check_coverage AS k USING (check_id)
GROUP BY c.check_id, c.title_zh, c.severity
ORDER BY c.check_id;
