-- What each check could assess among the region's own organs. Variables: region_code, year.
SELECT c.check_group, c.check_id, c.title_zh, c.basis, sum(v.applicable) AS applicable, sum(v.assessed) AS assessed, sum(v.broken) AS broken,
    sum(v.organs_applicable) AS organs_applicable, sum(v.organs_assessed) AS organs_assessed
FROM check_coverage v
JOIN checks c USING (check_id)
WHERE v.year = getvariable('year') AND v.region_code = getvariable('region_code')
GROUP BY ALL
ORDER BY c.check_group, c.check_id;
