-- The region-years to summarise: a region with a roster organ of its own, and a year in which at least one of them had a report due.
SELECT DISTINCT a.region_code, c.year
FROM coverage c
JOIN agencies a USING (agency_id)
WHERE a.in_roster AND a.region_code IS NOT NULL AND c.status <> 'not_due'
ORDER BY 1, 2;
