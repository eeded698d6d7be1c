-- The last nights at a portal. Parameter: host.
SELECT run_id, min("at") AS began_at, count(*) AS attempts, count(*) FILTER (outcome = 'new') AS new, count(*) FILTER (outcome = 'unchanged') AS unchanged,
    count(*) FILTER (outcome NOT IN ('new', 'unchanged') OR outcome IS NULL) AS others,
    (SELECT count(*) FROM alarms AS a WHERE a.run_id = r.run_id AND a.portal = $host) AS alarms
FROM retrievals AS r WHERE portal = $host
GROUP BY run_id ORDER BY began_at DESC LIMIT 7;
