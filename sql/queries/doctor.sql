-- 各网站最近一次运行的访问情况 | The health of every portal: how it answered in the last run that asked it, with the runs that one took up, and
-- when this warehouse was built (a night without news builds none). The sick come first.
WITH RECURSIVE line AS (
    SELECT portal, arg_max(run_id, "at") AS run_id FROM retrievals WHERE portal IS NOT NULL GROUP BY portal
    UNION SELECT line.portal, runs.resumes FROM line JOIN runs USING (run_id) WHERE runs.resumes IS NOT NULL
),
last AS (SELECT r.* FROM retrievals AS r JOIN line ON line.portal = r.portal AND line.run_id = r.run_id),
seen AS (
    SELECT portal, max("at") AS last_asked_at,
        count(DISTINCT listing_url) FILTER (kind = 'listing' AND url = listing_url AND outcome IN ('new', 'unchanged')) AS lists,
        count(*) FILTER (kind = 'listing' AND outcome NOT IN ('new', 'unchanged') AND http_status IS DISTINCT FROM 404) AS lists_failed,
        count(DISTINCT url) FILTER (kind = 'document' AND role IS DISTINCT FROM 'picture') AS links,
        count(DISTINCT url) FILTER (kind = 'document' AND role IS DISTINCT FROM 'picture' AND outcome IN ('new', 'unchanged')) AS documents,
        count(*) FILTER (outcome = 'refused') AS refused,
        count(*) FILTER (outcome = 'unreachable' AND NOT ((kind = 'listing' OR role = 'place') AND coalesce(http_status IN (404, 410), false))
            AND NOT says_withdrawn(note)) AS unreachable,
        count(*) FILTER (outcome = 'off_site') AS off_site,
        count(*) FILTER (outcome = 'too_large') AS too_large,
        count(*) FILTER (outcome = 'not_a_report') AS no_reports,
        count(DISTINCT url) FILTER (kind = 'document' AND outcome IS NULL) AS postponed,
        mode(note) FILTER (kind = 'document' AND outcome IN ('refused', 'unreachable', 'off_site', 'too_large')) AS lost_note,
        arg_max(outcome, "at") AS last_outcome
    FROM last GROUP BY portal
),
told AS (
    SELECT a.portal, count(DISTINCT (severity, message, url)) FILTER (severity = 'error') AS errors,
        count(DISTINCT (severity, message, url)) FILTER (severity <> 'error') AS warnings, arg_min(message, (severity, "at")) AS first_alarm
    FROM alarms AS a JOIN line ON line.portal = a.portal AND line.run_id = a.run_id GROUP BY a.portal
)
SELECT p.host,
    CASE WHEN p.verified_on IS NULL THEN 'not verified' WHEN s.portal IS NULL THEN 'never asked'
        WHEN s.lists_failed > 0 OR t.errors > 0 OR (s.links > 0 AND s.documents = 0) THEN 'sick'
        WHEN t.warnings > 0 OR s.refused + s.unreachable + s.off_site + s.too_large + s.postponed > 0 THEN 'ailing' ELSE 'well' END AS health,
    p.name, p.kind, p.verified_on, s.last_asked_at, coalesce(s.lists, 0) AS lists, coalesce(s.lists_failed, 0) AS lists_failed,
    coalesce(s.links, 0) AS links, coalesce(s.documents, 0) AS documents, coalesce(s.refused, 0) AS refused,
    coalesce(s.unreachable, 0) AS unreachable, coalesce(s.off_site, 0) AS off_site, coalesce(s.too_large, 0) AS too_large,
    coalesce(s.no_reports, 0) AS no_reports, coalesce(s.postponed, 0) AS postponed, coalesce(t.errors, 0) AS errors,
    coalesce(t.warnings, 0) AS warnings, coalesce(t.first_alarm, s.lost_note) AS first_alarm, p.tls_exceptions, s.last_outcome, m.built_at
FROM portals AS p CROSS JOIN meta AS m LEFT JOIN seen AS s ON s.portal = p.host LEFT JOIN told AS t ON t.portal = p.host
ORDER BY list_position(['sick', 'ailing', 'never asked', 'well', 'not verified'], health), p.host;
