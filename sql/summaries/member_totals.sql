-- The totals of requests and of proceedings in the current reports of a government's members, year by year. Variables: government_id, year.
SELECT r.year, r.agency_id, f.item, f.value
FROM agencies a
JOIN reports r USING (agency_id)
JOIN figures f USING (report_id)
WHERE a.in_roster AND a.reports_to = getvariable('government_id') AND a.kind <> 'vertical' AND a.scope <> 'system' AND a.agency_id <> getvariable('government_id')
    AND r.is_current AND NOT r.in_review AND r.status <> 'failed' AND r.year BETWEEN getvariable('year') - 4 AND getvariable('year')
    AND f.measure = 'total' AND f.state = 'reported'
ORDER BY ALL;
