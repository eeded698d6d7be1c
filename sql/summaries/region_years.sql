-- The region-years to summarise: a region with a roster organ of its own, and a year in which at least one of them had a report due and was asked
-- for. Where nobody has asked there is nothing to say.
SELECT DISTINCT a.region_code, c.year
FROM coverage c
JOIN agencies a USING (agency_id)
WHERE a.in_roster AND a.region_code IS NOT NULL AND c.status NOT IN ('not_due', 'not_checked')
ORDER BY 1, 2;
