-- Who had to report and what was seen, counted by region and year. 各地区应发布与发布情况。
SELECT g.name AS region, c.year, count(*) AS due, count(*) FILTER (c.seen = 'published') AS published, count(*) FILTER (c.timeliness = 'on_time') AS on_time,
    count(*) FILTER (c.status = 'late') AS late, count(*) FILTER (c.status = 'not_found') AS not_seen,
    count(*) FILTER (c.status IN ('refused', 'unreachable', 'off_site', 'not_a_report', 'not_checked')) AS not_checked
FROM coverage AS c LEFT JOIN regions AS g USING (region_code)
WHERE c.status <> 'not_due'
GROUP BY g.name, c.region_code, c.year
ORDER BY c.region_code, c.year;
