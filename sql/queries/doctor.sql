-- 各网站最近一次运行的访问情况 | The health of every portal: how it answered in the last run that asked it, with the runs that one took up, and
-- when this warehouse was built (a night without news builds none).
WITH RECURSIVE line AS (
    SELECT portal, arg_max(run_id, "at") AS run_id FROM retrievals WHERE portal IS NOT NULL GROUP BY portal
    UNION SELECT line.portal, runs.resumes FROM line JOIN runs USING (run_id) WHERE runs.resumes IS NOT NULL
),
last AS (SELECT r.* FROM retrievals AS r JOIN line ON line.portal = r.portal AND line.run_id = r.run_id)
SELECT p.host, p.verified_on,
    max(r.at) AS last_asked_at,
    count(*) FILTER (r.kind = 'listing' AND r.outcome IN ('new', 'unchanged')) AS lists,
    count(*) FILTER (r.kind = 'listing' AND r.outcome NOT IN ('new', 'unchanged')) AS lists_failed,
    count(DISTINCT r.url) FILTER (r.kind = 'document' AND r.outcome IN ('new', 'unchanged')) AS documents,
    count(*) FILTER (r.outcome = 'refused') AS refused,
    count(*) FILTER (r.outcome = 'unreachable') AS unreachable,
    count(*) FILTER (r.outcome IN ('off_site', 'too_large')) AS turned_down,
    count(*) FILTER (r.outcome = 'not_a_report') AS no_reports,
    arg_max(r.outcome, r.at) AS last_outcome,
    any_value(m.built_at) AS built_at
FROM portals AS p CROSS JOIN meta AS m LEFT JOIN last AS r ON r.portal = p.host
GROUP BY p.host, p.verified_on
ORDER BY p.host;
