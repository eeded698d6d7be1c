-- 各网站最近一次访问情况 | The health of every portal: when it was last asked, how it answered, what came from it.
SELECT p.host, p.verified_on,
    max(r.at) AS last_asked_at,
    count(DISTINCT r.url) FILTER (r.kind = 'document' AND r.outcome IN ('new', 'unchanged')) AS documents,
    count(*) FILTER (r.kind = 'listing' AND r.outcome NOT IN ('new', 'unchanged')) AS lists_failed,
    count(*) FILTER (r.outcome = 'refused') AS refused,
    count(*) FILTER (r.outcome = 'unreachable') AS unreachable,
    count(*) FILTER (r.outcome IN ('off_site', 'too_large')) AS turned_down,
    count(*) FILTER (r.outcome = 'not_a_report') AS no_reports,
    arg_max(r.outcome, r.at) AS last_outcome
FROM portals AS p LEFT JOIN retrievals AS r ON r.portal = p.host
GROUP BY p.host, p.verified_on
ORDER BY p.host;
