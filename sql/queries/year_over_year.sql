-- Requests received against the year before, per organ. The item is the same in both editions, so that the years compare. A renamed organ is
-- compared with itself; in the year in which others went into it, or it came out of a split, it is not. 新收申请与上年相比。
WITH years AS (SELECT coalesce(l.line_id, p.agency_id) AS line_id, p.* FROM panel AS p LEFT JOIN agency_lines AS l USING (agency_id))
SELECT a.name, n.year, p.requests_received__total AS last_year, n.requests_received__total AS this_year,
    n.requests_received__total - p.requests_received__total AS change
FROM years AS n JOIN years AS p ON p.line_id = n.line_id AND p.year = n.year - 1 JOIN agencies AS a ON a.agency_id = n.agency_id
WHERE NOT EXISTS (
    SELECT 1 FROM agency_lineage AS g WHERE g.successor_id = n.agency_id AND g.kind <> 'renamed' AND year(g.changed_on + 1) = n.year)
ORDER BY a.position NULLS LAST, a.name, n.year;
