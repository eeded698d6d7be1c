-- Requests received against the year before, per organ. The item is the same in both editions, so that the years compare. 新收申请与上年相比。
SELECT a.name, n.year, p.requests_received__total AS last_year, n.requests_received__total AS this_year,
    n.requests_received__total - p.requests_received__total AS change
FROM panel AS n JOIN panel AS p ON p.agency_id = n.agency_id AND p.year = n.year - 1 JOIN agencies AS a ON a.agency_id = n.agency_id
ORDER BY a.position NULLS LAST, a.name, n.year;
