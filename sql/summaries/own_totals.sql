-- The totals of requests and of proceedings in one organ's own current reports, year by year. Variables: agency_id, year.
SELECT r.year, r.agency_id, f.item, f.value
FROM reports r
JOIN figures f USING (report_id)
WHERE r.agency_id = getvariable('agency_id') AND r.is_current AND r.year BETWEEN getvariable('year') - 4 AND getvariable('year')
    AND f.measure = 'total' AND f.state = 'reported'
ORDER BY ALL;
