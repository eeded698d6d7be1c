-- The totals of requests and of proceedings in one organ's own current reports, year by year, under each of its names. What others went into, or what
-- was split, is another organ: years before that are left out. Variables: agency_id, year.
WITH names AS (
    SELECT getvariable('agency_id') AS agency_id
    UNION SELECT m.agency_id FROM agency_lines l JOIN agency_lines m USING (line_id) WHERE l.agency_id = getvariable('agency_id')
),
since AS (
    SELECT coalesce(max(year(changed_on + 1)), 0) AS year FROM agency_lineage
    WHERE kind <> 'renamed' AND successor_id IN (FROM names) AND year(changed_on + 1) <= getvariable('year')
)
SELECT r.year, getvariable('agency_id') AS agency_id, f.item, f.value
FROM reports r
JOIN figures f USING (report_id)
WHERE r.agency_id IN (FROM names) AND r.is_current AND r.year BETWEEN getvariable('year') - 4 AND getvariable('year') AND r.year >= (FROM since)
    AND f.measure = 'total' AND f.state = 'reported'
QUALIFY row_number() OVER (PARTITION BY r.year, f.item ORDER BY r.agency_id <> getvariable('agency_id'), r.agency_id) = 1
ORDER BY ALL;
