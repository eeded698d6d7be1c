-- The region and the government whose report sums it: SET VARIABLE region_code = '…'; SET VARIABLE year = 2024;
SELECT r.region_code, r.name, r.level, r.kind, g.agency_id AS government_id, g.name AS government_name
FROM regions r
LEFT JOIN agencies g ON g.region_code = r.region_code AND g.in_roster AND g.kind = CASE r.kind WHEN 'zone' THEN 'zone' ELSE 'government' END
WHERE r.region_code = getvariable('region_code')
-- Of several one after another, the one of that year.
ORDER BY in_being(g.valid_from, g.valid_to, getvariable('year')) DESC, g.position NULLS LAST
LIMIT 1;
