-- The totals of requests and of proceedings in the current reports of a government's members, year by year; a renamed organ is one under its last
-- name, and of an organ that others went into the years before that are left out. Variables: government_id, year.
WITH since AS (
    SELECT coalesce(l.line_id, g.successor_id) AS agency_id, max(year(g.changed_on + 1)) AS year
    FROM agency_lineage g LEFT JOIN agency_lines l ON l.agency_id = g.successor_id
    WHERE g.kind <> 'renamed' AND year(g.changed_on + 1) <= getvariable('year')
    GROUP BY 1
)
SELECT r.year, coalesce(l.line_id, a.agency_id) AS agency_id, f.item, f.value
FROM agencies a
LEFT JOIN agency_lines l USING (agency_id)
LEFT JOIN since s ON s.agency_id = coalesce(l.line_id, a.agency_id)
JOIN reports r ON r.agency_id = a.agency_id
JOIN figures f USING (report_id)
WHERE a.in_roster AND a.reports_to = getvariable('government_id') AND a.kind <> 'vertical' AND a.scope <> 'system' AND a.agency_id <> getvariable('government_id')
    AND r.is_current AND NOT r.in_review AND r.status <> 'failed' AND r.year BETWEEN getvariable('year') - 4 AND getvariable('year')
    AND r.year >= coalesce(s.year, 0) AND f.measure = 'total' AND f.state = 'reported'
QUALIFY row_number() OVER (PARTITION BY coalesce(l.line_id, a.agency_id), r.year, f.item ORDER BY a.agency_id) = 1
ORDER BY ALL;
