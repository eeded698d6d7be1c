-- The sections of an organ's current report of a year. Variables: agency_id, year.
SELECT s.number, s.heading, length(regexp_replace(coalesce(s.text, ''), '\s', '', 'g')) AS characters
FROM reports r
JOIN sections s USING (report_id)
WHERE r.agency_id = getvariable('agency_id') AND r.year = getvariable('year') AND r.is_current
ORDER BY s.number NULLS FIRST, s.heading;
