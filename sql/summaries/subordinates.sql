-- For each government below a region's: how many organs report to it, by timeliness, and how many of them have a confirmed finding.
-- Variables: government_id, year.
SELECT p.agency_id, p.name, count(*) AS due,
    count(*) FILTER (c.timeliness = 'on_time') AS on_time,
    count(*) FILTER (c.timeliness IN ('on_time', 'late') OR c.seen = 'not_found') AS assessed,
    count(*) FILTER (c.seen = 'published') AS is_read,
    count(*) FILTER (c.seen = 'published' AND EXISTS (
        SELECT 1 FROM findings f JOIN checks k USING (check_id)
        WHERE f.agency_id = c.agency_id AND f.year = c.year AND f.verified AND k.check_group NOT IN ('timeliness', 'coverage')
    )) AS faulty
FROM agencies p
JOIN coverage c ON c.reports_to = p.agency_id AND c.year = getvariable('year') AND c.status <> 'not_due'
WHERE p.in_roster AND p.reports_to = getvariable('government_id') AND p.kind = 'government'
GROUP BY ALL
ORDER BY any_value(p.position) NULLS LAST, p.agency_id;
