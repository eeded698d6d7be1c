-- A region's totals beside its government's own report, with how many members they rest on. 地区汇总与政府报告并列。
SELECT g.name AS region, t.year, t.item, t.sum_members, t.n_counted, t.n_due, t.government_value, t.difference
FROM region_year AS t JOIN regions AS g USING (region_code)
WHERE t.item IN ('requests.received', 'requests.concluded') AND t.measure = 'total'
ORDER BY g.region_code, t.year, t.item;
